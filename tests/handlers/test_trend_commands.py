"""Trends: a picture with its words; an honest line where there is too little; and a flood costs nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from digest.hugging_face import parse_item
from digest.picture import Drawing
from digest.plot_process import Plotter
from digest.texts import say
from handlers.trend_commands import PICTURES, RISING
from storage.marks import MarkKind
from storage.models import Language, PaperKey
from storage.store import Store
from tests.data import DATA, needs_data
from tests.handlers.desks import ADA, EN, JA, KO, NOW, TEAM, ZH, World, make_world, read
from tests.makers import make_paper

TODAY = NOW.date()


class Pen(Plotter):
    """Draws nothing, and keeps what it was asked to draw; it remembers no picture."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Sequence[Drawing]] = []
        self.broken = False

    async def draw(self, drawings: Sequence[Drawing], may_draw: Callable[[], object]) -> bytes | None:
        """Take the drawings."""
        await asyncio.sleep(0)
        may_draw()
        self.asked.append(drawings)
        return None if self.broken else b"\x89PNG"


@pytest.fixture
def pen() -> Pen:
    return Pen()


@pytest.fixture
def world(store: Store, pen: Pen) -> World:
    """A desk with eight weeks of lists on which video rises and agents stay."""
    for back in range(56, -1, -7):
        later = back < 28
        fill(store, TODAY - timedelta(days=back), ["agents"] * 7 + ["video generation (VG)"] * (5 if later else 1))
    world = make_world(store, (EN, KO, JA, ZH), commands_per_minute=1_000, pictures_per_chat=3)
    world.desk = replace(world.desk, plotter=pen)
    return world


def fill(store: Store, day: date, keywords: Sequence[str]) -> list[PaperKey]:
    papers = [
        make_paper(f"{day:%y%m}.{day.day:02}{number:03}", title=f"On {keyword}", keywords=(keyword,))
        for number, keyword in enumerate(keywords)
    ]
    store.papers.put(papers)
    store.days.record_look(day, [paper.key for paper in papers], [], datetime.combine(day, time(20), UTC))
    return [paper.key for paper in papers]


def test_what_rises_is_shown_and_said(world: World, pen: Pen) -> None:
    (told,) = world.ask("trends")
    assert read(told).splitlines() == [
        "What is rising",
        "Share of the listed papers, the 4 weeks before → the last 4:",
        "· video generation: 12.5% → 41.7%",
    ]
    assert told.file is not None
    assert (told.file.name, told.file.is_picture) == ("trends.png", True)
    ((drawing,),) = pen.asked
    (panel,) = drawing.panels
    assert [bar.label for bar in panel.bars] == ["video generation"]


def test_what_was_liked_here_stands_under_it_and_both_are_eight_bars_at_most(world: World, pen: Pen) -> None:
    keys = fill(world.store, TODAY, [f"topic {letter}" for letter in "abcdefghi" for _ in range(4)] + ["robots"] * 3)
    for key in keys[-3:]:
        world.store.marks.toggle("telegram:42", key, MarkKind.LIKE, ADA, NOW)
        world.store.marks.toggle("telegram:42", key, MarkKind.SAVE, TEAM, NOW)
    (told,) = world.ask("trends")
    assert read(told).endswith("Liked here (👍), papers:\n· robots: 3")
    ((drawing,),) = pen.asked
    assert sum(len(panel.bars) for panel in drawing.panels) == RISING
    # Another chat sees nothing of it.
    assert "Liked here" not in read(*world.group("trends"))


def test_a_topic_is_shown_week_by_week(world: World, pen: Pen) -> None:
    key = PaperKey(f"{TODAY:%y%m}.{TODAY.day:02}007")
    world.store.marks.toggle("telegram:42", key, MarkKind.LIKE, ADA, NOW)
    (told,) = world.ask("trends", "video")
    assert read(told).splitlines() == [
        "Papers per week: video",
        "24 papers in the last 8 weeks; 5 in the last 7 days.",
        "1 of them is liked here.",
    ]
    ((drawing,),) = pen.asked
    (panel,) = drawing.panels
    assert [bar.text for bar in panel.bars] == ["1", "1", "1", "1", "5", "5", "5", "5"]
    assert [bar.label for bar in panel.bars][:3] == ["19\nMar", "26", "2\nApr"]
    assert drawing.note == say(EN, "picture-liked-note")


@pytest.mark.parametrize(("language", "month"), [(KO, "19일\n3월"), (JA, "19日\n3月"), (ZH, "19日\n3月")])
def test_a_picture_is_in_the_language_of_the_chat_and_in_english_where_no_font_has_it(
    world: World, pen: Pen, language: Language, month: str
) -> None:
    world.ask("trends", "video", language=language)
    ((own, english),) = pen.asked
    assert (own.title, english.title) == (say(language, "picture-topic"), "Papers per week")
    assert own.panels[0].bars[0].label == month


def test_few_papers_of_a_topic_are_told_without_a_picture(world: World, pen: Pen) -> None:
    fill(world.store, TODAY - timedelta(days=1), ["zebra"])
    assert read(*world.ask("trends", "zebra")).endswith("1 paper in the last 8 weeks; 1 in the last 7 days.")
    assert read(*world.ask("trends", "nothing")).endswith("No paper in the last 8 weeks.")
    assert pen.asked == []


def test_a_topic_that_cannot_be_read_is_said_so(world: World) -> None:
    assert "A quotation mark is never closed." in read(*world.ask("trends", '"open'))


def test_with_too_few_lists_there_is_an_honest_line(store: Store) -> None:
    world = make_world(store)
    assert read(*world.ask("trends")) == say(EN, "trends-few")
    fill(store, TODAY - timedelta(days=20), ["agents"])
    assert read(*world.ask("trends")) == say(EN, "trends-few")
    assert world.ask("trends")[0].file is None


def test_what_cannot_be_drawn_is_told_in_words(world: World, pen: Pen) -> None:
    pen.broken = True
    (told,) = world.ask("trends")
    assert told.file is None
    assert "· video generation: 12.5% → 41.7%" in read(told)
    assert read(told).endswith(say(EN, "trends-no-picture"))


def test_new_pictures_are_limited_by_chat_and_the_words_come_all_the_same(world: World, pen: Pen) -> None:
    for _ in range(3):
        assert world.ask("trends")[0].file
    (told,) = world.ask("trends")
    assert told.file is None
    assert "· video generation" in read(told)
    assert read(told).endswith(say(EN, "trends-quota"))
    assert world.group("trends")[0].file
    assert len(pen.asked) == 4
    world.press("v1:forget:done")
    assert world.store.quotas.used(f"{PICTURES}:{ADA}", TODAY) == 0


def test_a_keyword_of_somebody_else_cannot_act(store: Store, world: World) -> None:
    fill(store, TODAY, ["\ue000/forget\ue001 <b>@channel</b> $x$"] * 9)
    told = read(*world.ask("trends"))
    assert "/forget <b>@channel</b>" in told


@needs_data
@pytest.mark.parametrize("language", [EN, KO, JA, ZH])
def test_on_the_recorded_lists_something_rises_and_a_picture_of_it_is_small(store: Store, language: Language) -> None:
    recorded = sorted((DATA / "hf_daily").glob("20*.json"))[-20:]
    for back, path in zip(range(55, -1, -3), recorded, strict=False):
        day = TODAY - timedelta(days=back)
        papers = [parse_item(item) for item in json.loads(path.read_bytes())]
        store.papers.put(papers)
        store.days.record_look(day, [paper.key for paper in papers], [], datetime.combine(day, time(20), UTC))
    world = make_world(store, (EN, KO, JA, ZH))
    for words in ("", "diffusion"):
        (told,) = world.ask("trends", words, language=language)
        assert told.file is not None
        assert 5_000 < len(told.file.content) < 100_000
        assert len(read(told)) < 1_024
