"""`paperboy split` as a publisher meets it: every paper, all its text, what is odd, one line a failure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import run
from tests.data import DATA, needs_data
from tests.fakes import slack_blocks, telegram_html

POST = """\
---
layout: post
title: Daily Papers — 2026-05-13"
date: 2026-05-13 08:15:00
---

# 1. [Memory   for Models](http://arxiv.org/abs/2605.00042v1)

> [Alphaxiv](https://www.alphaxiv.org/ko/overview/2605.00042)

> 추천하는 논문

## Introduction
- Goal: 본 연구는 기억을 목표로 한다.
- Motivation: 모델은 잊는다.
- Contribution: 새 구조를 제안한다.

## Method
사실을 그래프로 저장한다.

## Ablations
그래프가 없으면 나빠진다.

# 2. [By hand](https://example.org/paper)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "post.md"
    file.write_text(POST, encoding="utf-8")
    return file


def split(path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    assert run(["split", str(path), "--format", form]) == 0
    told = capsys.readouterr()
    return told.out, told.err


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_json_says_all_that_the_post_says(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = split(path, "json", capsys)

    assert lines(out) == [
        {
            "position": 1,
            "paper_id": "2605.00042",
            "title": "Memory for Models",
            "url": "https://arxiv.org/abs/2605.00042",
            "language": "ko",
            "sections": {
                "goal": "본 연구는 기억을 목표로 한다.",
                "motivation": "모델은 잊는다.",
                "contribution": "새 구조를 제안한다.",
                "method": "사실을 그래프로 저장한다.",
            },
            "warnings": [
                "post: the title's quotes are broken",
                "the title holds runs of spaces",
                "the link is http, not https",
                "the link names version 1: http://arxiv.org/abs/2605.00042v1",
                "the heading 'Ablations' is unknown",
                "there is no text for Results",
                "there is no text for Limitations",
                "there is no text for Conclusion",
            ],
            "links": [{"label": "Alphaxiv", "url": "https://www.alphaxiv.org/ko/overview/2605.00042"}],
            "notes": ["추천하는 논문"],
            "extra": "Ablations\n그래프가 없으면 나빠진다.",
        },
        {
            "position": 2,
            "paper_id": None,
            "title": "By hand",
            "url": "https://example.org/paper",
            "language": "ko",
            "sections": {},
            "warnings": [
                "the link 'https://example.org/paper' leads to no paper of arXiv",
                *(f"there is no text for {name}" for name in ("Goal", "Motivation", "Contribution", "Method")),
                *(f"there is no text for {name}" for name in ("Results", "Limitations", "Conclusion")),
            ],
        },
    ]
    assert err == "paperboy: post.md: the title's quotes are broken\n"


def test_text_shows_every_paper_and_what_is_odd_after_them(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = split(path, "text", capsys)
    first, second = out.split("\n\n2/2 · ")

    assert first.startswith("1/2 · Memory for Models\nhttps://arxiv.org/abs/2605.00042\n")
    for text in (
        "Goal: 본 연구는",
        "Method: 사실을",
        "그래프가 없으면 나빠진다.",
        "추천하는 논문",
        "alphaXiv: https://",
    ):
        assert text in first
    assert second == "By hand\nhttps://example.org/paper\n\nexample.org: https://example.org/paper\n"
    told = err.splitlines()
    assert told[0] == "paperboy: post.md: the title's quotes are broken"
    assert told[1].startswith("paperboy: paper 1: the title holds runs of spaces; the link is http, not https; ")
    assert told[2].startswith("paperboy: paper 2: the link 'https://example.org/paper' leads to no paper of arXiv; ")
    assert len(told) == 3


def test_telegram_and_slack_get_messages_that_the_platforms_take(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = split(path, "telegram", capsys)
    for line in lines(out):
        telegram_html.check_message(line)
    assert [line["paper_id"] for line in lines(out)] == ["2605.00042", None]
    assert lines(out)[0]["buttons"][0][0].keys() == {"text", "callback_data"}
    assert "paper 2: " in err

    out, _ = split(path, "slack", capsys)
    for line in lines(out):
        slack_blocks.check_message({"text": line["text"], "blocks": line["blocks"]})
    assert [line["paper_id"] for line in lines(out)] == ["2605.00042", None]


@pytest.mark.parametrize("form", ["text", "json", "telegram", "slack"])
def test_a_post_with_no_paper_is_done_and_told(form: str, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text('---\ntitle: "Daily Papers — 2026-05-13"\n---\n', encoding="utf-8")

    assert split(path, form, capsys) == ("", "paperboy: post.md: holds no paper\n")


def test_what_is_no_post_costs_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.md").write_text("# Notes\n\nBuy milk.\n", encoding="utf-8")
    for name, told in (("notes.md", "is no digest"), ("none.md", "there is no file"), ("", "is a folder")):
        assert run(["split", str(tmp_path / name)]) == 1
        [line] = capsys.readouterr().err.splitlines()
        assert line.startswith("paperboy: ")
        assert told in line


@needs_data
@pytest.mark.parametrize("form", ["text", "json", "telegram", "slack"])
def test_a_post_of_each_age_is_split(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("2025-12-24-daily-papers-20251224.md", "2025-09-01-Arxiv.md", "earlier/2025-08-29-daily-papers@f9ca7e3.md")
    for name, papers in zip(names, (3, 19, 10), strict=True):
        out, _ = split(DATA / "posts" / name, form, capsys)
        found = out.count(f"/{papers} · ") if form == "text" else len({line["paper_id"] for line in lines(out)})
        assert found == papers


@pytest.mark.parametrize("form", ["text", "json", "telegram", "slack"])
def test_nothing_of_a_post_gives_orders_to_a_terminal(
    form: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = "\x1b]0;mine\x07\x1b[31m"
    post = POST.replace("\n# 1", f"\n{order}above\n# 1", 1).replace("v1)", f"v1?{order})").replace("Ablations", order)
    path.write_text(post, encoding="utf-8")
    told = "".join(split(path, form, capsys))
    assert "above" in told
    assert "names version 1" in told
    assert not any(mark in told for mark in ("\x1b", "\x07", "\\u001b", "\\u0007"))
