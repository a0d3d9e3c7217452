"""Pure: Telegram HTML and Slack mrkdwn, parsed strictly and written anew as the HTML of a page.

Only what a message of ours may hold comes through as markup; everything else comes through as text.
"""

from __future__ import annotations

import re
from html import escape, unescape
from html.parser import HTMLParser

from handlers.markup import JOINER, safe_url

_PLAIN_TAGS = frozenset({"b", "i", "u", "s", "code", "pre"})
_TAGS = {"*": "b", "_": "i"}
# A mark acts at the edge of a word, and not beside a joiner.
_MRKDWN = re.compile(
    r"<(?P<url>https?://[^|>\s]+)(?:\|(?P<label>[^>]*))?>"
    rf"|(?<![\w{JOINER}])(?P<mark>[*_])(?![\s{JOINER}])(?P<marked>.+?)(?<![\s{JOINER}])(?P=mark)(?![\w{JOINER}])"
)


def html_of_telegram(text: str) -> str:
    """Write the HTML of a Telegram message as that of a page; a tag that Telegram has not becomes text."""
    writer = _TelegramWriter()
    writer.feed(text)
    writer.close()
    return writer.finish()


def html_of_mrkdwn(text: str) -> str:
    """Write Slack's mrkdwn as HTML: links, bold and italic; mentions and the rest stay text."""
    parts = []
    end = 0
    for found in _MRKDWN.finditer(text):
        parts.append(_escaped(text[end : found.start()]))
        parts.append(_marked(found))
        end = found.end()
    return "".join((*parts, _escaped(text[end:]))).replace("\n", "<br>")


def _marked(found: re.Match[str]) -> str:
    if tag := _TAGS.get(found["mark"]):
        return f"<{tag}>{html_of_mrkdwn(found['marked'])}</{tag}>"
    return _link(unescape(found["url"]), _escaped(found["label"] or found["url"]))


def _escaped(text: str) -> str:
    """Escape a text in which Slack's three entities stand for their characters."""
    return escape(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def _link(url: str, inner: str) -> str:
    if (safe := safe_url(url)) is None:
        return inner
    return f'<a href="{escape(safe)}" rel="noopener noreferrer">{inner}</a>'


class _TelegramWriter(HTMLParser):
    """Writes what it reads, and closes what a text left open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._after_block = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _PLAIN_TAGS:
            self._begin(tag, f"<{tag}>", f"</{tag}>")
        elif tag == "a" and (url := safe_url(values.get("href") or "")) is not None:
            self._begin(tag, f'<a href="{escape(url)}" rel="noopener noreferrer">', "</a>")
        elif tag == "blockquote" and "expandable" in values:
            # A box that shows three lines until it is ticked: no script is needed to open a quote.
            self._begin(tag, '<label class="quote"><input type="checkbox"><span>', "</span></label>")
        elif tag == "blockquote":
            self._begin(tag, "<blockquote>", "</blockquote>")
        else:
            self._parts.append(escape(self.get_starttag_text() or ""))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self._parts.append(self._open.pop()[1])
            self._after_block = tag == "blockquote"
        else:
            self._parts.append(escape(f"</{tag}>"))

    def handle_data(self, data: str) -> None:
        # A quote is a paragraph: the line break after it ends it, and is no line of its own.
        shown = data.removeprefix("\n") if self._after_block else data
        self._after_block = False
        self._parts.append(escape(shown).replace("\n", "<br>"))

    def handle_comment(self, data: str) -> None:
        self._parts.append(escape(f"<!--{data}-->"))

    def handle_decl(self, decl: str) -> None:
        self._parts.append(escape(f"<!{decl}>"))

    def handle_pi(self, data: str) -> None:
        self._parts.append(escape(f"<?{data}>"))

    def unknown_decl(self, data: str) -> None:
        self._parts.append(escape(f"<![{data}]>"))

    def finish(self) -> str:
        """Return all that was written."""
        while self._open:
            self._parts.append(self._open.pop()[1])
        return "".join(self._parts)

    def _begin(self, tag: str, opening: str, closing: str) -> None:
        self._parts.append(opening)
        self._open.append((tag, closing))
