from datetime import UTC, datetime, timedelta

import pytest

from storage.models import Address, ChatKind, Platform
from storage.store import Store
from storage.workspaces import STATE_LIVES, Workspace
from tests.makers import make_chat

NOW = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
GONE = "the app was removed"


def installed(team: str, token: str = "sealed") -> Workspace:
    return Workspace(team, f"Team {team}", "U0BOT", token, ("chat:write", "commands"), "U1", NOW)


def subscribe(store: Store, team: str | None, channel: str = "C1") -> Address:
    address = Address(Platform.SLACK, channel, team=team)
    store.chats.add(make_chat(channel, Platform.SLACK, address=address, kind=ChatKind.CHANNEL), NOW)
    return address


def paused(store: Store, address: Address) -> str | None:
    chat = store.chats.find(address)
    assert chat is not None
    return chat.paused_because


def test_an_installation_is_kept_as_it_was(store: Store) -> None:
    store.workspaces.put(installed("T1"))
    assert store.workspaces.find("T1") == installed("T1")
    assert store.workspaces.find("T2") is None


def test_a_second_installation_replaces_the_token(store: Store) -> None:
    store.workspaces.put(installed("T1", "old"))
    store.workspaces.put(installed("T1", "new"))
    assert [workspace.sealed_token for workspace in store.workspaces.all()] == ["new"]


def test_a_workspace_of_an_organisation_uses_its_installation_unless_it_has_its_own(store: Store) -> None:
    store.workspaces.join("T1", "E1")
    assert store.workspaces.find("T1") is None
    store.workspaces.put(installed("E1", "whole"))
    store.workspaces.join("T1", "E1")
    assert store.workspaces.find("T1") == installed("E1", "whole")
    store.workspaces.put(installed("T1", "own"))
    assert store.workspaces.find("T1") == installed("T1", "own")


def test_a_removed_workspace_pauses_its_own_chats_and_nobody_elses(store: Store) -> None:
    for team in ("T1", "T2"):
        store.workspaces.put(installed(team))
    mine, other = subscribe(store, "T1"), subscribe(store, "T2")
    assert store.workspaces.remove("T1", GONE, NOW) == 1
    assert (paused(store, mine), paused(store, other)) == (GONE, None)
    assert [workspace.team for workspace in store.workspaces.all()] == ["T2"]


def test_a_removed_organisation_pauses_the_chats_that_live_by_it(store: Store) -> None:
    store.workspaces.put(installed("E1"))
    store.workspaces.put(installed("T2"))
    for team in ("T1", "T2"):
        store.workspaces.join(team, "E1")
    by_it, by_its_own = subscribe(store, "T1"), subscribe(store, "T2")
    assert store.workspaces.remove("E1", GONE, NOW) == 1
    assert (paused(store, by_it), paused(store, by_its_own)) == (GONE, None)
    assert store.workspaces.find("T1") is None


def test_a_workspace_whose_organisation_has_the_app_goes_on_without_its_own(store: Store) -> None:
    for team in ("T1", "E1"):
        store.workspaces.put(installed(team))
    store.workspaces.join("T1", "E1")
    chat = subscribe(store, "T1")
    assert store.workspaces.remove("T1", GONE, NOW) == 0
    assert paused(store, chat) is None
    assert store.workspaces.find("T1") == installed("E1")


def test_installing_again_wakes_only_what_the_removal_paused(store: Store) -> None:
    store.workspaces.put(installed("T1"))
    one, archived = subscribe(store, "T1", "C1"), subscribe(store, "T1", "C2")
    chat = store.chats.find(archived)
    assert chat is not None
    store.chats.pause(chat.id, "is_archived", NOW)
    store.workspaces.remove("T1", GONE, NOW)
    assert store.workspaces.wake_chats("T1", {GONE}) == 1
    assert (paused(store, one), paused(store, archived)) == (None, "is_archived")


@pytest.mark.parametrize(("later", "taken"), [(STATE_LIVES, True), (STATE_LIVES + timedelta(seconds=1), False)])
def test_a_state_is_taken_within_its_time(store: Store, later: timedelta, taken: bool) -> None:
    store.workspaces.add_state("s1", NOW)
    assert store.workspaces.take_state("s1", NOW + later) is taken


def test_a_state_is_taken_once_and_only_if_it_was_issued(store: Store) -> None:
    store.workspaces.add_state("s1", NOW)
    assert not store.workspaces.take_state("s2", NOW)
    assert store.workspaces.take_state("s1", NOW)
    assert not store.workspaces.take_state("s1", NOW)
