"""Write a post as a Jekyll file: the same bytes for the same post, and never a paper less than the file had."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path

from digest.errors import PostError
from digest.post import Post, PostPaper
from digest.post_markdown import escape, escape_address, one_line, paragraph
from digest.post_merge import merge_posts
from digest.post_read import load_post
from digest.post_skeleton import BULLETS, HEADINGS, INTRODUCTION, MORE, label_of
from storage.models import Language

_BREAK = "  \n"
"""A line break in Markdown."""


def post_path(directory: Path, day: date, language: Language) -> Path:
    """Return where the post of a day in a language stands."""
    return directory / f"{day.isoformat()}-daily-papers-{language}.md"


def write_post(post: Post, *, published_at: datetime) -> str:
    """Return the file's text; `published_at` is aware, in the publisher's zone, and dates a post that has no date."""
    parts = ["\n".join(_front_lines(post, published_at)), post.extra]
    parts += ["\n".join(_paper_lines(paper)) for paper in post.papers]
    return "\n\n".join(filter(None, parts)) + "\n"


def _front_lines(post: Post, published_at: datetime) -> Iterator[str]:
    lines = list(post.front) or ["layout: post", "tags: [papers, huggingface]", "categories: []"]
    yield "---"
    if lines[0].startswith("layout:"):
        yield lines.pop(0)
    # A JSON string without controls is a YAML double-quoted one, whatever it holds.
    yield f"title: {json.dumps(one_line(post.title), ensure_ascii=False)}"
    if not any(line.startswith("date:") for line in lines):
        yield f"date: {published_at:%Y-%m-%d %H:%M:%S %z}"
    yield from lines
    yield "---"


def _paper_lines(paper: PostPaper) -> Iterator[str]:
    yield f"# {paper.position}. [{escape(paper.title)}]({escape_address(paper.url)})"
    if quoted := list(_quoted(paper)):
        yield ""
        yield "\n>\n".join(f"> {line}" for line in quoted)
    bullets = [
        f"- {label_of(section)}: {text}" for section in BULLETS if (text := _text(paper.sections[section], "  "))
    ]
    if bullets:
        yield ""
        yield f"## {INTRODUCTION}"
        yield from bullets
    for section in HEADINGS:
        if text := _text(paper.sections[section]):
            yield ""
            yield f"## {label_of(section)}"
            yield text
    if extra := [line for line in map(escape, paper.extra.splitlines()) if line]:
        yield ""
        yield f"## {MORE}"
        yield _BREAK.join(extra)


def _quoted(paper: PostPaper) -> Iterator[str]:
    """Yield what stands under the heading: all links on one line, then each note."""
    if paper.links:
        yield " · ".join(f"[{escape(link.label)}]({escape_address(link.url)})" for link in paper.links)
    yield from filter(None, map(escape, paper.notes))


def _text(text: str | None, indent: str = "") -> str:
    return f"{_BREAK}{indent}".join(map(escape, paragraph((text or "").splitlines()).splitlines()))


def save_post(path: Path, post: Post, *, published_at: datetime) -> bool:
    """Write the post to its file, merged with what stands there, in one step; return whether the file changed.

    A file that says the same already keeps its bytes. Raises PostError, leaving the file as it was, if it holds
    something else than a digest or cannot be written.
    """
    try:
        # The file that a link leads to is replaced, not the link.
        target = Path(os.path.realpath(path))
        with _alone_in(target.parent):
            return _save(target, post, published_at)
    except OSError as error:
        raise PostError(
            f"cannot write {path}: {error.strerror or error}; it is as it was, mend that and run again"
        ) from error


def _save(path: Path, post: Post, published_at: datetime) -> bool:
    if path.exists() and path.read_bytes().strip():
        try:
            existing = load_post(path)
        except PostError as error:
            raise PostError(f"a post belongs at {path}, but {error}; it is as it was, move it and run again") from error
        post = merge_posts(existing, post)
        if write_post(existing, published_at=published_at) == write_post(post, published_at=published_at):
            return False
    _replace(path, write_post(post, published_at=published_at).encode())
    return True


@contextmanager
def _alone_in(directory: Path) -> Iterator[None]:
    """Let one writer at a time into a folder, so that none merges with what another is about to replace."""
    folder = os.open(directory, os.O_RDONLY)
    try:
        # Some network file systems lock no folders; there the replacement is still one step.
        with suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as file:
            if path.exists():
                os.fchmod(file.fileno(), path.stat().st_mode & 0o7777)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
