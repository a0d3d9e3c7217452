"""Text stays text, and is cut at natural places within any limit."""

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.markup import (
    clean,
    clip,
    cut,
    defuse,
    escape_html,
    escape_mrkdwn,
    link_html,
    link_mrkdwn,
    safe_url,
    utf16_length,
)
from tests.fakes.slack_blocks import read_mrkdwn
from tests.fakes.telegram_html import active_parts, parse_html
from tests.handlers.samples import hostile_text, solid, spaced_text, visible


@given(hostile_text)
@example("A*Star `x` _y_ ~z~ [a](b) {c} #1 +2 =3 |4| !5 . <6> & $7$")
def test_c9_telegram_shows_every_reserved_character_as_it_is(text):
    parsed = parse_html(escape_html(text))

    assert parsed.entities == ()
    assert visible(parsed.text) == visible(clean(text))


@given(hostile_text)
@example("A*Star `x` _y_ ~z~ [a](b) {c} #1 +2 =3 |4| !5 . <6> & $7$")
@example("> quoted\n  > and quoted")
def test_c9_slack_shows_every_reserved_character_as_it_is(text):
    read = read_mrkdwn(escape_mrkdwn(text))

    assert (read.links, read.styled) == ((), ())
    assert visible(read.text) == visible(clean(text))


@given(hostile_text)
@example("_/start e\u0301/start \U00013460/start 가/start")
@example("#· #\u200ca ★.com ~.org *#")
def test_nothing_in_a_text_is_linked_by_a_client_itself(text):
    assert active_parts(parse_html(escape_html(text)).text) == []
    assert active_parts(read_mrkdwn(escape_mrkdwn(text)).text) == []


@pytest.mark.parametrize("text", ["54.6%", "3.14", "and/or", "GPT-4 v2", "1:1", "12:30", "C#", "a @ b", "5 $", "끝."])
def test_text_that_does_not_act_is_left_as_it_is(text):
    assert defuse(text) == text


@given(hostile_text)
def test_a_neutral_text_is_the_same_when_neutralised_again(text):
    assert defuse(defuse(text)) == defuse(text)


def test_control_characters_and_marks_that_turn_text_around_are_dropped():
    assert clean("a\x1b[31m\x00b\u202ec\ud800d\r\ne\u2028f") == "a[31mbcd\ne\nf"


def test_every_character_is_cleaned_alone_as_beside_a_line_break() -> None:
    for character in map(chr, range(0x11_0000)):
        assert f"{clean(character)}\n" == clean(f"{character}\n") or character == "\r"


@pytest.mark.parametrize(("text", "units"), [("", 0), ("abc", 3), ("한글", 2), ("🙂", 2), ("𝒜b", 3), ("👩‍👩‍👧", 8)])
def test_length_is_counted_in_utf16_units(text, units):
    assert utf16_length(text) == units == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "tg://resolve?domain=x",
        "ftp://example.org/",
        "//example.org",
        "example.org",
        "https://",
        "https:///path",
        "https://arxiv.org@evil.example/",
        "https://user:secret@example.org/",
        "https://[::1",
        "https://аrxiv.org/",
        "https://example.org/" + "a" * 300,
        "",
    ],
)
def test_an_address_that_is_not_plainly_http_is_no_link(url):
    assert safe_url(url) is None
    assert link_html("PDF", url) == link_mrkdwn("PDF", url) == "PDF"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        (" https://arxiv.org/abs/2509.03867 ", "https://arxiv.org/abs/2509.03867"),
        ("https://a.org/x?b=1&c=%20d#e", "https://a.org/x?b=1&c=%20d#e"),
        ('https://a.org/"><b>|`x', "https://a.org/%22%3E%3Cb%3E%7C%60x"),
        ("https://a.org/모델 1\n2", "https://a.org/%EB%AA%A8%EB%8D%B8%201%0A2"),
    ],
)
def test_an_address_cannot_end_the_markup_around_it(url, safe):
    assert safe_url(url) == safe
    assert parse_html(link_html("x", url)).entities[0].url == safe
    assert read_mrkdwn(link_mrkdwn("x", url)).links == ((safe, "x"),)


@given(st.text(), hostile_text)
def test_any_address_gives_a_link_or_the_label_alone(tail, label):
    for url in (tail, f"https://a.org/{tail}"):
        assert visible(parse_html(link_html(escape_html(f"x{label}"), url)).text) == visible(clean(f"x{label}"))
        assert len(read_mrkdwn(link_mrkdwn(escape_mrkdwn(f"x{label}"), url)).links) == (safe_url(url) is not None)


@given(spaced_text, st.integers(16, 80), st.sampled_from([len, utf16_length]), st.integers(8, 80))
def test_pieces_fit_and_together_hold_all_the_text(text, limit, measure, first):
    pieces = cut(text, limit, measure, first=min(first, limit))

    assert all(measure(piece) <= limit for piece in pieces)
    assert all(measure(piece) <= first for piece in pieces[:1])
    assert all(piece == piece.strip() != "" for piece in pieces)
    assert solid("".join(pieces)) == solid(text)


@given(spaced_text, st.integers(16, 80))
@example("word " * 12 + "e" + "\u0301" * 75, 80)
@example("🇰🇷" * 40, 17)
def test_b8_no_character_is_cut_inside(text, limit):
    whole = [grapheme for grapheme in regex.findall(r"\X", text) if not grapheme.isspace()]
    pieces = [
        grapheme for piece in cut(text, limit) for grapheme in regex.findall(r"\X", piece) if not grapheme.isspace()
    ]
    longest = max(map(len, whole), default=0)

    assert longest > limit or [solid(part) for part in pieces] == [solid(part) for part in whole]


def test_b8_korean_text_is_cut_between_its_sentences():
    sentence = "본 연구는 기억을 갖춘 모델을 제안한다."
    pieces = cut(" ".join([sentence] * 20), 100)

    assert all(piece.endswith("제안한다.") for piece in pieces)


@pytest.mark.parametrize("sentence", ["拡散モデルを提案する。", "我们提出一个模型！", "「何をすべきか。」"])
def test_text_without_spaces_is_cut_after_its_stops(sentence):
    assert all(piece.endswith(sentence[-2:]) for piece in cut(sentence * 30, 70))


def test_a_paragraph_is_the_best_place_and_a_word_better_than_a_letter():
    assert cut("One two.\nThree. Four\n\nFive six seven.", 30) == ["One two.\nThree. Four", "Five six seven."]
    assert cut("alpha beta gamma", 12) == ["alpha beta", "gamma"]
    assert cut("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
    assert cut(" \n ", 10) == []


def test_a_grapheme_longer_than_any_message_is_cut_inside():
    assert "".join(cut("e" + "\u0301" * 5_000, 100)) == "e" + "\u0301" * 5_000


def test_cutting_takes_time_in_proportion_to_the_text():
    measured = []

    def counting(text: str) -> int:
        measured.append(len(text))
        return utf16_length(text)

    effort = []
    for size in (20_000, 200_000):
        measured.clear()
        cut("문장이 하나 있다. " * (size // 11), 4_000, counting)
        effort.append(sum(measured))

    assert effort[1] < 11 * effort[0]


@given(hostile_text, st.integers(2, 40))
def test_a_clipped_text_says_that_it_is(text, limit):
    clipped = clip(text, limit)

    assert len(clipped) <= limit
    assert clipped == text or (clipped.endswith("…") and text.startswith(clipped[:-1]))


@pytest.mark.parametrize(
    ("text", "clipped"),
    [
        ("alpha beta gamma delta", "alpha beta gamma…"),
        ("alpha beta gamma, delta", "alpha beta gamma…"),
        ("alpha betagammadeltaepsilon", "alpha betagammade…"),
        ("확산 모델의 기억을 되살리는 새로운 구조", "확산 모델의 기억을 되살리는…"),
        ("拡散モデルの記憶を取り戻すための新しい構造", "拡散モデルの記憶を取り戻すための新…"),
    ],
)
def test_a_text_is_clipped_at_a_word_where_it_has_words(text, clipped):
    assert clip(text, 18) == clipped
