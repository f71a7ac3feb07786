"""Conversations and replies in the library's words, there and back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from adrs.core.model import Finish, Message, Request, Role, ToolCall
from adrs.models.family import library

_FINISHES = {
    "stop": Finish.STOP,
    "length": Finish.LENGTH,
    "tool_call": Finish.TOOL,
    "content_filter": Finish.REFUSAL,
}


def turns(request: Request) -> list[Any]:
    """The conversation as the library's messages; neighbours from the same side become one turn."""
    names = {call.id: call.name for message in request.messages for call in message.calls}
    written: list[Any] = []
    for ours, group in groupby(request.messages, key=lambda message: message.role is Role.ASSISTANT):
        parts = [part for message in group for part in _parts(message, names)]
        messages = library("pydantic_ai.messages")
        written.append((messages.ModelResponse if ours else messages.ModelRequest)(parts=parts))
    return written


def parameters(request: Request) -> Any:
    """The tools of ``request``."""
    tools = [
        library("pydantic_ai.tools").ToolDefinition(
            name=tool.name, description=tool.description, parameters_json_schema=_plain(tool.parameters)
        )
        for tool in request.tools
    ]
    return library("pydantic_ai.models").ModelRequestParameters(function_tools=tools)


def said(response: Any) -> str:
    """The text of a reply, without reasoning."""
    return "".join(part.content for part in response.parts if part.part_kind == "text")


def called(response: Any) -> tuple[ToolCall, ...]:
    """The tools that a reply wants called.

    Raises:
        ValueError: The arguments of a call are not a JSON object.
    """
    return tuple(
        ToolCall(id=part.tool_call_id, name=part.tool_name, arguments=_arguments(part))
        for part in response.parts
        if part.part_kind == "tool-call"
    )


def finish(response: Any, calls: tuple[ToolCall, ...]) -> Finish:
    """Why a reply ended."""
    if (response.provider_details or {}).get("refusal"):
        return Finish.REFUSAL
    given = _FINISHES.get(response.finish_reason, Finish.STOP)
    # Some servers say "stop" beside tool calls, others the reverse.
    if given is Finish.STOP and calls:
        return Finish.TOOL
    return Finish.STOP if given is Finish.TOOL and not calls else given


def _parts(message: Message, names: dict[str, str]) -> Iterator[Any]:
    messages = library("pydantic_ai.messages")
    text = _sendable(message.text)
    if message.role is Role.SYSTEM:
        yield messages.SystemPromptPart(text)
    elif message.role is Role.USER:
        yield messages.UserPromptPart(text)
    elif message.role is Role.TOOL:
        name = names.get(message.answers, "tool")
        yield messages.ToolReturnPart(name, text, tool_call_id=message.answers)
    else:
        if text:
            yield messages.TextPart(text)
        for call in message.calls:
            yield messages.ToolCallPart(call.name, _plain(call.arguments), tool_call_id=call.id)


def _arguments(part: Any) -> dict[str, Any]:
    try:
        return dict(part.args_as_dict(raise_if_invalid=True))
    except (ValueError, AssertionError, TypeError) as error:
        raise ValueError(f"the arguments of {part.tool_name} are not a JSON object: {error}") from None


def _plain(value: Any) -> dict[str, Any]:
    return dict(value)


def _sendable(text: str) -> str:
    """Without lone surrogates, which candidates do print and JSON in UTF-8 cannot carry."""
    return text.encode("utf-8", "replace").decode()
