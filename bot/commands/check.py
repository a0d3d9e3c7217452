"""`paperboy check`: the checks that a summary has to pass, over existing posts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from digest.list_files import load_list
from digest.post_checks import CheckedPaper, check_posts
from digest.post_read import load_post
from digest.post_skeleton import label_of
from storage.models import Language, Paper, PaperKey


def run_check(paths: Sequence[Path], lists: Sequence[Path], language: str | None, *, as_json: bool) -> None:
    """Print what is wrong with each paper of some posts; raises PostError or SourceError for a file it cannot read.

    Figures are judged only for papers that one of the lists has.
    """
    papers: dict[PaperKey, Paper] = {}
    for path in lists:
        papers |= load_list(path)
    posts = [load_post(path) for path in paths]
    checked = check_posts(posts, papers, Language(language) if language else None)
    if as_json:
        for paper in checked:
            click.echo(json.dumps(_described(paper), ensure_ascii=False))
        return
    for path, post in zip(paths, posts, strict=True):
        for line in _report(path.name, [paper for paper in checked if paper.post is post]):
            click.echo(line)


def _described(checked: CheckedPaper) -> dict[str, object]:
    return {
        "paper_id": checked.paper.key,
        "problems": [
            {"kind": problem.kind, "section": problem.section, "detail": problem.detail} for problem in checked.problems
        ],
    }


def _report(name: str, papers: Sequence[CheckedPaper]) -> Iterator[str]:
    faulty = [paper for paper in papers if paper.problems]
    yield f"{name}: papers {len(papers)}, with problems {len(faulty)}"
    for checked in faulty:
        yield f"  {checked.paper.position}. {checked.paper.key or 'no id'} {checked.paper.title}"
        for problem in checked.problems:
            where = label_of(problem.section) if problem.section else "as a whole"
            yield f"     {problem.kind} · {where}: {problem.detail}"
