"""A page that would take a parser minutes is known before the parser sees it, however its ends are hidden."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from digest.html_depth import MAX_DEPTH, is_shallow, without_empty_elements
from tests.data import DATA, needs_data

NAMES = st.sampled_from("div span p b a table td li math svg style title textarea mi form applet button x".split())
FORMS = st.sampled_from(
    (
        "<{0}>",
        "</{0}>",
        "<{0}/>",
        '<{0} a="</{1}>">',
        "<{0} a='></{1}>'>",
        "</{0} a='></{1}>'>",
        '<{0} a=x" b="></{1}>">',
        '<{0} a=x="y z="></{1}>">',
        '<{0} ="></{1}>">',
        "<{0}\x0bx>",
        "<{0}<{1}>",
        "<!--</{0}>-->",
        "<!--{0}-->",
        "<!-->",
        "<!</{0}>",
        "<?</{0}>",
        "</ </{0}>",
        "<![CDATA[</{0}>]]>",
        "{0}",
        '"',
    )
)
PIECES = st.builds(lambda form, one, two: form.format(one, two), FORMS, NAMES, NAMES)


def depth_of(page: str) -> int:
    """Return how deep the parser's tree is."""
    deepest = 0
    left: list[tuple[Any, int]] = [(LexborHTMLParser(page).root, 1)]
    while left:
        node, depth = left.pop()
        deepest = max(deepest, depth)
        left += [(near, below) for near, below in ((node.next, depth), (node.child, depth + 1)) if near is not None]
    return deepest


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<div></span>",
        "<div/ >",
        '<div title="</div>">',
        "<div title='></div>'>",
        "<div><!--</div>-->",
        "<div><!--></div>-->",
        "<div><!</div>",
        "<div><style></div></style>",
        "<span><div></span></div>",
        "<div\x0bx></div>",
        "<divk></div\u212a>",
        "<form></a title='></form>'>",
    ],
)
def test_ends_that_close_nothing_do_not_count(piece: str) -> None:
    assert not is_shallow(f"<article>{piece * 2 * MAX_DEPTH}")


@pytest.mark.parametrize("tag", ["<p {}>", "<p a{}>", '<p x" {}>', '<p {} ">'])
@pytest.mark.parametrize("attribute", ["a ", "a=b ", 'a="b" ', "a/"])
def test_an_element_of_very_many_attributes_is_not_parsed(tag: str, attribute: str) -> None:
    assert not is_shallow(tag.format(attribute * 2_000))


def test_a_long_formula_is_one_attribute() -> None:
    assert is_shallow(f'<math class="ltx_Math" alttext="{"a + b = c, " * 1_000}" display=inline></math>')


@needs_data
@pytest.mark.parametrize("name", ["2501.11120v1", "1307.8133-arxmliv2019", "astro-ph9710163-arxmliv2019"])
def test_a_real_page_is_nowhere_near_the_limit(name: str) -> None:
    page = without_empty_elements((DATA / "arxiv_html" / f"{name}.html").read_text(encoding="utf-8"))
    assert is_shallow(page)
    assert depth_of(page) < MAX_DEPTH / 8


@settings(deadline=None)
@given(st.lists(PIECES, max_size=6).map("".join))
def test_whatever_is_let_through_is_shallow_to_the_parser(unit: str) -> None:
    page = without_empty_elements(unit * 400)
    # A table opens two more elements by itself, and a mark of emphasis goes on in what follows.
    assert not is_shallow(page) or depth_of(page) <= 4 * MAX_DEPTH


def test_an_empty_element_is_closed_and_what_is_always_empty_is_left() -> None:
    assert without_empty_elements('<mspace width="1em"/><br/><IMG src="a"/><a:b/>') == (
        '<mspace width="1em"></mspace><br/><IMG src="a"/><a:b></a:b>'
    )
