"""Papers that people ask for in Telegram, through the whole program: by command, by link, inline, and switched."""

from __future__ import annotations

import json

import pytest

from storage.models import Language, PaperKey
from tests.fakes.replay import Answer
from tests.fakes.telegram_people import ADA, BEN
from tests.fakes.telegram_program import TelegramProgram, has_button
from tests.fakes.waiting import until
from tests.fakes.whole_program import YESTERDAY

KO, EN = Language("ko"), Language("en")
GROUP = -77
PAGE = b"""<html><body><article class="ltx_document"><h1 class="ltx_title_document">Memory 42</h1>
<section class="ltx_section"><h2 class="ltx_title">1 Introduction</h2>
<p class="ltx_p">Language models forget what they read a while ago, and a reader of long books notices it soon.
We propose a memory that keeps what was read, and we show that recall rises by 42 points on long texts.</p></section>
<section class="ltx_section"><h2 class="ltx_title">2 Conclusion</h2>
<p class="ltx_p">We conclude that a memory of this kind is enough for books of a thousand pages.</p></section>
</article></body></html>"""

WITHDRAWN = b"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
<entry><id>http://arxiv.org/abs/2605.00043v2</id><title>Memory 43</title><author><name>Ada Kim</name></author>
<summary>This paper has been withdrawn by the authors.</summary>
<arxiv:comment>Withdrawn due to an error in Lemma 2</arxiv:comment></entry></feed>"""
TEXTS = ("sendMessage", "editMessageText")


def asked_for(program: TelegramProgram, path: str) -> int:
    """Count how often a page of the site was asked for."""
    return program.site.requests.count(path)


async def test_a_stored_paper_is_shown_at_once_by_whatever_names_it(program: TelegramProgram) -> None:
    async with program.running():
        await program.settled(YESTERDAY)
        program.people.languages[ADA] = "ko"
        for words in ("/paper 2605.00001", "arXiv:2605.00001v2", "https://huggingface.co/papers/2605.00001 보세요"):
            program.people.says(words)
        await until(lambda: len(program.messages()) == 3)
        await program.all_is_answered()
    assert all(message.text.startswith("Memory 1\n") for message in program.messages())


async def test_an_unread_paper_is_one_message_that_is_edited_through_its_stages(program: TelegramProgram) -> None:
    program.knows(42)
    program.site.pages["/html/2605.00042"] = Answer(body=PAGE, content_type="text/html")
    with program.site.holding("/html/2605.00042") as page:
        async with program.running():
            program.people.says("/paper 2605.00042")
            await program.sees("Found. Reading the paper…")
            page.set()
            paper = await program.sees("alphaXiv")
            await program.all_is_answered()
    said = [arguments["text"] for method, arguments in program.people.asked if method in TEXTS]
    assert said[0] == "Looking for 2605.00042…"
    assert said[-1].startswith('<b><a href="https://arxiv.org/abs/2605.00042">Memory 42</a></b>')
    assert [message.message_id for message in program.messages()] == [paper.message_id]


async def test_two_people_who_ask_for_the_same_new_paper_cost_one_reading(program: TelegramProgram) -> None:
    program.knows(42)
    with program.site.holding("/html/2605.00042") as page:
        async with program.running():
            program.people.says("/paper 2605.00042")
            program.people.says("/paper 2605.00042", BEN)
            for person in (ADA, BEN):
                await program.sees("Found. Reading the paper…", person)
            page.set()
            for person in (ADA, BEN):
                await program.sees("Memory 42", person, has_button("👍"))
    assert asked_for(program, "/html/2605.00042") == 1
    assert asked_for(program, "/api/papers/2605.00042") == 1


async def test_a_paper_that_nobody_knows_is_told_kindly_and_exactly(program: TelegramProgram) -> None:
    async with program.running():
        program.people.says("/paper 2605.99999")
        await program.sees("There is no paper 2605.99999 on arXiv or Hugging Face. Is there a mistake in the number?")
        program.people.says("/paper drivelology")
        await program.sees("“drivelology” is not an arXiv id. Write it as 2509.03867, or paste a link")


async def test_a_withdrawn_paper_is_shown_as_such(program: TelegramProgram) -> None:
    program.site.pages["/api/query"] = Answer(body=WITHDRAWN, content_type="application/atom+xml")
    async with program.running():
        program.people.says("/paper 2605.00043")
        await program.sees("This paper has been withdrawn.")


async def test_a_paper_that_hugging_face_knows_and_arxiv_has_withdrawn_is_shown_as_such(
    program: TelegramProgram,
) -> None:
    program.knows(43)
    program.site.pages["/api/query"] = Answer(body=WITHDRAWN, content_type="application/atom+xml")
    # Of an old version, as Hugging Face has it.
    markdown = b"# Memory 43\n\n## 1 Introduction\n\n" + b"Recall rises by 99 points in this version of it. " * 40
    program.site.pages["/papers/2605.00043.md"] = Answer(body=markdown, content_type="text/markdown")
    async with program.running():
        program.people.says("/paper 2605.00043")
        paper = await program.sees("alphaXiv")
        await program.all_is_answered()
        assert program.store.papers.get(PaperKey("2605.00043")).withdrawn
    assert "withdrawn" in paper.text.lower()
    assert "99 points" not in paper.text


async def test_a_site_that_is_down_is_told_apart_from_a_paper_that_there_is_not(
    program: TelegramProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    down = Answer(503)
    program.site.pages |= {"/api/papers/2605.00044": down, "/api/query": down}
    async with program.running():
        program.people.says("/paper 2605.00044")
        await program.sees("2605.00044 cannot be looked up right now: arXiv does not answer. Please try again in a few")


async def test_inline_finds_by_id_and_by_words_and_gives_a_message_to_be_sent(program: TelegramProgram) -> None:
    async with program.running():
        await program.settled(YESTERDAY)
        by_id, by_words = program.people.types("2605.00001"), program.people.types("memory long texts")
        nothing = program.people.types("zebras")
        await until(lambda: len(program.people.results) == 3)
    (paper,) = program.people.results[by_id]
    assert (paper["title"], paper["description"].split(" · ")[0]) == ("Memory 1", "Ada Kim 1")
    assert paper["input_message_content"]["message_text"].startswith('<b><a href="https://arxiv.org/abs/2605.00001">')
    assert {result["title"] for result in program.people.results[by_words]} >= {"Memory 1", "Memory 2"}
    assert program.people.results[nothing] == []
    offered = [arguments for method, arguments in program.people.asked if method == "answerInlineQuery"]
    assert {arguments["is_personal"] for arguments in offered} == {"true"}


async def test_the_globe_switches_a_paper_in_its_place_and_back(program: TelegramProgram) -> None:
    async with program.running():
        program.people.says("/subscribe")
        await program.sees("Subscribed.")
        await program.to_the_morning()
        paper = await program.sees("3/3 · Memory 11")
        await program.all_is_sent()
        before = len(program.messages())
        press = program.presses("🌐", paper)
        korean = await program.sees("3/3 · Memory 11", having=has_button("🔖 저장"))
        assert await program.told(press) == ""
        program.presses("🌐", korean)
        await program.sees("3/3 · Memory 11", having=has_button("🔖 Save"))
        assert len(program.messages()) == before


async def test_a_group_is_answered_beneath_the_question_and_likes_are_counted_there(program: TelegramProgram) -> None:
    async with program.running():
        await program.settled(YESTERDAY)
        question = program.people.says("/paper 2605.00001", ADA, GROUP)
        paper = await program.sees("Memory 1", GROUP, has_button("👍"))
        for person, label in ((ADA, "👍 1"), (BEN, "👍 2")):
            assert await program.told(program.presses("👍", paper, person)) == "👍 Liked."
            await program.sees("Memory 1", GROUP, has_button(label))
        sent = next(arguments for method, arguments in program.people.asked if method == "sendMessage")
    replied = json.loads(sent["reply_parameters"])
    assert replied["message_id"] == question["message"]["message_id"]
