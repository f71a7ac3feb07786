"""The four wire formats from the provider's side: one function a format, from answer to JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from adrs.core.model import Finish, ToolCall

MODEL = "loopback-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the loopback server does with one request.

    Args:
        text: What the model says.
        calls: Tools it wants called.
        finish: Why it ends.
        input_tokens: Input tokens that it bills, ``cached_tokens`` of them at the cached price.
        output_tokens: Output tokens that it bills.
        usage: Whether it says what it bills.
        empty: Whether it answers with no choice, candidate or content at all.
        bills: Whether a provider would bill this; set it for faults behind which a completion was made.
        status: HTTP status; other than 200 the body is an error of the format.
        message: What that error says.
        headers: Further headers.
        body: The body as it is, in place of one of the format.
        content_type: The body's declared type.
        cut_bytes: How many bytes come before the connection is dropped; ``None`` for all.
        delay_s: How long it takes.
        silent: Never answer; the connection stays open until the server stops.
    """

    text: str = "hello"
    calls: tuple[ToolCall, ...] = ()
    finish: Finish = Finish.STOP
    input_tokens: int = 10
    cached_tokens: int = 0
    output_tokens: int = 5
    usage: bool = True
    empty: bool = False
    bills: bool = True
    status: int = 200
    message: str = "the loopback server was told to fail"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    content_type: str = "application/json"
    cut_bytes: int | None = None
    delay_s: float = 0.0
    silent: bool = False


def failing(status: int, *, retry_after: str = "", message: str = "") -> Answer:
    """An HTTP error that nobody bills, with or without ``Retry-After``."""
    headers = (("Retry-After", retry_after),) if retry_after else ()
    answer = Answer(status=status, headers=headers, bills=False)
    return replace(answer, message=message) if message else answer


FAULTS: Mapping[str, Answer] = {
    "malformed JSON": Answer(body=b'{"id": "1", "choices": [{"mess'),
    "body cut off": Answer(cut_bytes=25),
    "no body": Answer(body=b""),
    "a web page": Answer(body=b"<html>Welcome to the hotel</html>", content_type="text/html"),
    "JSON of another kind": Answer(body=b'["what", "is", 1]'),
    "null": Answer(body=b"null"),
    "empty choices": Answer(empty=True),
    "silence": Answer(silent=True),
}
"""Faults of a reply that was billed, by name."""


def openai_chat(answer: Answer) -> dict[str, Any]:
    """A chat completion."""
    message: dict[str, Any] = {"role": "assistant", "content": answer.text}
    if answer.finish is Finish.REFUSAL:
        message = {"role": "assistant", "content": None, "refusal": answer.text}
    if answer.calls:
        message["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": json.dumps(dict(call.arguments))},
            }
            for call in answer.calls
        ]
    reasons = {Finish.LENGTH: "length", Finish.TOOL: "tool_calls", Finish.REFUSAL: "stop"}
    choice = {"index": 0, "finish_reason": reasons.get(answer.finish, "stop"), "message": message}
    body = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": MODEL}
    usage = {
        "prompt_tokens": answer.input_tokens,
        "completion_tokens": answer.output_tokens,
        "total_tokens": answer.input_tokens + answer.output_tokens,
        "prompt_tokens_details": {"cached_tokens": answer.cached_tokens},
    }
    return body | {"choices": [] if answer.empty else [choice]} | ({"usage": usage} if answer.usage else {})


def openai_responses(answer: Answer) -> dict[str, Any]:
    """A response object."""
    refused = {"type": "refusal", "refusal": answer.text}
    said = {"type": "output_text", "text": answer.text, "annotations": []}
    content = refused if answer.finish is Finish.REFUSAL else said
    message = {
        "type": "message",
        "id": "msg_1",
        "status": "completed",
        "role": "assistant",
        "content": [content],
    }
    calls = [
        {
            "type": "function_call",
            "id": f"fc_{call.id}",
            "call_id": call.id,
            "name": call.name,
            "arguments": json.dumps(dict(call.arguments)),
            "status": "completed",
        }
        for call in answer.calls
    ]
    cut = answer.finish is Finish.LENGTH
    body = {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": MODEL,
        "status": "incomplete" if cut else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        "output": [] if answer.empty else [message, *calls],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
    }
    usage = {
        "input_tokens": answer.input_tokens,
        "output_tokens": answer.output_tokens,
        "total_tokens": answer.input_tokens + answer.output_tokens,
        "input_tokens_details": {"cached_tokens": answer.cached_tokens},
        "output_tokens_details": {"reasoning_tokens": 0},
    }
    return body | ({"usage": usage} if answer.usage else {})


def anthropic(answer: Answer) -> dict[str, Any]:
    """A message."""
    said = [{"type": "text", "text": answer.text}] if answer.text else []
    calls = [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": dict(call.arguments)}
        for call in answer.calls
    ]
    reasons = {Finish.LENGTH: "max_tokens", Finish.TOOL: "tool_use", Finish.REFUSAL: "refusal"}
    usage = {
        "input_tokens": answer.input_tokens - answer.cached_tokens,
        "cache_read_input_tokens": answer.cached_tokens,
        "cache_creation_input_tokens": 0,
        "output_tokens": answer.output_tokens,
    }
    body = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": MODEL,
        "content": [] if answer.empty else said + calls,
        "stop_reason": reasons.get(answer.finish, "end_turn"),
        "stop_sequence": None,
    }
    return body | ({"usage": usage} if answer.usage else {})


def google(answer: Answer) -> dict[str, Any]:
    """A ``generateContent`` response."""
    said: list[dict[str, Any]] = [{"text": answer.text}] if answer.text else []
    calls = [
        {"functionCall": {"id": call.id, "name": call.name, "args": dict(call.arguments)}}
        for call in answer.calls
    ]
    reasons = {Finish.LENGTH: "MAX_TOKENS", Finish.REFUSAL: "SAFETY"}
    candidate = {
        "index": 0,
        "finishReason": reasons.get(answer.finish, "STOP"),
        "content": {"role": "model", "parts": said + calls},
    }
    usage = {
        "promptTokenCount": answer.input_tokens,
        "cachedContentTokenCount": answer.cached_tokens,
        "candidatesTokenCount": answer.output_tokens,
        "totalTokenCount": answer.input_tokens + answer.output_tokens,
    }
    body: dict[str, Any] = {"modelVersion": MODEL, "responseId": "r1"}
    body |= {"candidates": [] if answer.empty else [candidate]}
    return body | ({"usageMetadata": usage} if answer.usage else {})


def error_body(wire: str, answer: Answer) -> dict[str, Any]:
    """The error of a format, with the answer's status and message."""
    if wire == "anthropic":
        return {"type": "error", "error": {"type": "api_error", "message": answer.message}}
    if wire == "google":
        code = {429: "RESOURCE_EXHAUSTED", 400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED"}
        status = code.get(answer.status, "INTERNAL")
        return {"error": {"code": answer.status, "message": answer.message, "status": status}}
    return {"error": {"message": answer.message, "type": "error", "param": None, "code": None}}


BODIES: Mapping[str, Callable[[Answer], dict[str, Any]]] = {
    "openai-chat": openai_chat,
    "openai-responses": openai_responses,
    "anthropic": anthropic,
    "google": google,
}
