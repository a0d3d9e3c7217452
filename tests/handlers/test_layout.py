"""Lines are divided into messages: in order, whole where one message holds them, and never more than fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.layout import Button, Line, Look, Room, Span, in_rows, paginate, spaced
from tests.handlers.samples import solid


def size(line: Line) -> int:
    return sum(len(span.text) for span in line.spans) + 2


def room(page: int = 60, line: int = 60, weights: int = 5) -> Room:
    return Room(page=page, line=line, weights=weights, overhead=2, measure=len, size=size, weight=lambda line: 1)


def press_all(*texts: str) -> tuple[Button, ...]:
    return tuple(Button(text, "v1:help") for text in texts)


@pytest.mark.parametrize(
    ("texts", "widths"),
    [
        (("07:00", "08:00", "✓ 08:15", "09:00", "12:00", "18:00", "21:00"), (4, 3)),
        (("✓ English", "한국어", "日本語", "中文"), (2, 2)),
        (("오전 7:00", "오전 8:00", "✓ 오전 8:15"), (3,)),
        (("Asia/Seoul", "Europe/London", "✓ America/Los_Angeles"), (2, 1)),
        ((), ()),
    ],
)
def test_buttons_stand_in_as_few_rows_as_show_all_their_texts(texts, widths):
    rows = in_rows(press_all(*texts))
    assert tuple(map(len, rows)) == widths
    assert tuple(button.text for row in rows for button in row) == texts


def plain(lines: list[Line]) -> str:
    return "".join(span.text for line in lines for span in line.spans)


texts = st.lists(st.text("ab cd\n.", max_size=150).map(str.strip).filter(bool), max_size=12)


@given(texts, st.integers(20, 80), st.integers(1, 6))
def test_pages_hold_all_lines_in_order_within_their_room(told, page, weights):
    allowed = room(page, min(page, 50), weights)
    pages = paginate([Line((Span(text),)) for text in told], allowed)

    assert solid("".join(map(plain, pages))) == solid("".join(told))
    assert all(sum(map(size, lines)) <= page for lines in pages)
    assert all(len(lines) <= weights for lines in pages)
    assert all(pages) or not told


def test_no_lines_are_one_empty_page():
    assert paginate([], room()) == [[]]


def test_a_line_that_fits_the_next_page_is_not_cut():
    first, second = Line((Span("a" * 40),)), Line((Span("b" * 50),))

    assert paginate([first, second], room()) == [[first], [second]]


def test_a_long_line_begins_on_the_page_before_where_a_third_of_it_is_free():
    pages = paginate([Line((Span("a" * 20),)), Line((Span("word " * 30),))], room())

    assert [line.spans[0].text[:4] for line in pages[0]] == ["aaaa", "word"]
    assert [line.spans[0].text[:4] for line in paginate([Line((Span("a" * 40),)), *pages[1]], room())[0]] == ["aaaa"]


def test_the_pieces_of_a_line_look_like_it_and_only_the_first_has_its_label_and_button():
    button = Button("1", "v1:open")
    line = Line((Span("Method: ", Look.BOLD), Span("word " * 30)), folded=True, button=button)
    pieces = [piece for page in paginate([line], room()) for piece in page]

    assert all(piece.folded for piece in pieces)
    assert [piece.button for piece in pieces] == [button, *[None] * (len(pieces) - 1)]
    assert [len(piece.spans) for piece in pieces] == [2, *[1] * (len(pieces) - 1)]
    assert max(map(size, pieces)) <= 60


def test_separators_stand_between_spans_only():
    spans = spaced([Span("a"), Span("b"), Span("c")])

    assert "".join(span.text for span in spans) == "a · b · c"
    assert spaced([]) == ()
