"""The door to the model: every failure is told apart, asked again only where that helps, and bounded."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from digest.chat_endpoint import Ask
from digest.chat_endpoint import ChatEndpoint as Endpoint
from digest.chat_model import ChatModel
from digest.errors import ModelError, ModelFailure
from digest.spending import Budget, Meter, Price
from digest.turns import Rank, Turns
from storage.spending import Spent
from storage.store import Store
from tests.fakes.chat_endpoint import REPAIRABLE, UNUSABLE, ChatEndpoint, choice, honest
from tests.fakes.loopback import Fault, answer, gateway_page, hang, reset
from tests.fakes.time import SteppingClock

DAY = date(2026, 5, 13)
NOON = datetime(2026, 5, 13, 12, tzinfo=UTC)
KEY = "sk-notARealKey0123456789"
ASK = Ask(
    "summary",
    "Write in English.",
    "<reading>\ntitle: A Memory for BERT\nresults: Recall rises by 12%.\n</reading>",
    {"type": "object", "required": ["goal", "results"]},
    500,
)


@dataclass(slots=True)
class Door:
    """A model with all that a test looks at."""

    model: ChatModel
    server: ChatEndpoint
    clock: SteppingClock
    alarms: list[tuple[str, str]]

    async def ask(self, ask: Ask = ASK) -> dict[str, Any]:
        """Ask as the day's work does."""
        return dict((await self.model.ask(ask, Rank.DAY)).value)

    def hurry(self) -> None:
        """Let a call have little time, for those that are never answered."""
        for endpoint in self.model.endpoints:
            endpoint.deadline_s = 0.3

    async def fails(self) -> ModelFailure:
        """Ask and return how it fails."""
        with pytest.raises(ModelError) as caught:
            await self.ask()
        return caught.value.failure


@pytest.fixture
async def door(store: Store) -> AsyncIterator[Door]:
    """A model with one endpoint, on loopback."""
    clock = SteppingClock()
    async with ChatEndpoint(clock=clock) as server, httpx.AsyncClient() as client:
        alarms: list[tuple[str, str]] = []

        def tell(subject: str, text: str) -> None:
            alarms.append((subject, text))

        meter = Meter(store.spending, lambda: NOON, tell)
        endpoint = Endpoint(client, server.base_url, KEY, "big", meter, Turns(4), clock, clock.sleep, tell, 30)
        yield Door(ChatModel((endpoint,)), server, clock, alarms)


async def test_what_is_asked_is_answered(door: Door) -> None:
    told = await door.ask()
    assert told["results"].endswith("the method does better than earlier ones with 12% in the experiments.")
    call = door.server.calls[0]
    assert (call.form, call.body["model"], call.body["max_tokens"]) == ("json_schema", "big", 500)
    assert call.body["response_format"]["json_schema"]["strict"] is True
    assert call.headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("name", REPAIRABLE)
async def test_b1_what_holds_the_object_in_another_form_costs_no_second_call(name: str, door: Door) -> None:
    door.server.next(REPAIRABLE[name])
    assert "12%" in (await door.ask())["results"]
    assert len(door.server.calls) == 1


@pytest.mark.parametrize(
    ("name", "failure", "calls"),
    [
        ("refusal", ModelFailure.REFUSED, 1),
        ("filtered", ModelFailure.FILTERED, 1),
        ("no choice", ModelFailure.EMPTY, 2),
        ("no text", ModelFailure.EMPTY, 2),
        ("cut off", ModelFailure.CUT_OFF, 2),
        ("error inside", ModelFailure.BROKEN, 3),
        ("prose only", ModelFailure.UNREADABLE, 2),
    ],
)
async def test_every_answer_without_an_object_is_told_apart(
    name: str, failure: ModelFailure, calls: int, door: Door
) -> None:
    door.server.next(*[UNUSABLE[name]] * calls)
    assert await door.fails() is failure
    assert len(door.server.calls) == calls


GEMINI_KEY = """[{"error": {"code": 400, "message": "API key not valid. Please pass a valid API key.",
"status": "INVALID_ARGUMENT", "details": [{"reason": "API_KEY_INVALID", "domain": "googleapis.com"}]}}]"""
GEMINI_MINUTE = """[{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED",
"message": "You exceeded your quota, please check your plan and billing details. Please retry in 11.102306822s.",
"details": [{"retryDelay": "11s"}]}}]"""


@pytest.mark.parametrize(
    ("fault", "failure", "calls"),
    [
        (answer(400, GEMINI_KEY), ModelFailure.NOT_AUTHORISED, 1),
        (answer(429, GEMINI_MINUTE), ModelFailure.BUSY, 4),
        (answer(400, '{"error": {"message": "maximum context length is 8192 tokens"}}'), ModelFailure.REJECTED, 1),
        (answer(400, '{"error": {"code": "content_filter"}}'), ModelFailure.FILTERED, 1),
        (answer(401, '{"error": {"message": "bad key"}}'), ModelFailure.NOT_AUTHORISED, 1),
        (answer(402, '{"error": {"message": "Insufficient Balance"}}'), ModelFailure.UNPAID, 1),
        (answer(403, '{"error": "your input was flagged by moderation"}'), ModelFailure.FILTERED, 1),
        (answer(404, '{"error": {"message": "no such model"}}'), ModelFailure.NO_MODEL, 1),
        (answer(413, ""), ModelFailure.REJECTED, 3),
        (answer(429, '{"error": {"code": "insufficient_quota"}}'), ModelFailure.UNPAID, 1),
        (answer(429, "[]"), ModelFailure.BUSY, 4),
        (answer(503, ""), ModelFailure.BUSY, 4),
        (answer(504, ""), ModelFailure.TIMEOUT, 2),
        (answer(500, "{}"), ModelFailure.BROKEN, 3),
        (answer(200, '{"error": "upstream", "choices": []}'), ModelFailure.BROKEN, 3),
        (answer(200, '{"choices": [{"finish_reason": "error", "error": {"code": 429}}]}'), ModelFailure.BUSY, 4),
        (answer(302, ""), ModelFailure.BROKEN, 3),
        (gateway_page(502), ModelFailure.BROKEN, 3),
        (answer(200, "<html>", content_type="text/html"), ModelFailure.BROKEN, 3),
        (answer(200, '[{"error": {"code": 402, "message": "no credits"}}]'), ModelFailure.UNPAID, 1),
        (reset(accepted=False), ModelFailure.BROKEN, 3),
        (hang(accepted=True), ModelFailure.TIMEOUT, 2),
    ],
)
async def test_every_failure_is_told_apart_and_asked_again_only_where_that_helps(
    fault: Fault, failure: ModelFailure, calls: int, door: Door
) -> None:
    door.server.next(*[fault] * calls)
    if failure is ModelFailure.TIMEOUT:
        door.hurry()
    assert await door.fails() is failure
    assert len(door.server.calls) == calls


@pytest.mark.parametrize("fault", [answer(500, ""), answer(429, ""), reset(accepted=False)])
async def test_what_passes_by_itself_is_waited_out(fault: Fault, door: Door) -> None:
    door.server.next(fault)
    assert await door.ask()
    assert sum(door.clock.slept) >= 1


async def test_a_pause_that_is_asked_for_is_kept_by_every_call(door: Door) -> None:
    door.server.next(answer(429, "", Retry_After="7"))
    began = door.clock()
    await door.ask()
    assert door.clock() - began >= 7
    await asyncio.gather(*(door.ask() for _ in range(5)))
    assert len(door.server.calls) == 7


@pytest.mark.parametrize("body", [GEMINI_MINUTE, GEMINI_MINUTE.replace("retryDelay", "other")])
async def test_a_pause_that_is_asked_for_in_the_body_is_kept(body: str, door: Door) -> None:
    door.server.next(answer(429, body))
    began = door.clock()
    await door.ask()
    assert door.clock() - began >= 11
    assert door.alarms == []


async def test_a_pause_too_long_to_wait_for_closes_the_endpoint_for_so_long(door: Door) -> None:
    door.server.next(answer(429, "", Retry_After="600"))
    assert await door.fails() is ModelFailure.BUSY
    door.clock.now_s += 599
    assert await door.fails() is ModelFailure.BUSY
    assert len(door.server.calls) == 1
    assert not door.model.available
    door.clock.now_s += 1
    assert await door.ask()


async def test_an_answer_that_broke_off_is_asked_for_with_twice_the_room(door: Door) -> None:
    door.server.next(UNUSABLE["cut off"])
    assert await door.ask()
    assert [call.body["max_tokens"] for call in door.server.calls] == [500, 1_000]


@pytest.mark.parametrize(
    ("takes", "forms"),
    [
        ({"json_object", "text"}, ["json_schema", "json_object", "json_object"]),
        ({"text"}, ["json_schema", "json_object", "text", "text"]),
    ],
)
async def test_the_strictest_form_that_an_endpoint_takes_is_remembered(
    takes: set[str], forms: list[str], door: Door
) -> None:
    door.server.takes = frozenset(takes)
    for _ in range(2):
        await door.ask()
    assert [call.form for call in door.server.calls] == forms


async def test_a_request_that_is_rejected_in_every_form_leaves_the_form_as_it_was(door: Door) -> None:
    door.server.next(*[answer(400, '{"error": {"message": "invalid"}}')] * 3)
    assert await door.fails() is ModelFailure.REJECTED
    await door.ask()
    assert [call.form for call in door.server.calls] == ["json_schema", "json_object", "text", "json_schema"]


async def test_a_model_that_names_the_limit_otherwise_is_asked_so(door: Door) -> None:
    told = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    door.server.next(answer(400, f'{{"error": {{"message": "{told}"}}}}'))
    for _ in range(2):
        await door.ask()
    assert [call.body.get("max_completion_tokens") for call in door.server.calls] == [None, 500, 500]


@pytest.mark.parametrize("status", [401, 402])
async def test_b14_without_balance_or_key_nothing_more_is_asked_and_the_operator_is_told(
    status: int, door: Door
) -> None:
    door.server.next(answer(status, '{"error": {"message": "no"}}'))
    for _ in range(3):
        await door.fails()
    assert len(door.server.calls) == 1
    assert not door.model.available
    subject = {401: "not_authorised", 402: "unpaid"}[status]
    assert [alarm[0] for alarm in door.alarms] == [f"model:{door.server.origin[7:]}:{subject}"]
    assert all(KEY not in alarm[1] for alarm in door.alarms)
    door.clock.now_s += 900
    assert await door.ask()


async def test_calls_that_wait_for_their_turn_do_not_ask_an_endpoint_that_was_closed_meanwhile(door: Door) -> None:
    door.server.next(*[answer(401, "{}")] * 4)
    outcomes = await asyncio.gather(*(door.ask() for _ in range(30)), return_exceptions=True)
    assert all(isinstance(outcome, ModelError) for outcome in outcomes)
    assert len(door.server.calls) <= 4
    assert len(door.alarms) == 1


async def test_calls_that_wait_for_their_turn_keep_a_pause_that_was_asked_for_meanwhile(door: Door) -> None:
    door.server.next(*[answer(429, "", Retry_After="9")] * 4)
    began = door.clock()
    await asyncio.gather(*(door.ask() for _ in range(30)))
    assert len(door.server.calls) == 34
    assert door.clock() - began >= 9


async def test_an_endpoint_that_fails_again_and_again_is_left_alone_longer_each_time(door: Door) -> None:
    for pause in (60, 120):
        door.server.next(*[answer(500, "")] * 9)
        for _ in range(4):
            await door.fails()
        assert not door.model.available
        door.clock.now_s += pause - 1
        assert not door.model.available
        door.clock.now_s += 1
        assert door.model.available
    assert len(door.server.calls) == 18


async def test_nobody_there_is_noticed_at_the_second_call(door: Door) -> None:
    (endpoint,) = door.model.endpoints
    nobody = replace(endpoint, base_url="http://127.0.0.1:9/v1")
    door.model = replace(door.model, endpoints=(nobody,))
    assert await door.fails() is ModelFailure.UNREACHABLE
    assert not door.model.available


@pytest.mark.parametrize("fault", [answer(401, "{}"), answer(404, "{}"), UNUSABLE["refusal"]])
async def test_where_the_first_endpoint_fails_the_second_answers(fault: Any, door: Door) -> None:
    (first,) = door.model.endpoints
    second = replace(first, model="small", api_key=None)
    door.server.next(fault)
    model = replace(door.model, endpoints=(first, second))
    assert (await model.ask(ASK, Rank.DAY)).model == "small"
    assert "Authorization" not in door.server.calls[1].headers
    assert model.models == {"big", "small"}


async def test_what_calls_cost_is_recorded_by_day_and_model(door: Door, store: Store) -> None:
    door.server.next(None, UNUSABLE["refusal"])
    await door.ask()
    await door.fails()
    spent = store.spending.of_day(DAY)
    assert (spent.calls, spent.micros) == (2, 0)
    assert spent.input_tokens == 2 * ((len(ASK.instructions) + len(ASK.material)) // 4)
    assert store.spending.by_model(DAY) == {"big": spent}
    assert store.spending.of_day(date(2026, 5, 14)) == Spent()


async def test_an_endpoint_that_does_not_count_is_estimated_rather_too_high(door: Door, store: Store) -> None:
    door.server.usage = False
    await door.ask()
    spent = store.spending.of_day(DAY)
    assert spent.input_tokens == (len(ASK.instructions) + len(ASK.material)) // 3
    assert spent.output_tokens > 50


@pytest.mark.parametrize(
    ("budget", "prices"),
    [(Budget(tokens=1_500), {}), (Budget(dollars=0.0015), {"big": Price(1.0, 1.0)})],
)
async def test_the_days_budget_is_never_passed_however_many_ask_at_once(
    budget: Budget, prices: dict[str, Price], door: Door, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    now = NOON
    (endpoint,) = door.model.endpoints
    meter = Meter(store.spending, lambda: now, endpoint.alarm, budget, prices)
    door.model = replace(door.model, endpoints=(replace(endpoint, meter=meter), replace(endpoint, meter=meter)))
    outcomes = await asyncio.gather(*(door.ask() for _ in range(9)), return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, ModelError)]
    assert {error.failure for error in refused} == {ModelFailure.OVER_BUDGET}
    assert 1 <= len(outcomes) - len(refused) <= 2
    while not isinstance(await tried(door.ask), ModelError):
        pass
    spent = store.spending.of_day(DAY)
    assert spent.input_tokens + spent.output_tokens <= 1_500
    assert caplog.text.count("model.budget_reached") == 1
    assert [subject for subject, _ in door.alarms] == ["model:budget"]
    now = datetime(2026, 5, 14, 0, 0, 1, tzinfo=UTC)
    assert await door.ask()


async def tried(ask: Callable[[], Any]) -> Any:
    try:
        return await ask()
    except ModelError as error:
        return error


async def test_what_an_endpoint_says_that_a_call_cost_counts_before_the_price(door: Door, store: Store) -> None:
    priced = lambda value, call: honest(value, call) | {"usage": {"prompt_tokens": 9, "cost": 0.25}}  # noqa: E731
    (endpoint,) = door.model.endpoints
    endpoint.meter.prices = {"big": Price(1_000_000.0, 0.0)}
    door.server.usage = False
    door.server.next(priced)
    await door.ask()
    assert store.spending.of_day(DAY).dollars == 0.25


async def test_no_more_calls_run_at_once_than_are_set(door: Door) -> None:
    # Four calls are answered together or not at all.
    door.server.together = asyncio.Barrier(4)
    await asyncio.gather(*(door.ask() for _ in range(20)))
    assert door.server.most_at_once == 4


async def test_an_answer_without_end_is_cut_and_no_answer(door: Door) -> None:
    door.server.next(*[lambda *_: choice("x" * 4_100_000)] * 2)
    assert await door.fails() is ModelFailure.UNREADABLE


async def test_an_error_in_the_words_of_an_endpoint_is_one_line(door: Door) -> None:
    door.server.next(*[answer(400, '{"error": {"message": "a\\n\\nb ' + "c" * 500 + '"}}')] * 3)
    with pytest.raises(ModelError, match=r"answered 400 \(a b c+\)$") as caught:
        await door.ask()
    assert len(str(caught.value)) < 300
