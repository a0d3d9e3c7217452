"""Whole days in Telegram, through the whole program: a list becomes a digest and reaches every kind of chat."""

from __future__ import annotations

import json

import pytest

from storage.models import ChatKind, Style
from tests.fakes.telegram_people import ADA, BEN
from tests.fakes.telegram_program import TelegramProgram, buttons, has_button
from tests.fakes.whole_program import MORNING, TODAY, TOMORROW

FORUM, GROUP, CHANNEL = -1_001_111_111_111, -77, -1_002_222_222_222
IN_TOPIC = {"message_thread_id": 9, "is_topic_message": True}
ANONYMOUS = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""Who writes, as updates tell it, where an administrator stays anonymous (core.telegram.org/bots/api#message)."""

PAPERS = ["1/3 · Memory 13", "2/3 · Memory 12", "3/3 · Memory 11"]
HEAD = "Daily Papers — Wednesday, 13 May 2026"


def titles(program: TelegramProgram, chat: int) -> list[str]:
    """Return the first line of everything that was written in a chat."""
    return [message.text.split("\n")[0] for message in program.messages(chat)]


async def subscribed(program: TelegramProgram, chat: int = ADA, person: int = ADA) -> None:
    program.people.says("/subscribe", person, chat)
    await program.sees("Subscribed.", chat)


async def test_a_day_in_a_private_chat_comes_with_one_sound_and_is_told_by_today_and_status(
    program: TelegramProgram,
) -> None:
    async with program.running():
        await subscribed(program)
        await program.to_the_morning()
        await program.sees(PAPERS[-1])
        await program.all_is_sent()
        assert titles(program, ADA)[1:] == [HEAD, *PAPERS]
        _, head, *papers = [message for message in program.people.arrivals if message.chat == ADA]
        assert not head.silent
        assert all(paper.silent for paper in papers)
        assert all("expandable" in str(paper.content.entities) for paper in papers)
        program.people.says("/status")
        await program.sees("The last digest, Wednesday, 13 May 2026: 3 of 3 papers delivered")
        program.people.says("/today")
        listing = await program.sees("a number opens")
        assert listing.text.startswith(HEAD)


async def test_the_second_day_brings_what_is_new_and_nothing_again(program: TelegramProgram) -> None:
    program.lists(TOMORROW, [12, 13, 21])
    async with program.running():
        await subscribed(program)
        await program.to_the_morning()
        await program.sees(PAPERS[-1])
        await program.to_the_next_morning()
        await program.sees("Memory 21")
        await program.all_is_sent()
    # One paper alone needs no number.
    assert titles(program, ADA)[1:] == [HEAD, *PAPERS, "Daily Papers — Thursday, 14 May 2026", "Memory 21"]


async def test_a_group_is_subscribed_by_its_admins_only_and_read_by_all(program: TelegramProgram) -> None:
    program.people.members[GROUP, ADA] = "administrator"
    async with program.running():
        program.people.says("/subscribe@paperboy_bot", BEN, GROUP)
        await program.sees("Only an admin of this chat can change this.", GROUP)
        assert program.store.chats.all() == ()
        await subscribed(program, GROUP)
        await program.to_the_morning()
        await program.sees(PAPERS[-1], GROUP)
        await program.all_is_sent()
        assert titles(program, GROUP)[2:] == [HEAD, *PAPERS]
        program.people.says("/today", BEN, GROUP)
        listing = await program.sees("a number opens", GROUP)
        program.presses("2", listing, BEN)
        await program.sees("2/3 · Memory 12", GROUP, lambda message: message.message_id == listing.message_id)
        program.people.says("/unsubscribe", BEN, GROUP)
        await program.all_is_answered()
        assert program.chat(GROUP).paused_because is None
    assert program.messages() == []


async def test_an_anonymous_admin_subscribes_a_group(program: TelegramProgram) -> None:
    async with program.running():
        voice = {"from": ANONYMOUS, "sender_chat": {"id": FORUM, "type": "supergroup", "title": "Readers"}}
        program.people.says("/subscribe", ADA, FORUM, **voice)
        # Nobody knows their language, so it is the first that is offered.
        await program.sees("구독을 시작했어요.", FORUM)


async def test_a_topic_of_a_forum_gets_its_day_in_its_thread(program: TelegramProgram) -> None:
    program.people.members[FORUM, ADA] = "creator"
    async with program.running():
        program.people.says("/subscribe", ADA, FORUM, **IN_TOPIC)
        await program.sees("Subscribed.", FORUM)
        await program.to_the_morning()
        await program.sees(PAPERS[-1], FORUM)
        await program.all_is_sent()
        assert program.chat(FORUM, 9).kind is ChatKind.TOPIC
    assert titles(program, FORUM)[1:] == [HEAD, *PAPERS]
    assert {message.thread for message in program.messages(FORUM)} == {9}


async def test_a_channel_is_subscribed_from_a_private_chat_by_its_admin(program: TelegramProgram) -> None:
    program.people.channels.add(CHANNEL)
    program.people.names["@papers"] = CHANNEL
    async with program.running():
        program.people.says("/subscribe @papers", BEN)
        await program.sees("Only an admin of @papers can do this.", BEN)
        program.people.members[CHANNEL, ADA] = "administrator"
        program.people.says("/subscribe @papers")
        await program.sees("Subscribed.")
        await program.to_the_morning()
        await program.sees(PAPERS[-1], CHANNEL)
        await program.all_is_sent()
        program.people.says("/status @papers")
        await program.sees("3 of 3 papers delivered")
    assert titles(program, CHANNEL) == [HEAD, *PAPERS]
    # Who subscribed a channel is not subscribed by that.
    assert HEAD not in titles(program, ADA)


@pytest.mark.parametrize("style", ["full", "compact"])
async def test_no_reader_of_a_channel_posts_there_or_changes_what_the_others_read(
    program: TelegramProgram, style: str
) -> None:
    program.people.channels.add(CHANNEL)
    program.people.names["@papers"] = CHANNEL
    program.people.members[CHANNEL, ADA] = "administrator"
    async with program.running():
        program.people.says("/subscribe @papers")
        await program.sees("Subscribed.")
        program.people.says(f"/style @papers {style}")
        await program.sees("saved")
        await program.to_the_morning()
        post = await program.sees("Memory 13", CHANNEL, has_button("👍" if style == "full" else "1"))
        await program.all_is_sent()
        before = program.people.texts(CHANNEL)
        link = "https://t.me/paperboy_bot?start=paper_2605-00013"
        labels = ("Language", "Evidence") if style == "full" else ("1",)
        for label in labels:
            assert await program.told(program.presses(label, post, BEN)) == link
        for action in ("v1:help", "v1:list:2026-05-13", "v1:weekly:now"):
            press = program.people.presses(action, post.message_id, BEN, CHANNEL)
            assert await program.told(press["callback_query"]["id"])
        if style == "full":
            assert await program.told(program.presses("👍", post, BEN)) == "👍 Liked."
        await program.all_is_answered()
        assert program.people.texts(CHANNEL) == before
        # Where the link leads.
        program.people.says("/start paper_2605-00013", BEN)
        await program.sees("Memory 13", BEN)


async def test_a_channel_in_which_the_bot_may_not_post_is_not_subscribed(program: TelegramProgram) -> None:
    program.people.channels.add(CHANNEL)
    program.people.names["@papers"] = CHANNEL
    program.people.members[CHANNEL, ADA] = "creator"
    program.people.own_place = program.people._own_membership(CHANNEL) | {"can_post_messages": False}
    async with program.running():
        program.people.says("/subscribe @papers")
        await program.sees("I may not post in @papers. Give me the right to post, then try again.")
        assert program.store.chats.all() == ()


async def test_compact_is_one_message_whose_papers_open_in_place_with_back_and_next(program: TelegramProgram) -> None:
    async with program.running():
        await subscribed(program)
        program.people.says("/style compact")
        await program.sees("✓ Style: saved.")
        assert program.chat().style is Style.COMPACT
        await program.to_the_morning()
        head = await program.sees(HEAD)
        await program.all_is_sent()
        assert list(buttons(head)) == ["1", "2", "3"]
        for button, words in (("1", PAPERS[0]), ("▶", PAPERS[1]), ("▶", PAPERS[2]), ("◀", PAPERS[1]), ("☰", HEAD)):
            shown = program.messages()[-1]
            assert shown.message_id == head.message_id
            program.presses(button, shown)
            await program.sees(words)
        assert titles(program, ADA)[-1] == HEAD
        # Whatever was opened, the chat has one message of the day.
        assert len(program.messages()) == 3


async def test_who_wants_pictures_sees_one_above_each_paper_that_has_one(program: TelegramProgram) -> None:
    picture = "https://cdn.example.org/2605.00012.png"
    program.site.lists[TODAY.isoformat()][1]["thumbnail"] = picture
    async with program.running():
        await subscribed(program)
        program.people.says("/pictures on")
        await program.sees("✓ Pictures: saved.")
        await program.to_the_morning()
        await program.sees(PAPERS[-1])
        await program.all_is_sent()
    shown = [json.loads(message.preview) for message in program.people.arrivals]
    assert [preview for preview in shown if not preview["is_disabled"]] == [
        {"is_disabled": False, "url": picture, "show_above_text": True}
    ]


async def test_chats_of_every_kind_language_and_style_are_served_in_one_morning(program: TelegramProgram) -> None:
    people = program.people
    people.languages[BEN] = "ko"
    people.members[GROUP, ADA] = people.members[FORUM, ADA] = "administrator"
    async with program.running():
        await subscribed(program)
        people.says("/subscribe", BEN)
        await program.sees("구독을 시작했어요.", BEN)
        await subscribed(program, GROUP)
        people.says("/subscribe", ADA, FORUM, **IN_TOPIC)
        await program.sees("Subscribed.", FORUM)
        people.says("/style compact", ADA, FORUM, **IN_TOPIC)
        await program.sees("Style: saved", FORUM)
        await program.to_the_morning()
        await program.all_is_sent()
        for chat in (ADA, BEN, GROUP):
            await program.sees(PAPERS[-1], chat)
        await program.sees(HEAD, FORUM)
        await program.all_is_sent()
    for chat in (ADA, GROUP):
        assert titles(program, chat)[1:] == [HEAD, *PAPERS]
    assert titles(program, BEN)[1:] == ["Daily Papers — 2026년 5월 13일 (수)", *PAPERS]
    assert titles(program, FORUM)[2:] == [HEAD]


@pytest.mark.parametrize("command", ["/days sat,sun", "/away until 2026-06-01"])
async def test_who_wants_none_today_is_left_in_peace(program: TelegramProgram, command: str) -> None:
    async with program.running():
        await subscribed(program)
        await subscribed(program, BEN, BEN)
        program.people.says(command)
        await program.sees("saved.")
        await program.to_the_morning()
        await program.sees(PAPERS[-1], BEN)
        await program.all_is_sent()
        due = program.chat().next_due_at
        assert due is not None
        assert due > MORNING
    assert HEAD not in titles(program, ADA)
