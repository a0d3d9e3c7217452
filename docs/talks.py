"""The talks that the pictures show: what a reader says and taps, and the screens to look at."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from digest.paper_news import PaperEvent
from docs.phone import EN, KO, Phone, Studio
from docs.weeks import fill_weeks
from handlers.preview import PreviewChat
from handlers.watch_messages import news_layout
from storage.marks import MarkKind
from storage.models import PaperKey

Screens = Sequence[PreviewChat]
LIKED = {
    "Ada": [PaperKey("2509.04419"), PaperKey("2509.03867"), PaperKey("2509.04338")],
    "Ben": [PaperKey("2509.04419"), PaperKey("2509.03867")],
    "Yuna": [PaperKey("2509.04419"), PaperKey("2509.04394")],
}
"""What the people of a team liked on the sample day."""


def _like(phone: Phone, keys: Iterable[PaperKey], name: str) -> None:
    for key in keys:
        phone.desk.store.marks.toggle(f"telegram:{name}", key, MarkKind.LIKE, phone.address, phone.desk.clock())


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


async def korean_topic(studio: Studio) -> Screens:
    """Follow a topic in Korean: try it out, save it, and ask why a paper came."""
    phone = studio.phone(KO)
    await phone.say("/subscribe")
    phone.clear()
    (tried,) = await phone.say("/topic 추론 OR 에이전트")
    (saved,) = await phone.tap("다이제스트와 함께")
    await phone.receive_digest()
    phone.clear()
    return [tried, saved, *await phone.say("/why 2509.03867")]


async def weekly(studio: Studio) -> Screens:
    """See what a team liked most in a week, and present a paper of it."""
    phone = studio.phone(EN, team="Reading group")
    await phone.say("/subscribe")
    for name, keys in LIKED.items():
        _like(phone, keys, name)
    phone.clear()
    (asked,) = await phone.say("/weekly")
    await phone.tap("Mon")
    phone.clear()
    (shown,) = await phone.say("/weekly now")
    await phone.tap("🙋 1", "Yuna")
    return [asked, shown, *await phone.tap("🙋 2", "Ben")]


async def watch(studio: Studio) -> Screens:
    """Watch a paper, be told of its new version, and look at what is watched."""
    phone = studio.phone(EN)
    await phone.say("/subscribe")
    phone.clear()
    (begun,) = await phone.say("/watch 2509.03867")
    await phone.say("/watch 2509.04419")
    phone.clear()
    paper = phone.desk.store.papers.get(PaperKey("2509.03867"))
    told = phone.receive(news_layout(PaperEvent.VERSION, replace(paper, version=2), EN))
    phone.clear()
    return [begun, told, *await phone.say("/watch")]


async def trends(studio: Studio) -> Screens:
    """See what rises on the lists and what was liked here, one topic week by week, and the same in Korean."""
    screens: list[PreviewChat] = []
    for language, words in ((EN, ""), (EN, " reinforcement learning"), (KO, "")):
        phone = studio.phone(language)
        papers = fill_weeks(phone.desk.store)
        await phone.say("/subscribe")
        _like(phone, [*papers["reinforcement learning"][-4:], *papers["agents"][-2:]], "Ada")
        phone.clear()
        screens += await phone.say(f"/trends{words}")
    return screens


TALKS: Mapping[str, Callable[[Studio], Coroutine[Any, Any, Screens]]] = {
    "first-minute": first_minute,
    "digest": digest,
    "paper": paper,
    "settings": settings,
    "topic": topic,
    "search": search,
    "weekly": weekly,
    "watch": watch,
    "trends": trends,
    "korean": korean,
    "korean-topic": korean_topic,
}
"""The name of each picture, and the talk that it shows."""
