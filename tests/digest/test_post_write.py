"""A post is written in the form that everybody knows, holds any text, and is saved whole or not at all."""

import os
import re
import resource
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from digest.errors import PostError
from digest.ids import abs_url
from digest.post import Link, Post, PostPaper
from digest.post_markdown import escape_address, one_line, paragraph
from digest.post_read import load_post, read_post
from digest.post_write import post_path, save_post, write_post
from storage.models import Language, PaperKey, Section, Sections
from tests.digest.test_post_markdown import hostile, spaced

AT = datetime(2026, 5, 13, 8, 15, tzinfo=ZoneInfo("Asia/Seoul"))
KO, EN = Language("ko"), Language("en")
PAPER = PostPaper(
    position=1,
    title="Memory Without Forgetting",
    url="https://arxiv.org/abs/2605.00042",
    key=PaperKey("2605.00042"),
    sections=Sections(
        goal="기억이 목표이다.",
        motivation="모델은 잊는다.",
        contribution="새 구조를 제안한다.",
        method="그래프에 저장한다. 다시 읽는다.",
        results="재현율이 12% 올랐다.",
        limitations="정보 부족",
        conclusion="기억은 밖에 둔다.",
    ),
    links=(Link("PDF", "https://arxiv.org/pdf/2605.00042"), Link("Code", "https://github.com/ada/memory")),
)
POST = Post(date(2026, 5, 13), "Daily Papers — 2026-05-13", KO, (PAPER,))


def other(number: int, title: str = "Another Paper") -> PostPaper:
    key = PaperKey(f"2605.{number:05}")
    return replace(PAPER, position=number, title=title, key=key, url=abs_url(key))


# The form


def test_a_post_has_the_form_that_everybody_knows():
    expected = """\
---
layout: post
title: "Daily Papers — 2026-05-13"
date: 2026-05-13 08:15:00 +0900
tags: [papers, huggingface]
categories: []
---

# 1. [Memory Without Forgetting](https://arxiv.org/abs/2605.00042)

> [PDF](https://arxiv.org/pdf/2605.00042) · [Code](https://github.com/ada/memory)
>
> A note.

## Introduction
- Goal: 기억이 목표이다.
- Motivation: 모델은 잊는다.
- Contribution: 새 구조를 제안한다.

## Method
그래프에 저장한다. 다시 읽는다.

## Results
재현율이 12% 올랐다.

## Limitations
정보 부족

## Conclusion
기억은 밖에 둔다.

## More
One.  
Two.
"""  # noqa: W291 (two spaces are a line break in Markdown)
    paper = replace(PAPER, notes=("A note.",), extra="One.\n\nTwo.")

    assert write_post(replace(POST, papers=(paper,)), published_at=AT) == expected


def test_a_paper_shows_only_what_it_has():
    bare = PostPaper(1, "Bare", "https://arxiv.org/abs/2605.00001", sections=Sections(goal=" ", method=""), notes=("",))

    assert write_post(replace(POST, papers=(bare,)), published_at=AT).endswith(
        "---\n\n# 1. [Bare](https://arxiv.org/abs/2605.00001)\n"
    )


def test_a_post_without_papers_is_its_front_matter():
    assert write_post(replace(POST, papers=()), published_at=AT).endswith("categories: []\n---\n")


def test_lists_and_tables_keep_their_lines():
    paper = replace(PAPER, sections=Sections(goal="Two:\n- one\n- Goal: two", method="- a\nb\n\n1. c\n| d |"))
    text = write_post(replace(POST, papers=(paper,)), published_at=AT)

    assert "- Goal: Two:  \n  \\- one  \n  \\- Goal: two\n" in text
    assert "## Method\n\\- a b  \n1\\. c  \n\\| d \\|\n" in text
    assert read_post(text).papers[0].sections == Sections(goal="Two:\n- one\n- Goal: two", method="- a b\n1. c\n| d |")


# Any text


@st.composite
def papers(draw) -> PostPaper:
    text = hostile | spaced | st.just("")
    lines = st.lists(text, max_size=4).map("\n".join)
    key = draw(st.none() | st.integers(1, 99).map(lambda number: PaperKey(f"2605.{number:05}")))
    return PostPaper(
        position=draw(st.integers(0, 999_999)),
        title=draw(text),
        url=abs_url(key) if key else "https://x.example/" + draw(text),
        key=key,
        sections=Sections(**{section.value: draw(st.none() | lines) for section in Section}),
        links=tuple(Link(draw(text), draw(text)) for _ in range(draw(st.integers(0, 2)))),
        notes=tuple(draw(st.lists(text, max_size=2))),
        extra=draw(lines),
    )


def as_read(paper: PostPaper) -> PostPaper:
    """Collapse white space as a post does."""
    texts = {section.value: paragraph(text.splitlines()) or None for section, text in paper.sections.items()}
    return replace(
        paper,
        title=one_line(paper.title),
        url=escape_address(paper.url),
        sections=Sections(**texts),
        links=tuple(Link(one_line(link.label), escape_address(link.url)) for link in paper.links),
        notes=tuple(filter(None, map(one_line, paper.notes))),
        extra="\n".join(filter(None, map(one_line, paper.extra.splitlines()))),
        warnings=(),
    )


@settings(max_examples=60)
@given(st.lists(papers(), max_size=3), hostile)
def test_what_is_written_is_read_again(some, title):
    post = replace(POST, title=f"Daily Papers {title}", papers=tuple(some))
    text = write_post(post, published_at=AT)
    again = read_post(text, "2026-05-13-daily-papers-ko.md")

    assert [replace(paper, warnings=()) for paper in again.papers] == [as_read(paper) for paper in some]
    assert (again.title, again.day, again.language) == (one_line(post.title), POST.day, KO)
    assert write_post(again, published_at=AT) == text


@settings(max_examples=60)
@given(hostile | spaced | st.text())
@example('a: "b" \\ # c')
@example("\ufeff\u2028\x7f\u0085\ud800")
def test_front_matter_is_yaml_whatever_the_title_holds(title):
    front = write_post(replace(POST, title=title), published_at=AT).split("\n---\n")[0]
    read = yaml.safe_load(front)

    assert read["title"] == one_line(title)
    assert (read["layout"], read["tags"], read["categories"]) == ("post", ["papers", "huggingface"], [])
    assert read["date"] == "2026-05-13 08:15:00 +0900"


@settings(max_examples=40)
@given(papers())
def test_a_page_made_of_the_post_holds_its_headings_and_links_and_nothing_else(paper):
    body = write_post(replace(POST, papers=(paper,)), published_at=AT).split("\n---\n\n", 1)[1]
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    headings = [tokens[place + 1].content for place, token in enumerate(tokens) if token.type == "heading_open"]
    inline = [child for token in tokens for child in token.children or ()]

    assert len(headings) == len(re.findall(r"(?m)^#{1,2} ", body))
    assert {token.type.removesuffix("_open").removesuffix("_close") for token in tokens} <= {
        "heading", "inline", "paragraph", "blockquote", "bullet_list", "list_item"
    }  # fmt: skip
    assert {child.type for child in inline} <= {
        "text",
        "text_special",
        "link_open",
        "link_close",
        "softbreak",
        "hardbreak",
    }
    assert len([child for child in inline if child.type == "link_open"]) == 1 + len(paper.links)


# Files


@pytest.mark.parametrize(
    "title", ["a/b", "../../etc/passwd", "긴 제목 " * 60, "👩‍👩‍👧‍👦", "نص \u202eعربي", "x" * 300, "C:\\n*?"]
)
def test_b7_no_title_is_part_of_a_file_name(title, tmp_path):
    path = post_path(tmp_path, date(2026, 5, 13), KO)
    save_post(path, replace(POST, title=title, papers=(PAPER, other(2, title))), published_at=AT)

    assert [file.name for file in tmp_path.iterdir()] == ["2026-05-13-daily-papers-ko.md"]
    assert [paper.title for paper in load_post(path).papers] == [PAPER.title, " ".join(title.split())]


def test_a_post_that_says_the_same_keeps_its_bytes(tmp_path):
    path = tmp_path / "post.md"

    assert save_post(path, POST, published_at=AT)
    before = path.stat()
    assert not save_post(path, POST, published_at=AT)
    assert not save_post(path, POST, published_at=AT.replace(hour=9))
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_b15_a_second_run_adds_and_takes_nothing(tmp_path):
    path = tmp_path / "post.md"
    save_post(path, replace(POST, papers=(other(1), other(2))), published_at=AT)

    assert save_post(path, replace(POST, papers=(other(3), other(1))), published_at=AT)
    assert [paper.key for paper in load_post(path).papers] == ["2605.00001", "2605.00002", "2605.00003"]
    assert [paper.position for paper in load_post(path).papers] == [1, 2, 3]


def test_what_people_changed_in_a_post_survives_the_next_run(tmp_path):
    path = tmp_path / "post.md"
    save_post(path, POST, published_at=AT)
    by_hand = (
        path.read_text(encoding="utf-8")
        .replace("Daily Papers — 2026-05-13", "Daily Papers, chosen")
        .replace("tags: [papers, huggingface]", "tags:\n  - mine\npin: true")
        .replace("date: 2026-05-13 08:15", "date: 2026-05-13 09:30")
        .replace("\n# 1.", "\nGood *morning*.\n\n- one\n- two\n\n# 1.")
        .replace("ada/memory)\n", "ada/memory) · [Video](https://video.example)\n\n> 추천\n")
    )
    path.write_text(by_hand, encoding="utf-8")

    assert not save_post(path, POST, published_at=AT)
    assert path.read_text(encoding="utf-8") == by_hand
    assert save_post(path, replace(POST, papers=(PAPER, other(2))), published_at=AT)
    front, body = path.read_text(encoding="utf-8").split("\n---\n", 1)
    assert yaml.safe_load(front) == {
        "layout": "post",
        "title": "Daily Papers, chosen",
        "date": "2026-05-13 09:30:00 +0900",
        "tags": ["mine"],
        "pin": True,
        "categories": [],
    }
    assert body.startswith("\nGood *morning*.\n\n- one\n- two\n\n# 1. [Memory")
    assert [link.label for link in load_post(path).papers[0].links] == ["PDF", "Code", "Video"]
    assert load_post(path).papers[0].notes == ("추천",)


def test_the_other_language_is_left_alone(tmp_path):
    korean, english = (post_path(tmp_path, date(2026, 5, 13), language) for language in (KO, EN))
    save_post(english, replace(POST, language=EN), published_at=AT)
    before = english.read_bytes()
    save_post(korean, replace(POST, papers=(PAPER, other(2))), published_at=AT)

    assert english.read_bytes() == before


def test_front_matter_that_lacks_its_date_or_layout_gets_a_date_only(tmp_path):
    path = tmp_path / "post.md"
    path.write_text("---\ntitle: Daily Papers\npin: true\n---\n", encoding="utf-8")
    save_post(path, POST, published_at=AT)

    assert path.read_text(encoding="utf-8").startswith(
        '---\ntitle: "Daily Papers"\ndate: 2026-05-13 08:15:00 +0900\npin: true\n---\n'
    )


def test_an_empty_file_is_written(tmp_path):
    path = tmp_path / "post.md"
    path.write_bytes(b"\n")

    assert save_post(path, POST, published_at=AT)
    assert load_post(path).papers[0].title == PAPER.title


def test_a_new_file_has_the_usual_mode_and_an_old_one_its_own(tmp_path):
    path, umask = tmp_path / "post.md", os.umask(0o027)
    try:
        save_post(path, POST, published_at=AT)
    finally:
        os.umask(umask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640

    path.chmod(0o664)
    save_post(path, replace(POST, papers=(other(2),)), published_at=AT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o664


@pytest.mark.parametrize("exists", [True, False])
def test_the_file_that_a_link_leads_to_is_written(exists, tmp_path):
    (tmp_path / "blog").mkdir()
    target, link = tmp_path / "blog" / "post.md", tmp_path / "post.md"
    link.symlink_to(target)
    if exists:
        save_post(target, replace(POST, papers=(other(2),)), published_at=AT)
    save_post(link, POST, published_at=AT)

    assert link.is_symlink()
    assert PAPER.title in target.read_text(encoding="utf-8")


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let every write beyond a size fail, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "post.md"
    save_post(path, POST, published_at=AT)
    before = path.read_bytes()
    with (
        files_of_at_most(100),
        pytest.raises(PostError, match=r"^cannot write \S+: File too large; it is as it was, mend that and run again$"),
    ):
        save_post(path, replace(POST, papers=(other(2),)), published_at=AT)

    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(PostError, match=r"^cannot write \S+: No such file or directory; .*$"):
        save_post(tmp_path / "none" / "post.md", POST, published_at=AT)
    with pytest.raises(PostError, match=r"^cannot write \S+: Not a directory; .*$"):
        save_post(tmp_path / "file" / "post.md", POST, published_at=AT)
    with pytest.raises(PostError, match=r"^cannot write \S+: Is a directory; .*$"):
        save_post(tmp_path, POST, published_at=AT)


def test_a_file_that_is_no_digest_is_left_as_it_is(tmp_path):
    path = tmp_path / "post.md"
    path.write_bytes(b"My diary.")
    with pytest.raises(PostError, match=r"post\.md is no digest"):
        save_post(path, POST, published_at=AT)

    assert path.read_bytes() == b"My diary."


def test_writers_at_the_same_time_lose_no_paper(tmp_path):
    path = tmp_path / "post.md"
    start = threading.Barrier(8)

    def write(number: int) -> None:
        start.wait()
        save_post(path, replace(POST, papers=(other(number),)), published_at=AT)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {paper.key for paper in load_post(path).papers} == {f"2605.{number:05}" for number in range(1, 9)}
    assert list(tmp_path.iterdir()) == [path]
