"""What really broke in the sending of programs like ours (C1-C21), from the outbox over HTTP to strict platforms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.config import Settings
from handlers.chat_records import describe_chat, read_record
from handlers.messages import paper_messages
from storage.models import Address, ChatKind, DeliveryState, Language, Platform, Sections
from storage.store import Store
from tests.fakes import slack_blocks
from tests.fakes.loopback import Fault, gateway_page, hang, reset
from tests.fakes.slack_platform import refused
from tests.fakes.slack_platform import too_many as slack_too_many
from tests.fakes.telegram_platform import bad_gateway, blocked, moved, too_many
from tests.fakes.time import BEGINNING
from tests.fakes.town import KEYS, SUBJECTS, Town
from tests.handlers.samples import KOREAN, solid
from tests.makers import queue_messages

ADA, BEN, GROUP, SUPERGROUP, CHANNEL = "501", "502", "-77", "-1001111111111", "-1002222222222"
PAPERS, TEAM = "C0PAPERS", "C0TEAM"
RESERVED = r"A*Star_x_`y`[z](w)|~#+-={}.!<b>bold</b>&amp;$q @here <!channel>"
EVERYWHERE = (ADA, GROUP, SUPERGROUP, CHANNEL, PAPERS)


@pytest.fixture
def town(store: Store) -> Iterator[Town]:
    """Two people, a group, a supergroup and a channel of Telegram, two channels of Slack; each had a message before."""
    with Town(store) as built:
        built.telegram.channels.add(int(CHANNEL))
        for chat in (ADA, BEN):
            built.subscribe(chat)
        for chat in (GROUP, SUPERGROUP):
            built.subscribe(chat, ChatKind.GROUP)
        built.subscribe(CHANNEL, ChatKind.CHANNEL)
        for chat in (PAPERS, TEAM):
            built.subscribe(chat, ChatKind.CHANNEL, Platform.SLACK)
        built.queue(*(chat.id for chat in store.chats.all()), subjects=["welcome"])
        assert built.deliver().sent == 7
        built.telegram.arrivals.clear()
        built.slack.arrivals.clear()
        yield built


def chat_id(town: Town, name: str) -> int:
    """Return the id of a chat by its name on its platform."""
    return next(chat.id for chat in town.store.chats.all() if chat.address.chat == name)


def fail_next(town: Town, chat: str, *faults: Fault | None) -> None:
    """Let the next sends of a chat's platform meet these."""
    (town.slack if chat.startswith("C") else town.telegram).fail_next(*faults)


@pytest.mark.parametrize("chat", EVERYWHERE)
@pytest.mark.parametrize("fault", [hang(accepted=True), reset(accepted=True)], ids=["timeout", "reset"])
@pytest.mark.parametrize("place", range(3))
def test_c1_an_answer_lost_after_delivery_repeats_nothing(chat: str, fault: Fault, place: int, town: Town) -> None:
    town.queue(chat_id(town, chat))
    fail_next(town, chat, *[None] * place, fault)
    town.deliver()
    assert town.got(chat) == SUBJECTS


@pytest.mark.parametrize("chat", EVERYWHERE)
@pytest.mark.parametrize("fault", [hang(accepted=False), reset(accepted=False)], ids=["timeout", "reset"])
def test_c1_a_message_lost_before_delivery_is_found_missing_and_sent(chat: str, fault: Fault, town: Town) -> None:
    town.queue(chat_id(town, chat))
    fail_next(town, chat, None, fault)
    town.deliver()
    assert town.got(chat) == SUBJECTS


def test_c3_queueing_again_what_was_delivered_sends_nothing(town: Town) -> None:
    everybody = [chat.id for chat in town.store.chats.all()]
    town.queue(*everybody)
    town.deliver()
    town.queue(*everybody)
    assert town.deliver().sent == 0
    assert all(town.got(chat) == SUBJECTS for chat in EVERYWHERE)


def test_c6_what_is_queued_stands_in_the_file_before_anything_is_sent(town: Town) -> None:
    town.queue(chat_id(town, ADA))
    town.telegram.chat_faults[ADA] = bad_gateway()
    town.deliver(patience_s=1)
    assert town.got(ADA) == []
    assert town.store.outbox.counts()[DeliveryState.SENT] == 7
    town.telegram.chat_faults.clear()
    town.deliver()
    assert town.got(ADA) == SUBJECTS


def long_paper() -> Sections:
    """Write parts that need several messages, with every character that is markup somewhere."""
    told = f"{RESERVED} 모델은 기억을 잊는다. 👩‍👩‍👧‍👦 𝒜 "
    return Sections(goal=RESERVED, method=told * 120, results=told * 60, conclusion=RESERVED)


def read(town: Town, chat: str) -> list[str]:
    """Return what people read in a chat; Slack shows the blocks and not the text beside them."""
    posts = [post for post in town.slack.arrivals if post.channel == chat]
    shown = [slack_blocks.check_message({"text": post.text, "blocks": post.blocks}) for post in posts]
    return ["".join(part.text for part in parts) for parts in shown] if shown else town.got(chat)


@pytest.mark.parametrize("chat", [ADA, PAPERS])
def test_c7_c8_c9_c10_a_long_paper_full_of_markup_arrives_whole_and_is_never_refused(chat: str, town: Town) -> None:
    platform = Platform.SLACK if chat == PAPERS else Platform.TELEGRAM
    sections = long_paper()
    messages = paper_messages(replace(KOREAN, title=RESERVED, sections=sections), 14, Language("ko"), platform)
    assert len(messages) > 2
    queue_messages(town.store, chat_id(town, chat), "2026-05-13", messages, KEYS[:1], BEGINNING)
    tally = town.deliver()
    assert (tally.sent, tally.failed, tally.retried) == (len(messages), 0, 0)
    arrived = solid("".join(read(town, chat)))
    assert all(solid(word) in arrived for _, text in sections.items() for word in set(text.split()))
    assert arrived.count("👩‍👩‍👧‍👦") == 180


@pytest.mark.parametrize("wait_s", [60, 3600])
@pytest.mark.parametrize(("chat", "other"), [(ADA, BEN), (PAPERS, TEAM)])
def test_c13_a_wait_is_kept_to_the_second_and_over_a_restart_and_holds_nobody_else(
    wait_s: int, chat: str, other: str, town: Town
) -> None:
    fail_next(town, chat, slack_too_many(wait_s) if chat == PAPERS else too_many(wait_s))
    town.queue(chat_id(town, chat))
    begun = town.clock()
    town.deliver(patience_s=0.5)
    town.queue(chat_id(town, other))
    town.deliver(patience_s=5)
    assert (town.got(chat), town.got(other)) == ([], SUBJECTS)
    # Nobody waits an hour: it is nearly an hour later, at once and for everybody.
    town.later += begun + timedelta(seconds=wait_s - 5) - town.clock()
    town.deliver()
    assert town.got(chat) == SUBJECTS
    assert town.arrived_at(chat)[0] >= begun + timedelta(seconds=wait_s)


@pytest.mark.parametrize("accepted", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("chat", "fault"),
    [
        *((chat, bad_gateway) for chat in EVERYWHERE if chat != PAPERS),
        *((chat, gateway_page) for chat in EVERYWHERE),
    ],
)
def test_c14_a_message_answered_with_a_5xx_arrives_once(chat: str, fault: object, accepted: bool, town: Town) -> None:
    assert callable(fault)
    town.queue(chat_id(town, chat))
    fail_next(town, chat, None, fault(accepted=accepted), None, fault(502, accepted=accepted))
    town.deliver()
    assert town.got(chat) == SUBJECTS


def test_c15_a_blocked_chat_is_paused_with_its_reason_asked_once_and_woken_later(town: Town) -> None:
    town.queue(chat_id(town, ADA), chat_id(town, BEN))
    town.telegram.chat_faults[ADA] = blocked()
    calls = town.telegram.calls["sendMessage"]
    tally = town.deliver()
    assert tally.paused == [(Address(Platform.TELEGRAM, ADA), "bot was blocked by the user")]
    assert town.deliver().sent == 0
    assert town.telegram.calls["sendMessage"] == calls + 1 + len(SUBJECTS)
    assert town.got(BEN) == SUBJECTS
    town.telegram.chat_faults.clear()
    town.store.chats.wake(chat_id(town, ADA))
    town.deliver()
    assert town.got(ADA) == SUBJECTS


def test_c16_a_group_that_became_a_supergroup_gets_the_rest_there_and_keeps_its_subscription(town: Town) -> None:
    town.queue(chat_id(town, GROUP))
    town.telegram.fail_next(None, moved(-1003333333333))
    town.deliver()
    assert (town.got(GROUP), town.got("-1003333333333")) == (SUBJECTS[:1], SUBJECTS[1:])
    assert [str(chat.address) for chat in town.store.chats.all()].count("telegram:-1003333333333") == 1
    assert town.store.chats.find(Address(Platform.TELEGRAM, GROUP)) is None


@pytest.mark.parametrize("fault", [refused("service_unavailable"), refused("internal_error"), reset(accepted=False)])
def test_c20_where_the_head_fails_no_paper_is_posted_loose_and_all_go_under_it_in_the_end(
    fault: Fault, town: Town
) -> None:
    town.queue(chat_id(town, PAPERS))
    town.slack.fail_next(fault)
    town.deliver()
    assert town.got(PAPERS) == SUBJECTS
    head, *papers = town.slack.arrivals
    assert [paper.thread_ts for paper in papers] == [head.ts, head.ts]


def test_c20_where_the_head_is_refused_for_good_its_papers_do_not_go(town: Town) -> None:
    town.queue(chat_id(town, PAPERS), chat_id(town, TEAM))
    town.slack.chat_faults[PAPERS] = refused("msg_too_long")
    assert town.deliver().failed == len(SUBJECTS)
    assert (town.got(PAPERS), town.got(TEAM)) == ([], SUBJECTS)


def test_c21_a_bot_that_lost_its_account_goes_on_with_another_and_repeats_nothing(town: Town) -> None:
    """Export, a new database, a new token: the drill after the platform has deleted the account."""
    town.queue(chat_id(town, ADA))
    town.deliver()
    old = town.store
    exported = [describe_chat(chat, old.ledger.keys_of(chat.id)) for chat in old.chats.all()]
    defaults = Settings()
    with Store.open(None) as new:
        for described in exported:
            record = read_record(described, Language("ko"), defaults.timezone, defaults.deliver_at)
            new.ledger.take_over(new.chats.add(record.chat, BEGINNING).id, record.given)
        town.store, town.telegram.token = new, "2:b"
        ada = chat_id(town, ADA)
        given = new.ledger.delivered([ada], KEYS)
        assert given == {ada: frozenset(KEYS)}
        town.queue(ada, subjects=["tomorrow", "paper 3"])
        town.deliver()
    assert town.got(ADA) == [*SUBJECTS, "tomorrow", "paper 3"]
