"""A lost message is found by its id, and is never taken for missing where it could be there."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.message_ids import ENDS_AFTER, Answer, Candidates, candidates, search
from bot.senders import MAX_QUESTIONS, Evidence, Settlement, Verdict

OURS, THEIRS, ELSEWHERE = "ours", "theirs", "elsewhere"


def settle(
    messages: dict[int, str], evidence: Evidence, lost: int | None, *, own_sequence: bool
) -> tuple[Settlement, int]:
    """Search a chat that has these messages for the lost one, and count the questions."""
    asked: list[int] = []

    async def ask(message_id: int) -> Answer:
        asked.append(message_id)
        if message_id == lost:
            return Answer.FOUND
        return Answer.OTHER if messages.get(message_id) == THEIRS else Answer.MISSING

    found = asyncio.run(search(candidates(evidence, own_sequence=own_sequence), ask))
    assert found.questions == len(asked) == len(set(asked))
    assert not evidence.taken.intersection(asked)
    return found, len(asked)


@given(
    before=st.integers(1, 1000),
    between=st.lists(st.sampled_from([OURS, THEIRS, ELSEWHERE]), max_size=40),
    arrived=st.booleans(),
    place=st.floats(0, 1),
    own_sequence=st.booleans(),
    closed=st.booleans(),
)
def test_the_verdict_is_never_wrong(
    before: int, between: list[str], arrived: bool, place: float, own_sequence: bool, closed: bool
) -> None:
    ids = dict(enumerate(between, before + 1))
    if own_sequence:
        ids = {message_id: kind for message_id, kind in ids.items() if kind != ELSEWHERE}
        ids = dict(enumerate(ids.values(), before + 1))
    lost = None
    if arrived:
        at = before + 1 + round(place * len(ids))
        ids = {message_id + (message_id >= at): kind for message_id, kind in ids.items()}
        lost = at
    taken = frozenset(message_id for message_id, kind in ids.items() if kind == OURS)
    after = before + len(ids) + arrived + 1 if closed else None
    recent = len(ids) - len(taken) < MAX_QUESTIONS
    evidence = Evidence(before, after, taken, recent=recent)
    found, questions = settle(ids, evidence, lost, own_sequence=own_sequence)
    assert questions <= MAX_QUESTIONS
    if found.verdict is Verdict.SENT:
        assert found.message_id == str(lost)
    if found.verdict is Verdict.NOT_SENT:
        assert lost is None
    if closed and len(ids) - len(taken) <= MAX_QUESTIONS - arrived:
        assert found.verdict is (Verdict.SENT if arrived else Verdict.NOT_SENT)


def test_a_search_upward_ends_where_the_ids_of_the_chat_end() -> None:
    found, questions = settle({11: THEIRS, 12: THEIRS}, Evidence(before=10), None, own_sequence=True)
    assert (found.verdict, questions) == (Verdict.NOT_SENT, 2 + ENDS_AFTER)


def test_in_a_count_that_other_chats_share_missing_ids_end_nothing() -> None:
    found, questions = settle({}, Evidence(before=10, recent=False), None, own_sequence=False)
    assert (found.verdict, questions) == (Verdict.CANNOT_TELL, MAX_QUESTIONS)


def test_before_the_first_known_id_the_search_goes_downward() -> None:
    evidence = Evidence(after=500, taken=frozenset({499}))
    assert candidates(evidence, own_sequence=False).ids[:2] == (498, 497)
    assert settle({}, evidence, 490, own_sequence=False)[0].verdict is Verdict.SENT
    assert settle({}, evidence, None, own_sequence=False)[0].verdict is Verdict.CANNOT_TELL


def test_the_first_ids_of_all_are_a_closed_interval() -> None:
    assert candidates(Evidence(after=3, taken=frozenset({2})), own_sequence=False) == Candidates((1,), complete=True)


@pytest.mark.parametrize("own_sequence", [False, True])
def test_without_any_id_only_a_new_chat_can_be_searched(own_sequence: bool) -> None:
    assert settle({1: THEIRS}, Evidence(), 2, own_sequence=own_sequence)[0] == Settlement(Verdict.SENT, "2")
    found, questions = settle({}, Evidence(), None, own_sequence=own_sequence)
    assert (found.verdict, questions) == (Verdict.CANNOT_TELL, MAX_QUESTIONS)


def test_without_questions_nobody_can_tell() -> None:
    found, questions = settle({}, Evidence(before=5, questions=0), None, own_sequence=False)
    assert (found.verdict, questions) == (Verdict.CANNOT_TELL, 0)


def test_an_unclear_answer_ends_the_search() -> None:
    async def ask(_: int) -> Answer:
        return Answer.UNCLEAR

    found = asyncio.run(search(Candidates((1, 2), complete=True), ask))
    assert (found, found.questions) == (Settlement(Verdict.CANNOT_TELL), 1)
