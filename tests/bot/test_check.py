"""`paperboy check` as a publisher meets it: one object a paper, a readable report, one line a failure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import run
from tests.data import DATA, needs_data

POST = """\
---
layout: post
title: "Daily Papers — 2026-05-13"
date: 2026-05-13 08:15:00 +0900
---

# 1. [Memory](https://arxiv.org/abs/2605.00042)

## Introduction
- Goal: 본 연구는 긴 대화를 기억하는 구조를 제안한다.
- Motivation: 기존 모델은 앞의 내용을 잊는다.
- Contribution: 사실을 그래프로 저장하는 구조를 개발하였다.

## Method
대화에서 사실을 추출한다.

## Results
정확도가 64.6%로 향상되었다.

## Limitations
tend복잡성이 남아 있다.

# 2. [By hand](https://example.org/paper)

## Method
손으로 정리한
"""
LIST = [{"paper": {"id": "2605.00042", "title": "Memory", "summary": "Accuracy rises to 54.6%."}}]


@pytest.fixture
def post(tmp_path: Path) -> Path:
    path = tmp_path / "2026-05-13.md"
    path.write_text(POST, encoding="utf-8")
    return path


def check(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> list[dict[str, Any]]:
    assert run(["check", *map(str, arguments), "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_there_is_one_object_a_paper_with_its_problems(post: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = check(capsys, post)
    assert first == {
        "paper_id": "2605.00042",
        "problems": [
            {"kind": "stray_fragment", "section": "limitations", "detail": "tend복잡성이"},
            {"kind": "missing_section", "section": "conclusion", "detail": "there is no text"},
        ],
    }
    assert second["paper_id"] is None
    assert {"kind": "cut_off", "section": "method", "detail": "ends with no full stop after '정리한'"} in second[
        "problems"
    ]


def test_figures_are_judged_only_with_a_list(post: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.json"
    path.write_text(json.dumps(LIST), encoding="utf-8")
    first, _ = check(capsys, post, "--papers", path)
    assert {
        "kind": "figure_not_in_source",
        "section": "results",
        "detail": "64.6%; the source has 54.6%",
    } in first["problems"]


def test_several_posts_are_checked_together(post: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "2026-05-14.md"
    other.write_text(POST.replace("2605.00042", "2605.00043"), encoding="utf-8")
    papers = check(capsys, post, other)
    assert [paper["paper_id"] for paper in papers] == ["2605.00042", None, "2605.00043", None]
    assert all("near_copy" in {problem["kind"] for problem in paper["problems"]} for paper in papers[::2])


def test_people_get_a_report(post: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(post)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "2026-05-13.md: papers 2, with problems 2",
        "  1. 2605.00042 Memory",
        "     stray_fragment · Limitations: tend복잡성이",
    ]
    assert "  2. no id By hand" in lines


def test_the_language_can_be_asked_for(post: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, _ = check(capsys, post, "--lang", "en")
    assert "wrong_language" in {problem["kind"] for problem in first["problems"]}


def test_a_file_that_cannot_be_read_is_a_failure_of_one_line(
    post: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, told in (
        ([tmp_path / "none.md"], "there is no file"),
        ([post, tmp_path / "none.md"], "there is no file"),
        ([post, "--papers", tmp_path / "none.json"], "there is no file"),
        ([post, "--papers", post], "is no JSON"),
    ):
        assert run(["check", *map(str, arguments)]) == 1
        output = capsys.readouterr()
        assert output.out == ""
        [line] = output.err.splitlines()
        assert told in line


def test_a_post_has_to_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check"]) == 2
    assert "POST" in capsys.readouterr().err


@needs_data
def test_the_real_fragment_of_the_seed_post_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    papers = check(capsys, DATA / "posts" / "2025-09-07-daily-papers.md")
    flagged = {paper["paper_id"]: paper["problems"] for paper in papers if paper["problems"]}
    assert {key: [problem["kind"] for problem in problems] for key, problems in flagged.items()} == {
        "2509.03059": ["stray_fragment"]
    }
