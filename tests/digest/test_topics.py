from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.texts import languages
from digest.topics import MAX_CHARS, TopicError, TopicFault, parse_topic, tell_fault
from storage.models import Field, Language, Term, Topic, Votes

FRAGMENTS = st.sampled_from(
    [
        "-",
        '"',
        "OR",
        ":",
        "author:",
        "votes:>",
        "code:yes",
        "강화학습을",
        "強化学習",
        "zero-shot",
        "a",
        " ",
        "(",
        ")",
        "cat:cs.CL",
    ]
)


def shown(topic: Topic) -> list[list[str]]:
    return [[term.shown for term in alternative] for alternative in topic.alternatives]


def test_words_must_all_match_and_or_divides_alternatives() -> None:
    assert shown(parse_topic("video diffusion OR flow matching")) == [["video", "diffusion"], ["flow", "matching"]]


def test_a_phrase_is_one_term() -> None:
    assert shown(parse_topic('"flow matching" video')) == [["flow matching", "video"]]


@pytest.mark.parametrize("text", ["“flow matching”", "「flow matching」", "«flow matching»"])
def test_the_quotes_of_other_keyboards_are_quotes(text: str) -> None:
    assert shown(parse_topic(text)) == [["flow matching"]]


def test_exclusions_and_filters_hold_for_every_alternative() -> None:
    topic = parse_topic("diffusion OR flow -medical votes:>20 code:yes")
    assert shown(topic) == [["diffusion"], ["flow"]]
    assert [term.shown for term in topic.without] == ["medical"]
    assert (topic.votes, topic.code) == (Votes(21), True)


@pytest.mark.parametrize(
    ("text", "votes"),
    [
        ("votes:>20", Votes(21)),
        ("votes:>=20", Votes(20)),
        ("votes:20", Votes(20)),
        ("votes:<5", Votes(0, 4)),
        ("-votes:>20", Votes(0, 20)),
        ("-votes:<5", Votes(5)),
        ("votes:>20 votes:<=50", Votes(21, 50)),
        ("votes:<=50 agents votes:>20", Votes(21, 50)),
        ("votes:>20 votes:>50", Votes(51)),
        ("votes:<5 -votes:<5", Votes(5, 4)),
    ],
)
def test_votes_have_a_least_or_a_most(text: str, votes: Votes) -> None:
    assert parse_topic(text).votes == votes


def test_names_may_be_quoted_in_a_field() -> None:
    (alternative,) = parse_topic('author:"Ada Kim" org:MIT cat:cs.CL').alternatives
    assert [(term.field, term.words) for term in alternative] == [
        (Field.AUTHOR, ("ada", "kim")),
        (Field.ORGANIZATION, ("mit",)),
        (Field.CATEGORY, ("cs.cl",)),
    ]


@pytest.mark.parametrize(
    ("loose", "meant"),
    [
        ("votes: >20", "votes:>20"),
        ("agents -votes: >20", "agents -votes:>20"),
        ('author: "Ada Kim" agents', 'author:"Ada Kim" agents'),
        ("agents -org: MIT", "agents -org:MIT"),
        ("Code: yes", "code:yes"),
    ],
)
def test_a_blank_behind_the_name_of_a_filter_is_forgiven(loose: str, meant: str) -> None:
    assert parse_topic(loose) == parse_topic(meant)


def test_a_title_with_a_colon_is_words() -> None:
    read = parse_topic("Code: a survey")
    assert [len(terms) for terms in read.alternatives] == [3]
    assert (read.code, read.votes) == (None, None)


def test_particles_are_taken_off_korean_words() -> None:
    assert parse_topic("강화학습을 LLM의").alternatives == (
        (Term(("강화학습",), "강화학습을"), Term(("llm",), "LLM의")),
    )


def test_a_minus_inside_a_word_excludes_nothing() -> None:
    assert parse_topic("zero-shot") == Topic(((Term(("zero", "shot"), "zero-shot", joined="zeroshot"),),))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", TopicFault.EMPTY),
        (" \n ", TopicFault.EMPTY),
        ("?!", TopicFault.EMPTY),
        ("OR OR", TopicFault.EMPTY),
        ("a" * (MAX_CHARS + 1), TopicFault.TOO_LONG),
        ("a " * 21, TopicFault.TOO_MANY),
        ('"open', TopicFault.OPEN_QUOTE),
        ("-medical", TopicFault.ONLY_EXCLUDES),
        ("https://arxiv.org", TopicFault.UNKNOWN_FIELD),
        ("votes:many", TopicFault.BAD_VOTES),
        ("code:perhaps", TopicFault.BAD_CODE),
        ("author:?", TopicFault.NO_WORD),
        ("agents author:", TopicFault.NO_WORD),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(text: str, fault: TopicFault) -> None:
    with pytest.raises(TopicError) as raised:
        parse_topic(text)
    assert raised.value.fault is fault


@given(st.text(max_size=300) | st.lists(FRAGMENTS, max_size=30).map("".join))
def test_any_text_is_a_topic_or_a_clear_error(text: str) -> None:
    with suppress(TopicError):
        topic = parse_topic(text)
        assert topic.alternatives or topic.votes or topic.code is not None
        assert all(term.words for alternative in topic.alternatives for term in alternative)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("fault", TopicFault)
def test_every_fault_is_told_in_every_language(language: Language, fault: TopicFault) -> None:
    assert tell_fault(language, TopicError(fault, "votes:many"))


@given(st.text('ab가-–:>OR|0 \t"', max_size=30))
def test_a_topic_without_quotation_marks_is_read_as_one_with_them(text: str) -> None:
    plain = text.replace('"', "")

    def read(written: str) -> Topic | TopicFault:
        try:
            return parse_topic(written)
        except TopicError as error:
            return error.fault

    assert read(plain) == read(f'{plain} ""')
