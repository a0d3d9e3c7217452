"""A loopback server that answers as Hugging Face and arXiv did when they were recorded, with faults on demand.

python -m tests.fakes.replay --port 8765     then PAPERBOY_HF_BASE_URL=http://127.0.0.1:8765
"""

from __future__ import annotations

import argparse
import json
import re
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from tests.data import DATA


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says; `cut` ends the connection after so many bytes of the body."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None


UNKNOWN = Answer(body=b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>", content_type="application/atom+xml")
"""What arXiv says of an id that is well-formed and that it does not know: a feed without an entry."""


class Replay:
    """The server in a thread of its own; `faults` are given first, each once, by the path they are for.

    What a path in `held` asks for is answered when its event is set.
    """

    def __init__(self, data: Path = DATA, port: int = 0) -> None:
        self._data = data
        self.lists: dict[str, list[Any]] = {}
        self.pages: dict[str, Answer] = {}
        self.faults: dict[str, deque[Answer]] = {}
        self.held: dict[str, threading.Event] = {}
        self.requests: list[str] = []
        self.headers: list[Mapping[str, str]] = []
        replay = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                replay.requests.append(self.path)
                replay.headers.append({name.lower(): value for name, value in self.headers.items()})
                if held := replay.held.get(urlsplit(self.path).path):
                    held.wait()
                try:
                    self._send(replay.answer(self.path))
                except ConnectionError:  # whoever asked has not waited
                    self.close_connection = True

            def _send(self, answer: Answer) -> None:
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body if answer.cut is None else answer.body[: answer.cut])
                if answer.cut is not None:
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def fail(self, path: str, *answers: Answer) -> None:
        """Give these answers, in turn, to the next requests for a path."""
        self.faults.setdefault(path, deque()).extend(answers)

    @contextmanager
    def holding(self, path: str) -> Iterator[threading.Event]:
        """Answer a path only when the event is set, or at the end."""
        event = self.held[path] = threading.Event()
        try:
            yield event
        finally:
            event.set()
            del self.held[path]

    def answer(self, target: str) -> Answer:
        """Decide what to say."""
        parts = urlsplit(target)
        path, query = unquote(parts.path), {name: values[0] for name, values in parse_qs(parts.query).items()}
        if self.faults.get(path):
            return self.faults[path].popleft()
        if path in self.pages:
            return self.pages[path]
        if path == "/api/daily_papers":
            return self._list(query)
        if match := re.fullmatch(r"/api/papers/([\w.]+)", path):
            return self._file(self._data / "hf_paper" / f"{match[1]}.json", "application/json")
        if match := re.fullmatch(r"/html/([\w.]+)", path):
            return self._file(self._data / "arxiv_html" / f"{match[1]}v1.html", "text/html")
        if path == "/api/query":
            name = query.get("id_list", "").replace("/", "_")
            recorded = self._data / "arxiv_api" / f"id_{name}_s0_m100.xml"
            return self._file(recorded, "application/atom+xml") if recorded.is_file() else UNKNOWN
        return Answer(404, b'{"error":"not found"}')

    def _list(self, query: Mapping[str, str]) -> Answer:
        day = query.get("date", "")
        items = self.lists.get(day)
        if items is None:
            recorded = self._data / "hf_daily" / f"{day}.json"
            items = json.loads(recorded.read_bytes()) if recorded.is_file() else []
        limit, page = int(query.get("limit", "50")), int(query.get("p", "0"))
        return Answer(body=json.dumps(items[page * limit : (page + 1) * limit]).encode())

    def _file(self, path: Path, content_type: str) -> Answer:
        if not path.is_file():
            return Answer(404, b'{"error":"not found"}')
        meta = path.with_suffix(".meta.json")
        status = json.loads(meta.read_text()).get("status_code", 200) if meta.is_file() else 200
        return Answer(status, path.read_bytes(), content_type)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="Serve the recorded lists and pages on loopback.")
    parser.add_argument("--port", type=int, default=8765)
    with Replay(port=parser.parse_args().port) as replay:
        print(replay.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
