"""Training the roles: the same data give the same weights, and what annotators doubted teaches less."""

import json
from pathlib import Path

from benchmarks.train_roles import Example, read_examples, train
from digest.roles import ROLES, Role, best_path, features_of

SENTENCES = ["Texts are long.", "We train a reader.", "Accuracy improves by 5%."]
LABELS = [Role.BACKGROUND, Role.METHOD, Role.RESULT]
UNSURE = 0.34


def examples(labels: list[Role], agreement: float, folder: Path) -> list[Example]:
    row = {"sentences": SENTENCES, "labels": labels, "confs": [agreement] * len(labels)}
    path = folder / "train.jsonl"
    path.write_text(f"{json.dumps(row)}\n\n" * 6)
    return read_examples(path)


def told(found: list[Example]) -> list[Role]:
    return [ROLES[best] for best in best_path(features_of(SENTENCES), train(found))]


def test_what_was_taught_is_told(tmp_path: Path) -> None:
    assert told(examples(LABELS, 1.0, tmp_path)) == LABELS


def test_the_same_examples_give_the_same_weights(tmp_path: Path) -> None:
    found = examples(LABELS, 1.0, tmp_path)
    assert train(list(found)) == train(list(found))


def test_a_label_of_which_annotators_were_sure_outweighs_a_doubted_one(tmp_path: Path) -> None:
    sure = examples(LABELS, 1.0, tmp_path)
    doubted = examples([Role.OTHER] * 3, UNSURE, tmp_path)
    assert told(sure + doubted) == LABELS
    assert told(examples(LABELS, UNSURE, tmp_path) + examples([Role.OTHER] * 3, 1.0, tmp_path)) == [Role.OTHER] * 3
