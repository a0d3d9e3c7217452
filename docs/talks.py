"""The talks that the pictures show: what a reader says and taps, and the screens to look at."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from docs.phone import EN, KO, Studio
from handlers.preview import PreviewChat

Screens = Sequence[PreviewChat]


async def first_minute(studio: Studio) -> Screens:
    """Set the bot up in three taps, and read a paper at once."""
    phone = studio.phone(EN)
    (language,), (hour,) = await phone.say("/start"), await phone.tap("English")
    await phone.tap("08:15")
    (topics,) = await phone.tap("reasoning")
    return [language, hour, topics, (await phone.tap("Done"))[-1]]


async def digest(studio: Studio) -> Screens:
    """Get a digest in full with a topic, and one as a list, and open a paper in place of the list."""
    full, listed = studio.phone(EN), studio.phone(EN)
    await full.say("/start topic_reasoning")
    await full.tap("With the digest")
    await listed.say("/start")
    await listed.say("/style compact")
    for phone in (full, listed):
        phone.clear()
        await phone.receive_digest()
    full.clear(2)
    return [full.screen(), listed.screen(), *await listed.tap("1")]


async def paper(studio: Studio) -> Screens:
    """Ask for a paper that nobody has read yet, and see it being read."""
    looking, reading, _writing, read = await studio.phone(EN, knows_day=False).say("/paper 2509.03867")
    return [looking, reading, read]


async def settings(studio: Studio) -> Screens:
    """Look at the settings, and change the hour in the same message."""
    phone = studio.phone(EN)
    await phone.say("/subscribe")
    phone.clear()
    (shown,), (hours,) = await phone.say("/settings"), await phone.tap("Time")
    return [shown, hours, *await phone.tap("07:00")]


async def topic(studio: Studio) -> Screens:
    """Try a topic out, and save it."""
    phone = studio.phone(EN)
    await phone.say("/subscribe")
    phone.clear()
    (explained,) = await phone.say("/topic")
    phone.clear()
    (tried,), (saved,) = await phone.say('/topic "reinforcement learning" OR RL'), await phone.tap("At once")
    return [explained, tried, saved]


async def search(studio: Studio) -> Screens:
    """Search the archive, look at the reading list with what was saved of it, and ask why a paper came."""
    phone = studio.phone(EN)
    await phone.say("/subscribe")
    phone.clear()
    (found,) = await phone.say("/search reasoning")
    await phone.tap("1")
    await phone.tap("Save")
    phone.clear()
    (saved,) = await phone.say("/saved")
    phone.clear()
    return [found, saved, *await phone.say("/why 2509.03867")]


async def korean(studio: Studio) -> Screens:
    """Do the same in Korean: the first minute, a digest as a list with a paper, the settings."""
    phone = studio.phone(KO)
    (language,) = await phone.say("/start")
    await phone.say("/style compact")
    phone.clear()
    await phone.receive_digest()
    (opened,) = await phone.tap("1")
    phone.clear()
    return [language, opened, *await phone.say("/settings")]


TALKS: Mapping[str, Callable[[Studio], Coroutine[Any, Any, Screens]]] = {
    "first-minute": first_minute,
    "digest": digest,
    "paper": paper,
    "settings": settings,
    "topic": topic,
    "search": search,
    "korean": korean,
}
"""The name of each picture, and the talk that it shows."""
