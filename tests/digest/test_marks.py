"""Links, mentions and markup are seen; the signs of a paper's names and measures are none."""

import pytest

from digest.marks import first_person, links, markup


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/x",
        "http://example.org",
        "www.example.org/x",
        "example.com",
        "github.com/somebody/something",
        "t.me/somewhere",
        "[여기](https://example.org)",
        "<https://example.org|here>",
        "<@U012ABC>",
        "@some_channel",
        "mail@example.org",
        "tg://resolve?domain=x",
        '<a href="x">',
        "arXiv:2605.00042",
    ],
)
def test_a_link_or_a_mention_is_seen(text: str) -> None:
    assert links(f"모델은 {text} 있다.")


@pytest.mark.parametrize(
    "text",
    [
        "pass@1",
        "Recall@10",
        "mAP@[.50:.95]",
        "FLUX.1.dev",
        "Booking.com",
        "character.ai",
        "Node.js",
        "1.5x",
        "e.g. this",
        "A/B",
    ],
)
def test_a_name_or_a_measure_is_none(text: str) -> None:
    assert links(f"모델은 {text} 있다.") == []


@pytest.mark.parametrize(
    "text", ["**굵게** 쓴다.", "<br>", "# 제목", "```", "|a|b|", r"\textbf{a}", "{{ x }}", "좋다 😀", "✅ 좋다"]
)
def test_markup_and_pictures_are_seen(text: str) -> None:
    assert markup(text)


@pytest.mark.parametrize(
    "text", ["<think> 토큰을 쓴다.", "A* 탐색", "x_i를 쓴다.", "a → b", "① 저장", "C# 코드", "±0.1"]
)
def test_terms_with_signs_are_no_markup(text: str) -> None:
    assert markup(text) == []


def test_korean_has_no_first_person() -> None:
    assert first_person("우리는 새로운 모델을 제안한다.") == "우리는"
    assert first_person("이는 드리우리라 나타나는 문제이다.") is None
