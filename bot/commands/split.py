"""`paperboy split`: an existing post becomes its per-paper messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from digest.post import Post, PostPaper
from digest.post_read import load_post
from handlers.messages import paper_messages, plain_text
from storage.models import Platform


def run_split(path: Path, form: str) -> None:
    """Print the messages of a post, one JSON object a line for every form but `text`; raises PostError.

    What is odd is told on stderr. In the form `json` the warnings of a paper stand in its line, and those of the post
    as a whole in that of its first paper too, for whoever reads nothing else.
    """
    post = load_post(path)
    for paper in post.papers:
        for line in _lines(paper, post, form):
            click.echo(line)
    for warning in post.warnings:
        click.echo(f"paperboy: {path.name}: {warning}", err=True)
    for paper in post.papers if form != "json" else ():
        if paper.warnings:
            click.echo(f"paperboy: paper {paper.position}: {'; '.join(paper.warnings)}", err=True)


def _lines(paper: PostPaper, post: Post, form: str) -> Iterator[str]:
    if form == "text":
        gap = "" if paper is post.papers[-1] else "\n"
        yield plain_text(paper, len(post.papers), post.language) + gap
        return
    for described in [_described(paper, post)] if form == "json" else _sent(paper, post, Platform(form)):
        yield json.dumps(described, ensure_ascii=False)


def _described(paper: PostPaper, post: Post) -> dict[str, Any]:
    """Describe a paper; what few posts have is absent where there is none of it."""
    described: dict[str, Any] = {
        "position": paper.position,
        "paper_id": paper.key,
        "title": paper.title,
        "url": paper.url,
        "language": post.language,
        "sections": {section.value: text for section, text in paper.sections.items()},
        "warnings": [*_of_post(post, paper), *paper.warnings],
    }
    if paper.links:
        described["links"] = [{"label": link.label, "url": link.url} for link in paper.links]
    if paper.notes:
        described["notes"] = list(paper.notes)
    if paper.extra:
        described["extra"] = paper.extra
    return described


def _of_post(post: Post, paper: PostPaper) -> Iterator[str]:
    return (f"post: {warning}" for warning in post.warnings if paper is post.papers[0])


def _sent(paper: PostPaper, post: Post, platform: Platform) -> Iterator[dict[str, Any]]:
    for message in paper_messages(paper, len(post.papers), post.language, platform):
        yield {"paper_id": paper.key, **json.loads(message.payload)}
