"""A chat endpoint on loopback that reads and tells papers as a model would, and goes wrong in every way that models do.

It knows only what it is sent: it quotes sentences of the paper in the prompt, and tells what the reading in the prompt
says, in one of four languages.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from digest.sentences import split_sentences
from tests.fakes.loopback import Clock, Fault, LoopbackPlatform

MODEL = "fake-1"
SECTIONS = ("goal", "motivation", "contribution", "method", "results", "limitations", "conclusion")
_LANGUAGES = {"Write in Korean": "ko", "Write in English": "en", "in Japanese": "ja", "in Simplified Chinese": "zh"}
_PERCENT = re.compile(r"(?<![\w.,])\d+(?:\.\d+)?%")
_WORD = re.compile(r"[A-Z]?[A-Za-z-]{4,}")

_TOLD = {
    "ko": {
        "goal": "이 연구는 제시된 과제를 해결하는 방법을 찾고자 한다.",
        "motivation": "기존 방법은 이 과제를 충분히 다루지 못한다.",
        "contribution": "저자들은 새 방법을 제안한다.",
        "method": "제안한 방법은 여러 단계로 모델을 학습한다. 각 단계는 앞 단계의 출력을 사용한다.",
        "results": "실험에서 {figure} 기존 방법보다 나은 성능을 보인다.",
        "limitations": "저자들은 실험 범위가 넓지 않다고 밝힌다.",
        "conclusion": "이 결과는 방법이 유용함을 뒷받침한다.",
    },
    "en": {
        "goal": "it looks for a way to solve the stated task.",
        "motivation": "earlier methods do not treat this task well enough.",
        "contribution": "the authors propose a method.",
        "method": "the method trains a model in several stages. each stage uses what the one before has produced.",
        "results": "the method does better than earlier ones {figure} in the experiments.",
        "limitations": "the authors state that their experiments cover little.",
        "conclusion": "the results support the use of the method.",
    },
    "ja": {
        "goal": "示された課題を解く方法を求める。",
        "motivation": "従来の方法はこの課題を十分に扱えない。",
        "contribution": "著者らは新しい方法を提案する。",
        "method": "この方法はモデルを段階的に学習させる。各段階は前の段階の出力を用いる。",
        "results": "実験では{figure}従来の方法を上回る。",
        "limitations": "著者らは実験の範囲が狭いと述べる。",
        "conclusion": "結果は方法の有用性を裏付ける。",
    },
    "zh": {
        "goal": "旨在寻找解决该任务的方法。",
        "motivation": "已有方法未能充分处理该任务。",
        "contribution": "作者提出了新方法。",
        "method": "该方法分阶段训练模型。每个阶段使用前一阶段的输出。",
        "results": "实验中该方法{figure}优于已有方法。",
        "limitations": "作者指出实验范围有限。",
        "conclusion": "结果支持该方法的实用性。",
    },
}
_PREFIX = {"ko": "{} 연구에서 ", "en": "In the study of {}, ", "ja": "{}の研究では、", "zh": "在{}的研究中，"}
"""Every sentence names its paper, for no two papers are told in the same words."""
_FIGURE = {"ko": "{}를 기록하며", "en": "with {}", "ja": "{}を記録し、", "zh": "达到{}，"}


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came; `number` counts from 1."""

    number: int
    body: Mapping[str, Any]
    headers: Mapping[str, str]

    @property
    def instructions(self) -> str:
        """Return the system message."""
        return str(self.body["messages"][0]["content"])

    @property
    def material(self) -> str:
        """Return the user's message."""
        return str(self.body["messages"][1]["content"])

    @property
    def is_reading(self) -> bool:
        """Tell a reading from a telling."""
        return self.material.startswith("<paper>")

    @property
    def title(self) -> str:
        """Return the title of the paper that it is about."""
        found = re.search(r"^title: (.*)$", self.material, re.IGNORECASE | re.MULTILINE)
        assert found is not None
        return found[1]

    @property
    def language(self) -> str:
        """Return the language that is to be told in; that of the box, or "other"."""
        return next((code for words, code in _LANGUAGES.items() if words in self.instructions), "other")

    @property
    def form(self) -> str:
        """Return how the answer is to be given."""
        return str((self.body.get("response_format") or {"type": "text"})["type"])


Value = dict[str, Any]
Twist = Callable[[Value, Call], Value]
"""Makes of the honest object a whole answer in which something is wrong."""


def choice(content: Any, finish_reason: str = "stop", **message: Any) -> Value:
    """Make an answer of one choice."""
    spoken = {"role": "assistant", "content": content} | message
    return {"choices": [{"index": 0, "message": spoken, "finish_reason": finish_reason}]}


def honest(value: Value, _: Call) -> Value:
    """Answer as asked."""
    return choice(json.dumps(value, ensure_ascii=False))


def _changed(section: str, change: Callable[[str], str]) -> Twist:
    """Change what one section says; in a reading, its first claim."""

    def twist(value: Value, call: Call) -> Value:
        told = dict(value)
        if call.is_reading:
            claims = [dict(claim) for claim in told[section]] or [{"text": "", "quotes": []}]
            claims[0]["text"] = change(claims[0]["text"])
            told[section] = claims
        else:
            told[section] = change(told[section])
        return honest(told, call)

    return twist


UNUSABLE: Mapping[str, Twist] = {
    "refusal": lambda *_: choice(None, refusal="I cannot help with that."),
    "filtered": lambda *_: choice("", "content_filter"),
    "no choice": lambda *_: {"choices": []},
    "no text": lambda *_: choice(None),
    "cut off": lambda value, _: choice(json.dumps(value)[:-30], "length"),
    "error inside": lambda *_: {"error": {"message": "Provider returned error", "code": 502}},
    "prose only": lambda *_: choice("I have read the paper. It is about a method."),
}
"""Answers without an object in them."""
REPAIRABLE: Mapping[str, Twist] = {
    "fenced": lambda value, _: choice(f"```json\n{json.dumps(value, indent=1)}\n```"),
    "prose around": lambda value, _: choice(f"Here is {{the}} summary:\n{json.dumps(value)}\nI hope it helps!"),
    "thoughts": lambda value, _: choice(f"<think>{{so}} I need JSON</think>{json.dumps(value)}"),
    "properties": lambda value, _: choice(json.dumps({"type": "object", "properties": value})),
    "in a list": lambda value, _: choice(json.dumps([{"summary": value}])),
    "python": lambda value, _: choice(repr(value)),
    "trailing comma": lambda value, _: choice(json.dumps(value)[:-1] + ",\n}"),
    "other field": lambda value, _: choice(None, reasoning_content=json.dumps(value)),
    "in parts": lambda value, _: choice([{"type": "text", "text": json.dumps(value)}]),
}
"""Answers that hold the right object in another form."""
FALSE: Mapping[str, Twist] = {
    "figure": _changed("results", lambda text: f"{text[:-1]} 97.31%{text[-1:]}"),
    "persona": _changed("goal", lambda _: "As an AI language model, I cannot browse the paper."),
    "link": _changed("conclusion", lambda text: f"{text} https://evil.example/win"),
    "broken off": _changed("method", lambda text: text[: len(text) // 2]),
    "empty": _changed("goal", lambda _: ""),
}
"""Answers in the right form that say what no summary may."""


class ChatEndpoint(LoopbackPlatform):
    """The server; `choose` says what goes wrong with a call, and `takes` which forms of answer it knows."""

    def __init__(
        self,
        *,
        clock: Clock,
        choose: Callable[[Call], Fault | Twist | None] = lambda _: None,
        takes: frozenset[str] = frozenset({"json_schema", "json_object", "text"}),
        usage: bool = True,
    ) -> None:
        super().__init__(clock=clock)
        self._choose_for = choose
        self.takes = takes
        self.usage = usage
        self._next: deque[Fault | Twist | None] = deque()
        self.calls: list[Call] = []
        self.most_at_once = 0
        self.together: asyncio.Barrier | None = None
        """Calls that must be there at the same time before any of them is answered."""
        self._now = 0

    @property
    def base_url(self) -> str:
        """Return what `PAPERBOY_LLM_BASE_URL` would be."""
        return f"{self.origin}/v1"

    def next(self, *wrong: Fault | Twist | None) -> None:
        """Let the next calls meet these, in order; None lets one pass."""
        self._next.extend(wrong)

    def forget(self) -> None:
        """Let nothing that waits for the next calls happen any more."""
        self._next.clear()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Answer chat completions only."""
        router.add_post("/v1/chat/completions", self._complete)

    async def _complete(self, request: web.Request) -> web.Response:
        call = Call(len(self.calls) + 1, await request.json(), request.headers)
        self.calls.append(call)
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            if self.together is not None:
                await self.together.wait()
            return await self._answer(request, call)
        finally:
            self._now -= 1

    async def _answer(self, request: web.Request, call: Call) -> web.Response:
        if call.form not in self.takes:
            error = {"message": f"response_format {call.form} is not supported", "code": None}
            return web.json_response({"error": error}, status=400)
        wrong = self._next.popleft() if self._next else self._choose_for(call)
        if isinstance(wrong, Fault):
            return await self._break(request, wrong)
        body = (wrong or honest)(read(call) if call.is_reading else tell(call), call)
        if self.usage:
            chars = len(call.instructions) + len(call.material)
            body |= {"usage": {"prompt_tokens": chars // 4, "completion_tokens": len(json.dumps(body)) // 4}}
        return web.json_response(body)


def read(call: Call) -> Value:
    """Read the paper in a prompt: each part is a sentence of it, quoted."""
    text = call.material.removeprefix("<paper>").removesuffix("</paper>")
    sentences = [s for line in text.splitlines()[2:] if line[:1] not in "#<" for s in split_sentences(line)]
    results = next((s for s in sentences if _PERCENT.search(s)), sentences[-1])
    picked = dict.fromkeys(SECTIONS, sentences[0]) | {"method": sentences[len(sentences) // 2], "results": results}
    return {name: [{"text": text, "quotes": [text]}] for name, text in picked.items()}


def tell(call: Call) -> Value:
    """Tell the reading in a prompt: its leading figure, and one term of its title."""
    language = call.language if call.language in _TOLD else "en"
    found = re.search(r"^results: (.*)$", call.material, re.MULTILINE)
    figure = _PERCENT.search(found[1]) if found else None
    told = _FIGURE[language].format(figure[0]) if figure else ""
    prefix = _PREFIX[language].format(" ".join(_WORD.findall(call.title)[:5]) or "AI")
    return {
        name: " ".join(f"{prefix}{' '.join(sentence.format(figure=told).split())}" for sentence in _sentences(text))
        for name, text in _TOLD[language].items()
    }


def _sentences(text: str) -> list[str]:
    return [f"{part}{stop}" for part, stop in re.findall(r"([^.。]+)([.。])\s*", text)]
