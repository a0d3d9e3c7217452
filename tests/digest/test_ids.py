"""Every form of an id that people paste is one key, and nothing else is."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import IdError
from digest.ids import (
    _ARCHIVES,
    ArxivId,
    abs_url,
    alphaxiv_url,
    file_name,
    find_ids,
    hugging_face_url,
    parse_id,
    pdf_url,
)
from storage.models import Language, PaperKey

NEW_IDS = st.builds(
    lambda year, month, number: f"{year:02}{month:02}.{number:05}",
    st.integers(15, 40),
    st.integers(1, 12),
    st.integers(1, 99_999),
)
OLD_IDS = st.builds(
    lambda archive, year, month, number: f"{archive}/{year:02}{month:02}{number:03}",
    st.sampled_from(sorted(_ARCHIVES)),
    st.integers(92, 99) | st.integers(0, 6),
    st.integers(1, 12),
    st.integers(1, 999),
)
IDS = NEW_IDS | OLD_IDS


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("2509.03867", None),
        ("2509.03867v2", 2),
        (" 2509.03867. ", None),
        ("[2509.03867]", None),
        ("arXiv:2509.03867v2", 2),
        ("arxiv: 2509.03867", None),
        ("arXiv:2509.03867v2 [cs.CL]", 2),
        ("arXiv:2509.03867v2 [cs.CL] 4 Sep 2025", 2),
        ("10.48550/arXiv.2509.03867", None),
        ("https://doi.org/10.48550/arXiv.2509.03867", None),
        ("arxiv.org/abs/2509.03867", None),
        ("http://www.arxiv.org/abs/2509.03867v1?context=cs", 1),
        ("https://export.arxiv.org/pdf/2509.03867v3.pdf#page=2", 3),
        ("https://arxiv.org/pdf/2509.03867", None),
        ("https://arxiv.org/html/2509.03867v1#S3.SS1", 1),
        ("https://arxiv.org/src/2509.03867/", None),
        ("https://cn.arxiv.org/abs/2509.03867", None),
        ("https://huggingface.co/papers/2509.03867?x=1", None),
        ("https://huggingface.co/papers/2509.03867.md", None),
        ("https://hf.co/papers/2509.03867", None),
        ("https://www.alphaxiv.org/abs/2509.03867v1", 1),
        ("https://www.alphaxiv.org/ko/overview/2509.03867", None),
        ("https://ar5iv.labs.arxiv.org/html/2509.03867", None),
        ("https://ar5iv.org/abs/2509.03867", None),
        ("<https://arxiv.org/abs/2509.03867>", None),
        ("<https://arxiv.org/abs/2509.03867|A title | with a bar>", None),
        ("２５０９．０３８６７", None),
        ("\u200b2509.03867\ufeff", None),
    ],
)
def test_a_new_id_is_understood_in_every_form(text: str, version: int | None) -> None:
    assert parse_id(text) == ArxivId(PaperKey("2509.03867"), version)


@pytest.mark.parametrize(
    ("text", "key", "version"),
    [
        ("hep-th/9901001", "hep-th/9901001", None),
        ("HEP-TH/9901001v3", "hep-th/9901001", 3),
        ("math.GT/0309136", "math/0309136", None),
        ("arXiv:math/0309136v2", "math/0309136", 2),
        ("https://arxiv.org/abs/math.GT/0309136", "math/0309136", None),
        ("https://arxiv.org/pdf/cond-mat/9108001.pdf", "cond-mat/9108001", None),
        ("cs/0703001", "cs/0703001", None),
    ],
)
def test_an_old_id_is_understood_without_its_class(text: str, key: str, version: int | None) -> None:
    assert parse_id(text) == ArxivId(PaperKey(key), version)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "nonsense",
        "2509.3867",
        "1501.1234",
        "1412.01234",
        "0703.1234",
        "2513.00001",
        "2500.00001",
        "2509.00000",
        "2509.03867v0",
        "2509.03867v1000",
        "2509.038671",
        "2509.03867 2509.03868",
        "٢٥٠٩.٠٣٨٦٧",
        "hep-th/0704001",
        "hep-th/9107001",
        "hep-th/9913001",
        "cs/0101000",
        "and/0101001",
        "https://arxiv.org/list/cs.CL/recent",
        "https://huggingface.co/papers",
        "https://example.org/abs/2509.03867",
        "https://arxiv.org.example.com/abs/2509.03867",
        "2509.03867; DROP TABLE papers",
        "../../2509.03867",
        "x" * 100_000,
    ],
)
def test_what_is_no_id_gets_a_helpful_answer(text: str) -> None:
    with pytest.raises(IdError, match=r"is no arXiv id; write it as 2509\.03867") as caught:
        parse_id(text)
    assert len(str(caught.value)) < 180
    assert "\n" not in str(caught.value)
    assert caught.value.permanent


@settings(max_examples=100)
@given(
    IDS, st.none() | st.integers(1, 999), st.sampled_from(["", "arXiv:", "https://arxiv.org/abs/", "arxiv.org/pdf/"])
)
def test_every_valid_id_is_read_in_every_form(key: str, version: int | None, before: str) -> None:
    written = f"{before}{key}" + (f"v{version}" if version else "")
    assert parse_id(written) == ArxivId(PaperKey(key), version)
    assert find_ids(f"see {written}, please") == (ArxivId(PaperKey(key), version),)


@settings(max_examples=100)
@given(IDS)
def test_every_link_we_make_leads_back_to_its_key(key: str) -> None:
    paper = PaperKey(key)
    for url in (abs_url(paper), pdf_url(paper), hugging_face_url(paper), alphaxiv_url(paper, Language("ko"))):
        assert parse_id(url).key == key
        assert find_ids(url)[0].key == key
    assert "/" not in file_name(paper)


@settings(max_examples=100)
@given(st.text())
def test_no_text_does_harm(text: str) -> None:
    assert isinstance(find_ids(text), tuple)
    with suppress(IdError):
        assert parse_id(text).key


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("look at 2509.03867, arXiv:2509.03868v2 and https://arxiv.org/abs/2509.03869.", ["67", "68", "69"]),
        ("2509.03867 and again https://huggingface.co/papers/2509.03867v2", ["67"]),
        ("논문2509.03867은 어때요?", ["67"]),
        ("<https://arxiv.org/pdf/2509.03867v1.pdf|pdf> (https://hf.co/papers/2509.03868/)", ["67", "68"]),
        ("version 1.2509.03867, 12509.03867, 2509.038671, 2509.03867/x, a-2509.03867, 2025.12345", []),
        ("and/0101001", []),
        ("", []),
    ],
)
def test_ids_are_found_in_running_text(text: str, keys: list[str]) -> None:
    assert [found.key for found in find_ids(text)] == [f"2509.038{key}" for key in keys]


def test_a_long_text_is_searched_in_one_go() -> None:
    for text in ("a/" * 50_000, "1" * 100_000, "a-" * 50_000, "arxiv:" * 20_000, "10.48550/" * 10_000):
        assert find_ids(text) == ()
