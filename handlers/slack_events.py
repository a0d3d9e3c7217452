"""Pure: what Slack brings becomes what is to be done: a request for the commands, a view to show, a link to unfold.

Every form comes here: slash commands, presses, shortcuts, views and events, over HTTP and over the socket alike. What
Paperboy has no answer for reads as None. The team is part of everything that is read, of every address and person
too: an id of Slack's means something within its workspace only.
"""

from __future__ import annotations

import html
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from digest.ids import find_ids
from handlers.layout import VERSION, read_press
from handlers.requests import Request
from handlers.slack_scenes import (
    FORM,
    SHARE,
    Asked,
    Body,
    Event,
    FormAsked,
    FormSent,
    HomeOpened,
    LinksPasted,
    Removed,
    Scene,
    Way,
    read_metadata,
)
from handlers.slack_words import plain_words
from storage.models import PaperKey

SUMMARISED_IDS = 3
"""A message may be a reading list; so many of its papers are told at once."""
SUMMARISE = "summarise_paper"
"""The callback id of the message shortcut, as manifest.yaml names it."""
_IN_MODAL = frozenset({"open"})
"""Presses that are answered in a window of their own: a compact digest opens its papers there."""
_FOR_ALL = frozenset({"like", "present"})
"""Presses that change a message for everybody who sees it: it counts them, or names who presents a paper."""


def read_event(body: Body, commands: Container[str]) -> Event | None:
    """Read what Slack sent; None where there is nothing to answer.

    `commands` are the words by which a command is known among other talk: in a conversation with the bot no slash is
    typed. What has not the form of Slack's own reads as None too.
    """
    try:
        return _event(body, commands)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError):
        return None


def _event(body: Body, commands: Container[str]) -> Event | None:
    if "command" in body:
        return _slash(body)
    match body.get("type"):
        case "event_callback":
            return _happened(body, body.get("event") or {}, commands)
        case "block_actions":
            return _pressed(body)
        case "message_action" if body.get("callback_id") == SUMMARISE:
            return _shortcut(body)
        case "view_submission":
            view = body.get("view") or {}
            values = (view.get("state") or {}).get("values") or {}
            return FormSent(_viewed(body, view), str(view.get("callback_id")), values)
    return None


def key_of(body: Body) -> str | None:
    """Return what tells one event from every other, the same when Slack sends it again; None for what has no such id.

    A mention in a direct message comes as two events with ids of their own: it is known by its place instead.
    """
    event = _part(body, "event")
    if event.get("type") in ("message", "app_mention") and event.get("ts"):
        return f"{team_of(body)}/{event.get('channel')}/{event['ts']}"
    named = body.get("event_id") or body.get("trigger_id")
    return str(named) if named else None


def team_of(body: Body) -> str:
    """Return the workspace that the app is installed in, as far as Slack names one; else the organisation.

    In a shared channel the event's own team may be another one: the authorisation counts, and in a window the team
    that the view names.
    """
    granted, viewed = _granted(body), str(_part(body, "view").get("app_installed_team_id") or "")
    return str(
        (viewed if viewed.startswith("T") else "")
        or granted.get("team_id")
        or body.get("team_id")
        or _part(body, "team").get("id")
        or _user(body).get("team_id")
        or _organisation(body)
    )


def _slash(body: Body) -> Asked:
    words = plain_words(str(body.get("text") or ""), team_of(body))
    scene = _scene(body, Way.QUIET, str(body.get("user_id")), str(body.get("channel_id") or ""))
    scene = replace(scene, fills=True)
    return _asked(scene, *(("paper", words) if body["command"] == "/paper" else _command_of(words)))


def _command_of(words: str) -> tuple[str, str]:
    """Divide a line that is meant for the bot into its command and the rest; a paper alone is asked for, too."""
    first, _, rest = words.partition(" ")
    if find_ids(first):
        return "paper", words
    return first.lower().removeprefix("/") or "help", rest


def _talk_of(words: str, commands: Container[str]) -> tuple[str, str]:
    """Divide a line of a conversation: most are no command at all."""
    command, rest = _command_of(words)
    return (command, rest) if command in commands else ("", words)


def _happened(body: Body, event: Body, commands: Container[str]) -> Event | None:
    user, channel = str(event.get("user") or ""), str(event.get("channel") or "")
    match event.get("type"):
        case "app_uninstalled":
            return Removed(_installation_of(body))
        case "tokens_revoked" if (event.get("tokens") or {}).get("bot"):
            return Removed(_installation_of(body))
        case "app_home_opened" if event.get("tab") == "home":
            return HomeOpened(_scene(body, Way.HOME, user, channel))
        case "link_shared":
            scene = _scene(body, Way.MESSAGE, user, channel, pressed=event.get("message_ts"))
            papers = tuple(_papers_of(event.get("links") or ()))
            unfurl_id, source = str(event.get("unfurl_id") or ""), str(event.get("source") or "")
            return LinksPasted(scene, unfurl_id, source, papers) if papers else None
        case "app_mention" | "message" as kind if _is_said(event, kind):
            place = event.get("thread_ts") or (event.get("ts") if kind == "app_mention" else None)
            scene = _scene(body, Way.MESSAGE, user, channel, thread=place)
            words = plain_words(str(event.get("text") or ""), team_of(body))
            return _asked(scene, *(_command_of(words) if kind == "app_mention" else _talk_of(words, commands)))
    return None


def _is_said(event: Body, kind: str) -> bool:
    """Tell whether a person says something to the bot: not a bot, not a change of a message, not to others."""
    if event.get("bot_id") or not event.get("user") or event.get("subtype") not in (None, "file_share"):
        return False
    return kind == "app_mention" or event.get("channel_type") == "im"


def _papers_of(links: tuple[Body, ...]) -> Iterator[tuple[str, PaperKey]]:
    for link in links:
        url = str(link.get("url") or "")
        if found := find_ids(html.unescape(url)):
            yield url, found[0].key


def _pressed(body: Body) -> Event | None:
    actions: Sequence[Body] = body.get("actions") or ({},)
    read = read_press(str(actions[0].get("value") or ""))
    if read is None:
        return None
    command, words = read
    scene = _viewed(body, body["view"]) if body.get("view") else _under_message(body, command)
    if command == FORM:
        return FormAsked(scene, words)
    asked = _shared(scene, str(actions[0]["value"])) if command == SHARE else _asked(scene, *read)
    name = str(_user(body).get("name") or _user(body).get("username") or "")
    return replace(asked, requests=tuple(replace(request, name=name) for request in asked.requests))


def _shared(scene: Scene, action: str) -> Asked:
    """Ask again for what one person was shown: by the button that asked for it, or by the words that they typed."""
    _, _, rest = action.removeprefix(f"{VERSION}:").partition(":")
    if pressed := read_press(rest):
        return _asked(scene, *pressed)
    command, _, words = rest.partition(":")
    return Asked(scene, (replace(_request(scene, command, words), pressed=None),))


def _under_message(body: Body, command: str) -> Scene:
    """Read where a press is answered: in a conversation with the bot alone, as a message there."""
    channel = str((body.get("channel") or {}).get("id") or "")
    container, message = body.get("container") or {}, body.get("message") or {}
    quiet = bool(container.get("is_ephemeral"))
    way = Way.MESSAGE if channel.startswith("D") and not quiet else Way.QUIET
    if command in _IN_MODAL:
        way = Way.MODAL
    elif command == SHARE:
        way = Way.SHARED
    elif command in _FOR_ALL and not quiet:
        way = Way.MESSAGE
    scene = _scene(
        body,
        way,
        str(_user(body).get("id")),
        channel,
        pressed=container.get("message_ts"),
        thread=message.get("thread_ts") or container.get("thread_ts"),
    )
    # Where others see the message, its place is not one person's to fill.
    return replace(scene, fills=way is Way.MESSAGE or (quiet and way is Way.QUIET))


def _viewed(body: Body, view: Body) -> Scene:
    """Read where a view stands: Slack names no channel there, but the view's own metadata does."""
    scene = _scene(
        body,
        Way.HOME if view.get("type") == "home" else Way.MODAL,
        str(_user(body).get("id")),
        read_metadata(str(view.get("private_metadata") or "")),
        pressed=view.get("id"),
    )
    return replace(scene, view_id=view.get("id"), view_blocks=tuple(view.get("blocks") or ()))


def _shortcut(body: Body) -> Asked:
    channel, message = str((body.get("channel") or {}).get("id") or ""), body.get("message") or {}
    scene = _scene(body, Way.QUIET, str(_user(body).get("id")), channel, thread=message.get("thread_ts"))
    # All of the message: a link may stand in a block or in an attachment alone.
    found = find_ids(html.unescape("\n".join(_texts(message))))
    return Asked(scene, tuple(_request(scene, "paper", arxiv_id.key) for arxiv_id in found[:SUMMARISED_IDS]))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, Sequence):
        for part in value:
            yield from _texts(part)


def _asked(scene: Scene, command: str, words: str) -> Asked:
    return Asked(scene, (_request(scene, command, words),))


def _request(scene: Scene, command: str, words: str) -> Request:
    return Request(
        chat=scene.address,
        kind=scene.kind,
        person=scene.user,
        command=command,
        words=words,
        pressed=scene.pressed,
    )


def _scene(
    body: Body, way: Way, user: str, channel: str, *, pressed: str | None = None, thread: str | None = None
) -> Scene:
    team = team_of(body)
    event = body.get("event") or {}
    home = event.get("user_team") or event.get("team") or _user(body).get("team_id") or team
    return Scene(
        team=team,
        user=user,
        way=way,
        channel=channel,
        organisation=_organisation(body),
        guest=home not in (team, _organisation(body)),
        thread=thread,
        pressed=pressed,
        response_url=body.get("response_url"),
        trigger=body.get("trigger_id"),
    )


def _granted(body: Body) -> Body:
    """Return the installation that an event is for."""
    granted = body.get("authorizations")
    first = granted[0] if isinstance(granted, Sequence) and granted else {}
    return first if isinstance(first, Mapping) else {}


def _installation_of(body: Body) -> str:
    """Return where the app was installed: in the workspace, or in the organisation for all of its workspaces."""
    whole = _organisation(body) if _granted(body).get("is_enterprise_install") is True else None
    return whole or team_of(body)


def _user(body: Body) -> Body:
    return _part(body, "user")


def _organisation(body: Body) -> str | None:
    named = _granted(body).get("enterprise_id") or body.get("enterprise_id") or _part(body, "enterprise").get("id")
    return str(named) if named else None


def _part(body: Body, name: str) -> Body:
    part = body.get(name)
    return part if isinstance(part, Mapping) else {}
