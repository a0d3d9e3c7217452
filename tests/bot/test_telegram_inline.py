"""Inline mode: papers by id and by words, in the person's language, as messages that can be sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.telegram_inline import CACHE_S, RESULTS, StoredPapers
from storage.models import Address, Language, PaperKey, Platform
from storage.store import Store
from tests.fakes.telegram_people import ADA, BEN, TelegramPeople
from tests.fakes.telegram_platform import RefusedError
from tests.fakes.telegram_talk import NOW, Script, talking
from tests.fakes.waiting import until
from tests.makers import make_chat, make_paper, make_store, make_summary


@pytest.fixture
async def fake() -> AsyncIterator[TelegramPeople]:
    async with TelegramPeople(speed=10_000) as platform:
        yield platform


@pytest.fixture
def archive(store: Store) -> Store:
    """Thirty papers of two days, the first with summaries in two languages, and one that stood on no list."""
    keys = [f"2605.{number:05}" for number in range(1, 31)]
    authors = ("Ada Kim", "Ben <Lee>", "Chi", "Dan")
    papers = [make_paper(key, title=f"Memory for agents {key}", authors=authors) for key in keys]
    papers[0] = replace(papers[0], title="Diffusion <b>& more</b>", thumbnail_url="https://cdn.example/a.png")
    store.papers.put([*papers, make_paper("2401.00001", title="Memory of old")])
    for day, part in ((NOW - timedelta(days=1), keys[:15]), (NOW, keys[15:])):
        store.days.record_look(day.date(), [PaperKey(key) for key in part], [], day)
    store.summaries.put(make_summary(keys[0]))
    korean = make_summary(keys[0], "ko")
    store.summaries.put(replace(korean, sections=replace(korean.sections, goal="기억을 다룬다.")))
    return store


async def ask(fake: TelegramPeople, store: Store, words: str, person: int = ADA) -> list[dict[str, Any]]:
    async with talking(fake, store, Script()):
        question = fake.types(words, person)
        await until(lambda: question in fake.results)
    return fake.results[question]


async def test_an_id_in_any_form_gives_its_paper_as_a_message_to_be_sent(fake: TelegramPeople, archive: Store) -> None:
    for words in ("2605.00001", "https://arxiv.org/abs/2605.00001v2", "see arXiv:2605.00001"):
        (result,) = await ask(fake, archive, words)
        assert (result["id"], result["title"]) == ("2605.00001", "Diffusion <b>& more</b>")
        assert result["description"] == "Ada Kim, Ben <Lee>, Chi\nThe aim is memory."
        assert result["thumbnail_url"] == "https://cdn.example/a.png"
        message = result["input_message_content"]
        assert message["parse_mode"] == "HTML"
        assert "The aim is memory." in message["message_text"]
        assert message["link_preview_options"] == {"is_disabled": True}
        assert "reply_markup" not in result


async def test_an_old_paper_is_found_by_its_id_and_an_unknown_one_is_not(fake: TelegramPeople, archive: Store) -> None:
    assert [result["id"] for result in await ask(fake, archive, "2401.00001")] == ["2401.00001"]
    assert await ask(fake, archive, "2401.99999") == []


async def test_words_give_at_most_twenty_papers_of_the_archive(fake: TelegramPeople, archive: Store) -> None:
    results = await ask(fake, archive, "AGENTS memory")
    assert len({result["id"] for result in results}) == RESULTS
    assert all("Memory for agents" in result["title"] for result in results)
    assert [result["id"] for result in await ask(fake, archive, "memory of old")][:1] == ["2401.00001"]
    assert await ask(fake, archive, "nothing of the kind") == []
    assert await ask(fake, archive, '"!?') == [], "no word among them"


async def test_no_words_give_the_latest_and_nothing_is_found_in_an_empty_store(
    fake: TelegramPeople, archive: Store
) -> None:
    results = await ask(fake, archive, "")
    assert [result["id"] for result in results][:3] == ["2605.00016", "2605.00017", "2605.00018"]
    assert [result["id"] for result in results][14:16] == ["2605.00030", "2605.00001"]
    with make_store() as empty:
        assert StoredPapers(empty, lambda: NOW)("", Language("en")) == []


async def test_the_language_is_that_of_the_persons_chat_before_that_of_their_telegram(
    fake: TelegramPeople, archive: Store
) -> None:
    address = Address(Platform.TELEGRAM, str(ADA))
    archive.chats.add(replace(make_chat(), address=address, language=Language("ko")), NOW)
    told = [(await ask(fake, archive, "2605.00001", person))[0]["description"] for person in (ADA, BEN)]
    assert [text.splitlines()[1] for text in told] == ["기억을 다룬다.", "The aim is memory."]


async def test_an_answer_is_kept_for_the_person_alone_and_not_for_long(fake: TelegramPeople, archive: Store) -> None:
    await ask(fake, archive, "2605.00001")
    arguments = next(arguments for method, arguments in fake.asked if method == "answerInlineQuery")
    assert (arguments["is_personal"], arguments["cache_time"]) == ("true", str(CACHE_S))


async def test_a_question_that_is_too_old_is_no_trouble(
    fake: TelegramPeople, archive: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def too_old(_: object) -> None:
        raise RefusedError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")

    monkeypatch.setattr(fake, "_offer", too_old)
    async with talking(fake, archive, Script()):
        fake.types("memory")
        fake.says("/today")
        await until(lambda: fake.arrivals and not archive.inbox.open(Platform.TELEGRAM))
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
