"""Pure: which language a text is written in, by the share of its scripts."""

from __future__ import annotations

from storage.models import Language

_ENOUGH = 0.2
"""Korean and Japanese summaries hold many Latin terms; a fifth of the letters is more than terms in another text."""


def language_of(text: str) -> Language:
    """Return ko, ja, zh or en; a text of no letters is en."""
    hangul = sum("가" <= char <= "힣" for char in text)
    kana = sum("぀" <= char <= "ヿ" for char in text)
    han = sum("一" <= char <= "鿿" for char in text)
    letters = sum(char.isalpha() for char in text) or 1
    if hangul >= max(kana, han) and hangul / letters >= _ENOUGH:
        return Language("ko")
    if kana / letters >= _ENOUGH / 2 and (kana + han) / letters >= _ENOUGH:
        return Language("ja")
    return Language("zh" if han / letters >= _ENOUGH else "en")
