"""Pure: whether a text is in the language it should be in, sentence by sentence, with terms of English allowed.

Scripts decide where languages differ in them; small words decide among those that are written in Latin letters. A
language that is not known here is only tested for not being English, so that no good text is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from digest.scripts import Script, letters, own_scripts

_MIN_LETTERS = 8
"""A shorter sentence is a name, or nothing."""
_OWN_SHARE = 0.08
"""Less of the own script than this is a sentence in another one; lists of names in a Korean sentence stay above."""
_FOREIGN_SHARE = 0.3
_MIN_FOREIGN = 4
_MIN_SMALL_WORDS = 2
_CLAUSE_WORDS = 5

# Words that hold sentences together and are no terms; each stands here for one language only.
_SMALL_WORDS = {
    "en": "the this that these which we our is are was were has have been it its they can while with from by and to "
    "however also than such not their there when where into for of as be on at or",
    "de": "der die das und ist nicht mit ein eine einer einem einen auf für wird werden durch sich dass auch von dem "
    "den",
    "fr": "le la les des une est dans pour qui que avec sur par sont nous cette ces aux du et ne pas leur plus",
    "es": "el los las una es para que con por se del como más este esta son y pero sus entre",
    "it": "il gli una è di che per con sono della dei nel alla più questo questa anche non si",
    "pt": "o os uma é para que com por não são do da dos das mais este esta ao em como",
    "nl": "de het een van en niet met voor wordt worden dat zijn op door deze te",
    "vi": "và của là các trong cho một được với này không có những",
    "tr": "ve bir bu için ile olarak daha olan gibi da ise",
    "id": "yang dan dengan untuk dari ini pada adalah dalam tidak",
    "pl": "i w z na do jest że się oraz przez nie dla jako od",
    "sv": "och att det som en är för på med av inte den till",
}
_SETS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
# No name or title of a paper holds these, so five Latin words with one of them are a clause of English.
_ENGLISH_CLAUSE = frozenset(
    "is are was were has have had been be can cannot could will would should may might this these those that which we "
    "our it its they their there i you your does do did not however also".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LATIN_RUN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’\-]*(?:,? [A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’\-]*){4,}")


def wrong_language(sentences: Iterable[str], language: str) -> list[str]:
    """Tell for each sentence that is not in the language what it is instead, as far as that is known."""
    return [found for sentence in sentences if (found := _other(sentence, language)) is not None]


def _other(sentence: str, language: str) -> str | None:
    counts = letters(sentence)
    total = sum(counts.values())
    own = own_scripts(language)
    for script, count in counts.items():
        few = max(_MIN_FOREIGN, total * _FOREIGN_SHARE)
        if script not in own | {Script.LATIN, Script.GREEK} and own and count >= few:
            return f"{count} letters in {script}"
    if total < _MIN_LETTERS:
        return None
    if language == "ja" and counts.get(Script.HAN, 0) >= _MIN_LETTERS and not counts.get(Script.KANA):
        return "Han without kana"
    share = sum(counts.get(script, 0) for script in own) / total
    if own and share < _OWN_SHARE:
        return f"{total} letters of which {share:.0%} are in the script of {language!r}"
    if own == {Script.LATIN} or not own:
        return _other_latin(sentence, language)
    if clause := _clause(sentence):
        return f"a foreign clause: {clause[:40]!r}"
    return None


def _other_latin(sentence: str, language: str) -> str | None:
    """Compare the small words of languages; only one that has clearly more of them than the own language is another."""
    words = [word.casefold() for word in _WORD.findall(sentence[:2_000])]
    found = {name: len({word for word in words if word in small}) for name, small in _SETS.items()}
    own = found.pop(language, None)
    if own is None:
        found = {"en": found["en"]}
    other = max(found, key=lambda name: found[name])
    needed = _MIN_SMALL_WORDS if own is not None else 2 * _MIN_SMALL_WORDS
    return f"words of {other!r}" if found[other] >= max(needed, 2 * (own or 0) + 1) else None


def _clause(sentence: str) -> str | None:
    """Find a clause of a language of Latin letters inside a sentence in another script."""
    for run in _LATIN_RUN.finditer(sentence):
        words = [word.casefold() for word in _WORD.findall(run[0])]
        found = {name: len(small.intersection(words)) for name, small in _SETS.items() if name != "en"}
        english = len(words) >= _CLAUSE_WORDS and not _ENGLISH_CLAUSE.isdisjoint(words)
        if english or max(found.values()) > _MIN_SMALL_WORDS:
            return run[0]
    return None
