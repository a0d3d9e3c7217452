"""Write a post as a Jekyll file: the same bytes for the same post, and never a paper less than the file had."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from digest.errors import PostError
from digest.post import Post, PostPaper
from digest.post_markdown import escape
from digest.post_read import load_post
from storage.models import Language, Section

_HEADINGS = (
    (Section.METHOD, "Method"),
    (Section.RESULTS, "Results"),
    (Section.LIMITATIONS, "Limitations"),
    (Section.CONCLUSION, "Conclusion"),
)
_BULLETS = (
    (Section.GOAL, "Goal"),
    (Section.MOTIVATION, "Motivation"),
    (Section.CONTRIBUTION, "Contribution"),
)


def post_path(directory: Path, day: date, language: Language) -> Path:
    """Return where the post of a day in a language stands."""
    return directory / f"{day.isoformat()}-daily-papers-{language}.md"


def write_post(post: Post, *, published_at: datetime) -> str:
    """Return the file's text; `published_at` is aware, in the publisher's zone."""
    head = [
        "---",
        "layout: post",
        # A JSON string of plain characters is a YAML double-quoted one, whatever it holds.
        f"title: {json.dumps(' '.join(post.title.split()), ensure_ascii=False)}",
        f"date: {published_at:%Y-%m-%d %H:%M:%S %z}",
        "tags: [papers, huggingface]",
        "categories: []",
        "---",
    ]
    papers = ["\n".join(_paper_lines(paper)) for paper in post.papers]
    return "\n\n".join(["\n".join(head), *papers]) + "\n"


def _paper_lines(paper: PostPaper) -> Iterator[str]:
    yield f"# {paper.position}. [{escape(paper.title)}]({_address(paper.url)})"
    quoted = (
        [" · ".join(f"[{escape(link.label)}]({_address(link.url)})" for link in paper.links)] if paper.links else []
    )
    quoted += [escape(note) for note in paper.notes]
    if quoted:
        yield ""
        yield "\n>\n".join(f"> {line}" for line in quoted)
    bullets = [f"- {label}: {escape(text)}" for section, label in _BULLETS if (text := paper.sections[section])]
    if bullets:
        yield ""
        yield "## Introduction"
        yield from bullets
    for section, heading in _HEADINGS:
        if text := paper.sections[section]:
            yield ""
            yield f"## {heading}"
            yield escape(text)
    if paper.extra:
        yield ""
        yield "## More"
        yield escape(paper.extra)


def _address(url: str) -> str:
    """Keep an address inside its brackets."""
    return url.replace(" ", "%20").replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")


def merge_posts(existing: Post, fresh: Post) -> Post:
    """Bring a post up to date: fresh text wins, the order of the existing one stays, and no paper is ever lost."""
    new = {_identity(paper): paper for paper in fresh.papers}
    merged = [new.pop(_identity(paper), paper) for paper in existing.papers]
    merged += new.values()
    return replace(fresh, papers=tuple(replace(paper, position=place) for place, paper in enumerate(merged, 1)))


def _identity(paper: PostPaper) -> str:
    return paper.key or paper.url


def save_post(path: Path, post: Post, *, published_at: datetime) -> bool:
    """Write the post to its file, merged with what stands there, in one step; return whether its bytes changed.

    Raises PostError, leaving the file as it was, if it holds something else than a digest or cannot be written.
    """
    before = None
    if path.exists():
        post = merge_posts(load_post(path), post)
        before = path.read_bytes()
    text = write_post(post, published_at=published_at).encode()
    if text == before:
        return False
    try:
        _replace(path, text)
    except OSError as error:
        raise PostError(
            f"cannot write {path}: {error.strerror}; the post is as it was, make room and run again"
        ) from error
    return True


def _replace(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            temporary.chmod(0o644)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
