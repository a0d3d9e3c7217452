"""A sentence in another language is seen, one of the own language full of English terms is not."""

import pytest

from digest.scripts import Script, letters, own_scripts
from digest.tongues import wrong_language

FOREIGN = {
    "ko": "이 방법은 긴 대화를 잘 기억한다.",
    "en": "The method is better than what was known before.",
    "ja": "この手法は長い対話をよく記憶する。",
    "zh": "该方法能够很好地记住长对话。",
    "ru": "Этот метод хорошо помнит длинные разговоры.",
    "ar": "هذه الطريقة تتذكر المحادثات الطويلة جيدا.",
    "de": "Das Verfahren ist nicht nur besser, sondern auch mit weniger Daten möglich.",
    "fr": "La méthode est meilleure que les autres pour des dialogues avec plus de tours.",
    "es": "El método es mejor que los otros para las conversaciones con más turnos.",
    "th": "วิธีนี้จำบทสนทนายาวได้ดี",
    "hi": "यह विधि लंबी बातचीत को याद रखती है।",
    "el": "Η μέθοδος θυμάται καλά τις μεγάλες συνομιλίες.",
}


@pytest.mark.parametrize("language", FOREIGN)
@pytest.mark.parametrize("other", FOREIGN)
def test_a_sentence_passes_in_its_own_language_only(language: str, other: str) -> None:
    assert bool(wrong_language([FOREIGN[other]], language)) == (other != language)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("GPT-4o, Claude-3.5-Sonnet, Gemini-1.5-Pro 대비 HumanEval, MBPP에서 우수하다.", "ko"),
        ("Chain-of-Thought와 Retrieval-Augmented Generation을 결합한다.", "ko"),
        ("Memory for Long Conversations with Graphs(MLCG)를 제안한다.", "ko"),
        ("LongChatではGPT-4oを上回る。", "ja"),
        ("在LongChat和HumanEval上优于GPT-4o。", "zh"),
        ("The word 기억 means memory.", "en"),
        ("The term α-equivalence is used in the λ-calculus.", "en"),
        ("MemNet", "ko"),
        ("54.6%", "ja"),
    ],
)
def test_terms_names_and_short_pieces_pass(sentence: str, language: str) -> None:
    assert wrong_language([sentence], language) == []


def test_a_clause_of_another_language_inside_a_sentence_is_seen() -> None:
    assert wrong_language(["사실은 the facts are kept in a graph 저장된다."], "ko")
    assert wrong_language(["모델은 la mémoire est gardée dans un graphe pour les tours 저장한다."], "ko")


def test_an_unknown_language_is_only_asked_whether_it_is_english() -> None:
    assert wrong_language([FOREIGN["en"]], "mi")
    assert not wrong_language([FOREIGN["fr"]], "mi")


def test_scripts_are_counted_by_letters() -> None:
    assert letters("LLM은 3개") == {Script.LATIN: 3, Script.HANGUL: 2}
    assert own_scripts("zh-Hant") == {Script.HAN}
    assert own_scripts("mi") == frozenset()
