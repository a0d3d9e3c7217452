"""Taste: what is like liked papers rises among those of as many votes, what is like a dismissed one sinks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from digest.selection import Selection, arrange
from digest.taste import Likeness, Reason, Standing, Taste, vote_class
from storage.models import Opinion, Paper, PaperKey
from tests.makers import make_paper

DAY = date(2026, 5, 13)
SPEECH = make_paper("2605.00001", title="Speech for doctors", keywords=("speech recognition",))
VIDEO = make_paper("2605.00002", title="Faster video diffusion", keywords=("video generation", "diffusion models"))
FILMS = make_paper("2605.00003", title="Films from text", keywords=("Video Diffusion Models", "text-to-video"))
ROBOTS = make_paper("2605.00004", title="Robots that fold towels", keywords=("robot learning",))
LISTED = (SPEECH, VIDEO, FILMS, ROBOTS)
KEYS = tuple(paper.key for paper in LISTED)


def taste_of(*opinions: Opinion, listed: Sequence[Paper] = LISTED) -> Taste:
    return Likeness(listed).taste(opinions, {paper.key: paper for paper in listed}, listed)


def reason_of(paper: Paper, *opinions: Opinion) -> Reason | None:
    return Likeness(LISTED).reason(opinions, {paper.key: paper for paper in LISTED}, paper)


def ordered(taste: Taste, votes: dict[PaperKey, int] | None = None, matching: Sequence[PaperKey] = ()) -> list[Paper]:
    arranged = arrange(Selection(DAY, KEYS), votes or {}, frozenset(matching), taste)
    return [LISTED[KEYS.index(key)] for key in arranged.keys]


LIKES_VIDEO = Opinion(VIDEO.key, wanted=True)
NO_VIDEO = Opinion(VIDEO.key, wanted=False)


def test_what_is_like_a_liked_paper_stands_before_others_of_as_many_votes() -> None:
    assert ordered(taste_of(LIKES_VIDEO)) == [VIDEO, FILMS, SPEECH, ROBOTS]


def test_a_taste_overcomes_a_few_votes_and_never_twice_as_many() -> None:
    near = {SPEECH.key: 14, FILMS.key: 8, VIDEO.key: 9, ROBOTS.key: 7}
    assert ordered(taste_of(LIKES_VIDEO), near) == [VIDEO, FILMS, SPEECH, ROBOTS]
    assert ordered(taste_of(LIKES_VIDEO), near | {SPEECH.key: 18})[0] == SPEECH
    # Without a taste the votes themselves decide, and where they are equal the list.
    assert ordered(Taste(), near) == [SPEECH, VIDEO, FILMS, ROBOTS]


def test_a_dismissed_paper_stands_last_and_what_is_like_it_before_it_whatever_their_votes() -> None:
    many = {VIDEO.key: 900, FILMS.key: 800}
    assert ordered(taste_of(NO_VIDEO), many) == [SPEECH, ROBOTS, FILMS, VIDEO]


def test_a_topic_outweighs_a_likeness_but_not_a_dismissal_of_the_paper_itself() -> None:
    assert ordered(taste_of(NO_VIDEO), matching=[FILMS.key]) == [FILMS, SPEECH, ROBOTS, VIDEO]
    assert ordered(taste_of(NO_VIDEO), matching=[VIDEO.key, FILMS.key]) == [FILMS, SPEECH, ROBOTS, VIDEO]


def test_what_is_nearer_to_a_liked_paper_does_not_sink() -> None:
    taste = taste_of(NO_VIDEO, Opinion(FILMS.key, wanted=True))
    assert taste.standing == {VIDEO.key: Standing.DISMISSED}


def test_the_reason_names_keywords_as_they_are_written_or_the_dismissed_paper() -> None:
    assert reason_of(FILMS, LIKES_VIDEO) == Reason(("Video Diffusion Models",))
    assert reason_of(FILMS, NO_VIDEO) == Reason(is_like=VIDEO.key)
    assert reason_of(VIDEO, NO_VIDEO) == Reason(is_like=VIDEO.key)
    assert reason_of(ROBOTS, LIKES_VIDEO) is None
    assert reason_of(ROBOTS) is None


def test_inflection_and_case_make_no_difference() -> None:
    one, other, third = (
        make_paper(f"2605.0001{number}", title=title)
        for number, title in enumerate(("World Models", "A world model", "Something else"))
    )
    likeness = Likeness([one, other, third])
    taste = likeness.taste([Opinion(one.key, wanted=True)], {one.key: one}, [other, third])
    assert taste.liking[other.key] > 0
    assert taste.liking[third.key] == 0


def test_a_word_of_every_paper_says_nothing() -> None:
    papers = [make_paper(f"2605.0002{number}", title="Model", keywords=(f"rare{number}",)) for number in range(4)]
    taste = taste_of(Opinion(papers[0].key, wanted=True), listed=papers)
    assert [taste.liking[paper.key] for paper in papers[1:]] == [0, 0, 0]


def test_classes_of_votes_double() -> None:
    assert [vote_class(votes) for votes in (0, 1, 2, 3, 6, 7, 14, 15, 30, 31, 1000)] == [
        0,
        1,
        1,
        2,
        2,
        3,
        3,
        4,
        4,
        5,
        9,
    ]
    assert vote_class(-3) == 0


WORDS = st.sampled_from(["video", "speech", "robot", "agent", "diffusion", "memory", "code"])


@st.composite
def days(draw: st.DrawFn) -> tuple[list[Paper], list[Opinion], frozenset[PaperKey]]:
    papers = [
        make_paper(f"2605.{number:05}", title=" ".join(words), upvotes=votes)
        for number, (words, votes) in enumerate(
            draw(st.lists(st.tuples(st.lists(WORDS, min_size=1, max_size=4), st.integers(0, 200)), max_size=12))
        )
    ]
    keys = [paper.key for paper in papers]
    some = st.lists(st.sampled_from(keys), unique=True) if keys else st.just([])
    opinions = [Opinion(key, draw(st.booleans())) for key in draw(some)]
    return papers, opinions, frozenset(draw(some))


@given(days(), st.randoms())
def test_every_paper_stays_in_one_total_order_that_depends_on_nothing_else(
    day: tuple[list[Paper], list[Opinion], frozenset[PaperKey]], chance: Random
) -> None:
    papers, opinions, matching = day
    keys = tuple(paper.key for paper in papers)
    votes = {paper.key: paper.upvotes for paper in papers}
    known = {paper.key: paper for paper in papers}
    taste = Likeness(papers).taste(opinions, known, papers)
    arranged = arrange(Selection(DAY, keys), votes, matching, taste)
    assert sorted(arranged.keys) == sorted(keys)
    shuffled = [*papers]
    chance.shuffle(shuffled)
    again = Likeness(shuffled).taste(opinions, known, shuffled)
    assert arrange(Selection(DAY, keys), votes, matching, again) == arranged


@given(days())
def test_what_matches_stands_first_unless_it_was_dismissed_and_more_votes_by_a_class_win(
    day: tuple[list[Paper], list[Opinion], frozenset[PaperKey]],
) -> None:
    papers, opinions, matching = day
    votes = {paper.key: paper.upvotes for paper in papers}
    taste = Likeness(papers).taste(opinions, {paper.key: paper for paper in papers}, papers)
    keys = arrange(Selection(DAY, tuple(votes)), votes, matching, taste).keys
    dismissed = {opinion.key for opinion in opinions if not opinion.wanted}
    # What was dismissed is last, what matches is first.
    assert [key in dismissed for key in keys] == sorted(key in dismissed for key in keys)
    free = [key for key in keys if key not in dismissed]
    assert [key in matching for key in free] == sorted((key in matching for key in free), reverse=True)
    plain = [key for key in free if key not in matching and key not in taste.standing]
    assert [vote_class(votes[key]) for key in plain] == sorted((vote_class(votes[key]) for key in plain), reverse=True)
