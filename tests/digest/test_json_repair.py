"""What models really answer becomes the object that was asked for, and nothing is made up."""

import json
import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from digest.json_repair import _COMMANDS, MAX_CHARS, read_object

GOOD = {"goal": "The aim is memory.", "results": "Recall rises."}
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\b\f"), max_size=60)

_BREAKS = {"n": "\n", "r": "\r", "t": "\t"}
_MEANT = "|".join(_BREAKS[command[0]] + command[1:] for command in _COMMANDS)
_AMBIGUOUS = re.compile(rf"(?<![A-Za-z])[A-Z]:[\n\r\t]|(?:{_MEANT})(?![A-Za-z])")
"""What is taken for a path (`C:\new`) or a command of LaTeX (`\nu`), where JSON alone reads a line break or a tab."""


def read(text: str) -> dict[str, str]:
    return dict(read_object(text, ["goal", "results"]))


@pytest.mark.parametrize("mark", ["</think>", "<think> and </think> {", "</THINKING> {{}"])
def test_a_paper_about_the_marks_of_thoughts_is_no_thought(mark: str) -> None:
    told = {"goal": f"The model writes {mark} at once.", "results": f"It ends with {mark}."}
    assert read(json.dumps(told)) == told


@given(TEXT, TEXT)
@example("A:\x1f", "B:\x00")
def test_what_is_right_is_read_as_json_reads_it(goal: str, results: str) -> None:
    value = {"goal": goal.replace("\\", ""), "results": results.replace("\\", "")}
    assume(not any(_AMBIGUOUS.search(text) for text in value.values()))
    for ascii_only in (True, False):
        assert read(json.dumps(value, ensure_ascii=ascii_only)) == value


@pytest.mark.parametrize(
    "wrapped",
    [
        {"properties": GOOD},
        {"type": "object", "properties": GOOD, "required": ["goal"]},
        {"response": {"properties": GOOD}},
        [GOOD],
        {"summary": [GOOD]},
        {"arguments": json.dumps(GOOD)},
    ],
)
def test_b1_what_is_wrapped_is_found_inside(wrapped: object) -> None:
    assert read(json.dumps(wrapped)) == GOOD


@pytest.mark.parametrize(
    "text",
    [
        "```json\n{}\n```",
        "```\n{}\n```",
        "Sure! Here it is:\n\n{}\n\nLet me know if {{you}} need more.",
        "<think>A set {{a}} and a brace {{ alone</think>{}",
        'A draft {{"goal": "draft", "results": "draft"}} of it.\n</think>\n\n{}',
        "\ufeff{}",
        'He said {"a \\"quoted\\" word": 1} first, then {}',
        "{} {}",
    ],
)
def test_b1_prose_fences_and_thoughts_are_seen_through(text: str) -> None:
    assert read(text.replace("{}", json.dumps(GOOD)).replace("{{", "{").replace("}}", "}")) == GOOD


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\alpha", r"\alpha"),
        (r"a\_b", r"a\_b"),
        (r"C:\n", r"C:\n"),
        (r"C:\new\file", r"C:\new\file"),
        (r"\nabla f and \nu", r"\nabla f and \nu"),
        (r"\beta, \frac{1}{2}, \theta, \times, \rho, \text{x}", r"\beta, \frac{1}{2}, \theta, \times, \rho, \text{x}"),
        (r"\underline{x}", r"\underline{x}"),
        (r"54.6\%", r"54.6\%"),
    ],
)
def test_b2_a_backslash_that_json_would_misread_is_kept(written: str, meant: str) -> None:
    assert read(f'{{"goal": "{written}", "results": ""}}')["goal"] == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\\alpha", r"\alpha"),
        (r"C:\\n", r"C:\n"),
        (r"\\nabla", r"\nabla"),
        (r"one\nTwo", "one\nTwo"),
        (r"a\tb \u00e9 \/ \"q\"", 'a\tb é / "q"'),
    ],
)
def test_b2_what_was_escaped_rightly_is_not_doubled(written: str, meant: str) -> None:
    assert read(f'{{"goal": "{written}", "results": ""}}')["goal"] == meant


@pytest.mark.parametrize("said", ["L'étude n'est pas d'accord", "the model's aim isn't 'big'", "It’s one paper's"])
def test_b3_apostrophes_stay_whatever_the_quotes_around_them(said: str) -> None:
    value = {"goal": said, "results": "x"}
    assert read(json.dumps(value)) == value
    assert read(repr(value)) == value
    assert read(json.dumps(value).replace("'", r"\'")) == value


def test_raw_line_breaks_and_trailing_commas_are_read() -> None:
    assert read('{"goal": "one\ntwo, }", "results": "x",\n}') == {"goal": "one\ntwo, }", "results": "x"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no JSON object"),
        ("I cannot do that.", "no JSON object"),
        ('{"goal": "The aim', "no JSON object"),
        ('{"goal": "x", "results": "Recall ri', "no JSON object"),
        ('{"goal": "x"}', "no object has the fields goal, results"),
        ('{"a": {"a": {"a": {"a": {"a": {"a": {"goal": "", "results": ""}}}}}}}', "no object has the fields"),
        ("[" * 50_000, "no JSON object"),
        ("{" * 50_000, "no JSON object"),
        ("x" * (MAX_CHARS + 1), "more than 200,000"),
    ],
)
def test_what_holds_no_whole_object_is_none(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read(text)
