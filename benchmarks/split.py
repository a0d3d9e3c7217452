"""Splitting: every real post of the generator's history becomes its messages, in every form."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt

from benchmarks.measure import Figure, at_most, data, seconds, show
from digest.post import Post
from digest.post_read import load_post
from handlers.messages import paper_messages, plain_text
from storage.models import Platform

TOTAL_S = 1.0


def main() -> int:
    """Print the figures; the yardstick is a general Markdown parser on the same files."""
    if (folder := data("split", "posts")) is None:
        return 0
    paths = [path for path in sorted(folder.rglob("*.md")) if "other_layouts" not in path.parts]
    posts = [load_post(path) for path in paths]
    messages = sum(len(_messages(post, Platform.TELEGRAM)) for post in posts)
    yardstick = seconds(lambda: [_parse(path) for path in paths])
    reading = seconds(lambda: [load_post(path) for path in paths])
    forms: dict[str, Callable[[], object]] = {
        "telegram": lambda: [_messages(post, Platform.TELEGRAM) for post in posts],
        "slack": lambda: [_messages(post, Platform.SLACK) for post in posts],
        "text": lambda: [plain_text(paper, len(post.papers), post.language) for post in posts for paper in post.papers],
    }
    taken = {form: seconds(work) for form, work in forms.items()}

    def told(value: float) -> str:
        return f"{value:.2f} s, {value / yardstick:.1f} × markdown-it"

    total = reading + taken["telegram"]
    show(
        Figure("posts", f"{len(posts)}, {messages} Telegram messages"),
        Figure("markdown-it parses them", f"{yardstick:.2f} s of CPU"),
        Figure("read", told(reading)),
        *(Figure(form, told(value)) for form, value in taken.items()),
        at_most("read and telegram", told(total), total, TOTAL_S, "s"),
    )
    return 0


def _messages(post: Post, platform: Platform) -> list[str]:
    return [
        message.payload
        for paper in post.papers
        for message in paper_messages(paper, len(post.papers), post.language, platform)
    ]


def _parse(path: Path) -> object:
    return MarkdownIt().parse(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
