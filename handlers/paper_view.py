"""One paper in a message whose buttons work in place: in a language, with its number, among the papers of its day.

All that a message shows is in the words of its buttons, so that a press can show it again, a little changed, whatever
was restarted or forgotten meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from digest.compose import compose_paper, compose_post
from digest.errors import IdError
from digest.ids import find_ids, parse_id
from digest.selection import Selection, arrange
from digest.taste import NO_TASTE
from digest.tastes import tastes_around
from digest.texts import say
from digest.topic_index import TopicIndex
from digest.topic_matches import readable_topics
from handlers.errors import CommandError
from handlers.head_layout import head_layout
from handlers.layout import Button, Layout, press
from handlers.paper_layout import BUTTON_ROWS, paper_layout
from handlers.preferences import shown
from handlers.turn import Turn
from storage.marks import MarkKind
from storage.models import Chat, Language, PaperKey, Style

PAPERS_AT_ONCE = 3
"""How many papers one message may ask for."""
_PLACE = re.compile(r"(\d{1,3})-(\d{1,3})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CODE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class View:
    """What a message shows: a paper in a language; its number of so many; the day that its list goes back to."""

    key: PaperKey
    language: Language
    place: tuple[int, int] | None = None
    day: date | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words by which a button names all this; the number is known by the day, if there is one."""
        place = (f"{self.place[0]}-{self.place[1]}",) if self.place and not self.day else ()
        return (self.key, self.language, *place, *((self.day.isoformat(),) if self.day else ()))


def read_view(turn: Turn) -> View:
    """Read what a press is about, its words in any order; raises CommandError.

    The buttons of a digest name the paper alone: it stands there in the chat's language, with the number that it has
    among the papers of its day.
    """
    key, language, place, day = None, None, None, None
    for word in turn.words.split():
        if _DAY.fullmatch(word):
            day = _read_day(word)
        elif match := _PLACE.fullmatch(word):
            place = int(match[1]), int(match[2])
        elif _CODE.fullmatch(word):
            # One that is not offered any more, or never was, is nothing to spend a reading on.
            language = Language(word) if word in turn.desk.defaults.languages else turn.language
        else:
            key = read_key(word)
    if key is None:
        raise CommandError("wrong-paper", given=shown(turn.words))
    if language is None and day is None and turn.request.pressed:
        place = _place_in_digest(turn, key)
    return View(key, language or turn.language, place, day)


def read_keys(text: str) -> Sequence[PaperKey]:
    """Read the ids of all papers that a text names; raises CommandError, with an example, where it names none."""
    return [found.key for found in find_ids(text)] or [read_key(text)]


def read_key(text: str) -> PaperKey:
    """Read a paper's id in any form; raises CommandError with an example of what works."""
    try:
        return parse_id(text).key
    except IdError as error:
        raise CommandError("wrong-paper", given=shown(text)) from error


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError("wrong-date", given=text) from error


def view_layout(turn: Turn, view: View) -> Layout:
    """Lay out what is stored of a paper, as a view shows it; raises NotFoundError if nothing is."""
    store = turn.desk.store
    paper = store.papers.get(view.key)
    summary = store.summaries.find(view.key, view.language)
    digest = _digest_of(turn, view.day).selection if view.day else None
    keys = digest.keys if digest else ()
    place = (keys.index(view.key) + 1, len(keys)) if view.key in keys else view.place
    position, total = place or (1, 1)
    late = digest is not None and view.key in digest.late
    composed = compose_paper(paper, summary, view.language, position, late=late)
    pictures = turn.chat is not None and turn.chat.pictures
    layout = paper_layout(composed, total, view.language, pictures=pictures)
    return replace(layout, buttons=(*_rows(turn, view), *_navigation(view, keys)))


def _rows(turn: Turn, view: View) -> Iterator[tuple[Button, ...]]:
    """Make the buttons that every paper has, with all that this message shows in their words."""
    likes = turn.desk.store.marks.count(turn.request.chat, view.key, MarkKind.LIKE)
    counts = {"like": f" {likes}"} if likes else {}
    others = {"language": replace(view, language=other_language(turn, view.language)).words}
    for names in BUTTON_ROWS:
        labels = (say(view.language, f"button-{name}") + counts.get(name, "") for name in names)
        yield tuple(
            press(label, name, *others.get(name, view.words)) for label, name in zip(labels, names, strict=True)
        )


def _navigation(view: View, keys: tuple[PaperKey, ...]) -> Iterator[tuple[Button, ...]]:
    """Make the way back to the list of the day, and on to the papers beside this one."""
    if view.day is None:
        return
    day, place = view.day.isoformat(), keys.index(view.key) if view.key in keys else None
    before = keys[place - 1 : place] if place else ()
    after = keys[place + 1 : place + 2] if place is not None else ()
    yield (
        *(press("◀", "open", day, key) for key in before),
        press("☰", "list", day),
        *(press("▶", "open", day, key) for key in after),
    )


def other_language(turn: Turn, language: Language) -> Language:
    """Return the language that is offered after this one."""
    offered = turn.desk.defaults.languages
    place = offered.index(language) + 1 if language in offered else 0
    return offered[place % len(offered)]


@dataclass(frozen=True, slots=True)
class _Digest:
    """The papers of a day as this chat has them, in their order, and by which words some match its topics."""

    selection: Selection
    matches: Mapping[PaperKey, tuple[str, ...]]


def _digest_of(turn: Turn, day: date) -> _Digest:
    """Return what this chat was given with the digest of a day, in its order; else all papers of that day, as of now.

    What was given stands as it was sent: no later like, topic or vote gives a paper another number.
    """
    store, chat = turn.desk.store, turn.chat
    known = store.days.get(day)
    late = frozenset(listed.key for listed in known.papers if listed.late)
    keys = tuple(listed.key for listed in known.papers)
    if chat is None:
        return _Digest(Selection(day, keys, late), {})
    if given := store.ledger.keys_in(chat.id, day.isoformat()):
        return _Digest(Selection(day, given, late), matches_of(turn, chat, given))
    votes = {key: paper.upvotes for key, paper in store.papers.all_of(keys).items()}
    matches, opinions = matches_of(turn, chat, keys), store.marks.opinions([chat.address], turn.now)
    taste = tastes_around(store, day).of(opinions[chat.address], keys) if opinions else NO_TASTE
    return _Digest(arrange(Selection(day, keys, late), votes, matches.keys(), taste), matches)


def matches_of(turn: Turn, chat: Chat, keys: Sequence[PaperKey]) -> Mapping[PaperKey, tuple[str, ...]]:
    """Return those of the papers that match a chat's topics, each with the words by which it does."""
    if not chat.topics:
        return {}
    store = turn.desk.store
    papers = store.papers.all_of(keys)
    return TopicIndex(papers.values(), store.search.documents(keys)).matches(readable_topics(chat.topics))


def list_layout(turn: Turn, day: date) -> Layout:
    """Lay out the list of a day, with a button that opens each paper in its place."""
    store, digest = turn.desk.store, _digest_of(turn, day)
    keys = digest.selection.keys
    papers, summaries = store.papers.all_of(keys), store.summaries.all_of(keys, turn.language)
    post = compose_post(day, [papers[key] for key in keys], summaries, turn.language, digest.selection.late)
    return head_layout(post, turn.language, Style.COMPACT, digest.matches)


def _place_in_digest(turn: Turn, key: PaperKey) -> tuple[int, int] | None:
    delivery = turn.desk.store.ledger.delivery_of(turn.chat.id, key) if turn.chat else None
    if delivery is None or not _DAY.fullmatch(delivery):
        return None
    keys = _digest_of(turn, date.fromisoformat(delivery)).selection.keys
    return (keys.index(key) + 1, len(keys)) if key in keys else None
