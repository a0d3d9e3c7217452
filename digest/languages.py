"""Pure: which language a text is written in, by the share of its scripts."""

from __future__ import annotations

import re

from storage.models import Language

_ENOUGH = 0.2
"""Korean and Japanese summaries hold many Latin terms; a fifth of the letters is more than terms in another text."""

# Runs rather than characters: a text is counted in a few hundred matches instead of one step a character.
_HANGUL = re.compile(r"[가-힣]+")
_KANA = re.compile(r"[぀-ヿ]+")
_HAN = re.compile(r"[一-鿿]+")
_LETTERS = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> Language:
    """Return ko, ja, zh or en; a text of no letters is en."""
    if text.isascii():
        return Language("en")
    hangul, kana, han = (_count(script, text) for script in (_HANGUL, _KANA, _HAN))
    letters = _count(_LETTERS, text) or 1
    if hangul >= max(kana, han) and hangul / letters >= _ENOUGH:
        return Language("ko")
    if kana / letters >= _ENOUGH / 2 and (kana + han) / letters >= _ENOUGH:
        return Language("ja")
    return Language("zh" if han / letters >= _ENOUGH else "en")


def _count(script: re.Pattern[str], text: str) -> int:
    return sum(map(len, script.findall(text)))
