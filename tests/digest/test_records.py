"""Single fields of records that others wrote."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.records import MAX_LINE_CHARS, MAX_URL_CHARS, count, line, lines, moment, web_url


def test_a_text_stands_on_one_line() -> None:
    assert line("A title\n  broken\u3000over \t lines ") == "A title broken over lines"
    assert line(" \n ") is None
    assert line(7) is None
    assert line("0") == "0"


def test_a_text_holds_only_what_can_be_stored_and_sent() -> None:
    assert line("half \ud83d a character") == "half \ufffd a character"
    assert line("null\x00 and bell\x07") == "null and bell"
    assert line("emoji 🧪 and \u200fמילה\u200f stay") == "emoji 🧪 and \u200fמילה\u200f stay"


@given(st.text(st.characters(), max_size=200))
def test_every_text_is_cleaned_once_and_for_all(text: str) -> None:
    clean = line(text)
    if clean is not None:
        clean.encode()
        assert line(clean) == clean
        assert clean.split() == clean.split(" ")


def test_an_endless_text_is_cut_where_it_shows() -> None:
    cut = line("x" * (MAX_LINE_CHARS + 1))
    assert cut is not None
    assert (len(cut), cut[-1]) == (MAX_LINE_CHARS, "…")


def test_lists_keep_their_texts_and_drop_the_rest() -> None:
    assert lines(["b", None, "a ", "b", 3, "", {"x": 1}]) == ("b", "a")
    assert lines("abc") == ()
    assert lines(None) == ()


@pytest.mark.parametrize(
    ("value", "read"),
    [(0, 0), (42, 42), (-1, None), (True, None), (1.0, None), ("3", None), (None, None), (10**30, None)],
)
def test_a_count_is_a_whole_number_that_fits(value: object, read: int | None) -> None:
    assert count(value) == read


@pytest.mark.parametrize(
    "value", ["https://github.com/owner/name/tree/main", "http://example.org", " https://example.org/x "]
)
def test_web_addresses_are_kept_without_the_space_around_them(value: str) -> None:
    assert web_url(value) == value.strip()


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "",
        "example.org",
        "javascript:alert(1)",
        "ftp://example.org",
        "https://",
        "https:///path",
        "https://[::1",
        "https://example.org/a b",
        "https://example.org/\u202egpj.exe",
        "https://example.org/\nx",
        "https://example.org/" + "x" * MAX_URL_CHARS,
    ],
)
def test_what_is_no_web_address_is_none(value: object) -> None:
    assert web_url(value) is None


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("2025-09-05T00:46:47.000Z", datetime(2025, 9, 5, 0, 46, 47, tzinfo=UTC)),
        ("2016-10-09T00:00:00-04:00", datetime(2016, 10, 9, 4, tzinfo=UTC)),
        ("2025-09-05", datetime(2025, 9, 5, tzinfo=UTC)),
        ("2199-01-01T00:00:00Z", datetime(2199, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00+05:00", None),
        ("9999-12-31T23:59:59-05:00", None),
        ("yesterday", None),
        ("", None),
        (1757030400, None),
        (None, None),
    ],
)
def test_a_moment_is_read_as_utc(value: object, read: datetime | None) -> None:
    assert moment(value) == read
    assert read is None or moment(value).tzinfo is UTC  # type: ignore[union-attr]
