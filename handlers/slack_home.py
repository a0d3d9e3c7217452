"""Pure: App Home, the forms that are opened from it, and what somebody filled in.

A form carries all that it needs: it may be sent twice, or after a restart, and means the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from digest.ids import abs_url
from digest.texts import say, say_hour, say_weekday
from digest.topics import TopicError, parse_topic, tell_fault
from handlers.chat_words import say_days, say_weekly
from handlers.errors import CommandError
from handlers.layout import Layout, Line, Look, Span, press
from handlers.markup import SLACK_INPUT_CHARS, SLACK_OPTION_CHARS, clip
from handlers.paper_layout import TITLE_CHARS, one_line
from handlers.preferences import shown
from handlers.slack_scenes import FORM, Body
from handlers.slack_views import Block, View, plain, view_blocks, view_title
from handlers.styles import styles_for, usual_style
from handlers.topic_commands import MAX_TOPICS
from handlers.zones import read_zone, zone_text
from storage.models import Chat, Language, PaperKey, Style

SETTINGS, TOPICS = "settings", "topics"
FORMS = frozenset({SETTINGS, TOPICS})
"""The forms; each is named by its view's callback id too."""
_TOPIC_FIELDS = (TOPICS, f"{TOPICS}-more")
SAVED_SHOWN = 20
_OFF = "off"


@dataclass(frozen=True, slots=True)
class HomePage:
    """What App Home shows to one person.

    `chat` is their subscription, or where `subscribed` is false the one that the form would make. `languages` are
    those offered, each with its own name; `today` says what became of the latest digest.
    """

    chat: Chat
    subscribed: bool
    languages: tuple[tuple[Language, str], ...]
    today: str
    saved: tuple[tuple[PaperKey, str], ...] = ()


def home_view(page: HomePage, metadata: str) -> View:
    """Show everything at a glance, each part with the button that changes it."""
    language = page.chat.language
    parts = [_overview(page), *([_topics(page.chat)] if page.subscribed else []), _saved(page), _more(language)]
    blocks: list[Block] = []
    for part in parts:
        blocks += [*([{"type": "divider"}] if blocks else []), *view_blocks(part)]
    return {"type": "home", "private_metadata": metadata, "blocks": blocks}


def form_view(page: HomePage, form: str, metadata: str) -> View:
    """Make one of FORMS, filled in with what holds now."""
    language = page.chat.language
    fields = _topic_fields if form == TOPICS else _settings_fields
    return {
        "type": "modal",
        "callback_id": form,
        "title": view_title(say(language, f"slack-form-{form}")),
        "submit": view_title(say(language, "slack-form-keep")),
        "close": view_title(say(language, "slack-close")),
        "private_metadata": metadata,
        "blocks": list(fields(page)),
    }


def read_form(form: str, values: Body, page: HomePage) -> Chat | dict[str, str] | None:
    """Return the chat as somebody wants it, or what is wrong at which field; None for a form that there is not."""
    if form == TOPICS:
        return _read_topics(values, page)
    return _read_settings(values, page) if form == SETTINGS else None


def _overview(page: HomePage) -> Layout:
    language = page.chat.language
    change = press(say(language, "slack-home-change" if page.subscribed else "slack-home-subscribe"), FORM, SETTINGS)
    topics = press(say(language, "slack-home-topics"), FORM, TOPICS)
    return Layout(
        language,
        "Paperboy",
        tuple(_overview_lines(page)),
        byline=page.today,
        buttons=((change, topics) if page.subscribed else (change,),),
    )


def _overview_lines(page: HomePage) -> Iterator[Line]:
    chat, language = page.chat, page.chat.language
    if not page.subscribed:
        yield Line((Span(say(language, "slack-home-welcome")),))
        return
    if chat.paused_because:
        yield Line((Span(say(language, "slack-home-paused")),))
    told = {
        "language": dict(page.languages).get(language, language),
        "hour": f"{say_hour(language, chat.deliver_at)} ({zone_text(chat.zone)})",
        "days": say_days(language, chat.days),
        "style": say(language, f"slack-style-{chat.style}"),
        "weekly": say_weekly(language, chat.weekly_day),
    }
    for place, (name, value) in enumerate(told.items()):
        label = Span(say(language, "label", what=say(language, f"slack-field-{name}")), Look.BOLD)
        yield Line((label, Span(value)), tight=place > 0)


def _topics(chat: Chat) -> Layout:
    lines = [Line((Span(f"• {topic}"),), tight=True) for topic in chat.topics]
    none = Line((Span(say(chat.language, "slack-home-no-topics")),))
    return Layout(chat.language, say(chat.language, "slack-form-topics"), tuple(lines or [none]))


def _saved(page: HomePage) -> Layout:
    language = page.chat.language
    lines = [
        Line(
            (Span(f"{number}. "), Span(clip(one_line(title), TITLE_CHARS), url=abs_url(key))),
            tight=number > 1,
            button=press(f"✕ {number}", "save", key),
        )
        for number, (key, title) in enumerate(page.saved[:SAVED_SHOWN], 1)
    ]
    none = Line((Span(say(language, "slack-home-no-saved")),))
    return Layout(language, say(language, "slack-home-saved"), tuple(lines or [none]))


def _more(language: Language) -> Layout:
    buttons = tuple(press(say(language, f"slack-home-{name}"), name) for name in ("today", "help", "export"))
    return Layout(language, "", (Line((Span(say(language, "slack-home-more")),)),), buttons=(buttons,))


def _settings_fields(page: HomePage) -> Iterator[Block]:
    chat, language = page.chat, page.chat.language
    yield _field(language, "language", _select(page.languages, language))
    yield _field(language, "hour", {"type": "timepicker", "initial_time": f"{chat.deliver_at:%H:%M}"})
    yield _field(language, "zone", {"type": "plain_text_input", "initial_value": chat.zone, "max_length": 100})
    days = [_option(str(day), say_weekday(language, day)) for day in range(7)]
    chosen = [option for option in days if int(option["value"]) in chat.days]
    yield _field(language, "days", {"type": "checkboxes", "options": days, "initial_options": chosen})
    styles = [(style.value, say(language, f"slack-style-{style}")) for style in styles_for(chat)]
    yield _field(language, "style", _select(styles, chat.style.value))
    weeklies = [(_OFF, say(language, "switch-off")), *((str(day), say_weekday(language, day)) for day in range(7))]
    yield _field(language, "weekly", _select(weeklies, _OFF if chat.weekly_day is None else str(chat.weekly_day)))


def _topic_fields(page: HomePage) -> Iterator[Block]:
    element = {"type": "plain_text_input", "multiline": True, "max_length": SLACK_INPUT_CHARS}
    for name, topics in zip(_TOPIC_FIELDS, _in_fields(page.chat.topics), strict=False):
        initial = {"initial_value": "\n".join(topics)} if topics else {}
        yield _field(page.chat.language, TOPICS, element | initial, block=name, optional=True, hint=True)


def _in_fields(topics: Sequence[str]) -> Sequence[Sequence[str]]:
    """Divide topics, one a line, into as many fields as hold them: half of as many and as long as there may be do."""
    if len("\n".join(topics)) <= SLACK_INPUT_CHARS:
        return (topics,)
    half = len(topics) // 2
    return topics[:half], topics[half:]


def _field(
    language: Language,
    name: str,
    element: dict[str, Any],
    *,
    block: str = "",
    optional: bool = False,
    hint: bool = False,
) -> Block:
    """Make a field; its block and its element are both called `block`, else its name, and errors are told by that."""
    called = block or name
    field: dict[str, Any] = {
        "type": "input",
        "block_id": called,
        "label": plain(say(language, f"slack-field-{name}")),
        "element": element | {"action_id": called},
        "optional": optional,
    }
    return field | ({"hint": plain(say(language, f"slack-hint-{name}"))} if hint else {})


def _select(options: Sequence[tuple[str, str]], chosen: str) -> dict[str, Any]:
    made = [_option(value, name) for value, name in options]
    initial = next((option for option in made if option["value"] == chosen), made[0])
    return {"type": "static_select", "options": made, "initial_option": initial}


def _option(value: str, name: str) -> dict[str, Any]:
    return {"text": plain(clip(name, SLACK_OPTION_CHARS)), "value": value}


def _read_settings(values: Body, page: HomePage) -> Chat | dict[str, str]:
    said, errors = page.chat.language, {}
    language, style = _chosen(values, "language"), _chosen(values, "style")
    # A form that was opened before there were weeklies has no such field.
    weekly = _chosen(values, "weekly") or (_OFF if page.chat.weekly_day is None else str(page.chat.weekly_day))
    days = frozenset(day for day in range(7) if str(day) in _chosen_all(values, "days"))
    hour = str(_state(values, "hour").get("selected_time") or "")
    if language not in dict(page.languages):
        errors["language"] = say(said, "slack-wrong-choice")
    if style not in styles_for(page.chat):
        errors["style"] = say(said, "slack-wrong-choice")
    if weekly not in (_OFF, *map(str, range(7))):
        errors["weekly"] = say(said, "slack-wrong-choice")
    if not days:
        errors["days"] = say(said, "slack-wrong-days")
    try:
        deliver_at = time.fromisoformat(hour)
    except ValueError:
        deliver_at, errors["hour"] = page.chat.deliver_at, say(said, "slack-wrong-choice")
    try:
        zone = read_zone(_written(values, "zone"))
    except CommandError as error:
        zone, errors["zone"] = page.chat.zone, error.said(said)
    if errors:
        return errors
    return replace(
        page.chat,
        language=Language(language),
        style=Style(style),
        days=days,
        deliver_at=deliver_at,
        zone=zone,
        weekly_day=None if weekly == _OFF else int(weekly),
        # Somebody is there: whatever paused the chat, it is tried again.
        paused_because=None,
        paused_at=None,
    )


def _read_topics(values: Body, page: HomePage) -> Chat | dict[str, str]:
    said = page.chat.language
    written = {name: tuple(filter(None, map(str.strip, _written(values, name).splitlines()))) for name in _TOPIC_FIELDS}
    lines = [line for field in written.values() for line in field]
    if len(lines) > MAX_TOPICS:
        return {TOPICS: say(said, "slack-wrong-topics", most=MAX_TOPICS)}
    for name, line in ((name, line) for name, field in written.items() for line in field):
        try:
            parse_topic(line)
        except TopicError as error:
            return {name: f"{shown(line)}: {tell_fault(said, error)}"}
    # Without a topic, a digest of what is on topics would be empty for ever.
    left = usual_style(page.chat.address.platform) if page.chat.style is Style.TOPICS and not lines else page.chat.style
    return replace(page.chat, topics=tuple(dict.fromkeys(lines)), style=left)


def _state(values: Body, name: str) -> Body:
    state = (values.get(name) or {}).get(name)
    return state if isinstance(state, Mapping) else {}


def _written(values: Body, name: str) -> str:
    return str(_state(values, name).get("value") or "").strip()


def _chosen(values: Body, name: str) -> str:
    return str((_state(values, name).get("selected_option") or {}).get("value") or "")


def _chosen_all(values: Body, name: str) -> frozenset[str]:
    return frozenset(str(option.get("value")) for option in _state(values, name).get("selected_options") or ())
