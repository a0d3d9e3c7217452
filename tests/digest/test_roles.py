"""The roles of an abstract's sentences: what they are, and that the weights are ours, whole and fit for use."""

import gzip
import json
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import SummaryError
from digest.roles import ROLES, WEIGHTS, Role, best_path, classify, features_of, read_weights
from tests.data import DATA, needs_data

ABSTRACT = (
    "Long texts are still hard for language models, which forget what they have read.",
    "In this paper, we aim to give a model a memory that lasts.",
    "We train a reader that writes each paragraph into a table and looks it up later.",
    "Experiments show that the reader outperforms all baselines by 12% in accuracy.",
)
GOAL = 0.65
MAX_WEIGHTS_BYTES = 400_000


def written(folder: Path, data: bytes) -> Path:
    path = folder / WEIGHTS
    path.write_bytes(data)
    return path


def test_each_sentence_of_a_plain_abstract_has_its_role() -> None:
    assert classify(ABSTRACT) == (Role.BACKGROUND, Role.OBJECTIVE, Role.METHOD, Role.RESULT)


def test_an_abstract_without_sentences_has_no_roles() -> None:
    assert classify(()) == ()


@given(st.lists(st.text(max_size=300), max_size=30))
def test_any_sentences_get_one_role_each_and_always_the_same(sentences: list[str]) -> None:
    roles = classify(sentences)
    assert len(roles) == len(sentences)
    assert classify(sentences) == roles


def test_a_thousand_long_sentences_are_classified() -> None:
    assert len(classify(["We show that words " * 200] * 1_000)) == 1_000


def test_figures_are_features_by_their_form_and_not_their_value() -> None:
    first, second = features_of(["It gains 12.5% on 300 texts."]), features_of(["It gains 7% on 4 texts."])
    assert first == second
    assert "0%" in first[0]


def test_a_sentence_is_described_with_the_beginnings_of_its_neighbours() -> None:
    described = features_of(["Texts are long.", "We read.", "Results improve."])[1]
    assert {"before:texts", "after:results"} <= set(described)


def test_the_best_path_heeds_what_follows_what() -> None:
    lone = {"a": [1.0, 0, 0, 0, 0], "b": [0.5, 0, 0, 0.4, 0]}
    assert best_path([["a"], ["b"]], lone) == [0, 0]
    assert best_path([["a"], ["b"]], lone | {"background>": [0, 0, 0, 1.0, 0]}) == [0, 3]


def test_the_weights_that_are_shipped_are_small_and_hold_every_role() -> None:
    shipped = files("digest").joinpath(WEIGHTS)
    assert len(shipped.read_bytes()) <= MAX_WEIGHTS_BYTES
    assert all(len(values) == len(ROLES) for values in read_weights(shipped).values())


def test_missing_weights_are_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SummaryError, match=rf"cannot read {WEIGHTS} .*install Paperboy again") as caught:
        read_weights(tmp_path / WEIGHTS)
    assert caught.value.permanent


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no gzip at all",
        gzip.compress(b"[1, 2"),
        gzip.compress(b"[]"),
        gzip.compress(b"{}"),
        gzip.compress(b"\xff\xfe\x00"),
        gzip.compress(json.dumps({f"{role}>": [0.0] for role in ROLES}).encode()),
        gzip.compress(json.dumps({f"{role}>": 1 for role in ROLES}).encode()),
    ],
    ids=["empty", "not gzip", "cut JSON", "a list", "no weights", "not text", "other roles", "no lists"],
)
def test_damaged_weights_are_told_and_not_used(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(SummaryError, match="install Paperboy again"):
        read_weights(written(tmp_path, data))


def test_weights_cut_off_while_copied_are_told(tmp_path: Path) -> None:
    shipped = files("digest").joinpath(WEIGHTS).read_bytes()
    with pytest.raises(SummaryError, match="install Paperboy again"):
        read_weights(written(tmp_path, shipped[: len(shipped) // 2]))


@needs_data
def test_the_roles_are_right_as_often_as_promised() -> None:
    lines = (DATA / "csabstruct" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [
        (role.value, label)
        for row in map(json.loads, lines)
        for role, label in zip(classify(row["sentences"]), row["labels"], strict=True)
    ]
    assert sum(role == label for role, label in pairs) / len(pairs) >= GOAL
