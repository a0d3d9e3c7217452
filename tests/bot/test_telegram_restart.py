"""Stopped or killed in the middle of everything, and started again: nothing is lost, and nothing comes twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from storage.inbox import Inbox
from storage.models import DeliveryState, Platform
from tests.fakes.loopback import hang
from tests.fakes.telegram_people import ADA, BEN
from tests.fakes.telegram_platform import Arrival
from tests.fakes.telegram_program import TelegramProgram, has_button
from tests.fakes.waiting import until
from tests.fakes.whole_program import TOMORROW, YESTERDAY

HEAD = "Daily Papers — Wednesday, 13 May 2026"
DIGEST = [HEAD, "1/3 · Memory 13", "2/3 · Memory 12", "3/3 · Memory 11"]
CEL, TEAM = 503, -77
WHO = f"telegram:{ADA}"
READ = "/html/2605.00042"
"""What is asked for when the full text of a paper is read."""


def digest_of(program: TelegramProgram, chat: int) -> list[str]:
    """Return what a chat has of the day's digest, as often as it has it."""
    titles = [message.text.split("\n")[0] for message in program.messages(chat)]
    return [title for title in titles if title in DIGEST]


def being_read(program: TelegramProgram, chat: int) -> int:
    """Count the papers that are being read for a chat, as it sees it and as the program will know after a restart."""
    seen = sum("Reading the paper…" in text for text in program.people.texts(chat))
    known = sum("paperboy_left" in incoming.body for incoming in program.store.inbox.open(Platform.TELEGRAM))
    return min(seen, known)


async def subscribed(program: TelegramProgram, *chats: int) -> None:
    for chat in chats:
        program.people.says("/subscribe", chat)
        await program.sees("Subscribed.", chat)


@pytest.mark.parametrize("arrived", [True, False], ids=["the last had arrived", "it had not"])
@pytest.mark.parametrize("way", ["stopped", "killed"])
async def test_c5_a_digest_that_is_cut_off_goes_on_where_it_was(
    program: TelegramProgram, way: str, *, arrived: bool
) -> None:
    run = program.running if way == "stopped" else program.running_until_killed
    async with run():
        await subscribed(program, ADA, BEN)
        program.people.text_faults[str(ADA), "2/3"] = hang(accepted=arrived)
        await program.to_the_morning()
        await program.sees(DIGEST[-1], BEN)
        await until(lambda: len(digest_of(program, ADA)) == 2 + arrived)
        await until(lambda: program.store.outbox.counts()[DeliveryState.SENDING] == 1)
    program.people.text_faults.clear()
    async with program.running():
        await program.sees(DIGEST[-1])
        await program.all_is_sent()
    assert digest_of(program, ADA) == digest_of(program, BEN) == DIGEST


@pytest.mark.parametrize("way", ["stopped", "killed"])
async def test_a_digest_half_sent_a_paper_half_read_and_a_command_in_line_are_all_finished_after_the_start(
    program: TelegramProgram, way: str
) -> None:
    program.knows(42)
    run = program.running if way == "stopped" else program.running_until_killed
    with program.site.holding(READ):
        async with run():
            await subscribed(program, ADA, BEN)
            program.people.text_faults[str(ADA), "1/3"] = hang(accepted=True)
            await program.to_the_morning()
            for _ in range(4):
                program.people.says("/paper 2605.00042", CEL)
            program.people.says("/subscribe", CEL)
            await program.sees(DIGEST[-1], BEN)
            await until(lambda: program.store.outbox.counts().get(DeliveryState.SENDING) == 1)
            await until(lambda: len(program.store.inbox.open(Platform.TELEGRAM)) == 5)
            await until(lambda: being_read(program, CEL) == 4)
    program.people.text_faults.clear()
    async with program.running():
        await program.all_is_answered()
        await program.all_is_sent()
    assert digest_of(program, ADA) == digest_of(program, BEN) == DIGEST
    answers = [message.text.split("\n")[0] for message in program.messages(CEL)]
    assert answers == [*["Memory 42"] * 4, "Subscribed."]


@pytest.mark.parametrize("way", ["stopped", "killed"])
async def test_commands_that_were_not_answered_are_answered_after_the_start_in_their_order(
    program: TelegramProgram, way: str
) -> None:
    program.knows(42)
    run = program.running if way == "stopped" else program.running_until_killed
    with program.site.holding(READ):
        async with run():
            await subscribed(program, ADA)
            await program.settled(YESTERDAY)
            # Four readings fill the lane of a chat; what comes behind them waits.
            for _ in range(4):
                program.people.says("/paper 2605.00042")
            for text in ("/language ko", "/topic memory"):
                program.people.says(text)
            await until(lambda: len(program.store.inbox.open(Platform.TELEGRAM)) == 6)
            await until(lambda: being_read(program, ADA) == 4)
    async with program.running():
        await program.all_is_answered()
        assert program.chat().language == "ko"
    # The papers stand where the lines were that told of their reading.
    answers = [message.text.split("\n")[0] for message in program.messages()]
    assert answers == ["Subscribed.", *["Memory 42"] * 4, "설정", "★ memory"]
    assert all(has_button("👍")(message) for message in program.messages()[1:5])


async def test_an_update_that_telegram_brings_again_after_a_kill_is_answered_once(program: TelegramProgram) -> None:
    async with program.running_until_killed():
        await subscribed(program, ADA)
        update = program.people.says("/help")
        await program.sees("/paper 2509.03867")
        await program.all_is_answered()
    program.people.updates.append(update)
    async with program.running():
        program.people.says("/status")
        await program.sees("Status of this chat")
    assert sum("/paper 2509.03867" in message.text for message in program.messages()) == 1


async def test_buttons_of_old_messages_work_after_a_restart(program: TelegramProgram) -> None:
    async with program.running_until_killed():
        program.people.says("/start")
        greeting = await program.sees("Which language")
        program.people.says("/style compact")
        await program.sees("Style: saved")
        await program.to_the_morning()
        head = await program.sees(HEAD)
        await program.all_is_sent()
        program.people.says("/paper 2605.00011")
        paper = await program.sees("Ada Kim 11", having=has_button("👍"))
        await program.all_is_answered()
    before = len(program.messages())
    async with program.running():
        program.presses("2", head)
        await program.sees("2/3 · Memory 12")
        assert await program.told(program.presses("👍", paper)) == "👍 Liked."
        await program.sees("Ada Kim 11", having=has_button("👍 1"))
        program.presses("한국어", greeting)
        await program.sees("몇 시에")
        await program.all_is_answered()
    assert len(program.messages()) == before


async def test_c4_the_day_after_a_kill_brings_nothing_again(program: TelegramProgram) -> None:
    async with program.running_until_killed():
        await subscribed(program, ADA)
        await program.to_the_morning()
        await program.sees(DIGEST[-1])
        await program.all_is_sent()
    program.lists(TOMORROW, [12, 13, 21])
    async with program.running():
        await program.to_the_next_morning()
        await program.sees("Memory 21")
        await program.all_is_sent()
    assert digest_of(program, ADA) == DIGEST


PRESSES: Mapping[str, Callable[[TelegramProgram], object]] = {
    "👍": lambda program: program.store.marks.of_person(WHO),
    "🔖": lambda program: program.store.marks.of_person(WHO),
    "👎": lambda program: program.store.marks.of_person(WHO),
    "⚠": lambda program: program.store.marks.of_person(WHO),
    "agents": lambda program: program.chat().topics,
    "🙋 1": lambda program: program.store.weeklies.claims_of(WHO),
}
"""What a second press takes back, and where it is kept."""


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "not answered"])
@pytest.mark.parametrize("label", PRESSES)
async def test_a_press_whose_program_is_killed_before_it_is_marked_as_done_is_not_taken_back(
    program: TelegramProgram, label: str, monkeypatch: pytest.MonkeyPatch, *, answered: bool
) -> None:
    kept = PRESSES[label]
    async with program.running():
        await program.settled(YESTERDAY)
        message = await with_button(program, label)
        await program.all_is_answered()
        untouched = kept(program)
    async with program.running_until_killed():
        with monkeypatch.context() as patched:
            patched.setattr(Inbox, "mark_done", lambda *_: None)
            if not answered:
                program.people.held = frozenset({"answerCallbackQuery", "editMessageText"})
            press = program.presses(label, message)
            await until(lambda: kept(program) != untouched)
            if answered:
                await program.told(press)
            pressed = kept(program)
    program.people.held = frozenset()
    async with program.running():
        assert len(program.store.inbox.open(Platform.TELEGRAM)) == 1
        await program.all_is_answered()
        assert kept(program) == pressed


async def with_button(program: TelegramProgram, label: str) -> Arrival:
    """Let Ada be shown something with a button."""
    match label:
        case "agents":
            program.people.says("/start")
            program.presses("English", await program.sees("Which language", having=has_button("English")))
            program.presses("21:00", await program.sees("When should"))
        case "🙋 1":
            program.people.members[TEAM, ADA] = "administrator"
            program.people.says("/subscribe", chat=TEAM)
            await program.sees("Subscribed.", TEAM)
            program.people.says("/weekly now", chat=TEAM)
        case _:
            program.people.says("/paper 2605.00001")
    return await program.sees("", TEAM if label == "🙋 1" else ADA, having=has_button(label))
