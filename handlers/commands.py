"""Everything that a person may say or press, and who answers it; `answer` is all that an adapter needs of it."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from digest.ids import find_ids
from digest.texts import say
from handlers import people_commands as people
from handlers import press_commands as press
from handlers import reading_commands as reading
from handlers import search_commands as searching
from handlers import settings_commands as settings
from handlers import start_commands as starting
from handlers import topic_commands as topics
from handlers import weekly_commands as weekly
from handlers.command_text import spans_of
from handlers.deep_links import linked_id, paper_link
from handlers.desk import Desk
from handlers.errors import CommandError
from handlers.flood import Patience
from handlers.layout import Layout, Line, Span
from handlers.preferences import plain, shown
from handlers.requests import Place, Reply, Request
from handlers.trend_commands import show_trends
from handlers.turn import Turn, begin, name_of_chat, subscribed_chat
from handlers.watch_commands import watch_paper
from handlers.why_commands import explain_paper
from storage.models import Language, Platform

logger = logging.getLogger(__name__)

Answerer = Callable[[Turn], AsyncIterator[Reply]]


@dataclass(frozen=True, slots=True)
class Command:
    """One command: what it is called, and who may give it.

    `changes` needs somebody who may change the chat's settings, but where it only `shows` them for want of words;
    `targets` may name another chat first; `personal` is answered where nobody else sees it. What is not `in_menu` is
    said by buttons and links. What `marks` a paper is answered by a notice, and shows nothing to others. `example` is
    what may stand behind the name; of a setting it is a text, `example-<name>`.
    """

    name: str
    run: Answerer
    example: str = ""
    aliases: tuple[str, ...] = ()
    changes: bool = False
    shows: bool = False
    targets: bool = False
    personal: bool = False
    in_menu: bool = True
    marks: bool = False
    is_setting: bool = False

    @property
    def about(self) -> str:
        """Return the name of the text that says what it does."""
        return f"about-{self.name}"


async def show_help(turn: Turn) -> AsyncIterator[Reply]:
    """Show every command with an example."""
    platform = turn.request.chat.platform
    told = (
        f"{turn.spoken(command.name, _example(command, turn))} — {_about(command, turn.language, platform)}"
        for command in COMMANDS
        if command.in_menu
    )
    lines = [Line(spans_of(text), tight=place > 0) for place, text in enumerate(told)]
    yield turn.screen("Paperboy", [Line((Span(turn.say("help-intro")),)), *lines])


def _example(command: Command, turn: Turn) -> str:
    return turn.say(f"example-{command.name}") if command.is_setting else command.example


def _setting(name: str, run: Answerer, *aliases: str) -> Command:
    return Command(name, run, "", aliases, changes=True, shows=True, targets=True, is_setting=True)


COMMANDS: tuple[Command, ...] = (
    Command("start", starting.start, changes=True, in_menu=False),
    Command("link", starting.follow_link, in_menu=False),
    Command("help", show_help, aliases=("commands",)),
    Command("paper", reading.show_paper, "2509.03867", aliases=("arxiv", "read")),
    Command("today", reading.show_today, aliases=("digest", "latest")),
    Command("search", searching.search_papers, '"flow matching" votes:>20', aliases=("find",)),
    Command(
        "topic", topics.propose_topic, "video diffusion", aliases=("follow",), changes=True, shows=True, targets=True
    ),
    Command("topics", topics.show_topics, changes=True, shows=True, targets=True),
    Command("trends", show_trends, "diffusion", aliases=("trend",)),
    Command("watch", watch_paper, "2509.03867", changes=True, shows=True, targets=True),
    Command("saved", people.show_saved, aliases=("bookmarks",), personal=True),
    Command("settings", settings.show_settings, aliases=("preferences",), changes=True, shows=True, targets=True),
    _setting("language", settings.set_language, "lang"),
    _setting("time", settings.set_time, "zone", "timezone", "hour"),
    _setting("days", settings.set_days),
    _setting("style", settings.set_style),
    _setting("quiet", settings.set_quiet),
    _setting("away", settings.set_away, "vacation"),
    _setting("pictures", settings.set_pictures, "images"),
    _setting("weekly", weekly.set_weekly),
    Command("status", people.show_status, targets=True),
    Command("why", explain_paper, "2509.03867", targets=True),
    Command("subscribe", starting.subscribe, changes=True, targets=True),
    Command("unsubscribe", starting.unsubscribe, aliases=("stop",), changes=True, targets=True),
    Command("export", people.export_data, personal=True),
    Command("forget", people.forget, personal=True),
    Command("open", reading.open_paper, in_menu=False),
    Command("list", reading.show_list, in_menu=False),
    Command("like", press.like, in_menu=False, marks=True),
    Command("save", press.save, in_menu=False, marks=True),
    Command("dismiss", press.dismiss, in_menu=False, marks=True),
    Command("switch", press.switch_language, in_menu=False),
    Command("evidence", press.show_evidence, in_menu=False),
    Command("report", press.report, in_menu=False, marks=True),
    Command("present", weekly.present, in_menu=False),
)
"""Every command, in the order of the help."""

_BY_NAME: Mapping[str, Command] = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}
_TARGETS: Mapping[Platform, re.Pattern[str]] = {
    Platform.TELEGRAM: re.compile(r"(?:@|(?:https?://)?t\.me/)(\w{2,32})/?"),
    Platform.SLACK: re.compile(r"(@\w{2,32}|#[\w-]{1,80}|<#[CG]\w+(?:\|[^>]*)?>)"),
}
"""How a chat is named on a platform: in Telegram, a word with a hash is a tag, and no name of a chat."""
NAMES: frozenset[str] = frozenset(_BY_NAME)
"""All that commands are called."""
OWN_NAMES: Mapping[str, str] = {name: command.name for name, command in _BY_NAME.items()}
"""The own name of a command by all that it is called."""
CHANGING: frozenset[str] = frozenset(name for name, command in _BY_NAME.items() if command.changes)
"""Names of the commands for which it matters whether the person may change the chat's settings."""


def menu(language: Language, may_change: bool) -> tuple[tuple[str, str], ...]:
    """Return the commands of Telegram's menu, each with what it does; without those that only admins may give."""
    return tuple(
        (command.name, _about(command, language, Platform.TELEGRAM))
        for command in COMMANDS
        if command.in_menu and (may_change or command.shows or not command.changes)
    )


def _about(command: Command, language: Language, platform: Platform) -> str:
    return say(language, command.about, platform=platform)


async def answer(request: Request, desk: Desk) -> AsyncIterator[Reply]:
    """Answer a request, reply by reply; a fault of ours is logged, and told in one neutral sentence."""
    try:
        turn = begin(request, desk)
        try:
            async for reply in _answered(turn):
                yield reply
        except CommandError as error:
            yield turn.refusal(error)
    except Exception:
        # Anything else than a name of ours may be what somebody wrote.
        name = request.command if request.command in NAMES else "other"
        logger.exception("command.failed command=%s platform=%s kind=%s", name, request.chat.platform, request.kind)
        yield fault(request, desk)


def fault(request: Request, desk: Desk) -> Reply:
    """Say that something went wrong on our side, without asking the store for anything."""
    offered = desk.defaults.languages
    language = request.language if request.language in offered else offered[0]
    layout = Layout(language, "", (Line((Span(say(language, "fault")),)),))
    return Reply(layout, Place.NOTICE if request.pressed else Place.NEW)


async def _answered(turn: Turn) -> AsyncIterator[Reply]:
    patience = _patience(turn)
    if patience is Patience.JUST_OVER:
        yield turn.notice("flood")
    if patience is not Patience.ENOUGH:
        return
    command = _understood(turn)
    if command is None:
        return
    if command.targets:
        turn = await _aimed(turn, command)
    only_shows = command.shows and not turn.words and not turn.request.pressed
    if command.changes and not turn.request.may_change and not only_shows:
        yield turn.notice(turn.request.refusal)
        return
    if command.personal and not turn.is_alone and not turn.request.aside:
        raise CommandError("personal", command=turn.spoken(command.name))
    if turn.is_public_press and not (command.changes or command.marks):
        yield _led_aside(turn)
        return
    async for reply in command.run(turn):
        yield reply


def _led_aside(turn: Turn) -> Reply:
    """Lead a reader of a public channel to where the answer is theirs alone: here it would be a post for all."""
    said = turn.notice("in-private", bot=turn.request.bot)
    found = find_ids(turn.words)
    return replace(said, link=paper_link(turn.request.bot, found[0].key)) if found else said


def _patience(turn: Turn) -> Patience:
    limits, pressed = turn.desk.limits, turn.request.pressed is not None
    limit = limits.presses_per_minute if pressed else limits.commands_per_minute
    return turn.desk.flood.count(turn.request.who, "press" if pressed else "command", limit, turn.now)


def _understood(turn: Turn) -> Command | None:
    """Return the command that was given; None for talk in a group, which is none of ours. Raises CommandError."""
    name = plain(turn.request.command).removeprefix("/")
    if not name:
        return _unspoken(turn)
    if name == "language" and turn.request.pressed and find_ids(turn.words):
        # The button of this name under a paper is about that paper alone, and anybody may press it.
        name = "switch"
    if name == "start" and linked_id(turn.words):
        name = "link"
    if name in _BY_NAME:
        return _BY_NAME[name]
    near = get_close_matches(name, [command.name for command in COMMANDS if command.in_menu], n=1)
    if near:
        raise CommandError("unknown-command-like", given=shown(name), command=turn.spoken(near[0]))
    raise CommandError("unknown-command", given=shown(name), command=turn.spoken("help"))


def _unspoken(turn: Turn) -> Command | None:
    """Understand a message without a command: the ids in it, where the bot is alone with the person."""
    if not turn.is_alone:
        return None
    if find_ids(turn.words):
        return _BY_NAME["paper"]
    raise CommandError("help-short", paper=turn.spoken("paper", "2509.03867"), help=turn.spoken("help"))


async def _aimed(turn: Turn, command: Command) -> Turn:
    """Turn to the chat that the first word names, if it names one and the person may change that chat."""
    first, _, rest = turn.words.partition(" ")
    platform = turn.request.chat.platform
    if (name := _named_chat(platform, first)) is None:
        if turn.words and command.run in (starting.subscribe, starting.unsubscribe):
            # They take no other words: this one was meant as a name, and is not that of the chat it was said in.
            raise CommandError("wrong-target", given=shown(turn.words), platform=platform)
        return turn
    directory = turn.desk.directories.get(platform)
    found = await directory.find(name) if directory else None
    if directory is None or found is None:
        raise CommandError("target-unknown", chat=shown(name_of_chat(name)), platform=platform)
    address, kind = found
    if not await directory.may_change(turn.request.person, address):
        raise CommandError("target-not-yours", chat=shown(name_of_chat(name)), platform=platform)
    if command.run is starting.subscribe and not await directory.may_post(address):
        raise CommandError("target-mute", chat=shown(name_of_chat(name)), platform=platform)
    return replace(
        turn,
        request=replace(turn.request, may_change=True),
        address=address,
        kind=kind,
        chat=subscribed_chat(turn.desk, address),
        words=rest,
        target=name,
    )


def _named_chat(platform: Platform, word: str) -> str | None:
    """Return the name of a chat that a word is, or None if it is none."""
    if (match := _TARGETS[platform].fullmatch(word)) is None:
        return None
    return f"@{match[1]}" if platform is Platform.TELEGRAM else match[1]
