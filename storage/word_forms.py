"""Pure: the form in which words are compared: case, width, accents, inflection and particles forgiven.

Words of alphabets become stems, so that "policies" finds "policy". Hangul, kana and Han are compared as runs of
characters, because their words are glued to particles and to each other.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import regex

_GLUED_SCRIPTS = r"\p{Hangul}\p{Han}\p{Katakana}\p{Hiragana}ー々"
_RUNS = regex.compile(
    rf"(?V1)(?P<glued>\p{{Hangul}}+|[\p{{Han}}\p{{Katakana}}\p{{Hiragana}}ー々]+)"
    rf"|(?P<word>[\p{{L}}\p{{N}}--{_GLUED_SCRIPTS}]+(?:['’]s\b)?)"
)
_ASCII_RUNS = re.compile(r"[A-Za-z0-9]+(?:'s\b)?")
"""What `_RUNS` finds where there is nothing but ASCII, ten times sooner."""
_GLUED = regex.compile(f"[{_GLUED_SCRIPTS}]")
_ACCENTS = regex.compile("[\u0300-\u036f]+")
_HYPHENS = regex.compile("[-‐‑]")
_HANGUL = regex.compile(r"[\p{Hangul}]+")
_COMPOUNDS = regex.compile(r"[\p{Latin}\p{N}]+(?:[-‐‑][\p{Latin}\p{N}]+)+")
_PARTICLES = (
    "에서는",
    "으로는",
    "에게서",
    "이라는",
    "에서",
    "으로",
    "에게",
    "까지",
    "부터",
    "을",
    "를",
    "은",
    "는",
    "의",
    "에",
    "와",
)
"""Particles of Korean that no common noun of two syllables and more ends in; longest first."""
_LOOSE_PARTICLES = frozenset((*_PARTICLES, "이", "가", "과", "로", "도", "만", "에는", "처럼", "보다", "라는", "이란"))
"""Particles that stand alone because what they belong to is in another script: "LLM이"."""
_IRREGULAR = {
    "robotic": "robot",
    "robotics": "robot",
    "corpora": "corpus",
    "indices": "index",
    "matrices": "matrix",
    "vertices": "vertex",
    "ragged": "ragged",
}
"""Forms that no rule takes to their word; "ragged" is no form of "RAG". Each value is its own stem."""
_LONGEST_PIECE = 40
"""Longer pieces without a blank, as Japanese and Chinese are written, come once and are not worth remembering."""
_MIN_STEM = 3
"""A stem shorter than this says too little: "using" stays whole."""


def fold(text: str) -> str:
    """Return text without case, width and accents; Hangul stays composed."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart))


def words_of(folded: str) -> list[str]:
    """Divide folded text into stems and glued runs, in order."""
    # No word goes over a blank, and what stands between blanks comes again and again.
    pieces = folded.split()
    return [word for piece in pieces for word in (_known_words if len(piece) <= _LONGEST_PIECE else _words)(piece)]


def _words(piece: str) -> tuple[str, ...]:
    if piece.isascii():
        return tuple(map(stem, _ASCII_RUNS.findall(piece)))
    return tuple(match["glued"] or stem(match["word"]) for match in _RUNS.finditer(piece))


_known_words = lru_cache(maxsize=30_000)(_words)


def spellings_of(folded: str) -> list[str]:
    """Divide folded text into words as they are written, in order: for names, which no inflection changes."""
    return [match["glued"] or match["word"] for match in _RUNS.finditer(folded)]


def is_glued(word: str) -> bool:
    """Tell whether a word of `words_of` is compared as a run of characters; its first decides for all."""
    return not word[0].isascii() and _is_glued_letter(word[0])


@lru_cache(maxsize=4_000)
def _is_glued_letter(letter: str) -> bool:
    return _GLUED.match(letter) is not None


def without_particles(words: list[str]) -> tuple[str, ...]:
    """Take the particles of Korean off the words of a topic: off their ends, and where they follow another script."""
    kept = [word for place, word in enumerate(words) if place == 0 or word not in _LOOSE_PARTICLES]
    return tuple(map(_without_particle, kept))


def _without_particle(word: str) -> str:
    if _HANGUL.fullmatch(word):
        for particle in _PARTICLES:
            if word.endswith(particle) and len(word) - len(particle) >= 2:
                return word.removesuffix(particle)
    return word


def compounds_of(folded: str) -> list[str]:
    """Return the stems of hyphenated words written as one: "zero-shot" as "zeroshot"."""
    pieces = [piece for piece in folded.split() if "-" in piece or "‐" in piece or "‑" in piece]
    return [word for piece in pieces for word in _compounds(piece)]


@lru_cache(maxsize=5_000)
def _compounds(piece: str) -> tuple[str, ...]:
    return tuple(stem(_HYPHENS.sub("", match[0])) for match in _COMPOUNDS.finditer(piece))


@lru_cache(maxsize=30_000)
def stem(word: str) -> str:
    """Take the inflection of English off a folded word: plural, -ing, -ed, possessive, a silent e, a doubled letter.

    Only inflection: "generation" stays apart from "generative", which are other topics. A stem is its own stem.
    """
    word = word.removesuffix("'s").removesuffix("’s")
    if not word.isascii() or not word.isalpha():
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    while len(word) > _MIN_STEM and (shorter := _without_ending(_singular(word))) != word:
        word = shorter
    return word


def _singular(word: str) -> str:
    if word.endswith(("yses", "eses")) and len(word) > _MIN_STEM + 4:
        return f"{word[:-2]}is"
    if word.endswith("ies") and len(word) > _MIN_STEM + 1:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _without_ending(word: str) -> str:
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) >= _MIN_STEM and any(vowel in base for vowel in "aeiouy"):
            word = base
            break
    if len(word) > _MIN_STEM and word.endswith("e"):
        word = word[:-1]
    if len(word) > _MIN_STEM and word[-1] == word[-2] and word[-1] not in "aeious":
        word = word[:-1]
    return f"{word[:-1]}y" if word.endswith("i") and len(word) > _MIN_STEM else word
