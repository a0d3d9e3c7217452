"""`paperboy split`: an existing post becomes its per-paper messages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from digest.post import Post, PostPaper
from digest.post_read import load_post
from handlers.messages import paper_messages, plain_text
from storage.models import Platform


def run_split(path: Path, form: str) -> None:
    """Print the messages of a post, one JSON object a line for every form but `text`; raises PostError."""
    post = load_post(path)
    for warning in post.warnings:
        click.echo(f"paperboy: {path.name}: {warning}", err=True)
    if form == "text":
        click.echo("\n\n".join(plain_text(paper, len(post.papers), post.language) for paper in post.papers))
        return
    for paper in post.papers:
        for line in [_described(paper, post)] if form == "json" else _sent(paper, post, Platform(form)):
            click.echo(json.dumps(line, ensure_ascii=False))


def _described(paper: PostPaper, post: Post) -> dict[str, Any]:
    described: dict[str, Any] = {
        "position": paper.position,
        "paper_id": paper.key,
        "title": paper.title,
        "url": paper.url,
        "language": post.language,
        "sections": {section.value: text for section, text in paper.sections.items()},
        "warnings": list(paper.warnings),
    }
    if paper.extra:
        described["extra"] = paper.extra
    return described


def _sent(paper: PostPaper, post: Post, platform: Platform) -> list[dict[str, Any]]:
    messages = paper_messages(paper, len(post.papers), post.language, platform)
    return [{"paper_id": paper.key, **json.loads(message.payload)} for message in messages]
