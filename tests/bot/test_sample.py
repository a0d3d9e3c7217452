"""The bundled sample day is well formed, tells nothing that its abstracts do not say, and borrows no text."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

import pytest

from bot.commands.demo import DEMO_NOW, FULL_TEXTS
from digest.extractive import ExtractiveSummariser
from digest.fulltext import from_html
from digest.hugging_face import parse_item
from digest.ids import parse_id
from storage.models import Basis, Language, Paper, Section, Sections
from tests.data import DATA, needs_data

SAMPLE_DAY = date(2025, 9, 5)
SECTION_SENTENCES = dict.fromkeys(Section, 1) | {Section.METHOD: 3}
"""The most sentences that a section may have."""
SUMMARY_CHARS = {"ko": range(600, 1101), "en": range(700, 1301)}
RUN_WORDS = 8
"""From how many words in a row a text counts as copied."""
TEXT_FIELDS = frozenset({"summary", "ai_summary"})
"""Where a recorded list holds prose; titles and names are facts and may stand in both."""

WORD = re.compile(r"\w+(?:[.,'’-]\w+)*")
"""One word: `10,000`, `zero-shot` and `SD3.5` are one each."""

KOREAN_FIRST_PERSON = re.compile(r"\b(?:(?:우리|저희|본인)(?:는|가|의|를)?|나는|저는)\b")
ENGLISH_FIRST_PERSON = re.compile(r"\b(?:I|we|us|our|ours|my)\b", re.IGNORECASE)


def read_sample(name: str) -> Any:
    return json.loads(files("bot").joinpath("sample", name).read_text(encoding="utf-8"))


RECORDS: list[dict[str, Any]] = read_sample("list.json")
SUMMARIES: list[dict[str, Any]] = read_sample("summaries.json")
PAPERS: dict[str, Paper] = {paper.key: paper for paper in map(parse_item, RECORDS)}
PAGES: dict[str, str] = {
    page.name.removesuffix(".html"): page.read_text(encoding="utf-8")
    for page in files("bot").joinpath("sample", "html").iterdir()
}

each_record = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["paper"]["id"])
each_paper = pytest.mark.parametrize("paper", PAPERS.values(), ids=lambda paper: paper.key)
each_summary = pytest.mark.parametrize(
    "summary", SUMMARIES, ids=lambda summary: f"{summary['paper_id']}-{summary['language']}"
)

each_page = pytest.mark.parametrize("key", sorted(PAGES))


def sections_of(summary: dict[str, Any]) -> Sections:
    return Sections(**summary["sections"])


def text_of(summary: dict[str, Any]) -> str:
    return " ".join(text for _, text in sections_of(summary).items())


def sentences(text: str) -> list[str]:
    """Cut after a sentence's end; the point of `SD3.5` or `FLUX.1` is followed by no space."""
    return re.split(r"(?<=[.?!])\s+", text)


def figures(text: str) -> set[str]:
    """Return every number, those inside names like `BF16` and `ETH3D` too."""
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))


def scripts(text: str) -> Counter[str]:
    """Count the letters of each script: the first word of a letter's Unicode name."""
    return Counter(unicodedata.name(letter).split()[0] for letter in text if letter.isalpha())


def word_runs(text: str) -> set[tuple[str, ...]]:
    words = WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return {tuple(words[start : start + RUN_WORDS]) for start in range(len(words) - RUN_WORDS + 1)}


def recorded_texts() -> Iterator[str]:
    """Yield the prose of every recorded list, paper and post."""
    for path in sorted([*DATA.glob("hf_daily/**/*.json"), *DATA.glob("hf_paper/*.json")]):
        yield from prose_in(json.loads(path.read_text(encoding="utf-8")))
    for path in sorted(DATA.glob("posts/**/*.md")):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        yield "\n".join(line for line in lines if not line.startswith("#"))


def prose_in(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from prose_in(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in TEXT_FIELDS and isinstance(item, str):
                yield item
            else:
                yield from prose_in(item)


def test_the_day_has_fourteen_papers_each_once() -> None:
    assert len(RECORDS) == len(PAPERS) == 14


@each_record
def test_an_id_stands_in_its_plain_form(record: dict[str, Any]) -> None:
    parsed = parse_id(record["paper"]["id"])
    assert parsed.key == record["paper"]["id"]
    assert parsed.version is None


@each_record
def test_a_record_has_the_fields_of_the_real_list(record: dict[str, Any]) -> None:
    assert set(record) == {"paper", "title", "publishedAt", "numComments"}
    required = {
        "id",
        "authors",
        "title",
        "summary",
        "publishedAt",
        "submittedOnDailyAt",
        "upvotes",
        "ai_keywords",
    }
    assert required <= set(record["paper"]) <= required | {"githubRepo", "projectPage"}
    assert record["title"] == record["paper"]["title"]
    assert all(set(author) == {"name"} for author in record["paper"]["authors"])


@each_paper
def test_a_paper_is_read_whole(paper: Paper) -> None:
    assert paper.authors
    assert len(set(paper.authors)) == len(paper.authors)
    assert paper.keywords
    assert paper.submitted_at is not None
    assert paper.submitted_at.date() == SAMPLE_DAY
    assert paper.published_at is not None
    assert paper.published_at < datetime(2025, 9, 5, tzinfo=UTC)
    assert paper.code_url is None or paper.code_url.startswith("https://github.com/")


@each_paper
def test_an_abstract_has_the_size_of_a_real_one(paper: Paper) -> None:
    assert 120 <= len(paper.abstract.split()) <= 200
    assert 6 <= len(sentences(paper.abstract)) <= 9
    assert paper.abstract.isascii()


@each_paper
def test_an_abstract_does_not_speak_as_its_authors(paper: Paper) -> None:
    assert not ENGLISH_FIRST_PERSON.findall(paper.abstract)


def test_eight_papers_are_summarised_in_both_languages_and_six_are_left_of_which_two_have_a_full_text() -> None:
    told = [(summary["paper_id"], summary["language"]) for summary in SUMMARIES]
    keys = {key for key, _ in told}
    assert keys <= PAPERS.keys()
    assert len(keys) == 8
    assert sorted(told) == sorted((key, language) for key in keys for language in ("ko", "en"))
    assert PAGES.keys() == FULL_TEXTS
    assert len(PAGES) == 2
    assert PAGES.keys() <= PAPERS.keys() - keys


@each_summary
def test_a_summary_rests_on_the_abstract_and_names_all_sections(summary: dict[str, Any]) -> None:
    assert set(summary) == {"paper_id", "language", "basis", "sections"}
    assert Basis(summary["basis"]) is Basis.ABSTRACT
    assert list(summary["sections"]) == [section.value for section in Section]


@each_summary
def test_only_the_limitations_may_be_unknown(summary: dict[str, Any]) -> None:
    unknown = {section for section in Section if sections_of(summary)[section] is None}
    assert unknown <= {Section.LIMITATIONS}


def test_both_languages_know_the_same_sections() -> None:
    known = {
        language: {
            (summary["paper_id"], section)
            for summary in SUMMARIES
            if summary["language"] == language
            for section, _ in sections_of(summary).items()
        }
        for language in ("ko", "en")
    }
    assert known["ko"] == known["en"]


@each_summary
def test_every_figure_stands_in_the_abstract(summary: dict[str, Any]) -> None:
    assert figures(text_of(summary)) <= figures(PAPERS[summary["paper_id"]].abstract)


@each_summary
def test_the_result_has_a_figure(summary: dict[str, Any]) -> None:
    assert figures(summary["sections"]["results"])


@each_summary
def test_a_section_keeps_its_number_of_sentences(summary: dict[str, Any]) -> None:
    for section, text in sections_of(summary).items():
        assert 1 <= len(sentences(text)) <= SECTION_SENTENCES[section], section
        assert text == " ".join(text.split())


@each_summary
def test_a_summary_has_the_length_of_its_language(summary: dict[str, Any]) -> None:
    chars = sum(len(text) for _, text in sections_of(summary).items())
    assert chars in SUMMARY_CHARS[summary["language"]]


@each_summary
def test_a_sentence_ends_as_its_language_asks(summary: dict[str, Any]) -> None:
    end = "다." if summary["language"] == "ko" else "."
    assert all(sentence.endswith(end) for sentence in sentences(text_of(summary)))


@each_summary
def test_a_korean_sentence_is_plain_and_not_polite(summary: dict[str, Any]) -> None:
    assert not re.search(r"(?:니다|요)[.?!]", text_of(summary))


@each_summary
def test_a_summary_is_written_in_the_script_of_its_language(summary: dict[str, Any]) -> None:
    counts = scripts(text_of(summary))
    if summary["language"] == "ko":
        # English terms and model names stay in English, so Hangul is most of a Korean text and not all of it.
        assert counts.keys() == {"HANGUL", "LATIN"}
        assert counts["HANGUL"] > counts["LATIN"]
        assert all("HANGUL" in scripts(sentence) for sentence in sentences(text_of(summary)))
    else:
        assert counts.keys() == {"LATIN"}


@each_summary
def test_a_summary_has_no_first_person_no_exclamation_no_emoji(summary: dict[str, Any]) -> None:
    text = text_of(summary)
    assert not (KOREAN_FIRST_PERSON if summary["language"] == "ko" else ENGLISH_FIRST_PERSON).search(text)
    assert "!" not in text
    assert not [mark for mark in text if unicodedata.category(mark) == "So"]


@each_summary
def test_a_summary_tells_the_abstract_anew(summary: dict[str, Any]) -> None:
    abstract = PAPERS[summary["paper_id"]].abstract
    assert sorted(word_runs(text_of(summary)) & word_runs(abstract)) == []


def body_of(key: str) -> str:
    """The text of a page below its abstract, without the numbers of citations, figures and tables."""
    parts = [part.text for part in from_html(PAGES[key]).sections if part.heading != "Abstract"]
    return re.sub(r"\[\d\]|\b(?:Figure|Table) \d", "", "\n".join(parts))


@each_page
def test_a_full_text_says_that_it_is_sample_data(key: str) -> None:
    assert PAGES[key].count("Sample data of Paperboy's demo") == 2
    assert "not the authors' paper" in PAGES[key].partition("<body>")[0]


@each_page
def test_a_full_text_is_read_as_a_page_of_arxiv(key: str) -> None:
    text = from_html(PAGES[key])
    headings = {part.heading for part in text.sections}
    assert {"Abstract", "Introduction", "Method", "Results", "Limitations", "Conclusion"} <= headings
    assert [part.text for part in text.sections if part.heading == "Abstract"] == [PAPERS[key].abstract]
    assert sum(part.appendix for part in text.sections) == 2
    assert PAPERS[key].title in PAGES[key]
    assert 1_000 <= len(body_of(key).split()) <= 1_400


@each_page
def test_a_full_text_leaves_its_bibliography_and_pictures_out(key: str) -> None:
    text = " ".join(part.text for part in from_html(PAGES[key]).sections)
    assert "Placeholder" in PAGES[key]
    assert "Placeholder" not in text
    assert "What the abstract of the sample says" not in text


@each_page
def test_a_full_text_has_no_figure_and_no_first_person_beyond_the_abstract(key: str) -> None:
    assert figures(body_of(key)) <= figures(PAPERS[key].abstract)
    assert not ENGLISH_FIRST_PERSON.findall(body_of(key))


@each_page
def test_a_full_text_fills_every_section_of_the_built_in_summary(key: str) -> None:
    made = ExtractiveSummariser().summarise(PAPERS[key], from_html(PAGES[key]), Language("en"), DEMO_NOW)
    assert made.basis is Basis.FULL_TEXT
    assert all(made.sections[section] for section in Section)
    assert figures(made.sections.results or "")
    assert "limited" not in (made.sections.conclusion or "")


@needs_data
def test_no_run_of_eight_words_is_borrowed() -> None:
    ours = {run for paper in PAPERS.values() for run in word_runs(paper.abstract)}
    ours |= {run for key in PAGES for run in word_runs(body_of(key))}
    ours |= {run for summary in SUMMARIES for run in word_runs(text_of(summary))}
    theirs = {run for text in recorded_texts() for run in word_runs(text)}
    assert theirs
    assert sorted(ours & theirs) == []


@needs_data
def test_titles_and_authors_are_those_that_were_recorded() -> None:
    recorded = json.loads((DATA / "hf_daily" / f"{SAMPLE_DAY}.json").read_text(encoding="utf-8"))
    for real in map(parse_item, recorded):
        ours = PAPERS[real.key]
        assert (ours.title, ours.authors, ours.published_at) == (real.title, real.authors, real.published_at)
        assert real.code_url in (None, ours.code_url)
