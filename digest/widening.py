"""Pure: a topic grows by other forms of its words: acronyms that are spelled out, and English for other scripts.

What is added are alternatives in the language of topics, so the person sees all of it, and it is stored with the topic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, product

from digest.topics import TopicError, parse_topic, same_meaning
from storage.models import Field, Term
from storage.word_forms import fold, is_glued, words_of

MOST_FORMS = 2
"""Forms of one word that are added."""
MOST_ADDED = 4
"""Alternatives that are added for one of the topic."""
_ACRONYMS = {
    "3DGS": "gaussian splatting",
    "ASR": "speech recognition",
    "CoT": "chain of thought",
    "dLLM": "diffusion language model",
    "DPO": "direct preference optimization",
    "GNN": "graph neural network",
    "GRPO": "group relative policy optimization",
    "KV cache": "key-value cache",
    "LLM": "large language model",
    "LoRA": "low-rank adaptation",
    "MCTS": "monte carlo tree search",
    "MLLM": "multimodal large language model",
    "MoE": "mixture of experts",
    "NeRF": "neural radiance field",
    "OCR": "optical character recognition",
    "PEFT": "parameter-efficient fine-tuning",
    "PRM": "process reward model",
    "RAG": "retrieval-augmented generation",
    "RL": "reinforcement learning",
    "RLHF": "reinforcement learning from human feedback",
    "RLVR": "reinforcement learning with verifiable rewards",
    "SFT": "supervised fine-tuning",
    "T2I": "text-to-image",
    "T2V": "text-to-video",
    "VLA": "vision-language-action",
    "VLM": "vision-language model",
    "VQA": "visual question answering",
}
_AMBIGUOUS = {"SSM": "state space model", "TTS": "text-to-speech"}
"""Who writes these means the words; a paper that has them may mean others: "TTS" is also test-time scaling."""


@dataclass(frozen=True, slots=True)
class Widened:
    """A topic with what was added to it, and the forms that were added."""

    query: str
    added: tuple[str, ...]


def foreign_words(query: str) -> tuple[str, ...]:
    """Return what a topic looks for in scripts that hardly any abstract is written in, each once.

    Words that stand side by side are one: "언어 모델" is a language model. Raises TopicError.
    """
    runs = (group for terms in parse_topic(query).alternatives for group in groupby(terms, _is_foreign))
    return tuple(dict.fromkeys(_shown(terms) for foreign, terms in runs if foreign))


def _is_foreign(term: Term) -> bool:
    return term.field is Field.TEXT and any(map(is_glued, term.words))


def _shown(terms: Iterable[Term]) -> str:
    return " ".join(term.shown for term in terms)


def widen(query: str, english: Mapping[str, Sequence[str]]) -> Widened | None:
    """Add other forms of a topic's words, with the English that is given for words of it; None if there are none.

    What would make the topic too long is left out. Raises TopicError for a topic that cannot be read.
    """
    wide = query
    added: dict[str, None] = {}
    for terms in parse_topic(query).alternatives:
        for parts in islice(_spellings(terms, english), MOST_ADDED):
            longer = f"{wide} OR {' '.join(part.text for part in parts)}"
            try:
                if same_meaning(parse_topic(longer), parse_topic(wide)):
                    continue
            except TopicError:
                continue
            wide = longer
            added |= dict.fromkeys(part.form for part in parts if part.form)
    return Widened(wide, tuple(added)) if added else None


@dataclass(frozen=True, slots=True)
class _Part:
    """Terms that have other forms together: as they are written, or a form in their place."""

    text: str
    form: str | None = None


def _spellings(terms: Sequence[Term], english: Mapping[str, Sequence[str]]) -> Iterator[tuple[_Part, ...]]:
    """Yield an alternative in its other forms."""
    choices = [
        (_Part(" ".join(map(_written, group))), *forms[:MOST_FORMS]) for group, forms in _grouped(terms, english)
    ]
    # The first is the alternative as it stands.
    return islice(product(*choices), 1, None)


def _grouped(
    terms: Sequence[Term], english: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Sequence[Term], Sequence[_Part]]]:
    """Divide an alternative into terms that have other forms together, with these."""
    for foreign, run in groupby(terms, _is_foreign):
        group = [*run]
        if foreign:
            yield group, [_in_english(form, alone=len(group) == 1) for form in english.get(_shown(group), ())]
            continue
        while group:
            length, forms = _acronym_at(group)
            yield group[:length], forms
            group = group[length:]


def _in_english(form: str, *, alone: bool) -> _Part:
    """One word becomes a phrase; several, which may stand apart in a paper, become words that may stand apart."""
    return _Part(f'"{form}"' if alone else " ".join(f'"{word}"' for word in form.split()), form)


def _acronym_at(terms: Sequence[Term]) -> tuple[int, Sequence[_Part]]:
    """Return how many terms from the first on are an acronym or what one stands for, the most, and its other form."""
    words: list[str] = []
    found: tuple[int, Sequence[_Part]] = 1, ()
    for length, term in enumerate(terms, 1):
        if term.field is not Field.TEXT:
            break
        words += term.words
        if form := _FORMS.get(tuple(words)):
            found = length, (_Part(f'"{form}"', form),)
    return found


def _written(term: Term) -> str:
    """Write a term so that it is read as it was."""
    if term.field is Field.TEXT:
        return f'"{term.shown}"'
    return f'{term.field}:"{term.shown.removeprefix(f"{term.field}:")}"'


def _both_ways() -> Iterator[tuple[tuple[str, ...], str]]:
    for short, long in _ACRONYMS.items():
        yield tuple(words_of(fold(short))), long
        yield tuple(words_of(fold(long))), short
    for short, long in _AMBIGUOUS.items():
        yield tuple(words_of(fold(short))), long


_FORMS = dict(_both_ways())
