"""A strict validator of Slack messages, and a reader of mrkdwn that lets every mark act that might.

Limits are those of docs.slack.dev/reference/block-kit/blocks; the total is undocumented and set with a margin below
what was refused (github.com/slackapi/bolt-js/issues/2509).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MOST_BLOCKS = 50
MOST_CHARS = 10_000
LONGEST_FALLBACK = 4_000
MOST_VIEW_BLOCKS = 100
LONGEST_VIEW_TITLE = 24
LONGEST_METADATA = 3_000
LONGEST_OPTION = 75
_LONGEST = {"header": 150, "section": 3_000, "context": 3_000, "button": 75}

JOINER = "\u2060"
_ANGLE = re.compile(r"<([^<>]*)>")
_LINK = re.compile(r"(https?://[^\s|<>\"`]+)\|(.+)", re.DOTALL)
_ESCAPE = re.compile(r"&(?:amp|lt|gt);")
# A mark acts unless a joiner stands beside it: no rule about words and spaces is relied on.
_STYLED = re.compile(rf"(?<!{JOINER})([*_~`])(?!{JOINER})(.+?)(?<!{JOINER})\1(?!{JOINER})", re.DOTALL)
_EMOJI = re.compile(r":[\w+'-]+:")
_QUOTE = re.compile(r"(?m)^\s*(?:&gt;|>)")


@dataclass(frozen=True, slots=True)
class Mrkdwn:
    """What a reader sees of a text: as plain text, which links it has, and which stretches are styled."""

    text: str
    links: tuple[tuple[str, str], ...]
    styled: tuple[str, ...]


def read_mrkdwn(source: str) -> Mrkdwn:
    """Read a text; asserts that all is escaped, and that nothing in it is a mention, an emoji or a quote."""
    links = []
    for inside in _ANGLE.findall(source):
        link = _LINK.fullmatch(inside)
        assert link, f"acts as more than a link: <{inside}>"
        links.append((html.unescape(link[1]), _plain(link[2])))
    labels = _ANGLE.sub(lambda match: match[1].partition("|")[2], source)
    assert "<" not in labels, "bare <"
    assert ">" not in labels, "bare >"
    assert "&" not in _ESCAPE.sub("", labels), "bare &"
    assert not _QUOTE.search(labels), "a line is quoted"
    assert not _EMOJI.search(labels), "an emoji"
    styled = tuple(match[2] for match in _STYLED.finditer(labels))
    shown = _STYLED.sub(lambda match: match[2], labels)
    return Mrkdwn(_plain(shown), tuple(links), styled)


def _plain(text: str) -> str:
    return html.unescape(_ESCAPE.sub(lambda match: match[0], text))


def check_message(payload: Mapping[str, Any]) -> list[Mrkdwn]:
    """Assert that Slack takes a message, and read each text of its blocks."""
    blocks = payload["blocks"]
    assert 0 < len(payload["text"]) < LONGEST_FALLBACK
    read_mrkdwn(payload["text"])
    assert 0 < len(blocks) <= MOST_BLOCKS
    assert len(json.dumps(blocks, ensure_ascii=False)) <= MOST_CHARS
    return [text for block in blocks for text in _texts(block)]


def check_view(view: Mapping[str, Any]) -> list[Mrkdwn]:
    """Assert that Slack takes a modal or App Home, and read each text of its blocks."""
    blocks = view["blocks"]
    assert 0 < len(blocks) <= MOST_VIEW_BLOCKS
    assert len(view.get("private_metadata", "")) <= LONGEST_METADATA
    assert len(view.get("callback_id", "")) <= 255
    assert len(view.get("external_id", "")) <= 255
    named = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(set(named)) == len(named)
    if view["type"] == "modal":
        for name in ("title", "submit", "close"):
            if name in view or name == "title":
                assert view[name]["type"] == "plain_text"
                assert 0 < len(view[name]["text"]) <= LONGEST_VIEW_TITLE, name
        assert "submit" in view or all(block["type"] != "input" for block in blocks)
    else:
        assert view["type"] == "home"
        assert not {"title", "submit", "close"} & set(view)
    for block in blocks:
        if block["type"] == "input":
            _check_field(block)
    return [text for block in blocks if block["type"] != "input" for text in _texts(block)]


def _check_field(block: Mapping[str, Any]) -> None:
    """Assert that a field is one that a form may have."""
    assert block["label"]["type"] == "plain_text"
    assert 0 < len(block["label"]["text"]) <= 2_000
    element = block["element"]
    assert 0 < len(element["action_id"]) <= 255
    match element["type"]:
        case "static_select" | "checkboxes" as kind:
            options = element["options"]
            assert 0 < len(options) <= (100 if kind == "static_select" else 10)
            for option in options:
                assert option["text"]["type"] in ("plain_text", "mrkdwn")
                assert 0 < len(option["text"]["text"]) <= LONGEST_OPTION
                assert 0 < len(option["value"]) <= 150
            initial = element.get("initial_options", [element[name] for name in ["initial_option"] if name in element])
            assert all(option in options for option in initial), "chosen, but no option"
            assert initial or "initial_options" not in element, "an empty choice is left out"
        case "timepicker":
            assert re.fullmatch(r"\d\d:\d\d", element["initial_time"])
        case "plain_text_input":
            assert 0 < element["max_length"] <= 3_000
            assert 0 < len(element.get("initial_value", "x")) <= element["max_length"]
        case kind:
            raise AssertionError(f"unknown field {kind}")


def _texts(block: Mapping[str, Any]) -> Iterator[Mrkdwn]:
    kind = block["type"]
    match kind:
        case "divider":
            return
        case "header":
            assert block["text"]["type"] == "plain_text"
            yield _text(block["text"], kind)
        case "section":
            if picture := block.get("accessory"):
                assert picture["type"] == "image"
                assert picture["image_url"].startswith("https://")
                assert len(picture["image_url"]) <= 3_000
                assert 0 < len(picture["alt_text"]) <= 2_000
            yield _text(block["text"], kind)
        case "context":
            assert 0 < len(block["elements"]) <= 10
            yield from (_text(element, kind) for element in block["elements"])
        case "actions":
            assert 0 < len(block["elements"]) <= 25
            identities = [element["action_id"] for element in block["elements"]]
            assert len(set(identities)) == len(identities)
            for element in block["elements"]:
                assert element["type"] == "button"
                assert 0 < len(element["action_id"]) <= 255
                assert 0 < len(element["value"]) <= 2_000
                _text(element["text"], "button")
        case _:
            raise AssertionError(f"unknown block {kind}")


def _text(text: Mapping[str, Any], kind: str) -> Mrkdwn:
    assert 0 < len(text["text"]) <= _LONGEST[kind], f"{kind} of {len(text['text'])} characters"
    if text["type"] == "plain_text":
        return Mrkdwn(text["text"], (), ())
    assert text["type"] == "mrkdwn"
    assert text["verbatim"] is True
    return read_mrkdwn(text["text"])
