"""Pure: stray fragments: pieces of another language inside a word or among the words, which no writer would leave.

Terms of English are at home in every language: with a particle of Korean behind them ("LLM은"), as compounds ("고SNR"),
in brackets. What is judged is whether the rest of the word is what can stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.scripts import Script, own_scripts, runs

_PARTICLE = (
    "(?:으?로(?:서|써|부터)?(?:의|는|도|만)?|에(?:서|게|게서)?(?:의|는|도|만|부터|까지)?|께|은|는|이|가|을|를|의|와|과|랑|도|만|까지"
    "|부터|보다|처럼|마다|조차|마저|밖에|뿐|대로|만큼|같이|나|든|란|라|씩|등|간|인|일|임|여|며|고|면|지만|므로)"
)
_COPULA = (
    "(?:이?(?:다|[었였][가-힣]{0,4}|며|고|지만|므로|라(?:는|고|도|면|서)?|란|나|든|면|자|던|[어여]서|기에|기도|거나)"
    "|인데|인가|인지|임[은을이]?)"
)
_LAST_PARTICLE = "(?:은|는|도|만|의|을|를|이|가|과|와|나)"
_DO = (
    "(?:하|되|시키|당하|받)(?:다|는|며|고|여|지|기|게|면|도록|지만|므로|거나|던|기에|기도|였[가-힣]{1,4}|었[가-힣]{1,4})"
    "|(?:한|할|함|해|했|된|될|됨|돼|됐|시킨|시켜|시킬|받은)(?:다|서|야|은|을|으로|에|으며|으나|던|지만|[가-힣]?다)?"
)
_SUFFIX = (
    "(?:들|별|당|화|급|용|형|식|적|성|상|내|외|측|류|군|층|값|률|선|차|판|본|계|인|기|치|점|개|회|번|쪽|뿐"
    "|기반|수준|단위|계열|대비|기준|이후|이전|이하|이상|미만|초과|방식|관련|전용|특화|유사|최근접|그램|친화|지향)"
)
_TAIL = re.compile(f"{_SUFFIX}?(?:들)?(?:(?:{_PARTICLE}{_LAST_PARTICLE}?)?|{_COPULA}{_PARTICLE}?|{_DO})")
_GLUED_BEHIND = re.compile(r"(?:(?<![^\s가-힣\"'“‘(\[·,/])|(?<=[가-힣]-))([A-Za-zÀ-ɏ]+)([가-힣]+)")
_GLUED_BEFORE = re.compile(r"(?<![가-힣])([가-힣]+)([A-Za-zÀ-ɏ]+)(?![A-Za-z])([가-힣]*)")
_STANDING = re.compile(r"(?<![^\W\d_])[A-Za-zÀ-ɏ]{2,}(?![^\W\d_])")
_UNITS = frozenset("km cm mm nm ms ns kg mg ml dB fps px GB MB TB KB kHz Hz MHz GHz kW kWh Wh".split())
# No term of a field is one of these, however it is joined: words of grammar, and the bound endings of others.
_NO_TERM = frozenset(
    "the of and or is are was were to in on at by for with from that this these those it its we our tend tends have "
    "has had be been being as an but not which while can may will would should more most than then thus also such very "
    "however therefore because using between into over under about tion tions sion ing ed ly ment ness ity".split()
)
_JAMO = re.compile(r"(?<=[가-힣])[ㄱ-ㅣ]|[ㄱ-ㅣ](?=[가-힣])")
_BRACKETS = "([（「『“‘\"'《〈【"
_EXCERPT_CHARS = 20


def stray_fragments(text: str, language: str, known: str = "") -> tuple[str, ...]:
    """Return the words of a text that hold a stray fragment, each once.

    `known` is the rest that is known of the paper: a Latin word that stands alone there or in the text is a term.
    """
    found = [*_of_scripts(text, language)]
    if "\ufffd" in text:
        found.append("a damaged character")
    if language == "ko":
        terms = {match[0] for source in (text, known) for match in _STANDING.finditer(source)}
        found += _glued_in_korean(text, terms)
    elif language in ("ja", "zh"):
        found += _glued_in_han(text)
    return tuple(dict.fromkeys(found))


def _glued_in_korean(text: str, terms: set[str]) -> Iterator[str]:
    for match in _JAMO.finditer(text):
        yield _around(text, match.start(), match.end())
    for match in _GLUED_BEHIND.finditer(text):
        latin, tail = match.groups()
        if not _is_slip(latin) and (latin in terms | _UNITS or _is_acronym(latin) or _TAIL.fullmatch(tail)):
            continue
        yield match[0][:_EXCERPT_CHARS]
    for match in _GLUED_BEFORE.finditer(text):
        _, latin, tail = match.groups()
        if latin in terms and not _is_slip(latin):
            continue
        if (
            latin in _UNITS
            or (latin.isupper() and not tail)
            or (_is_acronym(latin) and (not tail or _TAIL.fullmatch(tail) or len(match[1]) < 3))
        ):
            continue
        yield match[0][:_EXCERPT_CHARS]


def _is_acronym(latin: str) -> bool:
    """Tell whether a Latin word is a name by its capitals: "LLM", "WhisTLE", "VLMs", but not "The"."""
    return sum(map(str.isupper, latin)) >= 2 or (len(latin) == 1)


def _is_slip(latin: str) -> bool:
    return not latin.isupper() and latin.lower() in _NO_TERM


def _glued_in_han(text: str) -> Iterator[str]:
    for script, start, end in runs(text):
        if script is Script.LATIN and _is_slip(text[start:end]):
            before, behind = text[max(0, start - 1) : start], text[end : end + 1]
            if _is_cjk(before) and _is_cjk(behind):
                yield _around(text, start, end)


def _of_scripts(text: str, language: str) -> Iterator[str]:
    """Find letters of a script that is neither the language's nor Latin, and words of two scripts that do not mix."""
    own = own_scripts(language)
    before, ended = Script.OTHER, -1
    for script, start, end in runs(text):
        mixed = start == ended and {before, script} == {Script.LATIN, Script.CYRILLIC}
        foreign = own and script not in own | {Script.LATIN} and _is_stray(text, script, start, end)
        if mixed or foreign:
            yield _around(text, start, end)
        before, ended = script, end


def _is_stray(text: str, script: Script, start: int, end: int) -> bool:
    if script is Script.OTHER:
        # Letters of mathematics and of rare names: one by one they are symbols.
        return end - start > 2
    if script is Script.GREEK:
        return end - start > 3
    if script in (Script.HAN, Script.KANA, Script.HANGUL):
        in_brackets = text[max(0, start - 1) : start] in tuple(_BRACKETS)
        return not in_brackets or _is_cjk(text[end : end + 1])
    return end - start > 1 or _is_cjk(text[max(0, start - 1) : start]) or _is_cjk(text[end : end + 1])


def _is_cjk(mark: str) -> bool:
    return bool(mark) and mark > "⺀" and mark.isalpha()


def _around(text: str, start: int, end: int) -> str:
    """Return the word that a fragment stands in."""
    begun = max(text.rfind(" ", 0, start) + 1, start - _EXCERPT_CHARS // 2)
    space = text.find(" ", end)
    ended = min(len(text) if space < 0 else space, max(end, start + 1) + _EXCERPT_CHARS // 2)
    return text[begun:ended][: 2 * _EXCERPT_CHARS]
