"""What the commands are called, and the lists of them that Telegram shows: per language, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from telegram import (
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from storage.models import Language

Menu = Callable[[Language, bool], Sequence[tuple[str, str]]]
"""Returns commands with what each does, in a language, for somebody who may change settings or may not."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the commands are called: all `names`, those `changing` settings, the menu, and its languages.

    The first language is that of whoever speaks none of them.
    """

    names: frozenset[str]
    changing: frozenset[str]
    menu: Menu
    languages: Sequence[Language]


@dataclass(frozen=True, slots=True)
class CommandList:
    """One call of setMyCommands; the list without a language code is for all other languages."""

    scope: BotCommandScope
    language_code: str
    commands: tuple[tuple[str, str], ...]


def command_lists(spoken: Spoken) -> Iterator[CommandList]:
    """Yield the lists of all languages, for everybody, for groups, and for their administrators."""
    languages = spoken.languages
    scopes = (
        (BotCommandScopeAllPrivateChats(), True),
        (BotCommandScopeAllGroupChats(), False),
        (BotCommandScopeAllChatAdministrators(), True),
    )
    for scope, may_change in scopes:
        for code, language in (("", languages[0]), *((language, language) for language in languages)):
            yield CommandList(scope, code, tuple(spoken.menu(language, may_change)))
