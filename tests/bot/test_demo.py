"""`paperboy demo` plays the sample day through the real program, without any network."""

import re
from pathlib import Path

import pytest

from bot.commands.demo import FULL_TEXTS, SAMPLE_DAY, run_demo
from digest.post_read import read_post
from storage.models import Basis, Language, Method
from storage.store import Store


@pytest.fixture
def played(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, str]:
    """The folder that one demo filled, and what it printed."""
    run_demo(tmp_path)
    return tmp_path, capsys.readouterr().out


def test_the_day_says_how_many_papers_were_read_whole(played: tuple[Path, str]) -> None:
    assert "2025-09-05: 14 of 14 summarised, 12 from their abstracts\n" in played[1]


def test_both_full_texts_are_read_and_the_other_four_are_told_from_their_abstracts(played: tuple[Path, str]) -> None:
    with Store.open(played[0] / "demo.db") as store:
        keys = [listed.key for listed in store.days.get(SAMPLE_DAY).papers]
        made = [store.summaries.find(key, Language("en")) for key in keys]
    picked = {s.key: s.basis for s in made if s and s.method is Method.BUILT_IN}
    assert len(picked) == 6
    assert {key for key, basis in picked.items() if basis is Basis.FULL_TEXT} == FULL_TEXTS


def test_posts_hold_all_papers_and_label_what_is_made_of_an_abstract(played: tuple[Path, str]) -> None:
    english = (played[0] / "2025-09-05-daily-papers-en.md").read_text(encoding="utf-8")
    assert len(read_post(english).papers) == 14
    assert english.count("Sentences of the paper, picked by the built-in summariser.") == 6
    assert english.count("Made from the abstract alone.") == 4


def test_every_message_is_sent_and_shown(played: tuple[Path, str]) -> None:
    assert re.search(r"^messages: 75 sent$", played[1], re.MULTILINE)
    assert "<html" in (played[0] / "preview.html").read_text(encoding="utf-8")


def test_a_second_demo_begins_anew_and_writes_the_same_posts(played: tuple[Path, str], tmp_path: Path) -> None:
    posts = {path.name: path.read_bytes() for path in tmp_path.glob("*.md")}
    run_demo(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.md")} == posts
