"""`paperboy paper` with a model: told from the full text, and every figure traced to the paper's own sentence."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator

import pytest

from bot.__main__ import run
from digest.extractive import ExtractiveSummariser
from tests.fakes.chat_endpoint import MODEL, ChatEndpoint
from tests.fakes.replay import Answer, Replay

ABSTRACT = "Language models forget. We propose MemBERT, a memory of keys. Recall rises by 12.5% on four benchmarks."
RECORD = {"paper": {"id": "2605.00001", "title": "MemBERT", "summary": ABSTRACT}}
BODY = (
    "<p>On LongBench, MemBERT reaches 71.3% against 63.4% of the baseline.</p>" + "<p>It is a table of keys.</p>" * 90
)
PAGE = f'<html><body class="ltx_page"><article class="ltx_document"><section class="ltx_section"><h2>Results</h2>{BODY}'


@pytest.fixture
def chat(replay: Replay, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatEndpoint]:
    """A chat endpoint in a thread of its own, set up as the model."""
    replay.pages["/api/papers/2605.00001"] = Answer(body=json.dumps(RECORD["paper"]).encode())
    replay.pages["/html/2605.00001"] = Answer(200, PAGE.encode(), "text/html")
    server = ChatEndpoint(clock=time.monotonic)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
    monkeypatch.setenv("PAPERBOY_LLM_BASE_URL", server.base_url)
    monkeypatch.setenv("PAPERBOY_LLM_MODEL", MODEL)
    yield server
    asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_the_evidence_of_every_figure_is_shown_with_who_made_the_summary(
    chat: ChatEndpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["paper", "2605.00001", "--lang", "en", "--evidence"]) == 0
    told = capsys.readouterr().out
    assert f"Made by {MODEL}, prompts 1.1, on 20" in told
    assert "from the full text." in told
    assert "12.5% (results)\n  “Recall rises by 12.5% on four benchmarks.”" in told
    assert run(["paper", "2605.00001", "--lang", "en", "--evidence", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["evidence"] == [
        {"figure": "12.5%", "section": "results", "sentences": ["Recall rises by 12.5% on four benchmarks."]}
    ]
    assert (shown["maker"], shown["version"], shown["unverified"]) == (MODEL, "1.1", False)
    assert len(chat.calls) == 2
    assert run(["status", "--json"]) == 0
    spent = json.loads(capsys.readouterr().out)["model_today"]
    assert (spent["calls"], spent["dollars"]) == (2, 0.0)
    assert run(["status"]) == 0
    assert f"model today: 2 calls, {spent['input_tokens']:,} tokens in and" in capsys.readouterr().out


def test_b12_without_a_figure_that_is_said_and_the_maker_is_disclosed_all_the_same(
    replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    record = RECORD["paper"] | {"summary": "Language models forget. We propose a memory that keeps what they read."}
    replay.pages["/api/papers/2605.00001"] = Answer(body=json.dumps(record).encode())
    assert run(["paper", "2605.00001", "--lang", "en", "--evidence"]) == 0
    told = capsys.readouterr().out
    assert f"Made by {ExtractiveSummariser.maker}, on 20" in told
    assert "It tells no figures." in told


def test_a_model_set_by_halves_is_wrong_settings(
    replay: Replay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAPERBOY_LLM_MODEL", MODEL)
    assert run(["paper", "2605.00001"]) == 2
    assert "PAPERBOY_LLM_MODEL is set without PAPERBOY_LLM_BASE_URL" in capsys.readouterr().err
