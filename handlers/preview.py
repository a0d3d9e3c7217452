"""One page that shows messages as their Telegram and Slack readers see them; for looking only, nothing is sent.

The page is whole in itself: no script, no font and no picture from elsewhere, and a policy that forbids them. What a
payload holds is parsed again and written anew (`preview_markup`), so nothing in it can act on the page.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any

from digest.texts import say
from handlers.preview_markup import html_of_mrkdwn, html_of_telegram
from storage.models import Language, Platform

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_PLATFORMS = {Platform.TELEGRAM: "Telegram", Platform.SLACK: "Slack"}


@dataclass(frozen=True, slots=True)
class PreviewMessage:
    """One message: the payload that its sender got, whether it answers the head, and the hour shown beside it.

    An `own` message is one that the reader of a Telegram chat wrote. A `picture`, a PNG, stands over its words.
    """

    payload: str
    reply: bool
    sent_at: str
    own: bool = False
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class PreviewChat:
    """All messages of one chat, in their order."""

    name: str
    platform: Platform
    language: Language
    messages: tuple[PreviewMessage, ...]


def render_preview(chats: Sequence[PreviewChat], *, title: str) -> str:
    """Write the page; its reader chooses the language, and on a narrow screen the platform."""
    languages = list(dict.fromkeys(chat.language for chat in chats))
    platforms = list(dict.fromkeys(chat.platform for chat in chats))
    style = "".join(
        f"body:has(#language-{language}:checked) .chat:lang({language}) {{ display: flex }}\n" for language in languages
    )
    body = (
        f"<h1>{escape(title)}</h1>\n"
        f"{_switch('language', [(language, say(language, 'language-name')) for language in languages])}"
        f"{_switch('platform', [(platform, _PLATFORMS[platform]) for platform in platforms])}"
        f"<main>\n{''.join(map(_chat, chats))}</main>\n"
    )
    return _page(title, languages, style, body)


def render_strip(chats: Sequence[PreviewChat], *, title: str) -> str:
    """Write a page of phones side by side, one a chat, with nothing to choose: for pictures of how a talk goes."""
    languages = list(dict.fromkeys(chat.language for chat in chats))
    return _page(title, languages, "", f'<main class="strip">\n{"".join(map(_chat, chats))}</main>\n')


def _page(title: str, languages: Sequence[Language], style: str, body: str) -> str:
    return (
        "<!doctype html>\n"
        f'<html lang="{escape(languages[0] if languages else "en")}"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>\n"
        f"{files('handlers').joinpath('preview.css').read_text(encoding='utf-8')}{style}</style></head>\n"
        f"<body>\n{body}</body></html>\n"
    )


def _switch(name: str, choices: Sequence[tuple[str, str]]) -> str:
    """Write radio buttons that the style sheet alone obeys."""
    buttons = "".join(
        f'<input type="radio" name="{name}" id="{name}-{escape(value)}"{" checked" if place == 0 else ""}>'
        f'<label for="{name}-{escape(value)}">{escape(label)}</label>\n'
        for place, (value, label) in enumerate(choices)
    )
    return f'<div class="switch {name}">\n{buttons}</div>\n'


def _chat(chat: PreviewChat) -> str:
    write = _telegram if chat.platform is Platform.TELEGRAM else _slack
    label = f"{_PLATFORMS[chat.platform]} · {say(chat.language, 'language-name')}"
    return (
        f'<section class="chat {chat.platform}" lang="{escape(chat.language)}" aria-label="{escape(label)}">\n'
        f'<header><span class="avatar" aria-hidden="true">P</span><strong>{escape(chat.name)}</strong>'
        f"<small>{escape(label)}</small></header>\n"
        f"{''.join(write(chat.messages))}</section>\n"
    )


def _telegram(messages: Iterable[PreviewMessage]) -> Iterator[str]:
    for message in messages:
        payload = json.loads(message.payload)
        mark = "✓✓" if message.own else "🔕" if payload["silent"] else "🔔"
        rows = "".join(f'<div class="row">{_buttons(row)}</div>' for row in payload["buttons"])
        text = f"{_drawn(message.picture)}{html_of_telegram(payload['text'])}{_picture(payload['preview'])}"
        yield (
            f'<article class="{"own" if message.own else "bot"}"><div class="bubble">{text}'
            f"<time>{mark} {escape(message.sent_at)}</time></div>{rows}</article>\n"
        )


def _slack(messages: Sequence[PreviewMessage]) -> Iterator[str]:
    for message in messages:
        kind = "reply" if message.reply else "head"
        blocks = "".join(map(_block, json.loads(message.payload)["blocks"]))
        yield (
            f'<article class="{kind}"><span class="avatar" aria-hidden="true">P</span><div>'
            f'<p class="who"><b>Paperboy</b> <i>APP</i> <time>{escape(message.sent_at)}</time></p>{blocks}'
            "</div></article>\n"
        )


def _block(block: dict[str, Any]) -> str:
    match block["type"]:
        case "header":
            return f"<h2>{_text(block['text'])}</h2>"
        case "section":
            return f"{_picture(block.get('accessory', {}).get('image_url'))}<p>{_text(block['text'])}</p>"
        case "context":
            return f'<p class="context">{" ".join(map(_text, block["elements"]))}</p>'
        case "actions":
            return f'<div class="row">{_buttons(element["text"] for element in block["elements"])}</div>'
        case other:
            return f'<p class="context">[{escape(other)}]</p>'


def _picture(url: str | None) -> str:
    """Show where a picture stands: the page loads nothing."""
    return f'<span class="picture" title="{escape(url)}">🖼</span>' if url else ""


def _drawn(picture: bytes | None) -> str:
    return f'<img alt="" src="data:image/png;base64,{b64encode(picture).decode()}">' if picture else ""


def _text(element: dict[str, Any]) -> str:
    return html_of_mrkdwn(element["text"]) if element["type"] == "mrkdwn" else escape(element["text"])


def _buttons(buttons: Iterable[dict[str, Any]]) -> str:
    return "".join(f"<span>{escape(button['text'])}</span>" for button in buttons)
