"""The page shows every message as its reader sees it, loads nothing, and is legible in light and in dark."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from hypothesis import given, settings

from digest.texts import languages, say
from handlers.messages import head_messages, paper_messages
from handlers.preview import PreviewChat, PreviewMessage, render_preview, render_strip
from storage.models import Language, Platform, Style
from tests.handlers.samples import EN, KO, KOREAN, PICTURE, SLACK, TELEGRAM, hostile_text, post_of, post_of_many

CONTENT_TAGS = {"html", "head", "meta", "title", "style", "body", "main", "section", "header", "article", "div", "h1"}
SHOWN_TAGS = {"h2", "p", "b", "i", "a", "br", "span", "strong", "small", "time", "label", "input", "blockquote"}
VOID_TAGS = {"meta", "br", "input"}


class Page(HTMLParser):
    """Reads a page strictly: every tag is one that the page may hold, and closed where it was opened."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in CONTENT_TAGS | SHOWN_TAGS
        assert not [name for name, _ in attrs if name in ("src", "style") or name.startswith("on")]
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name == "href"]
        if tag not in VOID_TAGS:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def chat(platform: Platform, *payloads: str, language: Language = KO, name: str = "papers") -> PreviewChat:
    messages = tuple(PreviewMessage(payload, place > 0, "08:15") for place, payload in enumerate(payloads))
    return PreviewChat(name, platform, language, messages)


def digest_of(platform: Platform, language: Language = KO) -> PreviewChat:
    made = (*head_messages(post_of(KOREAN), language, platform), *paper_messages(KOREAN, 14, language, platform))
    return chat(platform, *(message.payload for message in made), language=language)


@pytest.mark.parametrize("platform", [TELEGRAM, SLACK])
def test_every_part_of_a_message_is_shown(platform):
    page = Page(render_preview([digest_of(platform)], title="A day"))

    for part in (
        "논문 1편",
        "3/14 · ",
        KOREAN.title,
        "Ada Kim, Bo Lee, Cy Park +12\u00a0· ▲\u00a045",
        "재현율이 12% 올랐다.",
    ):
        assert part in page.text
    assert say(KO, "button-evidence") in page.text
    assert "https://github.com/ada/memory" in page.addresses


def test_the_page_loads_nothing_and_runs_nothing():
    source = render_preview([digest_of(TELEGRAM), digest_of(SLACK)], title="A day")
    page = Page(source)

    assert "default-src 'none'; style-src 'unsafe-inline'" in source
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert not re.search(r"url\(|@import", source)


def test_a_reader_chooses_among_the_languages_that_are_there():
    chats = [digest_of(platform, language) for language in languages() for platform in (TELEGRAM, SLACK)]
    source = render_preview(chats, title="A day")

    for language in languages():
        assert f'for="language-{language}">{say(language, "language-name")}<' in source
        assert f"body:has(#language-{language}:checked) .chat:lang({language}) {{ display: flex }}" in source
    assert source.count(" checked>") == 2
    assert [source.count(f'class="chat {platform}"') for platform in (TELEGRAM, SLACK)] == [len(languages())] * 2


def test_only_the_head_rings_on_telegram_and_papers_are_in_its_thread_on_slack():
    telegram = render_preview([digest_of(TELEGRAM)], title="A day")
    slack = render_preview([digest_of(SLACK)], title="A day")

    assert (telegram.count("🔔"), telegram.count("🔕")) == (1, 1)
    assert (slack.count('<article class="head">'), slack.count('<article class="reply">')) == (1, 1)


def test_phones_stand_side_by_side_with_nothing_to_choose():
    [message] = paper_messages(KOREAN, 14, KO, TELEGRAM)
    question = PreviewMessage(
        json.dumps({"text": "/paper", "buttons": [], "silent": True, "preview": None}), False, "8", own=True
    )
    phone = replace(chat(TELEGRAM, message.payload), messages=(question, PreviewMessage(message.payload, False, "9")))
    source = render_strip([phone, phone], title="A talk")
    page = Page(source)

    assert page.tags.count("section") == 2
    assert 'type="radio"' not in source
    assert (source.count('<article class="own">'), source.count("✓✓ 8"), source.count("🔕 9")) == (2, 2, 2)
    assert "default-src 'none'" in source


@pytest.mark.parametrize("platform", [TELEGRAM, SLACK])
def test_rows_of_buttons_stand_below_a_compact_head(platform):
    [head] = head_messages(post_of_many(14), EN, platform, style=Style.COMPACT)
    source = render_preview([chat(platform, head.payload, language=EN)], title="A day")

    assert source.count('<div class="row">') == (2 if platform is TELEGRAM else 1)
    assert "<span>14</span>" in source


@pytest.mark.parametrize("platform", [TELEGRAM, SLACK])
def test_a_picture_has_its_place_but_is_not_loaded(platform):
    [message] = paper_messages(replace(KOREAN, thumbnail_url=PICTURE), 14, KO, platform, pictures=True)
    source = render_preview([chat(platform, message.payload)], title="A day")

    Page(source)
    assert source.count(f'<span class="picture" title="{PICTURE}">') == 1


def test_a_block_of_a_kind_that_the_page_does_not_know_is_named():
    payload = json.dumps({"text": "x", "blocks": [{"type": "<video>"}]})

    assert "[<video>]" in Page(render_preview([chat(SLACK, payload)], title="A day")).text


def test_a_page_without_chats_is_whole_too():
    assert Page(render_preview([], title="No day")).text.split() == ["No", "day", "No", "day"]


@settings(max_examples=25, deadline=None)
@given(hostile_text, hostile_text)
def test_nothing_of_a_text_acts_on_the_page(title, text):
    paper = replace(KOREAN, title=title, extra=text, authors=(text,), notes=(title,))
    made = [paper_messages(paper, 14, KO, platform) for platform in (TELEGRAM, SLACK)]
    chats = [
        chat(platform, *(message.payload for message in messages), name=text)
        for platform, messages in zip((TELEGRAM, SLACK), made, strict=True)
    ]
    page = Page(render_preview(chats, title=title))

    assert all(address.startswith(("https://", "http://")) for address in page.addresses)


# Colours

INK_ON = [
    ("ink", "page"),
    ("faint", "page"),
    ("ink", "choice"),
    ("ink", "bubble"),
    ("faint", "bubble"),
    ("link", "bubble"),
    ("ink", "own"),
    ("faint", "own"),
    ("ink", "quote"),
    ("link", "quote"),
    ("slack-ink", "slack"),
    ("faint", "slack"),
    ("link", "slack"),
    ("slack-ink", "button"),
    ("key-ink", "key"),
    ("white", "slack-bar"),
    ("white", "telegram-bar"),
]


def colours() -> dict[str, dict[str, str]]:
    """Read the variables of both schemes."""
    style = files("handlers").joinpath("preview.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#\w+);", block)) for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    )
    return {"light": {"white": "#fff"} | light, "dark": {"white": "#fff"} | light | dark}


def brightness(colour: str) -> float:
    """Return the relative luminance (www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), INK_ON)
def test_text_is_legible_on_its_ground(scheme, ink, ground):
    values = colours()[scheme]
    dark, light = sorted((brightness(values[ink]), brightness(values[ground])))

    assert (light + 0.05) / (dark + 0.05) >= 4.5
