"""Pure: a post that stands and a fresh one of the same day become one, and nothing of worth is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from digest.post import Link, Post, PostPaper
from digest.texts import say
from storage.models import Language, Section, Sections

FALLBACKS = ("note-no-summary", "note-original-language", "note-built-in", "note-abstract", "note-unverified")
"""The texts that label a fallback, and go with the text they label; every other note stays with its paper."""


def labels_of(language: Language) -> frozenset[str]:
    """Return the texts that label a fallback in posts of a language."""
    return frozenset(say(language, name) for name in FALLBACKS)


def merge_posts(existing: Post, fresh: Post) -> Post:
    """Bring a post up to date.

    Fresh text wins over text that stands, with two exceptions: a part that the fresh paper does not have, and text
    without a label that only a labelled fallback would replace. Title, front matter, order, and what people added stay;
    new papers come last, and no paper is ever lost.
    """
    labels = labels_of(fresh.language)
    new = {_identity(paper): paper for paper in fresh.papers}
    merged = [_merge(paper, new.pop(_identity(paper), None), labels) for paper in existing.papers]
    merged += new.values()
    return replace(
        fresh,
        title=existing.title or fresh.title,
        papers=tuple(replace(paper, position=place) for place, paper in enumerate(merged, 1)),
        front=existing.front or fresh.front,
        extra=existing.extra or fresh.extra,
    )


def _identity(paper: PostPaper) -> str:
    return paper.key or paper.url or paper.title


def _merge(old: PostPaper, new: PostPaper | None, labels: frozenset[str]) -> PostPaper:
    if new is None:
        return old
    told, fallback = (old, new) if _is_worse(new, old, labels) else (new, old)
    return replace(
        new,
        title=new.title or old.title,
        sections=Sections(
            **{section.value: told.sections[section] or fallback.sections[section] for section in Section}
        ),
        links=tuple(_links(old, new)),
        notes=(*told.notes, *(note for note in fallback.notes if note not in labels and note not in told.notes)),
        extra=new.extra or old.extra,
    )


def _is_worse(new: PostPaper, old: PostPaper, labels: frozenset[str]) -> bool:
    """Tell whether a paper's text stands better as it is: the fresh one has none, or only a fallback for it."""
    if not any(old.sections.items()):
        return False
    return not any(new.sections.items()) or (_is_fallback(new, labels) and not _is_fallback(old, labels))


def _is_fallback(paper: PostPaper, labels: frozenset[str]) -> bool:
    return not labels.isdisjoint(paper.notes)


def _links(old: PostPaper, new: PostPaper) -> Iterator[Link]:
    """Yield the fresh links, and those that only the post has."""
    yield from new.links
    labels = {link.label.casefold() for link in new.links}
    yield from (link for link in old.links if link.label.casefold() not in labels)
