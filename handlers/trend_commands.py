"""Trends: a picture of what the lists of the last weeks are about and what was liked here, with the same in words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, date, datetime, time

from digest.picture import Drawing
from digest.texts import FALLBACK
from digest.topics import TopicError, parse_topic, tell_fault
from digest.trends import ListTopics, by_week, weeks_until
from handlers.command_text import spans_of
from handlers.errors import CommandError
from handlers.layout import Line
from handlers.preferences import shown
from handlers.requests import File, Reply
from handlers.trend_pictures import rise_drawing, say_rise, topic_drawing, topic_name
from handlers.turn import Turn
from storage.models import Language, PaperKey

RISING, LIKED = 8, 3
"""Bars: so many that rise, three fewer where three that are liked stand under them."""
LEAST_WEEKS = 2
LEAST_OF_TOPIC = 3
"""Papers; fewer are told in words alone."""
PICTURES = "pictures"
"""What the quotas of pictures are called, before the chat's address or `all`."""


async def show_trends(turn: Turn) -> AsyncIterator[Reply]:
    """Show the topics that rise on the lists and those liked here; or the papers of a topic, week by week."""
    weeks = weeks_until(turn.now.astimezone(UTC).date(), turn.desk.store.days.first())
    if len(weeks) < LEAST_WEEKS:
        yield turn.reply(turn.say("trends-few"))
    elif turn.words:
        yield await _of_topic(turn, weeks)
    else:
        yield await _of_all(turn, weeks)


async def _of_all(turn: Turn, weeks: Sequence[date]) -> Reply:
    # In a thread: some hundredths of a second, for which nobody else has to wait.
    topics = await asyncio.to_thread(ListTopics, turn.desk.store.days.keywords_since(weeks[0]))
    liked = topics.liked(_liked_here(turn, weeks), LIKED)
    rises = topics.rising(weeks, RISING - len(liked))
    if not rises and not liked:
        return turn.reply(turn.say("trends-few"))
    half = len(weeks) // 2
    lines = []
    if rises:
        lines += [turn.say("trends-rise", weeks=half), *(f"· {say_rise(turn.language, rise)}" for rise in rises)]
    if liked:
        lines += [turn.say("trends-liked"), *(f"· {topic_name(topic)}: {count}" for topic, count in liked)]
    return await _told(
        turn, turn.say("trends-title"), lines, lambda language: rise_drawing(language, rises, liked, half)
    )


async def _of_topic(turn: Turn, weeks: Sequence[date]) -> Reply:
    try:
        topic = parse_topic(turn.words)
    except TopicError as error:
        told = TopicError(error.fault, shown(error.part))
        return turn.reply(tell_fault(turn.language, told), turn.say("topic-more", command=turn.spoken("topic")))
    store, name = turn.desk.store, shown(turn.words)
    days = store.days.first_days_of(store.search.listed(topic, weeks[0]), weeks[0])
    counted = by_week(days, weeks, _liked_here(turn, weeks))
    count, liked = sum(week.papers for week in counted), sum(week.liked for week in counted)
    lines = [turn.say("trends-of-topic", count=count, weeks=len(weeks), last=counted[-1].papers)]
    if liked:
        lines.append(turn.say("trends-liked-of-topic", count=liked))
    title = turn.say("trends-topic", topic=name)
    if count < LEAST_OF_TOPIC:
        return turn.reply(*lines, title=title)
    return await _told(turn, title, lines, lambda language: topic_drawing(language, name, counted))


def _liked_here(turn: Turn, weeks: Sequence[date]) -> frozenset[PaperKey]:
    """Return the papers that somebody has liked in this chat in these weeks."""
    since = datetime.combine(weeks[0], time(), UTC)
    counted = turn.desk.store.marks.counted(turn.request.chat, since, turn.now)
    return frozenset(key for key, likes, _ in counted if likes)


async def _told(turn: Turn, title: str, lines: Sequence[str], drawing: Callable[[Language], Drawing]) -> Reply:
    """Say it in words, under a picture where there may be one; without a font for the language it is in English."""
    drawings = [drawing(language) for language in dict.fromkeys((turn.language, FALLBACK))]
    picture, more = None, []
    try:
        picture = await turn.desk.plotter.draw(drawings, lambda: _take_quota(turn))
        more = [] if picture else [turn.say("trends-no-picture")]
    except CommandError as error:
        more = [error.said(turn.language)]
    told = [Line(spans_of(text), tight=text.startswith("·")) for text in [*lines, *more]]
    reply = turn.screen(title, told)
    return Reply(reply.layout, reply.place, File("trends.png", picture, "image/png") if picture else None)


def _take_quota(turn: Turn) -> None:
    """Count a picture that has to be drawn; raises CommandError where the chat's or everybody's are used up."""
    limits = turn.desk.limits
    scopes = {f"{PICTURES}:{turn.payer}": limits.pictures_per_chat, f"{PICTURES}:all": limits.pictures_per_day}
    if turn.desk.store.quotas.take(scopes, turn.now.astimezone(UTC).date()) is not None:
        raise CommandError("trends-quota")
