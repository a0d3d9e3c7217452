"""A whole real day, read by a model that fails at many calls, told in four languages and delivered."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.delivery import Delivery
from bot.jobs import Jobs
from bot.rates import NO_LIMIT
from digest.compose import compose_paper
from digest.hugging_face import parse_item
from digest.languages import language_of
from digest.latex import readable
from digest.sentences import split_sentences
from digest.text import FullText, Origin, TextSection
from digest.texts import say
from storage.models import Basis, Language, Method, Paper, Platform, Summary
from storage.store import Store
from tests.data import DATA, needs_data
from tests.fakes.chat_endpoint import FALSE, REPAIRABLE, UNUSABLE, Call, Twist
from tests.fakes.loopback import Fault, answer, gateway_page, hang, reset
from tests.fakes.model import Work, open_work
from tests.fakes.senders import FakeSender
from tests.makers import make_chat

DAY = date(2026, 5, 13)
LANGUAGES = tuple(Language(code) for code in ("ko", "en", "ja", "zh"))
DEADLINE_S = 4
"""Long enough for an honest answer on a machine that is busy; each call that hangs takes so long."""
BROKEN: tuple[Fault, ...] = (
    answer(429, "", Retry_After="3"),
    answer(500, "{}"),
    answer(503, ""),
    answer(400, '{"error": {"code": "content_filter"}}'),
    gateway_page(),
    reset(accepted=False),
    reset(accepted=True),
    hang(accepted=True),
)
WRONG: tuple[Fault | Twist, ...] = (*BROKEN, *UNUSABLE.values(), *REPAIRABLE.values(), *FALSE.values())


def text_of(paper: Paper) -> FullText:
    """Make a text of a paper: its abstract's sentences, and results with a figure of its own."""
    sentences = split_sentences(readable(paper.abstract))
    half = len(sentences) // 2
    figure = f"{int(paper.key[5:]) % 900 / 10 + 5:.1f}%"
    results = (
        f"On the held-out set of our study the method reaches {figure} accuracy, which is more than all baselines."
    )
    return FullText(
        Origin.ARXIV_HTML,
        (
            TextSection("Introduction", " ".join(sentences[: half + 1])),
            TextSection("Method", " ".join(sentences[half:])),
            TextSection("Results", results),
            TextSection("Limitations", "We study one setting only and leave the others to later work."),
        ),
    )


def words_of(paper: Paper) -> str:
    """Return everything that a paper says."""
    return " ".join(
        [readable(paper.title), readable(paper.abstract), *(section.text for section in text_of(paper).sections)]
    )


def is_labelled_right(paper: Paper, summary: Summary) -> bool:
    """Tell whether the labels under a summary say how it was made."""
    labels = {
        "note-original-language": summary.text_language != summary.language,
        "note-built-in": summary.method is Method.BUILT_IN,
        "note-abstract": summary.basis is Basis.ABSTRACT,
        "note-unverified": False,
    }
    notes = compose_paper(paper, summary, summary.language).notes
    return all((say(summary.language, name) in notes) is meant for name, meant in labels.items())


def invented(paper: Paper, summary: Summary) -> list[str]:
    """Return what a summary says and its paper does not, as far as a plain comparison can tell."""
    told = " ".join(text for _, text in summary.sections.items())
    known = words_of(paper)
    found = [figure for figure in re.findall(r"\d[\d.,]*\d%?|\d%?", told) if figure.rstrip("%") not in known]
    found += [said for said in ("evil.example", "As an AI", "http") if said in told and said not in known]
    if summary.method is Method.BUILT_IN:
        # What is quoted may have lost its citations, and its first word got a capital.
        quoted = (sentence for _, text in summary.sections.items() for sentence in split_sentences(text))
        found += [sentence for sentence in quoted if sentence[1:40] not in known]
    return found


@needs_data
@pytest.mark.parametrize(("share", "count", "least"), [(0.2, 50, 185), (0.8, 14, 0)])
async def test_a_real_day_on_a_model_that_fails_is_delivered_whole_and_true(
    share: float, count: int, least: int, store: Store
) -> None:
    recorded = json.loads((DATA / "hf_daily" / f"{DAY}.json").read_bytes())
    papers = [parse_item(item) for item in recorded[:count]]
    assert len(papers) == count
    went_wrong: Counter[str] = Counter()
    asked: Counter[str] = Counter()

    def choose(call: Call) -> Fault | Twist | None:
        # By what is asked and how often, not by which call comes first: that depends on how busy the machine is.
        what = "reading" if call.is_reading else call.language
        asked[about := f"{call.title} {what}"] += 1
        chance = random.Random(f"6 {about} {asked[about]}")
        if chance.random() >= share:
            return None
        went_wrong[what] += 1
        return chance.choice(WRONG)

    async with open_work(store, text_of, choose, deadline_s=DEADLINE_S) as work:
        sender = await delivered(work, papers)
        assert sum(went_wrong.values()) >= 0.75 * share * len(work.server.calls)
    for language in LANGUAGES:
        got = [subject for address, subject, _ in sender.sent if address == f"console:{language}"]
        assert sorted(got) == sorted([f"head:{DAY}", *(f"paper:{paper.key}" for paper in papers)])
    summaries = [store.summaries.find(paper.key, language) for paper in papers for language in LANGUAGES]
    by_key = {paper.key: paper for paper in papers}
    for summary in summaries:
        assert summary is not None
        paper = by_key[summary.key]
        assert invented(paper, summary) == []
        assert is_labelled_right(paper, summary)
        assert language_of(" ".join(text for _, text in summary.sections.items())) == summary.text_language
    ways = Counter((summary.method, summary.basis) for summary in summaries if summary)
    assert ways[Method.MODEL, Basis.FULL_TEXT] >= least


async def delivered(work: Work, papers: list[Paper]) -> FakeSender:
    """Let the list stand, the day end, and every chat's hour come."""
    work.now = datetime(2026, 5, 14, 1, tzinfo=UTC)
    lists = work.pipeline.source
    lists.joins[DAY] = [(work.now - timedelta(hours=20), paper) for paper in papers]  # type: ignore[attr-defined]
    for language in LANGUAGES:
        chat = work.store.chats.add(make_chat(language, language=language), work.now - timedelta(days=1))
        work.store.chats.set_next_due([(chat.id, work.now)])
    sender = FakeSender()
    jobs = Jobs(work.store, work.pipeline, frozenset(), lambda: work.now)
    await jobs.look_at_lists()
    await jobs.queue_due()
    await Delivery(work.store, {Platform.CONSOLE: sender}, {Platform.CONSOLE: NO_LIMIT}, lambda: work.now).drain()
    return sender
