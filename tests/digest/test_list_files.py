"""A list in a file is read as the site's answer is; a file that is none is refused with one line."""

import json
from pathlib import Path

import pytest

from digest.errors import SourceError
from digest.list_files import MAX_BYTES, load_list

RECORD = {"paper": {"id": "2605.00042", "title": "Memory", "summary": "It reaches\n54.6%."}}


def write(folder: Path, value: object) -> Path:
    path = folder / "list.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_a_list_a_record_and_a_bare_paper_are_read(tmp_path: Path) -> None:
    for value in ([RECORD], RECORD, RECORD["paper"], [{"paper": {}}, RECORD, None]):
        [paper] = load_list(write(tmp_path, value)).values()
        assert (paper.key, paper.abstract) == ("2605.00042", "It reaches 54.6%.")


def test_an_empty_day_is_a_list(tmp_path: Path) -> None:
    assert load_list(write(tmp_path, [])) == {}


@pytest.mark.parametrize("value", [{}, [{"paper": {"id": "x"}}], "text", 3, [[]]])
def test_json_without_a_paper_is_refused(value: object, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no paper of .* can be read"):
        load_list(write(tmp_path, value))


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no file"):
        load_list(tmp_path / "none.json")
    with pytest.raises(SourceError, match="cannot read"):
        load_list(tmp_path)
    for content in (b"\xff\xfe{", b"no json", b"[" * 100_000):
        (tmp_path / "bad.json").write_bytes(content)
        with pytest.raises(SourceError, match="is no JSON"):
            load_list(tmp_path / "bad.json")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(SourceError, match="larger than 64 MiB"):
        load_list(path)
