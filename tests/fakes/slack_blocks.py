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


def _texts(block: Mapping[str, Any]) -> Iterator[Mrkdwn]:
    kind = block["type"]
    match kind:
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
