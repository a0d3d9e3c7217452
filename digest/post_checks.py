"""Pure: the checks over the papers of posts, near copies among all of them included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.checks import EXAMINED_CHARS, Kind, Problem, Source, check_summary, is_stated, spoken
from digest.near_copies import near_copies
from digest.post import Post, PostPaper
from digest.post_merge import labels_of
from digest.sentence_ends import sentences_of
from digest.texts import say
from storage.models import Language, Paper, PaperKey, Section


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """A paper of a post and what is wrong with its summary."""

    post: Post
    paper: PostPaper
    problems: tuple[Problem, ...]


def check_posts(
    posts: Sequence[Post], papers: Mapping[PaperKey, Paper], language: Language | None = None
) -> tuple[CheckedPaper, ...]:
    """Check each paper of some posts against what is known of it; the language is that of each post if not given.

    What is known of a paper is its abstract, which is less than a summary may have been made from. Text above the first
    paper of a post may be a publisher's own words; only a model that speaks there is told, with that paper.
    """
    copies = _copies(posts)
    return tuple(
        CheckedPaper(
            post,
            paper,
            (
                *check_summary(
                    paper.sections,
                    language or post.language,
                    source_of(papers.get(paper.key) if paper.key else None),
                    beside=[*_notes_of_others(paper, post.language), paper.extra],
                ),
                *(spoken(sentences_of(post.extra[:EXAMINED_CHARS])) if paper is post.papers[0] else ()),
                *copies.get((number, place), ()),
            ),
        )
        for number, post in enumerate(posts)
        for place, paper in enumerate(post.papers)
    )


def _notes_of_others(paper: PostPaper, language: Language) -> Iterator[str]:
    """Leave out our own labels: they speak to the reader, as nothing else in a post may."""
    own = labels_of(language) | {say(language, "note-withdrawn")}
    return (note for note in paper.notes if note not in own)


def source_of(paper: Paper | None) -> Source | None:
    """Return what a list's record says of a paper, which is not all there is of it."""
    return Source(paper.abstract, paper.title, complete=False) if paper and paper.abstract else None


def _copies(posts: Sequence[Post]) -> dict[tuple[int, int], list[Problem]]:
    """Find near copies among the papers of all posts; the same paper in two posts is no other paper."""
    sentences: list[tuple[str, str]] = []
    where: list[tuple[int, int, Section]] = []
    for number, post in enumerate(posts):
        for place, paper in enumerate(post.papers):
            name = paper.key or paper.url or paper.title
            for section, text in paper.sections.items():
                if is_stated(text, post.language):
                    told = sentences_of(text[:EXAMINED_CHARS])
                    sentences += [(name, sentence) for sentence in told]
                    where += [(number, place, section)] * len(told)
    found: dict[tuple[int, int], list[Problem]] = {}
    for copy, of in near_copies(sentences):
        number, place, section = where[copy]
        problem = Problem(Kind.NEAR_COPY, section, f"a sentence stands in {where[of][2]} of {sentences[of][0]} too")
        found.setdefault((number, place), []).append(problem)
    return found
