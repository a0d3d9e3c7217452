"""Summaries spoilt on purpose, one way each, to see whether the checks notice; seeded, so a run can be repeated.

The lines that are put in are ours. Who wrote them knows the checks, so others may find what is not caught: add it here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from digest.checks import Kind
from digest.figures import Figure, read_figures
from digest.scripts import Script, letters, own_scripts
from storage.models import Section, Sections

Corruption = Callable[[Random, Sections], Sections | None]
"""Returns None where a summary has nothing that could be spoilt so."""

_FOREIGN = {
    "en": (
        "The proposed approach improves accuracy on every benchmark while using far less memory than before.",
        "Experiments show that the gains hold for larger models as well.",
        "It remains unclear whether these results transfer to other domains.",
        "This work opens a path towards cheaper and more reliable agents.",
    ),
    "zh": (
        "实验结果表明，该方法在多个基准上优于现有模型。",
        "本文提出了一种新的训练框架，显著降低了计算成本。",
        "未来的工作将把该方法扩展到更多语言。",
    ),
    "ja": (
        "実験の結果、提案手法は既存のモデルを上回る性能を示した。",
        "本研究では新しい学習の枠組みを提案する。",
        "今後はより多くの言語への拡張が期待される。",
    ),
    "ru": (
        "Эксперименты показывают, что метод превосходит существующие модели.",
        "Авторы предлагают новый способ обучения больших моделей.",
    ),
    "de": ("Die Ergebnisse zeigen, dass das Verfahren auch bei großen Modellen stabil bleibt.",),
    "fr": ("Les auteurs montrent que la méthode réduit le coût du calcul de moitié.",),
    "es": ("Los resultados indican que el modelo supera a los anteriores en todas las pruebas.",),
    "ar": ("تظهر التجارب أن الطريقة تتفوق على النماذج السابقة.",),
    "ko": (
        "실험 결과 제안 방법은 기존 모델보다 높은 정확도를 보였다.",
        "본 연구는 새로운 학습 방식을 제안한다.",
    ),
}
_PERSONAS = (
    "As an AI language model, I cannot verify these results.",
    "As a large language model, I do not have access to the full paper.",
    "Here is the summary you asked for:",
    "Here is a concise summary of the paper in Korean.",
    "Sure! Below is the requested summary.",
    "I'm sorry, but I can't help with that request.",
    "I hope this summary is useful to you.",
    "Let me know if you need more detail.",
    "Certainly, here's the structured output.",
    "I am just a language model and may be wrong.",
    "Note: I was only given the abstract.",
    "요약하면 다음과 같습니다.",
    "다음은 논문의 요약입니다.",
    "아래는 요청하신 논문 요약입니다.",
    "저는 AI 언어 모델이므로 정확하지 않을 수 있습니다.",
    "AI 어시스턴트로서 이 논문을 요약해 드리겠습니다.",
    "물론입니다, 논문을 요약해 드릴게요.",
    "네, 알겠습니다. 논문을 요약하겠습니다.",
    "도움이 되셨기를 바랍니다.",
    "더 궁금한 점이 있으시면 말씀해 주세요.",
    "죄송하지만 전체 논문에 접근할 수 없습니다.",
    "제공해주신 텍스트를 바탕으로 작성하였습니다.",
    "이 요약은 인공지능이 작성하였다.",
    "안녕하세요, 오늘의 논문을 소개합니다.",
    "作为一个人工智能语言模型，我无法访问全文。",
    "以下是这篇论文的摘要：",
    "以下は論文の要約です。",
    "AIアシスタントとして、要約を提供します。",
)
_LINKS = (
    "https://example.org/paper",
    "http://example.com",
    "www.example.net/code",
    "[코드](https://example.org/x)",
    "example.com/download",
    "https://t.me/example_channel",
    "@example_channel",
    "<https://example.org|here>",
    "mail@example.org",
    "(https://example.org/2509.00001)",
    "t.me/example",
)
_FRAGMENTS = (
    *("tend", "ing", "learn", "of", "model", "the", "tion", "reas", "output", "data", "very", "Thus", "ly"),
    *("при", "модель", "тест", "для"),
    *("的", "模型", "复杂", "性能", "研究"),
    *("モデル", "する", "データ"),
    *("نموذج",),
)
_HANGUL_WORD = re.compile(r"[가-힣]{3,}")
_LATIN_WORD = re.compile(r"[A-Za-z]{4,}")


def change_figure(rng: Random, figure: Figure) -> str:
    """Return the text of a figure with one of its digits, or another small thing, changed."""
    places = [place for place, mark in enumerate(figure.text) if mark.isdigit()]
    place = rng.choice(places)
    digits = [digit for digit in "123456789" if digit != figure.text[place]]
    return figure.text[:place] + rng.choice(digits) + figure.text[place + 1 :]


def figures_of(sections: Sections) -> list[tuple[Section, Figure]]:
    """Return the figures of a summary that tell something, and are no part of a name."""
    return [
        (section, figure) for section, text in sections.items() for figure in read_figures(text) if not figure.named
    ]


def with_figure(sections: Sections, section: Section, figure: Figure, changed: str) -> Sections:
    """Return a summary with another text in the place of a figure."""
    text = sections[section] or ""
    start = text.index(figure.text, figure.start)
    return _with(sections, section, text[:start] + changed + text[start + len(figure.text) :])


def foreign_sentence(language: str) -> Corruption:
    """Return the corruption that puts a sentence of a language other than the summary's somewhere."""

    def spoil(rng: Random, sections: Sections) -> Sections:
        other = rng.choice([name for name in _FOREIGN if name != language])
        return _put(rng, sections, rng.choice(_FOREIGN[other]), alone=True)

    return spoil


def cut_end(rng: Random, sections: Sections) -> Sections | None:
    """Break a section off inside a word, mostly without any mark."""
    section, text = _any(rng, sections)
    inside = [place for place in range(len(text) // 3, len(text) - 2) if text[place - 1 : place + 1].isalpha()]
    if not inside:
        return None
    return _with(sections, section, text[: rng.choice(inside)] + rng.choice(["", "", "", "…", "...", ","]))


def no_section(rng: Random, sections: Sections) -> Sections:
    """Leave a section out, or empty."""
    return _with(sections, _any(rng, sections)[0], rng.choice([None, "", " "]))


def persona(rng: Random, sections: Sections) -> Sections:
    """Let a model speak up at the beginning or the end of a section, or between two sentences."""
    return _put(rng, sections, rng.choice(_PERSONAS))


def link(rng: Random, sections: Sections) -> Sections:
    """Put a link or a mention between two words."""
    section, text = _any(rng, sections)
    words = text.split(" ")
    place = rng.randint(1, len(words))
    return _with(sections, section, " ".join([*words[:place], rng.choice(_LINKS), *words[place:]]))


def fragment(language: str) -> Corruption:
    """Return the corruption that puts a piece of another language at the beginning of a word or inside it."""
    own = own_scripts(language)
    glued = _HANGUL_WORD if language == "ko" else _LATIN_WORD
    pieces = [
        piece
        for piece in _FRAGMENTS
        if own.isdisjoint(scripts := letters(piece)) and (language == "ko" or Script.LATIN not in scripts)
    ]

    def spoil(rng: Random, sections: Sections) -> Sections | None:
        section, text = _any(rng, sections)
        words = list(glued.finditer(text))
        if not words:
            return None
        word = rng.choice(words)
        place = rng.randint(word.start(), word.end() - 2)
        return _with(sections, section, text[:place] + rng.choice(pieces) + text[place:])

    return spoil


def corruptions(language: str) -> dict[Kind, Corruption]:
    """Return the corruption of each kind that needs no source."""
    return {
        Kind.WRONG_LANGUAGE: foreign_sentence(language),
        Kind.CUT_OFF: cut_end,
        Kind.MISSING_SECTION: no_section,
        Kind.PERSONA: persona,
        Kind.LINK: link,
        Kind.STRAY_FRAGMENT: fragment(language),
    }


def _any(rng: Random, sections: Sections) -> tuple[Section, str]:
    return rng.choice(list(sections.items()))


def _put(rng: Random, sections: Sections, sentence: str, *, alone: bool = False) -> Sections:
    section, text = _any(rng, sections)
    texts = [f"{sentence} {text}", f"{text} {sentence}", *([sentence] if alone else [])]
    return _with(sections, section, rng.choice(texts))


def _with(sections: Sections, section: Section, text: str | None) -> Sections:
    return replace(sections, **{section.value: text})
