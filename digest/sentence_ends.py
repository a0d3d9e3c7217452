"""Pure: how the sentences of a summary end: broken off, or not in the style of its language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.sentences import split_sentences
from storage.models import Language

# The stop after a syllable, kana or Han ends a sentence whatever follows: summaries in these languages hold names that
# begin small, and Japanese and Chinese leave no space.
_CJK_JOINT = re.compile(r"(?<=[가-힣)\]][.!?])\s+|(?<=[。！？])(?![。！？」』）)\]”’\"'])\s*")
_END_CHARS = 120
"""How much of a sentence is looked at for its end."""
_BULLET = re.compile(r"^[ \t]*[-*+•·][ \t]+", re.MULTILINE)
_STOP = re.compile(r"[.!?。！？…]+[\"'”’»」』）)\]】]*$|[\"'”’»」』）)\]】]*[.!?。！？…]+$")
_ELLIPSIS = re.compile(r"(?:\.{2,}|…+)[\"'”’»」』）)\]】.]*$")
_CLOSING = re.compile(r"[\s.!?。！？…\"'”’»」』）)\]】*_]+$")
_REMARK = re.compile(r"\s*[(\[（][^()\[\]（）]{0,80}[)\]）]\s*$")
_LAST_WORD = re.compile(r"[^\W_]+$")
_PAIRS = {")": "(", "]": "[", "）": "（", "」": "「", "』": "『", "》": "《", "】": "【"}

_KO_POLITE = re.compile(r"(?:니다|니까|[가-힣]요|시오|[가-힣]죠|[가-힣]네요)$")
# "Than" and "each": no verb of the plain style ends so.
_KO_NO_VERB = re.compile(r"^다$|[보마]다$")
# The nouns made of verbs that clipped notes end in, "향상됨": their last syllable closes with ㅁ.
_KO_CLIPPED = re.compile(r"[함됨임음봄짐킴움남옴김줌침림]$")

_EN_NEVER_LAST = frozenset(
    "a an the and or but than which whose while because if is was their our its my your into onto via per between "
    "among every various such whether although however".split()
)
_JA_NEVER_LAST = re.compile(r"[をはがにのとで、，]$")
_ZH_NEVER_LAST = re.compile(r"[的和与及或在将把被对为从、，]$")


def sentences_of(text: str) -> tuple[str, ...]:
    """Split a summary's text, whose language may leave no space behind a stop; a list is read as running text."""
    parts = _CJK_JOINT.split(_BULLET.sub("", text))
    return tuple(sentence for part in parts if part.strip() for sentence in split_sentences(part))


def broken_end(sentence: str, language: Language) -> str | None:
    """Tell how a sentence breaks off, or None if it comes to its end."""
    tail = sentence.rstrip()[-_END_CHARS:]
    if _ELLIPSIS.search(tail):
        return "ends in an ellipsis"
    if (opened := _left_open(sentence)) is not None:
        return f"{opened!r} is never closed"
    body = _body(tail)
    word = _last_word(body)
    if language == "ko" and _ends_in_hangul(body) and _korean_verb(word):
        return None
    if not _STOP.search(tail):
        return f"ends with no full stop after {word!r}"
    if body.endswith((",", ";", ":", "-", "，", "、", "；", "：")):
        return f"ends after {body[-1]!r}"
    if language == "ko" and not (_KO_POLITE.search(word) or _KO_CLIPPED.search(word)):
        return f"ends in {word!r}, which is no verb"
    if language == "ja" and _JA_NEVER_LAST.search(body):
        return f"ends in {body[-1]!r}"
    if language == "zh" and _ZH_NEVER_LAST.search(body):
        return f"ends in {body[-1]!r}"
    if language == "en" and word.casefold() in _EN_NEVER_LAST and word.islower():
        return f"ends in {word!r}"
    return None


def styleless_end(sentence: str, language: Language) -> str | None:
    """Tell how a sentence that comes to its end ends against the style of its language; only Korean has one."""
    tail = sentence.rstrip()[-_END_CHARS:]
    if tail.endswith(("!", "！")):
        return "is an exclamation"
    if language != "ko":
        return None
    word = _last_word(_body(tail))
    if _KO_POLITE.search(word):
        return f"ends politely, in {word[-8:]!r}"
    if _KO_CLIPPED.search(word):
        return f"is clipped, in {word[-8:]!r}"
    if not _STOP.search(tail):
        return "has no full stop"
    return None


def endings(sentences: tuple[str, ...], language: Language) -> Iterator[tuple[bool, str]]:
    """Yield what is wrong with the ends of sentences, and whether it is that one breaks off."""
    for sentence in sentences:
        if broken := broken_end(sentence, language):
            yield True, broken
        elif styleless := styleless_end(sentence, language):
            yield False, styleless


def _body(sentence: str) -> str:
    """Return a sentence without what may stand behind its last word: stops, quotes, one remark in brackets."""
    body = _CLOSING.sub("", sentence[:-1] if sentence.endswith((".", "。")) else sentence)
    remark = _REMARK.sub("", sentence.rstrip(".。 "))
    return _CLOSING.sub("", remark) if remark and _korean_verb(_last_word(_CLOSING.sub("", remark))) else body


def _last_word(body: str) -> str:
    found = _LAST_WORD.search(body)
    return found[0] if found else ""


def _ends_in_hangul(body: str) -> bool:
    return "가" <= body[-1:] <= "힣"


def _korean_verb(word: str) -> bool:
    return word.endswith("다") and not _KO_NO_VERB.search(word) and not _KO_POLITE.search(word)


def _left_open(text: str) -> str | None:
    """Return a bracket that is opened and not closed; those of a smiley, a list "a)" or an interval are let be."""
    opened: list[str] = []
    for mark in text:
        if mark in _PAIRS.values():
            opened.append(mark)
        elif mark in _PAIRS and opened:
            opened.pop()
    return opened[-1] if opened else None
