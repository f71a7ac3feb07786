"""Single attempts over the wire: what is sent, what comes back, and how each fault is named and billed."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from adrs.core.model import Finish, Message, Reply, Request, Role, ToolCall, ToolSpec, assistant, system, user
from adrs.core.verdict import Usage
from adrs.models.fault import AttemptError
from adrs.models.wire import WireModel
from adrs.testing.loopback import Asked, Loopback
from adrs.testing.loopback_bodies import FAULTS, Answer, failing
from tests.models.worlds import KEY, REQUEST, WIRES, spec_for, wired

EACH = pytest.mark.parametrize("provider", WIRES)
LIMITS = {
    "openai": lambda body: body["max_completion_tokens"],
    "openai-responses": lambda body: body["max_output_tokens"],
    "anthropic": lambda body: body["max_tokens"],
    "google": lambda body: body["generationConfig"]["maxOutputTokens"],
    "vllm": lambda body: body["max_tokens"],
}


def once(model: WireModel, request: Request = REQUEST) -> Reply:
    async def ask() -> Reply:
        try:
            return await model.reply(request)
        finally:
            await model.aclose()

    return asyncio.run(ask())


def fault(model: WireModel, request: Request = REQUEST) -> AttemptError:
    with pytest.raises(AttemptError) as caught:
        once(model, request)
    return caught.value


def sent(provider: str, request: Request, **changes: object) -> Asked:
    with Loopback() as server:
        model = WIRES[provider] if "model" not in changes else str(changes.pop("model"))
        once(wired(provider, model, server, **changes), request)
        (asked,) = server.asked
        return asked


@EACH
def test_the_limit_on_output_is_always_sent(provider: str) -> None:
    assert LIMITS[provider](sent(provider, REQUEST).body) == 100
    assert LIMITS[provider](sent(provider, REQUEST, max_output_tokens=70).body) == 70


@EACH
def test_the_key_is_sent_in_a_header_and_nowhere_else(provider: str) -> None:
    asked = sent(provider, REQUEST)
    assert [name for name, value in asked.headers.items() if KEY in value] in (
        ["authorization"],
        ["x-api-key"],
        ["x-goog-api-key"],
    )
    assert KEY not in asked.path + json.dumps(asked.body)


@EACH
def test_nothing_streams(provider: str) -> None:
    assert not sent(provider, REQUEST).body.get("stream")


@pytest.mark.parametrize(
    ("provider", "model", "takes_temperature", "effort"),
    [
        ("openai", "gpt-4o", True, None),
        ("openai", "gpt-5-mini", False, {"reasoning_effort": "high"}),
        ("openai-responses", "gpt-5-mini", False, {"reasoning": {"effort": "high"}}),
        ("anthropic", "claude-opus-5", False, {"output_config": {"effort": "high"}}),
        ("anthropic", "claude-sonnet-4-5", False, {"thinking": {"type": "enabled", "budget_tokens": 6144}}),
    ],
)
def test_temperature_and_effort_go_only_where_a_model_takes_them(
    provider: str, model: str, takes_temperature: bool, effort: dict[str, object] | None
) -> None:
    request = replace(REQUEST, temperature=0.3, effort="high", max_output_tokens=8192)
    body = sent(provider, request, model=model).body
    assert (body.get("temperature") == 0.3) is takes_temperature
    if effort is None:
        assert not {"reasoning_effort", "reasoning", "thinking"} & set(body)
    else:
        assert effort.items() <= body.items()


def test_an_old_claude_takes_a_temperature_when_it_is_not_to_think() -> None:
    body = sent("anthropic", replace(REQUEST, temperature=0.3), model="claude-sonnet-4-5").body
    assert body["temperature"] == 0.3
    assert "thinking" not in body


def test_an_old_gemini_gets_a_budget_of_thought_within_its_output() -> None:
    config = sent("google", replace(REQUEST, effort="medium", temperature=0.3)).body["generationConfig"]
    assert config["thinkingConfig"] == {"thinking_budget": 50}
    assert config["temperature"] == 0.3


def test_the_spec_fills_in_what_the_request_leaves_open() -> None:
    assert sent("vllm", REQUEST, temperature=0.9).body["temperature"] == 0.9
    assert sent("vllm", replace(REQUEST, temperature=0.0), temperature=0.9).body["temperature"] == 0.0


def test_a_conversation_with_tools_arrives_in_order() -> None:
    call = ToolCall(id="c1", name="look", arguments={"at": "x"})
    tool = ToolSpec(name="look", description="Looks.", parameters={"type": "object", "properties": {}})
    answered = Message(role=Role.TOOL, text="it is blue", answers="c1")
    turns = (system("s"), user("q"), assistant("let me see", [call]), answered, user("so?"))
    body = sent("vllm", Request(messages=turns, tools=(tool,))).body
    assert [message["role"] for message in body["messages"]] == [
        "system",
        "user",
        "assistant",
        "tool",
        "user",
    ]
    assert json.loads(body["messages"][2]["tool_calls"][0]["function"]["arguments"]) == {"at": "x"}
    assert body["messages"][3]["tool_call_id"] == "c1"
    assert body["tools"][0]["function"]["name"] == "look"


@EACH
def test_a_reply_is_billed_with_its_cached_input(provider: str) -> None:
    with Loopback(Answer(input_tokens=1000, cached_tokens=400, output_tokens=50)) as server:
        reply = once(wired(provider, WIRES[provider], server))
    assert (reply.input_tokens, reply.cached_tokens, reply.output_tokens) == (1000, 400, 50)
    assert reply.usage.tokens == 1050
    assert reply.usage.cost_usd == pytest.approx((600 * 1.0 + 400 * 0.1 + 50 * 10.0) / 1e6, abs=1e-15)


@EACH
def test_what_is_not_said_to_be_billed_counts_at_its_worst(provider: str) -> None:
    with Loopback(Answer(usage=False)) as server:
        model = wired(provider, WIRES[provider], server)
        try:
            usage = once(model).usage
        except AttemptError as error:  # a format whose library insists on usage
            usage = error.usage
    assert usage == model.worst(REQUEST)


@EACH
@pytest.mark.parametrize("name", [name for name in FAULTS if name != "silence"])
def test_a_reply_that_cannot_be_used_counts_what_it_may_have_cost(provider: str, name: str) -> None:
    with Loopback(FAULTS[name]) as server:
        model = wired(provider, WIRES[provider], server)
        error = fault(model)
        assert len(server.asked) == 1
    reported = Usage(tokens=15, cost_usd=10 * 1e-6 + 5 * 10e-6)
    assert error.usage in (model.worst(REQUEST), reported if name == "empty choices" else None)
    assert error.retry is (name == "body cut off")
    assert error.kind == ("connection" if name == "body cut off" else "malformed")
    assert str(error).startswith(f"{provider}: ")


@EACH
def test_silence_ends_at_the_timeout_and_counts_at_its_worst(provider: str) -> None:
    with Loopback(FAULTS["silence"]) as server:
        model = wired(provider, WIRES[provider], server, timeout_s=0.3)
        error = fault(model)
    assert (error.kind, error.retry, error.usage) == ("timeout", True, model.worst(REQUEST))


@EACH
@pytest.mark.parametrize(
    ("status", "retry", "billed"),
    [
        (400, False, False),
        (401, False, False),
        (404, False, False),
        (408, True, True),
        (429, True, False),
        (500, True, False),
        (502, True, True),
        (503, True, False),
        (504, True, True),
    ],
)
def test_a_status_says_whether_to_try_again_and_whether_it_may_have_cost(
    provider: str, status: int, retry: bool, billed: bool
) -> None:
    with Loopback(failing(status)) as server:
        model = wired(provider, WIRES[provider], server)
        error = fault(model)
        assert len(server.asked) == 1
    assert (error.kind, error.status, error.retry) == ("status", status, retry)
    assert error.usage == (model.worst(REQUEST) if billed else Usage())
    assert f"HTTP {status}" in str(error)


@EACH
def test_the_wait_that_a_provider_asks_for_is_kept(provider: str) -> None:
    with Loopback(failing(429, retry_after="7")) as server:
        assert fault(wired(provider, WIRES[provider], server)).retry_after_s == 7.0
    with Loopback(failing(429)) as server:
        assert fault(wired(provider, WIRES[provider], server)).retry_after_s is None


def test_a_server_that_is_not_there_costs_nothing() -> None:
    with Loopback() as server:
        spec = spec_for("vllm", server)
    error = fault(WireModel(spec, key=None, price=None))
    assert (error.kind, error.retry, error.usage) == ("connection", True, Usage())


def test_an_account_without_credit_is_not_asked_again() -> None:
    body = b'{"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}'
    with Loopback(Answer(status=429, body=body)) as server:
        assert not fault(wired("openai", "gpt-5-mini", server)).retry


def test_tool_arguments_that_are_no_object_are_a_paid_failure() -> None:
    message = {
        "content": "",
        "role": "assistant",
        "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{oops"}}],
    }
    body = {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "finish_reason": "tool_calls", "message": message}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
    }
    with Loopback(Answer(body=json.dumps(body).encode())) as server:
        error = fault(wired("vllm", "qwen3:8b", server))
    assert "arguments of f" in str(error)
    assert error.usage.tokens == 15


def test_an_answer_that_was_all_thought_is_a_cut_off_reply() -> None:
    with Loopback(Answer(text="", finish=Finish.LENGTH)) as server:
        assert once(wired("openai", "gpt-5-mini", server)).finish is Finish.LENGTH
