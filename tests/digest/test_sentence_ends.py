"""Sentences of a summary are told apart in every language, and those that break off are seen."""

import pytest

from digest.sentence_ends import broken_end, sentences_of, styleless_end
from storage.models import Language


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("사실을 저장한다. probing 기법으로 검색한다.", 2),
        ("정확도는 54.6%이다.", 1),
        ("Claude 3.5 Sonnet과 비교하였다 (Fig. 2).", 1),
        ("保存する。検索する。", 2),
        ("「忘れる。」と述べる。", 1),
        ("首先抽取。然后检索。最后回答。", 3),
        ("It is kept. It is searched.", 2),
        ("- 사실을 저장한다.\n- 검색한다.", 2),
        ("1) 사실을 뽑고,\n2) 저장한다.", 1),
        ("", 0),
    ],
)
def test_sentences_are_counted(text: str, count: int) -> None:
    assert len(sentences_of(text)) == count


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("정확도가 향상되었다.", "ko"),
        ("정확도가 향상되었다(표 2).", "ko"),
        ("이를 '기억'이라 한다.", "ko"),
        ("정확도가 향상되었습니다.", "ko"),
        ("정확도가 향상됨.", "ko"),
        ("정확도가 향상되었다", "ko"),
        ("The model is kept.", "en"),
        ("It is what we work with.", "en"),
        ('They call it "memory".', "en"),
        ("記憶に有効である。", "ja"),
        ("对长对话有效。", "zh"),
        ("Der Aufwand sinkt.", "de"),
    ],
)
def test_a_whole_sentence_does_not_break_off(sentence: str, language: str) -> None:
    assert broken_end(sentence, Language(language)) is None


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("정확도가 향상되", "ko"),
        ("정확도를 다", "ko"),
        ("기존 방법보다", "ko"),
        ("정확도가 향상되었…", "ko"),
        ("정확도가 향상되었다...", "ko"),
        ("정확도를.", "ko"),
        ("정확도가 향상되었고.", "ko"),
        ("정확도(표 2에서 향상되었다.", "ko"),
        ("The model is ke", "en"),
        ("The model keeps the.", "en"),
        ("The model keeps facts,", "en"),
        ("The model keeps facts:.", "en"),
        ("記憶を", "ja"),
        ("記憶を。", "ja"),
        ("长对话的。", "zh"),
        ("Der Aufwand si", "de"),
    ],
)
def test_a_sentence_that_breaks_off_is_seen(sentence: str, language: str) -> None:
    assert broken_end(sentence, Language(language))


@pytest.mark.parametrize(
    ("sentence", "language", "detail"),
    [
        ("정확도가 향상되었습니다.", "ko", "ends politely, in '향상되었습니다'"),
        ("정확도가 높아요.", "ko", "ends politely, in '높아요'"),
        ("정확도가 향상됨.", "ko", "is clipped, in '향상됨'"),
        ("정확도가 향상되었다", "ko", "has no full stop"),
        ("정확도가 향상되었다!", "ko", "is an exclamation"),
        ("What a model!", "en", "is an exclamation"),
        ("정확도가 향상되었다.", "ko", None),
        ("精度が向上しました。", "ja", None),
    ],
)
def test_the_style_of_korean_is_plain(sentence: str, language: str, detail: str | None) -> None:
    assert styleless_end(sentence, Language(language)) == detail
