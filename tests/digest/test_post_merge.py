"""Two posts of a day become one: fresh text wins where it is better, and nothing that only one of them has is lost."""

import re
from dataclasses import replace
from datetime import date
from importlib.resources import files

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.ids import abs_url
from digest.post import Link, Post, PostPaper
from digest.post_merge import FALLBACKS, merge_posts
from digest.texts import say
from storage.models import Language, PaperKey, Section, Sections

KO = Language("ko")
NO_SUMMARY, QUOTED, BUILT_IN, ABSTRACT, UNVERIFIED = (say(KO, name) for name in FALLBACKS)
WITHDRAWN = say(KO, "note-withdrawn")


def make(number: int = 1, *, goal: str | None = "목표이다.", method: str | None = "방법이다.", **changes) -> PostPaper:
    key = PaperKey(f"2605.{number:05}")
    return replace(
        PostPaper(number, f"Paper {number}", abs_url(key), key, Sections(goal=goal, method=method)), **changes
    )


def post(*papers: PostPaper, **changes) -> Post:
    return replace(Post(date(2026, 5, 13), "Daily Papers — 2026-05-13", KO, papers), **changes)


def merged(old: PostPaper, new: PostPaper) -> PostPaper:
    [paper] = merge_posts(post(old), post(new)).papers
    return paper


texts = st.none() | st.sampled_from(["목표이다.", "방법이다.", "결과이다."])
papers = st.builds(
    make,
    st.integers(1, 6),
    goal=texts,
    method=texts,
    title=st.sampled_from(["Memory", "Memory II", ""]),
    key=st.none() | st.integers(1, 6).map(lambda number: PaperKey(f"2605.{number:05}")),
    links=st.lists(st.sampled_from([Link("PDF", "a"), Link("pdf", "b"), Link("Code", "c")]), max_size=2).map(tuple),
    notes=st.lists(st.sampled_from([QUOTED, BUILT_IN, "편집자의 추천"]), max_size=2, unique=True).map(tuple),
    extra=st.sampled_from(["", "덧붙임"]),
)
posts = st.lists(papers, max_size=5, unique_by=lambda paper: paper.key or paper.url).map(lambda some: post(*some))


def names(given_post: Post) -> list[str]:
    return [paper.key or paper.url for paper in given_post.papers]


@settings(max_examples=80)
@given(posts, posts)
def test_b15_no_paper_is_lost_and_the_order_that_stands_is_kept(existing, fresh):
    both = merge_posts(existing, fresh)

    assert names(both) == names(existing) + [name for name in names(fresh) if name not in names(existing)]
    assert [paper.position for paper in both.papers] == list(range(1, len(both.papers) + 1))


@settings(max_examples=80)
@given(posts, posts)
def test_what_either_has_of_a_paper_the_merged_paper_has(existing, fresh):
    both = dict(zip(names(merged_post := merge_posts(existing, fresh)), merged_post.papers, strict=True))
    for source in (existing, fresh):
        for paper in source.papers:
            kept = both[paper.key or paper.url]
            assert {section for section, _ in paper.sections.items()} <= {
                section for section, _ in kept.sections.items()
            }
            assert {link.label.casefold() for link in paper.links} <= {link.label.casefold() for link in kept.links}
            assert bool(kept.extra) >= bool(paper.extra)
            assert bool(kept.title) >= bool(paper.title)
            assert "편집자의 추천" not in paper.notes or "편집자의 추천" in kept.notes


@settings(max_examples=80)
@given(posts, posts)
def test_merging_again_changes_nothing(existing, fresh):
    once = merge_posts(existing, fresh)

    assert merge_posts(once, fresh) == once


@settings(max_examples=50)
@given(posts)
def test_a_post_merged_with_itself_or_with_nothing_stays(given_post):
    same = tuple(replace(paper, position=place) for place, paper in enumerate(given_post.papers, 1))

    assert merge_posts(given_post, post()).papers == same
    assert merge_posts(post(), given_post).papers == same
    assert [paper.sections for paper in merge_posts(given_post, given_post).papers] == [
        paper.sections for paper in same
    ]


def test_fresh_text_wins():
    old, new = make(goal="옛 목표이다.", title="Old"), make(goal="새 목표이다.", title="New")

    assert (merged(old, new).sections.goal, merged(old, new).title) == ("새 목표이다.", "New")


def test_a_paper_without_a_summary_erases_none():
    new = make(goal=None, method=None, notes=(NO_SUMMARY,))

    assert merged(make(), new) == make()
    assert merged(make(notes=(ABSTRACT,)), new).notes == (ABSTRACT,)
    assert merged(new, new).notes == (NO_SUMMARY,)
    assert merged(new, make()) == make()


def test_a_part_that_the_fresh_text_lacks_stays():
    assert merged(make(), make(goal="새 목표이다.", method=None)).sections == Sections(
        goal="새 목표이다.", method="방법이다."
    )


def test_a_labelled_fallback_replaces_only_what_is_labelled_too():
    good, fallback, newer = (
        make(goal="좋다."),
        make(goal="Quoted.", notes=(QUOTED, BUILT_IN)),
        make(goal="Newer.", notes=(BUILT_IN,)),
    )

    assert merged(good, fallback) == good
    assert merged(fallback, newer) == newer
    assert merged(fallback, good) == good


def test_what_people_added_stays():
    old = make(notes=(BUILT_IN, "편집자의 추천"), links=(Link("Alphaxiv", "old"), Link("Video", "v")), extra="덧붙임")
    new = make(notes=(ABSTRACT,), links=(Link("alphaXiv", "new"),))

    assert merged(old, new).notes == (ABSTRACT, "편집자의 추천")
    assert merged(old, new).links == (Link("alphaXiv", "new"), Link("Video", "v"))
    assert merged(old, new).extra == "덧붙임"

    standing = post(front=("tags: [mine]",), extra="Good morning.", title="Old")
    both = merge_posts(standing, post())
    assert (both.front, both.extra, both.title) == (standing.front, standing.extra, "Old")


def test_a_withdrawal_is_said_even_where_the_old_text_stays():
    new = make(goal=None, method=None, notes=(WITHDRAWN, NO_SUMMARY))

    assert merged(make(), new).notes == (WITHDRAWN,)
    assert merged(merged(make(), new), new).notes == (WITHDRAWN,)


def test_papers_without_an_address_are_told_apart_by_their_titles():
    one, two = (make(key=None, url="", title=title) for title in ("One", "Two"))

    assert [paper.title for paper in merge_posts(post(one), post(two, one)).papers] == ["One", "Two"]


def test_a_paper_that_stands_twice_is_updated_once_and_kept_twice():
    both = merge_posts(post(make(), make(goal="둘째이다.")), post(make(goal="새 목표이다.")))

    assert [paper.sections[Section.GOAL] for paper in both.papers] == ["새 목표이다.", "둘째이다."]


def test_every_label_of_a_fallback_is_known():
    source = files("digest.texts").joinpath("en.ftl").read_text(encoding="utf-8")

    assert {*FALLBACKS, "note-withdrawn"} == set(re.findall(r"(?m)^(note-[a-z-]+) =", source))
