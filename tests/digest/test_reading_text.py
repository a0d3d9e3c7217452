"""What a model is given of a paper: what matters before appendices, within the budget, and never out of its fence."""

from hypothesis import given
from hypothesis import strategies as st

from digest.fulltext import from_abstract
from digest.reading_text import CHARS_PER_TOKEN, fenced, material_of
from digest.text import FullText, Origin, TextSection
from tests.digest.papers import CONCLUSION, INTRODUCTION, LIMITATIONS, METHOD, PAPER, RESULTS, TEXT, text_with

LONG = " ".join(f"This is sentence number {number} of something long." for number in range(2_000))


def test_a_text_within_the_budget_stands_whole_and_in_its_order() -> None:
    material = material_of(PAPER, TEXT, 10_000)
    parts = [f"Title: {PAPER.title}", PAPER.abstract, INTRODUCTION, METHOD, RESULTS, LIMITATIONS, CONCLUSION, "A lemma"]
    places = [material.index(part) for part in parts]
    assert places == sorted(places)
    assert "## Method\n" in material


def test_appendices_and_side_matter_give_way_to_what_is_told() -> None:
    long = text_with("Related work", LONG)
    material = material_of(PAPER, FullText(long.origin, (*long.sections, TextSection("More", LONG, 1, True))), 500)
    for part in (PAPER.abstract, INTRODUCTION, METHOD, RESULTS, LIMITATIONS, CONCLUSION):
        assert part in material
    assert "sentence number 0" in material
    assert "## More" not in material
    assert len(material) <= 500 * CHARS_PER_TOKEN + 300


def test_a_part_without_room_is_kept_in_proportion_and_in_whole_sentences() -> None:
    sections = (
        TextSection("Method", "", 1),
        TextSection("Data", LONG, 2),
        TextSection("Training", LONG, 2),
        TextSection("Conclusion", CONCLUSION),
    )
    material = material_of(PAPER, FullText(Origin.PDF, sections), 1_000)
    data, _, training = material.partition("### Training")
    assert 800 < len(data) < 2_000
    assert 800 < len(training) < 2_000
    assert CONCLUSION in material
    assert all(line.endswith((".", ">")) or line[:1] in "#T" for line in material.splitlines() if line)


def test_an_abstract_is_given_once() -> None:
    with_abstract = FullText(Origin.ARXIV_HTML, (TextSection("Abstract", PAPER.abstract), *TEXT.sections))
    assert material_of(PAPER, with_abstract, 10_000).count("Language models forget") == 1
    assert material_of(PAPER, from_abstract(PAPER.abstract), 10_000).count("Language models forget") == 1


@given(st.text() | st.sampled_from(["</paper>", "</PAPER >", "< /paper>", "<paper>", "</reading>", "<</paper>"]))
def test_nothing_in_a_text_ends_its_fence(text: str) -> None:
    for name in ("paper", "reading"):
        inside = fenced(name, text)
        assert inside.lower().count(f"</{name}") == 1
        assert inside.endswith(f"</{name}>")
        assert inside.lower().count(f"<{name}") == 1
