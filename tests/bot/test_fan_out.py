"""Fan-out: every chat gets what it is owed in its own style, and what is alike is made and stored once."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.fan_out import FanOut
from storage.marks import MarkKind
from storage.models import Address, Alert, Chat, ChatTopic, ListDay, OutboxItem, PaperKey, Platform, Style
from storage.store import Store
from tests.makers import claim_next, make_chat, make_paper, make_summary, mark_sent

DAY = date(2026, 5, 13)
TITLES = ("Music from text", "Video diffusion agents", "Speech for doctors", "Fast video search")
KEYS = [PaperKey(f"2605.0000{number}") for number in range(1, 5)]


@pytest.fixture
def day(store: Store, now: datetime) -> ListDay:
    store.papers.put(
        make_paper(key, title=title, thumbnail_url=f"https://cdn-thumbnails.huggingface.co/{key}.png")
        for key, title in zip(KEYS, TITLES, strict=True)
    )
    for key in KEYS:
        store.summaries.put(make_summary(key, "ko"))
    store.days.record_look(DAY, KEYS, [], now - timedelta(hours=9))
    store.days.record_look(DAY, KEYS, [], now)
    store.days.mark_settled(DAY, now)
    return store.days.get(DAY)


def subscribe(store: Store, now: datetime, name: str = "hall", **preferences: Any) -> Chat:
    return store.chats.add(make_chat(name, created_at=now - timedelta(days=1), **preferences), now)


def outbox(store: Store, chat: Chat, now: datetime) -> list[OutboxItem]:
    """Take what waits for a chat out of the outbox, in order."""
    taken: list[OutboxItem] = []
    while item := claim_next(store, chat.id, now):
        mark_sent(store, item, str(item.id), now)
        taken.append(item)
    return taken


def subjects(items: list[OutboxItem]) -> list[str]:
    return [item.subject for item in items]


def text_of(item: OutboxItem) -> str:
    return str(json.loads(item.payload)["text"])


def test_a_full_digest_is_a_head_and_every_paper_in_the_order_of_the_list(
    store: Store, day: ListDay, now: datetime
) -> None:
    chat = subscribe(store, now)
    FanOut(store, [day], now).queue_owed([chat])
    assert subjects(outbox(store, chat, now)) == [f"head:{DAY}", *(f"paper:{key}" for key in KEYS)]


@pytest.mark.parametrize(
    ("platform", "style", "in_thread"),
    [
        (Platform.SLACK, Style.THREAD, True),
        (Platform.SLACK, Style.FULL, False),
        (Platform.SLACK, Style.TOPICS, True),
        (Platform.TELEGRAM, Style.FULL, True),
    ],
)
def test_a_style_decides_whether_papers_answer_the_head(
    store: Store, day: ListDay, now: datetime, platform: Platform, style: Style, in_thread: bool
) -> None:
    chats = [
        subscribe(store, now, "1", address=Address(platform, "C1"), style=style, topics=("video",)),
        subscribe(store, now, "2", address=Address(platform, "C2"), style=Style.COMPACT),
    ]
    FanOut(store, [day], now).queue_owed(chats)
    head, *papers = outbox(store, chats[0], now)
    assert len(papers) == (2 if style is Style.TOPICS else 4)
    assert {paper.parent_id for paper in papers} == {head.id if in_thread else None}


def test_two_channels_that_differ_in_the_thread_alone_get_the_same_texts(
    store: Store, day: ListDay, now: datetime
) -> None:
    chats = [
        subscribe(store, now, style, address=Address(Platform.SLACK, f"C-{style}"), style=style)
        for style in (Style.THREAD, Style.FULL)
    ]
    FanOut(store, [day], now).queue_owed(chats)
    under, beside = ([item.payload for item in outbox(store, chat, now)] for chat in chats)
    assert under == beside


def test_papers_on_a_chats_topics_come_first_and_the_head_says_why(store: Store, day: ListDay, now: datetime) -> None:
    chat = subscribe(store, now, topics=("video -search", "speech"))
    FanOut(store, [day], now).queue_owed([chat])
    head, *papers = outbox(store, chat, now)
    assert subjects(papers) == [f"paper:{KEYS[place]}" for place in (1, 2, 0, 3)]
    assert "★ Video diffusion agents" in text_of(head)
    assert "video" in text_of(head)
    assert "★ Music from text" not in text_of(head)


def test_a_chat_on_topics_gets_only_papers_that_match(store: Store, day: ListDay, now: datetime) -> None:
    chat = subscribe(store, now, topics=("video",), style=Style.TOPICS)
    FanOut(store, [day], now).queue_owed([chat])
    assert subjects(outbox(store, chat, now))[1:] == [f"paper:{KEYS[1]}", f"paper:{KEYS[3]}"]
    assert store.ledger.keys_of(chat.id) == (KEYS[1], KEYS[3])


def test_a_day_without_a_match_is_done_and_says_nothing(store: Store, day: ListDay, now: datetime) -> None:
    chat = subscribe(store, now, topics=("proteins",), style=Style.TOPICS)
    FanOut(store, [day], now).queue_owed([chat])
    assert outbox(store, chat, now) == []
    assert [(done.papers, done.messages) for done in store.ledger.of_day(DAY)] == [(0, 0)]
    assert FanOut(store, [day], now).queue_owed([chat]).messages == 0


def test_a_compact_digest_is_one_message_with_a_button_for_each_paper(
    store: Store, day: ListDay, now: datetime
) -> None:
    chat = subscribe(store, now, platform=Platform.TELEGRAM, style=Style.COMPACT)
    FanOut(store, [day], now).queue_owed([chat])
    (head,) = outbox(store, chat, now)
    pressed = [button["callback_data"] for row in json.loads(head.payload)["buttons"] for button in row]
    assert pressed == [f"v1:open:{DAY}:{key}" for key in KEYS]
    assert store.ledger.keys_of(chat.id) == tuple(KEYS)


@pytest.mark.parametrize("pictures", [True, False])
def test_pictures_come_only_where_the_chat_wants_them(
    store: Store, day: ListDay, now: datetime, pictures: bool
) -> None:
    chat = subscribe(store, now, platform=Platform.TELEGRAM, pictures=pictures)
    FanOut(store, [day], now).queue_owed([chat])
    assert ("cdn-thumbnails" in outbox(store, chat, now)[1].payload) is pictures


def test_chats_that_get_the_same_share_one_stored_text(store: Store, day: ListDay, now: datetime) -> None:
    chats = [subscribe(store, now, f"room {n}") for n in range(20)]
    other_head = subscribe(store, now, "videos", topics=("music",))
    FanOut(store, [day], now).queue_owed([*chats, other_head])
    items = [item for chat in [*chats, other_head] for item in outbox(store, chat, now)]
    assert len(items) == 21 * 5
    # The head with a star is another text; the papers stand at the same places.
    assert len({item.payload for item in items}) == 6
    assert [row["n"] for row in store.outbox._db.rows("SELECT COUNT(*) AS n FROM bodies")] == [6]


def test_a_topic_that_cannot_be_read_does_not_cost_the_digest(
    store: Store, day: ListDay, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    chat = subscribe(store, now, topics=('"open', "speech"))
    with caplog.at_level(logging.WARNING):
        FanOut(store, [day], now).queue_owed([chat])
    assert subjects(outbox(store, chat, now))[1] == f"paper:{KEYS[2]}"
    assert "topic.unreadable" in caplog.text
    assert '"open' not in caplog.text


def test_queueing_from_another_state_of_the_day_repeats_nothing(store: Store, day: ListDay, now: datetime) -> None:
    chat = subscribe(store, now, style=Style.TOPICS, topics=("video",))
    FanOut(store, [day], now).queue_owed([chat])
    outbox(store, chat, now)
    chat = store.chats.add(replace(chat, style=Style.FULL), now)
    FanOut(store, [day], now).queue_day([chat], day)
    # The rest of the day, asked for by hand: what it has is not sent again.
    assert sorted(subjects(outbox(store, chat, now))) == [f"paper:{KEYS[0]}", f"paper:{KEYS[2]}"]


@pytest.mark.parametrize("bundled", [False, True])
def test_what_joins_a_day_that_a_compact_chat_has_had_is_shown_under_its_head(
    store: Store, day: ListDay, now: datetime, bundled: bool
) -> None:
    chat = subscribe(store, now, platform=Platform.TELEGRAM, style=Style.COMPACT, topics=("video",) * bundled)
    if bundled:
        store.topics.put(ChatTopic(chat.id, "video", Alert.BUNDLE, False, now - timedelta(days=1)))
    FanOut(store, [day], now).queue_owed([chat])
    *_, head = outbox(store, chat, now)
    late = PaperKey("2605.00009")
    store.papers.put([make_paper(late, title="Late video")])
    joined = store.days.record_look(DAY, [late], [], now)
    assert FanOut(store, [joined], now).queue_day([chat], joined).papers == 1
    (paper,) = outbox(store, chat, now)
    assert (paper.subject, paper.parent_id) == (f"paper:{late}", head.id)


def test_who_changes_from_topics_to_everything_gets_the_weeks_latecomers_and_no_other_old_papers(
    store: Store, day: ListDay, now: datetime
) -> None:
    def lists(day: date, title: str, number: int) -> PaperKey:
        key = PaperKey(f"2605.{number:05}")
        store.papers.put([make_paper(key, title=title)])
        store.summaries.put(make_summary(key, "ko"))
        store.days.record_look(day, [key], [], now)
        store.days.mark_settled(day, now)
        return key

    def queue(chat: Chat, days_on: int) -> list[str]:
        moment = now + timedelta(days=days_on)
        FanOut(store, store.days.since(DAY), moment).queue_owed([chat])
        return subjects(outbox(store, chat, moment))

    chat = subscribe(store, now, style=Style.TOPICS, topics=("video",))
    queue(chat, 0)
    late = lists(DAY, "Late proteins", 5)
    lists(DAY + timedelta(days=1), "Video again", 6)
    assert f"paper:{late}" not in queue(chat, 1)
    chat = store.chats.add(replace(chat, style=Style.FULL), now)
    newest = lists(DAY + timedelta(days=2), "Robots", 7)
    assert queue(chat, 2)[1:] == [f"paper:{newest}", f"paper:{late}"]


@pytest.mark.parametrize("again", [False, True])
def test_a_bundle_holds_the_papers_of_its_topics_and_the_digest_the_others(
    store: Store, day: ListDay, now: datetime, again: bool
) -> None:
    chat = subscribe(store, now, platform=Platform.TELEGRAM, topics=("video",))
    store.topics.put(ChatTopic(chat.id, "video", Alert.BUNDLE, again, now - timedelta(days=1)))
    FanOut(store, [day], now).queue_owed([chat])
    bundle, *digest = outbox(store, chat, now)
    assert bundle.subject == f"bundle:{DAY}"
    pressed = [button["callback_data"] for row in json.loads(bundle.payload)["buttons"] for button in row]
    assert pressed == [f"v1:open:{DAY}:{KEYS[1]}", f"v1:open:{DAY}:{KEYS[3]}"]
    rest = [KEYS[place] for place in ((1, 3, 0, 2) if again else (0, 2))]
    assert subjects(digest) == [f"head:{DAY}", *(f"paper:{key}" for key in rest)]
    assert store.ledger.keys_of(chat.id) == tuple(KEYS)
    assert FanOut(store, [day], now).queue_owed([chat]).messages == 0


def three_days(store: Store, now: datetime) -> list[ListDay]:
    days = []
    for number in range(1, 4):
        listed, keys = DAY - timedelta(days=4 - number), [PaperKey(f"2605.1{number}00{rank}") for rank in (2, 1)]
        store.papers.put(make_paper(key, title=f"Day {number} {key[-1]}") for key in keys)
        for key in keys:
            store.summaries.put(make_summary(key, "ko"))
        store.days.record_look(listed, keys, [], now)
        store.days.mark_settled(listed, now)
        days.append(store.days.get(listed))
    return days


def test_whoever_comes_back_gets_the_days_that_were_missed_in_one_list(store: Store, now: datetime) -> None:
    chat = subscribe(store, now - timedelta(days=9), away_until=DAY)
    days = three_days(store, now)
    queued = FanOut(store, days, now).queue_owed([chat])
    (head,) = outbox(store, chat, now)
    assert (queued.papers, head.subject) == (6, f"head:{DAY - timedelta(days=1)}")
    assert "논문 6편 · 쉬는 동안 쌓인 3일 치" in text_of(head)
    titles = ["Day 3 2", "Day 3 1", "Day 1 2", "Day 1 1", "Day 2 2", "Day 2 1"]
    assert [text_of(head).index(title) for title in titles] == sorted(text_of(head).index(title) for title in titles)
    assert FanOut(store, days, now).queue_owed([chat]).papers == 0


def test_one_missed_day_and_days_after_the_absence_come_as_ever(store: Store, now: datetime) -> None:
    chat = subscribe(store, now - timedelta(days=9), away_until=DAY - timedelta(days=2))
    FanOut(store, three_days(store, now), now).queue_owed([chat])
    heads = [subject for subject in subjects(outbox(store, chat, now)) if subject.startswith("head:")]
    assert heads == [f"head:{DAY - timedelta(days=back)}" for back in (3, 2, 1)]


def test_whoever_comes_back_to_topics_gets_what_matches_alone(store: Store, now: datetime) -> None:
    chat = subscribe(store, now - timedelta(days=9), away_until=DAY, style=Style.TOPICS, topics=('"Day 2"',))
    assert FanOut(store, three_days(store, now), now).queue_owed([chat]).papers == 2
    (head,) = outbox(store, chat, now)
    assert "논문 2편 · 쉬는 동안 쌓인 3일 치" in text_of(head)


def like(store: Store, chat: Chat, key: PaperKey, at: datetime, *people: str, kind: MarkKind = MarkKind.LIKE) -> None:
    for person in people or ("telegram:1",):
        store.marks.toggle(person, key, kind, chat.address, at)


def test_what_is_like_papers_that_were_liked_here_comes_first(store: Store, day: ListDay, now: datetime) -> None:
    chat, other = subscribe(store, now), subscribe(store, now, "other")
    store.papers.put([make_paper("2604.00001", title="Doctors and speech")])
    like(store, chat, PaperKey("2604.00001"), now - timedelta(days=3))
    FanOut(store, [day], now).queue_owed([chat, other])
    assert subjects(outbox(store, chat, now))[1:] == [f"paper:{KEYS[place]}" for place in (2, 0, 1, 3)]
    assert subjects(outbox(store, other, now))[1:] == [f"paper:{key}" for key in KEYS]


def test_everybodys_likes_count_in_a_group_and_votes_come_before(store: Store, day: ListDay, now: datetime) -> None:
    chat = subscribe(store, now)
    store.papers.put([make_paper(KEYS[0], title=TITLES[0], upvotes=40)])
    # One is not interested, two are.
    like(store, chat, KEYS[2], now, "telegram:1", kind=MarkKind.DISMISS)
    like(store, chat, KEYS[2], now, "telegram:2", "telegram:3")
    like(store, chat, KEYS[1], now, "telegram:1", kind=MarkKind.DISMISS)
    FanOut(store, [day], now).queue_owed([chat])
    order = (0, 2, 3, 1)
    assert subjects(outbox(store, chat, now))[1:] == [f"paper:{KEYS[place]}" for place in order]
    assert store.ledger.keys_in(chat.id, DAY.isoformat()) == tuple(KEYS[place] for place in order)


def test_whoever_comes_back_reads_first_what_is_wanted_most(store: Store, now: datetime) -> None:
    chat = subscribe(store, now - timedelta(days=9), away_until=DAY, topics=('"Day 2 1"',))
    days = three_days(store, now)
    wanted = days[0].papers[0].key
    store.papers.put([replace(store.papers.get(wanted), upvotes=50)])
    FanOut(store, days, now).queue_owed([chat])
    (head,) = outbox(store, chat, now)
    first = store.papers.get(store.ledger.keys_in(chat.id, str(DAY - timedelta(days=1)))[0]).title
    assert first == "Day 2 1"
    assert store.ledger.keys_in(chat.id, str(DAY - timedelta(days=1)))[1] == wanted
    assert len(store.ledger.keys_of(chat.id)) == 6
    assert text_of(head).index("Day 2 1") < text_of(head).index(store.papers.get(wanted).title)
