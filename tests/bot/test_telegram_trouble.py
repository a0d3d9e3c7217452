"""A digest day in Telegram that goes wrong, through the whole program: blocked, moved, closed, refused, cut off."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from storage.models import Address, Platform
from tests.fakes.telegram_people import ADA, BEN
from tests.fakes.telegram_platform import RefusedError, blocked, moved
from tests.fakes.telegram_program import TelegramProgram
from tests.fakes.waiting import until
from tests.fakes.whole_program import LATER, MORNING, TODAY, TOMORROW

GROUP, FORUM = -77, -1_001_111_111_111
IN_TOPIC = {"message_thread_id": 9, "is_topic_message": True}
HEAD = "Daily Papers — Wednesday, 13 May 2026"
DIGEST = [HEAD, "1/3 · Memory 13", "2/3 · Memory 12", "3/3 · Memory 11"]


def titles(program: TelegramProgram, *chats: int) -> list[str]:
    """Return the first line of everything that was written in some chats."""
    return [message.text.split("\n")[0] for chat in chats for message in program.messages(chat)]


async def subscribed(program: TelegramProgram, chat: int = ADA, **place: object) -> None:
    program.people.members[chat, ADA] = "administrator"
    program.people.says("/subscribe", ADA, chat, **place)
    await program.sees("Subscribed.", chat)


async def test_c15_who_blocks_the_bot_gets_nothing_and_who_comes_back_is_greeted_and_served(
    program: TelegramProgram,
) -> None:
    async with program.running():
        await subscribed(program)
        program.people.place_changes("member", "kicked")
        await until(lambda: program.chat().paused_because)
        await program.to_the_morning()
        await until(lambda: (program.store.days.get(TODAY).checked_at or LATER) >= MORNING)
        assert titles(program, ADA) == ["Subscribed."]
        program.people.place_changes("kicked", "member")
        await program.sees("I can write here again: your digests go on.")
        # Nobody else reads English, so its papers are read now.
        await program.settled(TODAY)
        await program.becomes(program.clock() + timedelta(minutes=3))
        await program.sees(DIGEST[-1])
        await program.all_is_sent()
    assert titles(program, ADA)[2:] == DIGEST


async def test_c15_a_refusal_in_mid_digest_pauses_and_start_brings_the_rest(program: TelegramProgram) -> None:
    async with program.running():
        await subscribed(program)
        program.people.fail_next(None, None, blocked())
        await program.to_the_morning()
        await until(lambda: program.chat().paused_because)
        assert program.chat().paused_because == "bot was blocked by the user"
        assert titles(program, ADA)[1:] == DIGEST[:2]
        program.people.says("/start")
        await program.sees("Which language")
        await program.sees(DIGEST[-1])
        await program.all_is_sent()
    assert Counter(titles(program, ADA))[HEAD] == 1
    assert [title for title in titles(program, ADA) if title in DIGEST] == DIGEST


async def test_c16_a_group_that_becomes_a_supergroup_in_mid_digest_has_each_paper_once(
    program: TelegramProgram,
) -> None:
    async with program.running():
        await subscribed(program, GROUP)
        program.people.fail_next(None, None, moved(FORUM))
        await program.to_the_morning()
        await program.sees(DIGEST[-1], FORUM)
        program.people.says("", ADA, GROUP, migrate_to_chat_id=FORUM)
        program.people.says("", ADA, FORUM, migrate_from_chat_id=GROUP)
        await program.all_is_answered()
        await program.all_is_sent()
        assert [str(chat.address) for chat in program.store.chats.all()] == [f"telegram:{FORUM}"]
    assert titles(program, GROUP)[1:] + titles(program, FORUM) == DIGEST


async def test_c16_a_group_whose_bot_is_added_to_the_supergroup_first_keeps_its_settings_and_what_it_was_given(
    program: TelegramProgram,
) -> None:
    async with program.running():
        await subscribed(program, GROUP)
        program.people.says("/days -sun", ADA, GROUP)
        await program.sees("Days: saved.", GROUP)
        await program.to_the_morning()
        await program.sees(DIGEST[-1], GROUP)
        await program.all_is_sent()
        program.people.members[FORUM, ADA] = "creator"
        program.people.place_changes("left", "administrator", ADA, FORUM)
        await program.sees("Which language", FORUM)
        program.people.says("", ADA, GROUP, migrate_to_chat_id=FORUM)
        program.people.says("", ADA, FORUM, migrate_from_chat_id=GROUP)
        await program.all_is_answered()
        (chat,) = program.store.chats.all()
        assert (str(chat.address), chat.days) == (f"telegram:{FORUM}", frozenset(range(6)))
        program.lists(TOMORROW, [*range(11, 14), 20])
        await program.to_the_next_morning()
        await program.sees("Memory 20", FORUM)
        await program.all_is_sent()
    assert titles(program, FORUM)[1:] == ["Daily Papers — Thursday, 14 May 2026", "Memory 20"]


async def test_c17_a_topic_that_is_closed_in_mid_digest_gets_the_rest_in_its_group_with_a_line_why(
    program: TelegramProgram,
) -> None:
    async with program.running():
        await subscribed(program, FORUM, **IN_TOPIC)
        program.people.fail_next(None, None, RefusedError(400, "Bad Request: TOPIC_CLOSED").as_fault())
        await program.to_the_morning()
        await program.sees(DIGEST[-1], FORUM)
        await program.all_is_sent()
    told = [(message.thread, message.text.split("\n")[0]) for message in program.messages(FORUM)]
    assert told[1:] == [(9, title) for title in DIGEST[:2]] + [
        (None, "The topic is closed, so the digest comes here from now on."),
        *((None, title) for title in DIGEST[2:]),
    ]


async def test_markup_that_is_refused_is_sent_as_plain_text_and_the_operator_is_told(program: TelegramProgram) -> None:
    program.settings = replace(program.settings, admin_chats=(Address(Platform.TELEGRAM, str(BEN)),))
    async with program.running():
        await subscribed(program)
        program.people.fail_next(None, None, RefusedError(400, "Bad Request: can't parse entities: oops").as_fault())
        await program.to_the_morning()
        await program.sees(DIGEST[-1])
        await program.all_is_sent()
        notice = await program.sees("Can't parse entities: oops", BEN)
    assert titles(program, ADA)[1:] == DIGEST
    _, head, _, paper, _ = program.messages()
    assert head.content.entities
    assert (paper.content.entities, paper.content.markup) == ((), "")
    assert "Goal: " in paper.text
    assert "paper:2605.00012 went to telegram:501 as plain text" in notice.text


async def test_a_token_that_is_revoked_is_told_in_another_chat_before_any_digest_is_due(
    program: TelegramProgram,
) -> None:
    desk = Address(Platform.CONSOLE, "desk")
    program.settings = replace(program.settings, admin_chats=(desk,))
    async with program.running():
        await subscribed(program)
        program.people.token = "7:revoked"
        program.people.says("/today")
        await until(lambda: any(notice.told_at for notice in program.store.notices.all()))
        (notice,) = program.store.notices.all()
    assert notice.subject == "unheard:telegram"
    assert notice.text.startswith("telegram: Telegram refuses the bot's token; set PAPERBOY_TELEGRAM_TOKEN")
