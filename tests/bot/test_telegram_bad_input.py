"""What goes wrong on the way in from Telegram, through the whole program: told in a line, or ignored for a reason."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.telegram_people import ADA, BEN
from tests.fakes.telegram_platform import BOT_ID
from tests.fakes.telegram_program import TelegramProgram, buttons, has_button
from tests.fakes.waiting import until
from tests.fakes.whole_program import YESTERDAY

GROUP = -77


@pytest.mark.parametrize(
    "text", ["/", "/xyzzy", "/paper@paperboy_bot", "/time Mars", "no command", "가" * 4_096, "/🦄"]
)
async def test_whatever_is_written_in_private_has_one_short_answer(program: TelegramProgram, text: str) -> None:
    program.people.languages[ADA] = "ko"
    async with program.running():
        program.people.says(text)
        await program.all_is_answered()
    (answer,) = program.messages()
    assert "요" in answer.text
    assert len(answer.text) < 200


@pytest.mark.parametrize(
    "text", ["hello", "x" * 4_096, "2509.03867", "/today@other_bot", "/xyzzy", "mail me@example.org"]
)
async def test_what_is_not_said_to_the_bot_in_a_group_is_ignored(program: TelegramProgram, text: str) -> None:
    async with program.running():
        program.people.says(text, ADA, GROUP)
        await program.all_is_answered()
    assert program.messages(GROUP) == []


async def test_updates_of_other_kinds_and_forms_hold_up_nothing(
    program: TelegramProgram, caplog: pytest.LogCaptureFixture
) -> None:
    async with program.running():
        program.people.arrive("edited_message", {"message_id": 1, "text": "/forget", "chat": {"id": ADA}})
        program.people.arrive("poll", {"id": "1"})
        for body in ({}, {"message_id": "x"}, {"message_id": 5, "chat": {"id": ADA, "type": "moon"}, "text": "/help"}):
            program.people.arrive("message", body)
        program.people.says("", photo=[{"file_id": "1"}])
        program.people.says("/help")
        await program.sees("/paper 2509.03867")
        await until(lambda: not program.people.updates)
        # Before the end: a job that takes longer than the program of a test waits for it is cut off there.
        assert "Traceback" not in caplog.text
    assert len(program.messages()) == 1


async def test_a_flood_of_two_hundred_messages_has_one_polite_line_and_keeps_nobody_waiting(
    program: TelegramProgram,
) -> None:
    async with program.running():
        for _ in range(200):
            program.people.says("/status")
        program.people.says("/help", BEN)
        await program.sees("/paper 2509.03867", BEN)
        await program.all_is_answered()
    answers = [message.text for message in program.messages()]
    assert [text for text in answers if "not subscribed" not in text] == [
        "That is a little fast for me. I will answer again in a minute."
    ]
    assert len(answers) == 21


async def test_a_button_under_a_forwarded_copy_is_answered_beneath_it(program: TelegramProgram) -> None:
    async with program.running():
        await program.settled(YESTERDAY)
        program.people.says("/today", BEN)
        listing = await program.sees("a number opens", BEN)
        copy = program.people.others_write(ADA, listing.text)
        origin = {"type": "hidden_user", "sender_user_name": "Ben", "date": 1}
        program.people.presses(buttons(listing)["1"], copy, ADA, forward_origin=origin)
        await program.sees("1/2 · Memory 2")
    assert program.people.message(ADA, copy).text == listing.text


@pytest.mark.parametrize("data", ["", "v1:", "v2:help", "like:2605.00001", "\x00", "v1:" + "x" * 61])
async def test_a_button_that_is_not_ours_is_acknowledged_and_says_nothing(program: TelegramProgram, data: str) -> None:
    async with program.running():
        press = program.people.presses(data, 7)["callback_query"]["id"]
        notice = await program.told(press)
    assert program.messages() == []
    assert notice == "" or "xxx" in notice


async def test_a_button_under_another_bots_message_does_nothing(program: TelegramProgram) -> None:
    async with program.running():
        program.people.says("/subscribe")
        await program.sees("Subscribed.")
        foreign: dict[str, Any] = {"from": {"id": BOT_ID + 1, "is_bot": True, "first_name": "Other"}}
        press = program.people.presses("v1:unsubscribe", 7, ADA, **foreign)["callback_query"]["id"]
        assert await program.told(press) == ""
        assert program.chat().paused_because is None
    assert len(program.messages()) == 1


async def test_in_a_group_only_an_admin_presses_settings_and_another_is_told_so(program: TelegramProgram) -> None:
    program.people.members[GROUP, ADA] = "administrator"
    async with program.running():
        program.people.says("/subscribe", ADA, GROUP)
        await program.sees("Subscribed.", GROUP)
        program.people.says("/settings", BEN, GROUP)
        settings = await program.sees("Settings", GROUP, has_button("Style"))
        refused = program.presses("Style", settings, BEN)
        assert await program.told(refused) == "Only an admin of this chat can change this."
        program.presses("Style", settings, ADA)
        choices = await program.sees("Style", GROUP, has_button("compact"))
        assert choices.message_id == settings.message_id
        assert (
            await program.told(program.presses("compact", choices, BEN))
            == "Only an admin of this chat can change this."
        )
        assert program.chat(GROUP).style == "full"


async def test_where_telegram_cannot_tell_who_is_an_admin_nothing_is_changed_and_the_person_is_told(
    program: TelegramProgram,
) -> None:
    program.people.members[GROUP, ADA] = "administrator"
    async with program.running():
        program.people.says("/subscribe", ADA, GROUP)
        await program.sees("Subscribed.", GROUP)
    program.people.cannot_tell.add(GROUP)
    async with program.running():
        program.people.says("/unsubscribe", ADA, GROUP)
        await program.sees("Something went wrong on my side. Please try again in a moment.", GROUP)
        program.people.says("/settings", ADA, GROUP)
        settings = await program.sees("Settings", GROUP, has_button("Style"))
        assert (await program.told(program.presses("Style", settings, ADA))).startswith("Something went wrong")
        assert program.chat(GROUP).paused_because is None


async def test_what_is_personal_is_not_told_to_a_group(program: TelegramProgram) -> None:
    async with program.running():
        for command in ("/saved", "/export", "/forget"):
            program.people.says(command, ADA, GROUP)
            await program.sees(f"This is about you alone: write {command} to me in private.", GROUP)
    assert program.people.documents == []
