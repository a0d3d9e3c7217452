"""Checks: what they flag in real posts, and how many summaries spoilt on purpose they catch.

python -m benchmarks.checks [POST.md | FOLDER]… takes other posts than the recorded ones. The verdicts on what is
flagged are those of docs/checks.md; the abstracts are those of all recorded lists.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

from benchmarks.corruptions import change_figure, corruptions, figures_of, with_figure
from benchmarks.measure import ROOT, Figure, at_most, data, seconds, show
from digest.checks import Kind, Source, check_summary
from digest.figure_match import is_borne_out
from digest.list_files import load_list
from digest.post import Post, PostPaper
from digest.post_checks import CheckedPaper, check_posts, source_of
from digest.post_read import load_post
from storage.models import Paper, PaperKey, Section, Sections

SEED = 20250907
SAMPLE = 100
CAUGHT = 0.95
FALSE = 0.02
TOTAL_S = 4.0
RESULT_FROM = 10
"""Whole numbers below this, without a unit, count parts and steps."""
_VERDICT = re.compile(
    r"\| (?P<post>\S+\.md) \| (?P<paper>\S+) \| (?P<kinds>[^|]+) \| (?P<verdict>right|false alarm|–) "
)


def main(arguments: Sequence[str]) -> int:
    """Print the figures."""
    folder = data("checks", "posts")
    given = [Path(argument) for argument in arguments] or ([folder] if folder else [])
    paths = [found for path in given for found in (sorted(path.glob("*.md")) if path.is_dir() else [path])]
    if not paths:
        return 0
    posts = {path.name: load_post(path) for path in paths}
    papers = _abstracts()
    checked = check_posts([*posts.values()], papers)
    taken = seconds(lambda: check_posts([*posts.values()], papers), times=1)
    counts = Counter(problem.kind for paper in checked for problem in paper.problems)
    show(
        Figure("posts, papers", f"{len(posts)}, {len(checked)}"),
        Figure("with their abstract", f"{sum(paper.paper.key in papers for paper in checked)}"),
        *(Figure(f"flagged {kind}", f"{counts[kind]}") for kind in Kind),
        Figure("papers flagged", f"{sum(bool(paper.problems) for paper in checked)}"),
        at_most("checked", f"{taken:.2f} s", taken, TOTAL_S, "s"),
        *_alarms(posts, checked),
        *_caught(posts.values(), papers),
    )
    return 0


def sample(posts: Mapping[str, Post]) -> list[tuple[str, PostPaper]]:
    """Return the papers that were read for the verdicts, in the order of their posts."""
    papers = [(name, paper) for name, post in sorted(posts.items()) for paper in post.papers]
    places = sorted(Random(SEED).sample(range(len(papers)), min(SAMPLE, len(papers))))
    return [papers[place] for place in places]


def _abstracts() -> dict[PaperKey, Paper]:
    folder = data("checks against abstracts", "hf_daily")
    lists = [load_list(path) for path in sorted(folder.glob("*.json"))] if folder else []
    return {key: paper for papers in lists for key, paper in papers.items()}


def _alarms(posts: Mapping[str, Post], checked: Iterable[CheckedPaper]) -> Iterator[Figure]:
    """Compare what is flagged in the sample with the verdicts; what has no verdict is told, and counts as false."""
    text = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    verdicts = {(row["post"], row["paper"], row["kinds"].strip()): row["verdict"] for row in _VERDICT.finditer(text)}
    names = {id(post): name for name, post in posts.items()}
    flagged = {
        (names[id(paper.post)], str(paper.paper.key)): ", ".join(sorted({problem.kind for problem in paper.problems}))
        for paper in checked
        if paper.problems
    }
    read = [(name, str(paper.key)) for name, paper in sample(posts)]
    if not any((name, key) in {row[:2] for row in verdicts} for name, key in read):
        return
    judged = Counter(
        verdicts.get((*where, flagged[where]), "no verdict") if where in flagged else "silent" for where in read
    )
    false = (judged["false alarm"] + judged["no verdict"]) / len(read)
    told = f"{judged['false alarm']} of {len(read)} papers; right {judged['right']}, no verdict {judged['no verdict']}"
    yield at_most("false alarms", told, false * 100, FALSE * 100, "%")


def _caught(posts: Iterable[Post], papers: Mapping[PaperKey, Paper]) -> Iterator[Figure]:
    """Spoil each paper once in each way, and tell how many are noticed by the kind that they are."""
    all_papers = [(post, paper) for post in posts for paper in post.papers]
    for kind in corruptions("ko"):
        rng = Random(SEED)
        spoilt = [
            (sections, post)
            for post, paper in all_papers
            if (sections := corruptions(post.language)[kind](rng, paper.sections)) is not None
        ]
        yield _share(f"caught {kind}", [_has(kind, sections, post, None) for sections, post in spoilt])
    kind = Kind.FIGURE_NOT_IN_SOURCE
    whole = [
        _has(kind, changed, post, source)
        for post, paper in all_papers
        for changed, source in _changed(paper, _itself(paper), results=True)
    ]
    yield _share("caught results, whole text", whole)
    for name, kept in (("results", True), ("small counts", False)):
        by_abstract = [
            _has(kind, changed, post, source)
            for post, paper in all_papers
            if paper.key and (known := source_of(papers.get(paper.key)))
            for changed, source in _changed(paper, known, results=kept)
        ]
        yield _share(f"caught {name}, abstract", by_abstract, judged=kept)


def _itself(paper: PostPaper) -> Source:
    """Return a summary as its own source: a text that surely holds every figure of it."""
    return Source(" ".join(text for _, text in paper.sections.items()))


def _changed(paper: PostPaper, source: Source, *, results: bool) -> Iterator[tuple[Sections, Source]]:
    """Change one figure that the source states: one of the results, or a small count of parts."""
    rng = Random(f"{SEED} {paper.key}")
    stated = [
        (section, figure)
        for section, figure in figures_of(paper.sections)
        if is_borne_out(figure, f"{source.title}. {source.text}")
        and results == (bool(figure.unit) or figure.value >= RESULT_FROM or figure.value % 1 != 0)
    ]
    if stated:
        section, figure = rng.choice([one for one in stated if one[0] is Section.RESULTS] or stated)
        yield with_figure(paper.sections, section, figure, change_figure(rng, figure)), source


def _has(kind: Kind, sections: Sections, post: Post, source: Source | None) -> bool:
    return kind in {problem.kind for problem in check_summary(sections, post.language, source)}


def _share(name: str, caught: Sequence[bool], *, judged: bool = True) -> Figure:
    share = sum(caught) / (len(caught) or 1)
    told = f"{sum(caught)} of {len(caught)}, {share:.1%}"
    return Figure(name, told, f"≥ {CAUGHT:.0%}", share >= CAUGHT) if judged else Figure(name, told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
