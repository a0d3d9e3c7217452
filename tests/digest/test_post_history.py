"""Every post of the generator's history is read whole; the tests find out by simpler means what each of them holds."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from digest.errors import PostError
from digest.post import Link, Post, PostPaper
from digest.post_read import load_post, read_post
from digest.post_write import write_post
from storage.models import Section
from tests.data import DATA, needs_data

SKELETON = (
    r"(?m)^(?:## (?:Introduction|Method|Results|Limitations|Conclusion)|- (?:Goal|Motivation|Contribution):|제목:)"
)


@dataclass(frozen=True)
class Recorded:
    """A post on record: its text, the naive view of its body, and what was read."""

    name: str
    front: str
    body: str
    chunks: tuple[str, ...]
    post: Post


@pytest.fixture(scope="module")
def history() -> list[Recorded]:
    return [
        _recorded(path)
        for path in sorted((DATA / "posts").glob("*.md")) + sorted((DATA / "posts/earlier").glob("*.md"))
    ]


def _recorded(path: Path) -> Recorded:
    _, front, body = path.read_text(encoding="utf-8").split("---", 2)
    chunks = re.split(r"(?m)^(?=#{1,3} \d+\. \[)", body)[1:]
    return Recorded(path.name, front, body, tuple(chunks), load_post(path))


def title_of(chunk: str) -> str:
    return " ".join(re.findall(r"(?s)^#+ \d+\. \[(.*?)\]\(http", chunk)[0].split())


def text_under(chunk: str, heading: str) -> str:
    """Return what stands between a heading and the next, on one line."""
    found = re.findall(rf"(?ms)^## {heading}\s*?$(.*?)(?=^#|\Z)", chunk)
    return " ".join(" ".join(found).split())


@needs_data
def test_the_whole_history_is_there(history):
    assert len(history) == 62 + 37
    assert sum(len(recorded.post.papers) for recorded in history) == 962


@needs_data
def test_every_paper_is_found_in_its_order_and_with_its_title(history):
    for recorded in history:
        links = re.findall(r"\]\(https?://arxiv\.org/abs/(\d{4}\.\d{5})(?:v\d+)?\)", recorded.body)
        papers = recorded.post.papers
        assert [paper.key for paper in papers] == links, recorded.name
        assert [paper.title for paper in papers] == [title_of(chunk) for chunk in recorded.chunks], recorded.name
        assert [paper.position for paper in papers] == list(range(1, len(links) + 1)), recorded.name
        assert [paper.url for paper in papers] == [f"https://arxiv.org/abs/{key}" for key in links], recorded.name


@needs_data
def test_no_word_of_the_text_is_lost(history):
    for recorded in history:
        words = Counter(re.findall(r"\w+", re.sub(SKELETON, "", recorded.body).replace("\\", "")))
        kept = Counter(re.findall(r"\w+", " ".join(all_text(recorded.post))))
        assert words - kept == Counter(), recorded.name


def all_text(post: Post) -> list[str]:
    texts = [*post.warnings, post.extra]
    for paper in post.papers:
        texts += [str(paper.position), paper.title, paper.url, paper.extra, *paper.notes, *paper.warnings]
        texts += [text for _, text in paper.sections.items()]
        texts += [f"{link.label} {link.url}" for link in paper.links]
    return texts


@needs_data
@pytest.mark.parametrize("section", [Section.METHOD, Section.RESULTS, Section.LIMITATIONS, Section.CONCLUSION])
def test_a_section_is_exactly_what_stands_under_its_heading(section, history):
    for recorded in history:
        for paper, chunk in zip(recorded.post.papers, recorded.chunks, strict=True):
            shown = " ".join((paper.sections[section] or "").split())
            assert shown == text_under(chunk, section.value.capitalize()).replace("\\*", "*"), recorded.name


@needs_data
def test_the_three_bullets_are_goal_motivation_and_contribution(history):
    for recorded in history:
        for paper, chunk in zip(recorded.post.papers, recorded.chunks, strict=True):
            bullets = re.findall(r"(?m)^- (?:\w+: )?(.*)$", chunk.partition("## Method")[0])
            shown = [paper.sections.goal, paper.sections.motivation, paper.sections.contribution]
            assert shown == [" ".join(bullet.split()) for bullet in bullets], recorded.name


@needs_data
def test_a_line_of_links_gives_links(history):
    for recorded in history:
        for paper, chunk in zip(recorded.post.papers, recorded.chunks, strict=True):
            lines = re.findall(r"(?m)^> \[(.*?)\]\((.*)\)$|^(arXiv): (\S+)", chunk)
            assert paper.links == tuple(Link(a or c, b or d) for a, b, c, d in lines), recorded.name
            assert paper.notes == ()


# What is odd, and how to see it without reading the post.
ODD = {
    "the heading is of level 3": lambda chunk: chunk.startswith("###"),
    "the title stands twice": lambda chunk: "\n제목:" in chunk,
    "the title is broken over lines": lambda chunk: "](http" not in chunk.splitlines()[0],
    "the title holds runs of spaces": lambda chunk: (
        "](http" in chunk.splitlines()[0] and "  " in chunk.splitlines()[0].strip()
    ),
    "the link is http": lambda chunk: "](http://" in chunk,
    "the link names version": lambda chunk: re.search(r"abs/[\d.]+v\d", chunk),
    "the label": lambda chunk: "\n- 목표:" in chunk,
    "bullets without a label": lambda chunk: len(re.findall(r"(?m)^- [^ ]+: ", chunk)) < 3,
    "there is no text for Goal": lambda chunk: "\n- " not in chunk,
    "there is no text for Method": lambda chunk: not text_under(chunk, "Method"),
    "there is no text for Results": lambda chunk: not text_under(chunk, "Results"),
    "there is no text for Limitations": lambda chunk: not text_under(chunk, "Limitations"),
    "there is no text for Conclusion": lambda chunk: not text_under(chunk, "Conclusion"),
    "the text of Method breaks off": lambda chunk: breaks_off(text_under(chunk, "Method")),
    "the text of Results breaks off": lambda chunk: breaks_off(text_under(chunk, "Results")),
    "the text of Conclusion breaks off": lambda chunk: breaks_off(text_under(chunk, "Conclusion")),
    "the heading has no": lambda chunk: False,
    "is numbered": lambda chunk: False,
    "stands before the first section": lambda chunk: False,
}


def breaks_off(text: str) -> bool:
    return len(text) > 30 and not text.rstrip("\")'”]").endswith(".")


@needs_data
@pytest.mark.parametrize("oddity", ODD)
def test_an_oddity_is_told_where_it_is_and_nowhere_else(oddity, history):
    for recorded in history:
        for paper, chunk in zip(recorded.post.papers, recorded.chunks, strict=True):
            is_told = any(oddity in warning for warning in paper.warnings)
            assert is_told == bool(ODD[oddity](chunk)), (recorded.name, paper.position)


@needs_data
def test_every_warning_of_the_history_is_one_of_these(history):
    warnings = {warning for recorded in history for paper in recorded.post.papers for warning in paper.warnings}
    assert [warning for warning in warnings if not any(oddity in warning for oddity in ODD)] == []


@needs_data
def test_what_is_odd_in_a_whole_post_is_told(history):
    for recorded in history:
        broken = re.search(r'(?m)^title: [^"].*"$', recorded.front)
        expected = ["the title's quotes are broken"] * bool(broken) + ["holds no paper"] * (not recorded.chunks)
        assert list(recorded.post.warnings) == expected, recorded.name


@needs_data
def test_day_title_and_language_are_known(history):
    for recorded in history:
        [day] = re.findall(r"date: (\S+)", recorded.front)
        assert recorded.post.day == date.fromisoformat(day)
        assert '"' not in recorded.post.title
        assert recorded.post.title.endswith(day)
        assert recorded.post.language == ("ko" if recorded.chunks else "en")


@needs_data
def test_a_post_that_is_written_anew_says_the_same(history):
    for recorded in history:
        again = read_post(write_post(recorded.post, published_at=datetime(2026, 5, 13, tzinfo=UTC)), recorded.name)
        assert [content(paper) for paper in again.papers] == [content(paper) for paper in recorded.post.papers]
        assert (again.title, again.day, again.front) == (recorded.post.title, recorded.post.day, recorded.post.front)


def content(paper: PostPaper) -> tuple[object, ...]:
    return paper.position, paper.title, paper.url, paper.key, paper.sections, paper.links, paper.notes, paper.extra


@needs_data
@pytest.mark.parametrize("path", sorted((DATA / "posts" / "other_layouts").glob("*")), ids=lambda path: path.name)
def test_other_layouts_are_refused_in_one_clear_line(path):
    with pytest.raises(PostError, match=r"^\S+ is no digest: it has no heading like '# 1\. \[Title\].*'$"):
        load_post(path)
