"""The first minute in Telegram, through the whole program: set-up in three taps, a real paper, deep links."""

from __future__ import annotations

from datetime import time

from storage.models import Language
from tests.fakes.telegram_people import ADA, BEN
from tests.fakes.telegram_program import TelegramProgram, buttons, has_button
from tests.fakes.waiting import until
from tests.fakes.whole_program import TODAY, YESTERDAY, key_of

KO, EN = Language("ko"), Language("en")


async def test_the_first_minute_is_three_taps_in_the_persons_language_and_a_real_paper(
    program: TelegramProgram,
) -> None:
    program.people.languages[ADA] = "ko"
    async with program.running():
        await program.settled(YESTERDAY)
        program.people.says("/start")
        greeting = await program.sees("안녕하세요!")
        assert list(buttons(greeting)) == ["✓ 한국어", "English", "건너뛰기"]
        program.presses("한국어", greeting)
        hours = await program.sees("몇 시에")
        program.presses("오전 9:00", hours)
        topics = await program.sees("맨 앞에 ★")
        program.presses("agents", topics)
        topics = await program.sees("맨 앞에 ★", having=has_button("✓ agents"))
        program.presses("완료", topics)
        done = await program.sees("준비가 끝났어요")
        paper = await program.sees("Memory 2")
        await program.all_is_answered()
    # One message led through the set-up; the most liked paper of the latest digest follows it.
    assert [message.message_id for message in program.messages()] == [greeting.message_id, paper.message_id]
    assert done.message_id == greeting.message_id
    assert "다음 다이제스트는 내일 오전 9:00에 보내 드려요 (Asia/Seoul)." in done.text
    assert "👍" in buttons(paper)


async def test_every_tap_may_be_skipped_and_the_first_digest_comes_tomorrow_at_a_quarter_past_eight(
    program: TelegramProgram,
) -> None:
    async with program.running():
        await program.settled(YESTERDAY)
        program.people.says("/start")
        for words in ("Which language", "When should the digest come?"):
            program.presses("Skip", await program.sees(words))
        program.presses("Done", await program.sees("Which topics do you follow?"))
        done = await program.sees("All set")
        await program.sees("Memory 2")
        chat = program.chat()
    assert "The next digest comes tomorrow at 08:15 (Asia/Seoul)." in done.text
    assert (chat.language, chat.zone, chat.deliver_at, chat.topics) == (EN, "Asia/Seoul", time(8, 15), ())


async def test_who_was_set_up_in_the_first_minute_gets_the_digest_of_the_morning(program: TelegramProgram) -> None:
    async with program.running():
        await program.settled(YESTERDAY)
        program.people.says("/start")
        await program.sees("Which language")
        await program.to_the_morning()
        await program.sees("3/3 · Memory 11")
        await program.all_is_sent()
    # The paper of the day before came with the set-up only where it was asked for.
    assert [message.text.split("\n")[0] for message in program.messages()[1:]] == [
        "Daily Papers — Wednesday, 13 May 2026",
        "1/3 · Memory 13",
        "2/3 · Memory 12",
        "3/3 · Memory 11",
    ]


async def test_a_deep_link_to_a_paper_shows_it_and_invites(program: TelegramProgram) -> None:
    async with program.running():
        await program.settled(YESTERDAY)
        program.people.says(f"/start paper_{key_of(1).replace('.', '-')}")
        await program.sees("Memory 1")
        invitation = await program.sees("every day: ")
        assert "/start" in invitation.text
        program.people.says(f"/start paper_{key_of(1)}".replace(".", "-"), BEN)
        await program.sees("Memory 1", BEN)
        await program.all_is_answered()
        assert program.store.chats.all() == ()


async def test_a_deep_link_to_a_topic_tries_it_out_and_saves_it_on_a_tap(program: TelegramProgram) -> None:
    async with program.running():
        await program.settled(YESTERDAY)
        program.people.says("/start topic_language_models")
        asked = await program.sees("It would have matched")
        program.presses("With the digest", asked)
        await program.sees("Saved.")
        assert program.chat().topics == ("language models",)


async def test_commands_are_listed_in_every_language_for_people_groups_and_their_admins(
    program: TelegramProgram,
) -> None:
    async with program.running():
        await until(lambda: len(program.people.commands) == 3 * 3)
    scopes = ("all_private_chats", "all_group_chats", "all_chat_administrators")
    assert program.people.commands.keys() == {(scope, code) for scope in scopes for code in ("", "ko", "en")}
    about = {entry["command"]: entry["description"] for entry in program.people.commands["all_private_chats", "ko"]}
    assert about["today"] == "최신 또는 지난 날짜의 다이제스트 보기"


async def test_today_tells_an_evening_reader_that_the_list_still_grows(program: TelegramProgram) -> None:
    async with program.running():
        await program.settled(YESTERDAY)
        await until(lambda: program.store.days.get(TODAY).papers)
        program.people.says("/today")
        await program.sees("Daily Papers — Tuesday, 12 May 2026")
        await program.sees("the list is still growing, 3 papers so far; the next look is today at 18:00")
