"""Pure: which styles of a digest a platform has, and what they mean for where its papers stand."""

from __future__ import annotations

from storage.models import Chat, Platform, Style


def styles_on(platform: Platform) -> tuple[Style, ...]:
    """Return the styles of a platform; only Slack has threads that are not shown until somebody opens them."""
    return tuple(style for style in Style if style is not Style.THREAD or platform is Platform.SLACK)


def usual_style(platform: Platform) -> Style:
    """Return the style of a chat that has chosen none: in a Slack channel fifteen messages a day are too many."""
    return Style.THREAD if platform is Platform.SLACK else Style.FULL


def styles_for(chat: Chat) -> tuple[Style, ...]:
    """Return the styles that a chat may choose: without topics, nothing would match them."""
    return tuple(style for style in styles_on(chat.address.platform) if style is not Style.TOPICS or chat.topics)


def answers_head(style: Style, platform: Platform) -> bool:
    """Tell whether the papers of a digest are replies to its head; in full, Slack shows them in the channel itself."""
    return platform is not Platform.SLACK or style is not Style.FULL
