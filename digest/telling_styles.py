"""How a summary is written in each language: instructions for a model, one paragraph a language."""

from __future__ import annotations

from collections.abc import Mapping

from storage.models import Language

_STYLES: Mapping[Language, str] = {
    Language("ko"): (
        "Write in Korean, in the style of an academic report: every sentence ends in a plain declarative "
        "(…다.), never in …요, …니다 or a noun. Keep established English terms and all names of models, "
        "methods, data sets and benchmarks in English (LLM, zero-shot, fine-tuning, ImageNet); do not "
        "transliterate them, and put Korean particles right behind them. Use Korean words for everything "
        "else. About 600 to 1,100 characters in all."
    ),
    Language("en"): (
        "Write in English, in the plain style of an abstract, in the third person and the present tense. "
        "About 120 to 220 words in all."
    ),
    Language("ja"): (
        "Write in Japanese, in the style of an academic report (である調): sentences end in …る, …た, …ない "
        "or …である, never in です or ます. Keep established English terms and all names of models, methods, "
        "data sets and benchmarks in Latin letters; use the usual katakana or kanji words for the rest. "
        "About 350 to 700 characters in all."
    ),
    Language("zh"): (
        "Write in Simplified Chinese, in the style of an academic abstract, with Chinese punctuation. Keep "
        "names of models, methods, data sets and benchmarks, and English terms without an established "
        "translation, in Latin letters. About 300 to 600 characters in all."
    ),
}


def style_of(language: Language) -> str:
    """Return how to write in a language; one that is not in the box is asked for by its English name."""
    if language in _STYLES:
        return _STYLES[language]
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(language).get_display_name("en") or language
    except (UnknownLocaleError, ValueError):
        name = f"the language with the code {language}"
    return (
        f"Write in {name}, in the plain style of an academic abstract, in the third person. Keep names of "
        "models, methods, data sets and benchmarks, and established English terms, as they are. About 120 to "
        "220 words in all."
    )
