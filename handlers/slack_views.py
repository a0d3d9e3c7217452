"""Pure: the windows over a conversation: one that says to wait, and one that shows a paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from digest.texts import say
from handlers.layout import Layout
from handlers.markup import SLACK_VIEW_BLOCKS, SLACK_VIEW_TITLE_CHARS, clip, escape_mrkdwn
from handlers.slack_messages import slack_payloads
from storage.models import Language

Block = Mapping[str, Any]
View = dict[str, Any]


def waiting_view(language: Language, metadata: str, trigger: str) -> View:
    """Show at once that something is on its way: what opens a window is valid for three seconds only.

    The window is known by what opened it, so that it is found again after a restart.
    """
    return reading_view(language, metadata, [small_print(say(language, "slack-waiting"))], trigger)


def fault_view(language: Language, metadata: str) -> View:
    """Say that something went wrong on our side, in the place of what was promised."""
    return reading_view(language, metadata, [small_print(say(language, "fault"))])


def reading_view(language: Language, metadata: str, blocks: Sequence[Block], trigger: str | None = None) -> View:
    """Show what there is to read, and no field to fill in; what a view has no room for is left out.

    A view that is drawn anew loses the `trigger` that it is known by, unless it is given again.
    """
    known = {"external_id": trigger} if trigger else {}
    return _modal(language, metadata, blocks[:SLACK_VIEW_BLOCKS]) | known


def view_title(text: str) -> dict[str, Any]:
    """Make the title of a window, which is short."""
    return plain(clip(text, SLACK_VIEW_TITLE_CHARS))


def view_blocks(layout: Layout) -> list[Block]:
    """Return a layout as the blocks of a window, which has no pages."""
    return distinct(block for payload in slack_payloads(layout) for block in payload["blocks"])


def distinct(blocks: Iterable[Block]) -> list[Block]:
    """Take away the ids that Slack gave to blocks it showed before: in one view, no two may be the same."""
    return [{name: value for name, value in block.items() if name != "block_id"} for block in blocks]


def small_print(text: str) -> Block:
    """Say something in small print."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": escape_mrkdwn(text), "verbatim": True}]}


def plain(text: str) -> dict[str, Any]:
    """Make a text in which nothing acts."""
    return {"type": "plain_text", "text": text, "emoji": True}


def _modal(language: Language, metadata: str, blocks: Sequence[Block]) -> View:
    return {
        "type": "modal",
        "title": view_title(say(language, "slack-window")),
        "close": plain(say(language, "slack-close")),
        "private_metadata": metadata,
        "blocks": list(blocks),
    }
