"""What the papers of a week say: a line for each with what people made of it, and who presents it to the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from digest.ids import abs_url
from digest.texts import say, say_date
from digest.weekly import is_chosen_by_votes
from handlers.head_layout import HEAD_TITLE_CHARS
from handlers.layout import Button, Layout, Line, Look, Span, in_rows, press
from handlers.markup import clip
from handlers.paper_layout import NAME_CHARS, one_line
from storage.models import Chat, ChatKind, Paper, PaperKey, Platform
from storage.store import Store
from storage.weeklies import Claim, Weekly, WeeklyPaper


def weekly_layout(store: Store, chat: Chat, weekly: Weekly) -> Layout:
    """Lay out the papers of a week as they were chosen then, and who presents them by now."""
    keys = [chosen.key for chosen in weekly.papers]
    papers, claims = store.papers.all_of(keys), store.weeklies.claims(chat.id, keys)
    language = chat.language
    return Layout(
        language=language,
        title=say(language, "weekly-title", date=say_date(language, weekly.day)),
        lines=(Line((Span(say(language, _basis(weekly)), Look.ITALIC),)), *_lines(chat, weekly, papers, claims)),
        buttons=in_rows(list(_claim_buttons(weekly, claims))) if is_team(chat) else (),
        silent=False,
    )


def is_team(chat: Chat) -> bool:
    """Tell whether papers are presented there: not where a person is alone, nor among a channel's strangers."""
    shared = {ChatKind.GROUP, ChatKind.TOPIC}
    return chat.kind in shared or (chat.kind is ChatKind.CHANNEL and chat.address.platform is Platform.SLACK)


def _basis(weekly: Weekly) -> str:
    if not weekly.papers:
        return "weekly-none"
    return "weekly-by-votes" if is_chosen_by_votes(weekly.papers) else "weekly-liked"


def _lines(
    chat: Chat, weekly: Weekly, papers: Mapping[PaperKey, Paper], claims: Mapping[PaperKey, Claim]
) -> Iterator[Line]:
    for number, chosen in enumerate(weekly.papers, 1):
        title = clip(one_line(papers[chosen.key].title), HEAD_TITLE_CHARS) if chosen.key in papers else chosen.key
        told = list(_counts(chat, chosen))
        if claim := claims.get(chosen.key):
            told.append(say(chat.language, "weekly-presents", who=name_of(claim)))
        yield Line(
            (Span(f"{number}. "), Span(title, url=abs_url(chosen.key)), Span(f" — {' · '.join(told)}", Look.ITALIC)),
            tight=number > 1,
            button=press(str(number), "paper", chosen.key),
        )


def _counts(chat: Chat, chosen: WeeklyPaper) -> Iterator[str]:
    if chosen.likes:
        yield f"👍 {chosen.likes}"
    if chosen.saves:
        yield f"🔖 {chosen.saves}"
    yield say(chat.language, "votes", count=chosen.votes)


def _claim_buttons(weekly: Weekly, claims: Mapping[PaperKey, Claim]) -> Iterator[Button]:
    for number, chosen in enumerate(weekly.papers, 1):
        sign = "✓" if chosen.key in claims else "🙋"
        yield press(f"{sign} {number}", "present", str(weekly.id), chosen.key)


def name_of(claim: Claim) -> str:
    """Return what a presenter is called, short enough for a line."""
    return clip(one_line(claim.name), NAME_CHARS) or claim.person
