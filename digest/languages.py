"""Pure: which language a text is written in, by the share of its scripts."""

from __future__ import annotations

import re

from storage.models import Language

# Summaries hold many Latin terms, so small shares decide; a foreign word quoted in an English text stays below them.
_ENOUGH_HANGUL = 0.08
_ENOUGH_KANA = 0.03
_ENOUGH_KANA_AND_HAN = 0.1
_ENOUGH_HAN = 0.2

# Runs rather than characters: a text is counted in a few hundred matches instead of one step a character.
_HANGUL = re.compile(r"[가-힣]+")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー]+")
_HAN = re.compile(r"[一-鿿]+")
_LETTERS = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> Language:
    """Return ko, ja, zh or en; a text of no letters is en."""
    if text.isascii():
        return Language("en")
    hangul, kana, han = (_count(script, text) for script in (_HANGUL, _KANA, _HAN))
    letters = _count(_LETTERS, text) or 1
    if hangul >= max(kana, han) and hangul / letters >= _ENOUGH_HANGUL:
        return Language("ko")
    if kana / letters >= _ENOUGH_KANA and (kana + han) / letters >= _ENOUGH_KANA_AND_HAN:
        return Language("ja")
    return Language("zh" if han / letters >= _ENOUGH_HAN else "en")


def _count(script: re.Pattern[str], text: str) -> int:
    return sum(map(len, script.findall(text)))
