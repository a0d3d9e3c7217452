"""Any text survives its way through a Markdown file, and nothing in it acts there."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from digest.post_markdown import escape, escape_address, one_line, paragraph, unescape

# Everything that is markup for Liquid, kramdown, GFM or CommonMark, in pieces that come together by chance.
PIECES = (
    "{{ site.x }} {{ {% raw %} {% {: .class} {::comment} {#id} {:/} [[wiki]] [^1] [^1]: [a](b) ![i](j) ](x [ref]: "
    "| --- |a|b| || <b> </b> <!-- --> <https://a.example> <script> `code` ``` ~~~ ~~no~~ $$x$$ $y$ *a* **b** _c_ __d__ "
    "*[HTML]: ^ # ## - + = == --- *** ___ > 1. 12) : : \\ \\\\ \\{ \\( &amp; &lt; &#37; &#94; &copy; &nope; & % %} }} "
    "https://b.example @c Goal: 제목: 모델은 拡散。 语言！ 👩‍👩‍👧‍👦 é نص\u202e \x00 \x07 \x7f \ud800 \ufffe \u200b "
    "\t \n \r\n"
).split(" ")
hostile = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=14).map("".join)
spaced = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=14).map(" ".join)


def rendered(markdown: str) -> str:
    """Return what a reader of CommonMark sees; fails if anything but text came out of it."""
    paragraph_open, inline, paragraph_close = (
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    )
    assert (paragraph_open.type, paragraph_close.type) == ("paragraph_open", "paragraph_close")
    assert {child.type for child in inline.children or ()} <= {"text", "text_special"}
    return "".join(child.content for child in inline.children or ())


@settings(max_examples=80)
@given(hostile | spaced)
@example("{%{%")
@example("{{{%}}")
@example("\\{%")
@example("^[a]")
@example("&amp;lt;")
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert one_line(unescape(escape(text))) == one_line(text)


@settings(max_examples=80)
@given(hostile | spaced)
@example("1. one")
@example("=====")
@example("* * *")
def test_a_text_is_seen_as_it_is_and_nothing_in_it_acts(text: str) -> None:
    if line := one_line(text):
        # A reader shows the replacement character for one that no page may hold.
        assert rendered(escape(text)).replace("\ufffd", "") == line.replace("\ufffd", "")


@settings(max_examples=80)
@given(hostile | spaced)
def test_liquid_finds_nothing_to_run(text: str) -> None:
    assert not re.search(r"\{[{%]", f"{escape(text)} {escape_address(text)}")


@settings(max_examples=80)
@given(hostile | spaced)
def test_kramdown_finds_nothing_of_its_own(text: str) -> None:
    # What it knows beyond CommonMark may not begin a line, or not stand without a backslash.
    written = escape(text)
    assert not re.match(r"[#=:^+-]|\d+\.", written)
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_{}\[\]<>|$~`]", written)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{{ x }}", r"\{\{ x \}\}"),
        ("{% x %}", r"\{&#37; x %\}"),
        ("^ x", "&#94; x"),
        ("2 ^ x", "2 ^ x"),
        ("1. x", r"1\. x"),
        ("1.5 x", r"1\.5 x"),
        ("- x", r"\- x"),
        ("a - x", "a - x"),
        ("AT&T &amp; A&B", "AT&T &amp;amp; A&B"),
        ("  a \t\n b\x00c ", "a bc"),
        ("", ""),
    ],
)
def test_only_what_acts_is_escaped(text: str, written: str) -> None:
    assert escape(text) == written


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"b\*방향", "b*방향"),
        (r"\alpha \(x\)", r"\alpha \(x\)"),
        ("A &amp; B &lt;x&gt; &copy; &#54620;", "A & B <x> © 한"),
        ("AT&T; &nope; &copyright;", "AT&T; &nope; &copyright;"),
    ],
)
def test_what_others_wrote_is_read_as_markdown_reads_it(written: str, text: str) -> None:
    assert unescape(written) == text


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["one", "  two  ", "", "three"], "one two three"),
        (["one", "- two", "1) three", "four"], "one\n- two\n1) three four"),
        (["| a | b |", "|---|---|"], "| a | b |\n|---|---|"),
        (["1.2B parameters", "-5 degrees"], "1.2B parameters -5 degrees"),
        ([], ""),
    ],
)
def test_lines_become_a_paragraph_and_lists_stay_lists(lines: list[str], joined: str) -> None:
    assert paragraph(lines) == joined


@settings(max_examples=50)
@given(st.lists(hostile | spaced))
def test_a_paragraph_is_one_already(lines: list[str]) -> None:
    assert paragraph(paragraph(lines).splitlines()) == paragraph(lines)


@settings(max_examples=80)
@given(hostile)
@example("a_b*c")
@example("한글?q=1&lt=2")
def test_an_address_stays_one_address(text: str) -> None:
    address = escape_address("https://x.example/" + text)
    inline = MarkdownIt("commonmark").parseInline(f"[a]({address})")[0].children or []

    assert [token.content or token.type for token in inline] == ["link_open", "a", "link_close"]
    assert escape_address(address) == address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://a.example/b_(c)?d=e&f=%20#g", "https://a.example/b_%28c%29?d=e&f=%20#g"),
        ("https://a.example/{{x}}|{%y%}", "https://a.example/%7B%7Bx%7D%7D%7C%7B%y%%7D"),
        (" https://a.example/\ud800한 글", "https://a.example/%3F한%20글"),
        ("#docs", "#docs"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("DATA:text/html,x", "DATA%3Atext/html,x"),
        ("java\nscript:x", "java%0Ascript:x"),
    ],
)
def test_an_address_can_only_lead_to_a_page(url: str, address: str) -> None:
    assert escape_address(url) == address
