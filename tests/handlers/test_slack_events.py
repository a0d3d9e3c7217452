"""What Slack brings, read: teams, channels, words, and what is none of ours."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.slack_events import key_of, read_event, team_of
from handlers.slack_scenes import Asked, FormAsked, LinksPasted, Removed, Way

COMMANDS = frozenset({"help", "today", "subscribe", "search"})
WAYS = {"trigger_id": "t1", "response_url": "https://hooks.example/1"}


def slash(text: str, command: str = "/papers") -> dict[str, Any]:
    return {"command": command, "text": text, "team_id": "T1", "channel_id": "C1", "user_id": "U1", **WAYS}


def press(value: str, **changes: Any) -> dict[str, Any]:
    body = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "channel": {"id": "C1"},
        "container": {"type": "message", "message_ts": "1.000001"},
        "message": {"ts": "1.000001"},
        "actions": [{"value": value}],
        **WAYS,
    }
    return body | changes


def event(happened: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": happened} | changes


def asked(body: dict[str, Any]) -> tuple[str, str]:
    read = read_event(body, COMMANDS)
    assert isinstance(read, Asked)
    (request,) = read.requests
    return request.command, request.words


@pytest.mark.parametrize(
    ("text", "command", "words"),
    [
        ("", "help", ""),
        ("today", "today", ""),
        ("Today 2026-05-12", "today", "2026-05-12"),
        ("/today", "today", ""),
        ("search  mixture   of experts", "search", "mixture of experts"),
        ("mixture of experts", "mixture", "of experts"),
        ("2509.03867", "paper", "2509.03867"),
        ("why 2509.03867", "why", "2509.03867"),
    ],
)
def test_a_line_begins_with_its_command(text: str, command: str, words: str) -> None:
    assert asked(slash(text)) == (command, words)


def test_only_what_is_the_persons_own_is_changed_in_place() -> None:
    shortcut = {"type": "message_action", "callback_id": "summarise_paper", "message": {"text": "2509.03867"}}
    fills = {}
    for name, body in {"slash": slash("today"), "shortcut": shortcut | {"team": {"id": "T1"}}}.items():
        read = read_event(body, COMMANDS)
        assert isinstance(read, Asked)
        fills[name] = read.scene.fills
    assert fills == {"slash": True, "shortcut": False}


def test_all_that_stands_behind_paper_is_the_paper() -> None:
    assert asked(slash("<https://arxiv.org/abs/2509.03867|arxiv.org>", "/paper")) == (
        "paper",
        "https://arxiv.org/abs/2509.03867",
    )


@pytest.mark.parametrize(
    ("text", "command", "words"),
    [("today 2026-05-12", "today", "2026-05-12"), ("see you tomorrow", "", "see you tomorrow"), ("", "help", "")],
)
def test_in_a_conversation_only_known_words_are_commands(text: str, command: str, words: str) -> None:
    said = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "ts": "1.0", "text": text}
    assert asked(event(said)) == (command, words)
    mentioned = event(said | {"type": "app_mention", "text": f"<@U0BOT> {text}"})
    assert asked(mentioned) == ((text.split() or ["help"])[0], " ".join(text.split()[1:]))


@pytest.mark.parametrize(
    ("body", "team"),
    [
        ({"team_id": "T1"}, "T1"),
        ({"team": {"id": "T1"}, "user": {"team_id": "T2"}}, "T1"),
        ({"team": None, "user": {"team_id": "T2"}, "enterprise": {"id": "E1"}}, "T2"),
        # In a shared channel the event's team is the other one.
        ({"team_id": "T9", "authorizations": [{"team_id": "T1"}]}, "T1"),
        ({"team_id": None, "authorizations": [{"team_id": None, "enterprise_id": "E1"}]}, "E1"),
        ({"team": {"id": "T1"}, "user": "U1"}, "T1"),
        # A window that a person of another workspace has before them, in a shared channel.
        ({"team": {"id": "T9"}, "view": {"team_id": "T9", "app_installed_team_id": "T1"}}, "T1"),
        ({"team": {"id": "T1"}, "view": {"app_installed_team_id": "E1"}}, "T1"),
    ],
)
def test_the_workspace_is_the_one_that_installed_the_app(body: dict[str, Any], team: str) -> None:
    assert team_of(body) == team


def test_a_press_names_its_command_and_words() -> None:
    assert asked(press("v1:open:2025-09-05:2509.03867")) == ("open", "2025-09-05 2509.03867")
    assert asked(press("v1:share:search:mixture of experts")) == ("search", "mixture of experts")
    # What is shared is what was asked, filters and all.
    assert asked(press('v1:share:search:"mixture of experts" votes:>20')) == (
        "search",
        '"mixture of experts" votes:>20',
    )
    read = read_event(press("v1:form:topics"), COMMANDS)
    assert isinstance(read, FormAsked)
    assert read.form == "topics"


@pytest.mark.parametrize(
    ("changes", "command", "way", "fills"),
    [
        ({}, "language", Way.QUIET, False),
        ({"channel": {"id": "D1"}}, "language", Way.MESSAGE, True),
        ({"container": {"message_ts": "2.0", "is_ephemeral": True}, "message": None}, "like", Way.QUIET, True),
        ({}, "open", Way.MODAL, False),
        ({}, "like", Way.MESSAGE, True),
        ({"channel": {"id": "D1"}}, "open", Way.MODAL, False),
        ({"container": {"message_ts": "2.0", "is_ephemeral": True}}, "share:v1", Way.SHARED, False),
    ],
)
def test_where_a_press_is_answered(changes: dict[str, Any], command: str, way: Way, fills: bool) -> None:
    read = read_event(press(f"v1:{command}:paper:2509.03867", **changes), COMMANDS)
    assert isinstance(read, Asked)
    assert (read.scene.way, read.scene.fills) == (way, fills)
    assert read.requests[0].pressed


@pytest.mark.parametrize(("shared", "is_press"), [("search:memory", False), ("v1:search:5 2", True)])
def test_what_is_shared_is_asked_for_as_it_was_before(shared: str, is_press: bool) -> None:
    read = read_event(press(f"v1:share:{shared}"), COMMANDS)
    assert isinstance(read, Asked)
    (request,) = read.requests
    assert (request.command, request.words) == ("search", "5 2" if is_press else "memory")
    assert (request.pressed is not None) is is_press


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "event_callback"},
        {"type": "event_callback", "event": None},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions", "actions": [{"selected_option": {"value": "x"}}]},
        {"type": "message_action", "callback_id": "other"},
        {"type": "view_closed"},
        event({"type": "link_shared", "links": [{"url": "https://arxiv.org/list/cs.CL"}]}),
        event({"type": "app_mention", "text": "no user"}),
        event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}}),
    ],
)
def test_what_is_none_of_ours_reads_as_nothing(body: dict[str, Any]) -> None:
    assert read_event(body, COMMANDS) is None


def test_a_removed_app_is_told_of_by_either_event() -> None:
    assert read_event(event({"type": "app_uninstalled"}), COMMANDS) == Removed("T1")
    assert read_event(event({"type": "tokens_revoked", "tokens": {"bot": ["U0"]}}), COMMANDS) == Removed("T1")


def test_an_app_that_a_whole_organisation_removed_is_removed_from_the_organisation() -> None:
    granted = {"team_id": "T7", "enterprise_id": "E1", "is_enterprise_install": True}
    for happened in ({"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U0"]}}):
        assert read_event(event(happened, authorizations=[granted]), COMMANDS) == Removed("E1")


def test_links_are_known_by_the_papers_they_lead_to() -> None:
    links = [{"url": "https://huggingface.co/papers/2509.03867"}, {"url": "https://huggingface.co/models"}]
    read = read_event(event({"type": "link_shared", "channel": "C1", "user": "U1", "links": links}), COMMANDS)
    assert isinstance(read, LinksPasted)
    assert read.papers == (("https://huggingface.co/papers/2509.03867", "2509.03867"),)


def test_c18_a_mention_and_a_message_in_one_place_have_one_key() -> None:
    said = {"channel": "D1", "ts": "5.000001", "user": "U1"}
    keys = {
        key_of(event(said | {"type": kind}, event_id=name))
        for kind, name in (("message", "Ev1"), ("app_mention", "Ev2"))
    }
    assert keys == {"T1/D1/5.000001"}


def test_everything_else_is_known_by_slacks_own_id() -> None:
    assert key_of(event({"type": "app_home_opened"})) == "Ev1"
    assert key_of(slash("today")) == "t1"
    assert key_of({"type": "view_closed"}) is None


@pytest.mark.parametrize(("team", "guest"), [("T1", False), ("T9", True)])
def test_a_person_of_another_workspace_is_a_guest(team: str, guest: bool) -> None:
    read = read_event(press("v1:subscribe", user={"id": "U1", "team_id": team}), COMMANDS)
    assert isinstance(read, Asked)
    assert read.scene.guest is guest


def test_a_press_tells_what_the_person_is_called() -> None:
    read = read_event(press("v1:present:1:2509.03867", user={"id": "U1", "team_id": "T1", "name": "ada"}), COMMANDS)
    assert isinstance(read, Asked)
    assert [request.name for request in read.requests] == ["ada"]
    # Who presents a paper is seen by all.
    assert read.scene.way is Way.MESSAGE
