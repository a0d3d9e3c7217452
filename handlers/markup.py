"""Pure: text that stays text. Escaping for each platform, safe addresses, lengths, and cutting; all limits by name.

Untrusted text must not act: not as markup, link, mention, command, tag or emoji. What is markup is escaped. What the
platforms find by themselves in plain text (`@name`, `/command`, `#tag`, `example.org`) is broken by a word joiner,
U+2060: it cannot be seen, allows no line break, belongs to no name, tag or address on either platform (the zero-width
non-joiner does belong to Telegram's tags, and Slack takes a zero-width space for the edge of a word), and leaves the
visible text as it was.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from urllib.parse import quote, urlsplit

import regex

JOINER = "\u2060"

TELEGRAM_TEXT_UNITS = 4096
"""Length of a text after entities parsing (core.telegram.org/bots/api#sendmessage), counted in UTF-16 units."""
TELEGRAM_ENTITIES = 100
"""Entities formatted in one message (telegram.constants.MessageLimit.MESSAGE_ENTITIES); further ones are ignored."""
TELEGRAM_CALLBACK_BYTES = 64
"""Bytes of callback_data (core.telegram.org/bots/api#inlinekeyboardbutton)."""
TELEGRAM_ROW_BUTTONS = 8
"""Buttons of one row (telegram.constants.InlineKeyboardMarkupLimit.BUTTONS_PER_ROW); a message takes a hundred."""
SLACK_HEADER_CHARS = 150
"""Characters of a header block (docs.slack.dev/reference/block-kit/blocks/header-block)."""
SLACK_SECTION_CHARS = 3_000
"""Characters of a section's text (docs.slack.dev/reference/block-kit/blocks/section-block)."""
SLACK_ACTIONS = 25
"""Elements of an actions block (docs.slack.dev/reference/block-kit/blocks/actions-block)."""
SLACK_BLOCKS = 50
"""Blocks of one message (docs.slack.dev/reference/block-kit/blocks)."""
SLACK_TEXT_CHARS = 4_000
"""Slack advises to keep `text` under this (docs.slack.dev/reference/methods/chat.postMessage)."""
SLACK_MESSAGE_CHARS = 10_000
"""Blocks of about 11,300 characters in all were refused once (github.com/slackapi/bolt-js/issues/2509)."""
SLACK_VIEW_BLOCKS = 100
"""Blocks of a modal or of App Home (docs.slack.dev/reference/block-kit/blocks)."""
SLACK_VIEW_TITLE_CHARS = 24
"""Characters of a modal's title, and of its buttons (docs.slack.dev/reference/views/modal-views)."""
SLACK_OPTION_CHARS = 75
"""Characters of an option's text (docs.slack.dev/reference/block-kit/composition-objects/option-object)."""
SLACK_INPUT_CHARS = 3_000
"""Characters of a field (docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element)."""
SLACK_VALUE_CHARS = 2_000
"""Characters of a button's value (docs.slack.dev/reference/block-kit/block-elements/button-element)."""
URL_CHARS = 300
"""Longer addresses are not linked: no page of a paper has one, and a message has to hold its links."""

_NEW_LINES = regex.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls and lone surrogates are refused or dropped by the platforms, and a terminal obeys them; marks of direction
# that stay open would turn around what follows.
_UNWANTED = regex.compile(r"[[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]--[\n\t]]", regex.V1)
# After each of these, one joiner: mentions, tags, cash tags, commands, addresses with a scheme, domains, IPv4. Wider
# than the clients' own rules (github.com/tdlib/td, MessageEntity.cpp), which take nearly any symbol into a domain and
# know other versions of Unicode: of what stands before a command, only ASCII letters and digits are sure to disarm it.
_WORD = r"[\w\p{N}]"
_SOLID = rf"[^\s{JOINER}]"
_ACTIVE = regex.compile(
    rf"@(?={_WORD})|\#(?={_SOLID})|\$(?=[A-Za-z1])|(?<![A-Za-z0-9])/(?=[A-Za-z0-9_])|(?<!\w)/(?={_WORD})|:(?=//)"
    rf"|(?<={_SOLID})\.(?=[\p{{L}}\p{{Nl}}\p{{No}}])|(?<=\d)\.(?=\d{{1,3}}\.\d{{1,3}}\.\d)"
)
_MRKDWN = regex.compile(r"[*_~`]")
_EMOJI = regex.compile(r":(?=[^\s:]+:)")
_SLACK_QUOTE = regex.compile(r"(?m)^(?=[^\S\n]*>)")

_SPACE = regex.compile(r"[\s\x1c-\x1f]*")  # what str.strip strips
_GRAPHEME = regex.compile(r"\X")
# Ways to end a piece, the best first: how, and which share of the room the piece must fill at least.
_ENDINGS = (
    (regex.compile(r"(?=\n[^\S\n]*\n)"), 0.5),
    (regex.compile(r"[.!?…][\"'”’)\]]*(?=\s)|[。！？][\"'”’」』）]*|(?=\n)"), 0.5),
    (regex.compile(r"[,;:](?=\s)|[、，；：]"), 0.75),
    (regex.compile(r"(?=\s)"), 0.25),
)


def utf16_length(text: str) -> int:
    """Count the UTF-16 code units, as Telegram does."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """Spell every line break as a new line, and drop the control characters that no reader is meant to get."""
    # Nearly every text has nothing of the kind, and this finds it out ten times as fast.
    if text.isprintable():
        return text
    return str(_UNWANTED.sub("", _NEW_LINES.sub("\n", text)))


def defuse(text: str) -> str:
    """Break up what a platform would turn into a link, mention, command or tag by itself."""
    return str(_ACTIVE.sub(_joined, clean(text)))


def escape_html(text: str) -> str:
    """Write untrusted text for Telegram's HTML (core.telegram.org/bots/api#html-style)."""
    return html.escape(defuse(text), quote=False)


def escape_mrkdwn(text: str) -> str:
    """Write untrusted text for Slack's mrkdwn, which has escapes for `&`, `<` and `>` only.

    A joiner on both sides takes each `*`, `_`, `~` and backtick away from the words and spaces that would let it act.
    """
    marked = _MRKDWN.sub(lambda match: f"{JOINER}{match[0]}{JOINER}", _EMOJI.sub(_joined, defuse(text)))
    return html.escape(_SLACK_QUOTE.sub(JOINER, marked), quote=False)


def safe_url(url: str) -> str | None:
    """Return an http or https address that cannot end the markup around it, or None where there is no such address.

    An address with a name or password in front of its host is refused: it is made to look like another host's.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or not host.isascii() or "@" in parts.netloc:
        return None
    # Not among the safe: `"<>|` and backtick, which are markup, and every space, control and non-ASCII character.
    quoted = quote(clean(url), safe="%:/?#[]!$&'()*+,;=~-._@")
    return quoted if len(quoted) <= URL_CHARS else None


def link_html(label: str, url: str) -> str:
    """Link an escaped label for Telegram; where the address is not safe, the label stands alone."""
    safe = safe_url(url)
    return f'<a href="{html.escape(safe)}">{label}</a>' if safe else label


def link_mrkdwn(label: str, url: str) -> str:
    """Link an escaped label for Slack; where the address is not safe, the label stands alone."""
    safe = safe_url(url)
    return f"<{html.escape(safe, quote=False)}|{label}>" if safe else label


def clip(text: str, max_chars: int) -> str:
    """Shorten a text to at most `max_chars` characters, at the end of a word or of a grapheme; an ellipsis shows it."""
    if len(text) <= max_chars:
        return text
    end = max(_grapheme_ends(text, 0, max_chars - 1), default=max_chars - 1)
    words = text[: end + 1].rpartition(" ")[0]
    return (words if len(words) > max_chars // 2 else text[:end]).rstrip(" \t\n,;、，") + "…"


def cut(text: str, limit: int, measure: Callable[[str], int] = len, *, first: int | None = None) -> list[str]:
    """Cut a text into pieces that measure at most `limit`, the first at most `first`; linear in the text.

    A piece ends at a paragraph, a sentence, a clause or a word, the best that leaves it well filled, else at a
    grapheme. White space at a cut is dropped, nothing else is. `measure` must grow with the text, be no less than its
    characters, and find that any single one fits.
    """
    pieces = []
    room = limit if first is None else first
    start = _skip_space(text, 0)
    while start < len(text):
        end = _fit(text, start, room, measure)
        if end < len(text):
            end = _natural_end(text, start, end)
        pieces.append(text[start:end].rstrip())
        start = _skip_space(text, end)
        room = limit
    return pieces


def _joined(match: regex.Match[str]) -> str:
    return f"{match[0]}{JOINER}"


def _skip_space(text: str, start: int) -> int:
    match = _SPACE.match(text, start)
    assert match is not None
    return int(match.end())


def _fit(text: str, start: int, room: int, measure: Callable[[str], int]) -> int:
    """Return the end of the longest stretch that fits, by bisection; it holds one character at least."""
    low, high = start + 1, min(len(text), start + room)
    if measure(text[start:high]) <= room:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[start:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def _natural_end(text: str, start: int, end: int) -> int:
    graphemes = _grapheme_ends(text, start, end)
    for ending, share in _ENDINGS:
        least = start + share * (end - start)
        found = (match.end() for match in ending.finditer(text, start, end + 1))
        places = [place for place in found if least <= place <= end and place > start and place in graphemes]
        if places:
            return int(places[-1])
    return max(graphemes, default=end)


def _grapheme_ends(text: str, start: int, end: int) -> set[int]:
    """Return where graphemes end in a stretch; the next character shows whether one reaches past the stretch's end."""
    return {place for match in _GRAPHEME.finditer(text, start, end + 1) if (place := match.end()) <= end}
