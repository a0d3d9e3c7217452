"""Every form of a paper becomes its headed text, and what is no paper is recognised as such."""

import io
from contextlib import suppress
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from digest.errors import FullTextError
from digest.fulltext import from_abstract, from_html, from_markdown, from_pdf
from digest.text import FullText, Origin, TextSection
from tests.data import DATA, needs_data
from tests.fakes.pdf_file import file_of, pdf_of, text_page

LONG = " ".join(f"Sensor {number} measured the tide in the harbour of the town." for number in range(70))


def page(body: str, *, head: str = "<base href='/html/2605.00001v1/'>") -> str:
    return (
        f"<!DOCTYPE html><html><head>{head}</head><body>"
        "<nav class='ltx_page_navbar'><ol><li>1 Introduction</li></ol></nav>"
        f"<article class='ltx_document'><h1 class='ltx_title ltx_title_document'>On Tides</h1>{body}"
        f"<section class='ltx_section'><h2 class='ltx_title'>Ballast</h2><p class='ltx_p'>{LONG}</p></section>"
        "</article></body></html>"
    )


def section(title: str, text: str, level: int = 2, kind: str = "section") -> str:
    heading = f"<h{level} class='ltx_title ltx_title_{kind}'><span class='ltx_tag'>3 </span>{title}</h{level}>"
    return f"<section class='ltx_{kind}'>{heading}{para(text)}</section>"


def para(text: str) -> str:
    return f"<div class='ltx_para'><p class='ltx_p'>{text}</p></div>" if text else ""


def math(tex: str) -> str:
    shown = f"<semantics><mi>x</mi><annotation encoding='application/x-tex'>{tex}</annotation></semantics>"
    return f"<math class='ltx_Math' alttext='{tex}'>{shown}</math>"


def sections_of(body: str) -> list[TextSection]:
    """Return what was read of the body of a page, without the ballast that makes it long enough."""
    return [section for section in from_html(page(body)).sections if section.heading != "Ballast"]


def texts_of(body: str) -> list[str]:
    return [section.text for section in sections_of(body)]


# HTML


def test_sections_are_read_by_their_headings_and_levels() -> None:
    body = (
        "<div class='ltx_abstract'><h6 class='ltx_title ltx_title_abstract'>Abstract.</h6>"
        "<p class='ltx_p'>Short.</p></div>"
        + section("Method", "")
        + section("Data", "We collect.", 3, "subsection")
        + section("Limitations and future work", "One coast only.", 5, "paragraph")
        + section("Proofs", "By hand.", 2, "appendix")
    )

    assert sections_of(body) == [
        TextSection("Abstract", "Short."),
        TextSection("Method", ""),
        TextSection("Data", "We collect.", level=2),
        TextSection("Limitations and future work", "One coast only.", level=4),
        TextSection("Proofs", "By hand.", appendix=True),
    ]


def test_a_bold_beginning_of_a_paragraph_heads_it_and_a_bold_word_does_not() -> None:
    bold = "<span class='ltx_text ltx_font_bold'>{}</span>"
    body = para(bold.format("Limitations.") + " One coast only.") + para(bold.format("Tides") + " rise.")

    assert sections_of(body) == [TextSection("Limitations", "One coast only.\n\nTides rise.", level=5)]


def test_each_formula_stands_once_and_close_to_its_words() -> None:
    assert texts_of(para(f"an out-of-{math('xy')}-plane mean of 10{math('^{6}')} ({math('f&lt;50%')}).")) == [
        "an out-of-xy-plane mean of 10⁶ (f<50%)."
    ]


def test_a_formula_without_its_attribute_is_read_from_its_annotation_or_as_it_shows() -> None:
    noted = "<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>x_{1}</annotation></semantics></math>"

    assert texts_of(para(f"{noted} and <math><mi>y</mi><mo>=</mo><mn>2</mn></math>")) == ["x₁ and y=2"]


def test_a_display_formula_stands_within_its_sentence() -> None:
    cell = f"<td class='ltx_eqn_cell'>{math('E=mc^{2},')}</td><td><span class='ltx_tag'>(1)</span></td>"
    table = f"<table class='ltx_equation ltx_eqn_table'><tr>{cell}</tr></table>"
    body = f"<div class='ltx_para'><p class='ltx_p'>It is</p>{table}<p class='ltx_p'>where m is the mass.</p></div>"

    assert texts_of(body) == ["It is E=mc², where m is the mass."]


def test_raised_and_lowered_text_does_not_run_into_figures() -> None:
    assert texts_of(para("10<sup class='ltx_sup'>5</sup> tons of H<sub>2</sub>O and a Mark<sup>TM</sup>")) == [
        "10⁵ tons of H₂O and a MarkTM"
    ]


@pytest.mark.parametrize(
    "dropped",
    [
        "<figure class='ltx_figure'><figcaption>Figure 1: Noise</figcaption></figure>",
        "<figure class='ltx_table'><table class='ltx_tabular'><tr><td>Noise</td></tr></table></figure>",
        "<span class='ltx_note ltx_role_footnote'><sup class='ltx_note_mark'>1</sup>Noise</span>",
        "<div class='ltx_listing'>Noise</div>",
        "<button class='sr-only'>Noise: report an issue</button>",
        "<script>Noise()</script>",
        "<section class='ltx_bibliography'><h2>References</h2><ul><li>Noise</li></ul></section>",
    ],
)
def test_what_is_no_running_text_is_left_out(dropped: str) -> None:
    assert "Noise" not in str(from_html(page(f"<div class='ltx_para'><p>Before {dropped} after.</p></div>")))


def test_a_conversion_error_divides_two_paragraphs_instead_of_showing() -> None:
    assert texts_of(para("We ask: <span class='ltx_ERROR undefined'>{mdframed}</span> Why?")) == ["We ask:\n\nWhy?"]


def test_items_are_paragraphs_with_the_label_they_have() -> None:
    tag = "<span class='ltx_tag ltx_tag_item'>{}</span>"
    items = f"<ul><li>{tag.format('•')}{para('First.')}</li><li>{tag.format('Speed')}{para('Fast.')}</li></ul>"
    terms = f"<dl><dt>{tag.format('Tide')}</dt><dd>{para('Water that moves.')}</dd></dl>"

    assert texts_of(f"<div class='ltx_para'>{items}{terms}</div>") == [
        "First.\n\nSpeed: Fast.\n\nTide: Water that moves."
    ]


def test_sections_after_the_references_belong_to_the_appendix() -> None:
    body = section("References", "[1] Kim.") + section("More results", "Yes.")

    assert sections_of(body) == [TextSection("More results", "Yes.", appendix=True)]


def test_xhtml_of_an_old_latexml_is_read() -> None:
    old = (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:m="http://m"><head>'
        '<script src="x.js"/></head><body><div class="ltx_document"><a id="top"/><p class="ltx_p">'
        f'A mean of <m:math alttext="x^{{2}}"><m:mi>x</m:mi></m:math>. {LONG}</p></div></body></html>'
    )

    assert from_html(old.encode()).sections[0].text.startswith("A mean of x². Sensor 0")


def test_text_that_was_taken_for_latin_1_is_mended() -> None:
    assert texts_of(para("of 8\u00e2\u0080\u009314 cm")) == ["of 8–14 cm"]
    assert texts_of(para("a caf\u00e9\u0080 bar")) == ["a café bar"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html><body>Please solve the CAPTCHA to go on</body></html>", "captcha"),
        ("<html><body><h1>No HTML for 2605.00001</h1></body></html>", "is no paper"),
        ("", "is no paper"),
        ("<html><div class='ltx_page_footer'>By LaTeXML</div></html>", "is no paper"),
        ("<html><article class='ltx_document'><p>Short.</p></article></html>", "6 characters only"),
        (page("<div>" * 300), "too deep"),
        (page("<p " + "a " * 2_000 + ">"), "too deep"),
        (page(" " * 16_000_000), "too large"),
    ],
)
def test_a_page_that_is_no_paper_is_told_as_such(body: str, reason: str) -> None:
    with pytest.raises(FullTextError, match=reason) as caught:
        from_html(body)

    assert caught.value.permanent


def test_no_more_text_is_read_than_any_paper_has() -> None:
    read = from_html(page(section("Long", LONG) * 600))

    assert 1_000_000 <= sum(len(section.text) for section in read.sections) < 1_010_000


markup = st.sampled_from(
    "<p>|</p>|<li>|<dt>|<dd>|<h2>|</h2>|<div class='ltx_para'>|</div>|<section class='ltx_appendix'>|<sup>|</sup>|word|"
    ". |<!--|<math alttext='x_{1}'>|</math>|<table class='ltx_equation'>|<td>|-->|<?x?>|&amp;|\x00|<b|</span>|"
    "<span class='ltx_font_bold'>Bold.</span>|<span class='ltx_ERROR'>|<span class='ltx_tag ltx_tag_item'>".split("|")
)


@given(st.lists(markup, max_size=30).map("".join))
@settings(max_examples=150)
def test_any_page_is_read_or_refused(body: str) -> None:
    try:
        read = from_html(page(body))
    except FullTextError:
        return
    assert all(section.text.strip() == section.text for section in read.sections)


@needs_data
def test_recorded_pages_are_read_as_a_reader_would() -> None:
    new, *old = (from_html((DATA / "arxiv_html" / name).read_bytes()) for name in RECORDED)
    headings = {section.heading: section for section in new.sections}

    assert "Limitations and future work" in headings
    assert headings["Abstract"].level == 1
    assert [section.appendix for section in new.sections] == sorted(section.appendix for section in new.sections)
    assert headings["Conclusion"].appendix < headings["Supplementary results"].appendix
    for text in (new, *old):
        read = " ".join(f"{section.heading} {section.text}" for section in text.sections)
        assert not [mark for mark in ("mdframed", "spverbatim", "\\", "annotation", "Report issue") if mark in read]
        assert not {section.heading for section in text.sections} & {"References", ""}


RECORDED = ("2501.11120v1.html", "1307.8133-arxmliv2019.html", "astro-ph9710163-arxmliv2019.html")


# Markdown

MARKDOWN = rf"""Title: On Tides

URL Source: https://arxiv.org/html/2605.00001

Markdown Content:
On Tides
========

1.   [1 Introduction](https://arxiv.org/html/2605.00001v1#S1 "In On Tides (long)")

Ada Kim{{}}^{{1\;*}} Bo Lee

###### Abstract

Abstract: We gain 54.6\% with _cheap_ sensors ([Lee, 2024](https://a.org/b_(c) "A \"title\"")).

## 1 Introduction

{LONG} As in **Fig.** [1](https://a.org#F1) and [[7](https://a.org "t")], $a_i * b_j$.

![Image 1: Caption](https://a.org/x1.png)

Figure 1: The coast.

*   •First.
*   Second.

| a | b |
|---|---|

```
# no heading
```

2 Method
--------

### 2.1 Data

We collect.

## References

*   [1] Kim.

Appendix A Proofs
-----------------

By hand.
"""


def test_markdown_is_read_by_its_headings_of_both_kinds() -> None:
    assert from_markdown(MARKDOWN) == FullText(
        Origin.HUGGING_FACE,
        (
            TextSection("Abstract", "We gain 54.6% with cheap sensors (Lee, 2024)."),
            TextSection("Introduction", f"{LONG} As in Fig. 1 and [7], aᵢ * bⱼ.\n\nFirst.\n\nSecond."),
            TextSection("Method", ""),
            TextSection("Data", "We collect.", level=2),
            TextSection("Appendix A Proofs", "By hand.", appendix=True),
        ),
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<!DOCTYPE html><html><p>Verify you are human</p>", "captcha"),
        ('<?xml version="1.0"?>\n<html></html>', "is an HTML page that is no paper"),
        ("# A title\n\nAnd its abstract.", "characters only"),
        (
            f"# A title\n\n## Abstract\n\n{'So it is. ' * 190}\n\n## AI summary\n\n{'It is so. ' * 160}",
            "characters only",
        ),
    ],
)
def test_markdown_that_is_no_paper_is_told_as_such(text: str, reason: str) -> None:
    with pytest.raises(FullTextError, match=reason):
        from_markdown(text)


@given(
    st.lists(st.sampled_from([*"#*_`[]()!|$\\=-1. \n", "a", "](", "```", "\n\n", "---", "Abstract"]), max_size=40).map(
        "".join
    )
)
@settings(max_examples=200)
def test_any_markdown_is_read_or_refused(text: str) -> None:
    # A paper that begins with an empty abstract is refused: what stood before was no part of it.
    with suppress(FullTextError):
        assert from_markdown(f"## Ballast\n\n{LONG}\n\n{text}").sections[0].heading in ("Ballast", "Abstract")


# PDF


def pdf_page(number: int = 0) -> bytes:
    return text_page(
        [
            f"Pier {number}",
            *(f"Sensor {number}.{line} measured the tide at pier and mole." for line in range(60)),
            "x",
            "y",
        ]
    )


def test_a_pdf_is_read_by_its_headings_up_to_the_references() -> None:
    data = pdf_of(
        text_page(["On Tides", "Abstract", *["We meas-", "ure tides."] * 60, "arXiv:2605.00001v1 [cs.LG] 3 May 2026"]),
        text_page(["On Tides, 2026", "1 I NTRODUCTION", "Tides rise.", "12 Layers of sand are used here", "2"]),
        text_page(["On Tides, 2026", "2 Method", "2.1 Data", *["We look at water."] * 60, "3"]),
        text_page(
            ["On Tides, 2026", "IV. RESULTS", "Good.", "LIMITATIONS", "One coast.", "References", "[1] Kim.", "4"]
        ),
        text_page(["A Proofs", "By hand."]),
    )

    assert from_pdf(data).sections == (
        TextSection("", "On Tides"),
        TextSection("Abstract", " ".join(["We measure tides."] * 60)),
        TextSection("Introduction", "Tides rise. 12 Layers of sand are used here"),
        TextSection("Method", ""),
        TextSection("Data", " ".join(["We look at water."] * 60), level=2),
        TextSection("Results", "Good."),
        TextSection("Limitations", "One coast."),
    )


def encrypted(password: str) -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf_of(*(pdf_page(number) for number in range(3))))))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_encrypted_pdf_that_anybody_may_open_is_read() -> None:
    assert "Sensor 2.59 measured" in from_pdf(encrypted("")).sections[0].text


BOMB = b"(x) Tj " * 2_000_000
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (encrypted("secret"), "FileNotDecryptedError"),
        (pdf_of(b"q 100 0 0 100 0 0 cm Q", b""), "0 characters only"),
        (pdf_of(pdf_page())[:800], "cannot be read"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "cannot be read"),
        (b"<html>unusual traffic from your network</html>", "captcha"),
        (b"", "is no PDF"),
        (b"%PDF-1.5" + b" " * 30_000_000, "too large"),
        (pdf_of(BOMB, BOMB, pdf_page(), deflated=True), "2 of 3 pages"),
        (pdf_of(b"[" * 100_000, b"<<" * 100_000), "2 of 2 pages"),
        (file_of([CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]), "cannot be read"),
        (
            file_of(
                [CATALOG, b"<< /Type /Pages /Kids [" + b"3 0 R " * 9_999 + b"] /Count 9999 >>", b"<< /Type /Page >>"]
            ),
            "Limit",
        ),
    ],
    ids=["encrypted", "pictures", "cut", "junk", "captcha", "empty", "large", "bombs", "nested", "circle", "wide tree"],
)
def test_a_pdf_that_cannot_be_read_is_told_as_such(data: bytes, reason: str) -> None:
    with pytest.raises(FullTextError, match=reason) as caught:
        from_pdf(data)

    assert caught.value.permanent


def test_one_page_that_goes_over_a_limit_costs_that_page_only() -> None:
    read = from_pdf(pdf_of(*(pdf_page(number) for number in range(4)), BOMB, deflated=True))

    assert "Sensor 3.59 measured" in read.sections[0].text


def test_of_a_book_the_first_pages_are_read() -> None:
    read = from_pdf(pdf_of(*(pdf_page(number) for number in range(100))))

    assert "Sensor 59.1 " in read.sections[0].text
    assert "Sensor 60.1 " not in read.sections[0].text


def test_a_pdf_that_takes_too_long_is_given_up_between_its_operators() -> None:
    clock = count(0.0, 0.1)

    with pytest.raises(FullTextError, match="too long"):
        from_pdf(pdf_of(pdf_page()), lambda: next(clock) * 10)

    assert next(clock) < 4


def test_forms_that_call_forms_end() -> None:
    forms = {f"X{depth}": f"/X{depth + 1} Do ".encode() * 10 for depth in range(9)} | {"X9": text_page(["bottom"])}

    assert from_pdf(pdf_of(pdf_page(), b"/X0 Do", forms=forms)).sections[0].text.count("bottom") < 1_000


@given(st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=40))
@settings(max_examples=40, deadline=None)
def test_any_damage_to_a_pdf_is_survived(damage: list[tuple[int, int]]) -> None:
    data = bytearray(pdf_of(pdf_page()))
    for place, byte in damage:
        data[place % len(data)] = byte

    try:
        read = from_pdf(bytes(data))
    except FullTextError:
        return
    assert read.origin is Origin.PDF


# The abstract


def test_c11_the_abstract_is_the_last_resort_and_is_readable() -> None:
    assert from_abstract("A gain of $x^2$.") == FullText(Origin.ABSTRACT, (TextSection("Abstract", "A gain of x²."),))
