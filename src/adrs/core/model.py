"""Language models as the platform sees them: a request in, a reply out, and what that cost.

Who speaks a provider's wire format implements :class:`Model`; who asks builds a :class:`Request`. Everything
is frozen and plain, so that a call can be journalled, recorded and answered again from the recording.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from adrs.core.verdict import Usage


class Role(StrEnum):
    """Who speaks in a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class Finish(StrEnum):
    """Why a reply ended."""

    STOP = "stop"
    LENGTH = "length"  # cut off at the output limit: what came is incomplete
    TOOL = "tool"  # the model wants its tool calls answered
    REFUSAL = "refusal"  # a content filter, or the model's own refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSpec:
    """A tool that a model may call; ``parameters`` is a JSON Schema object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """A model's wish to have a tool called."""

    id: str
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of a conversation.

    Args:
        role: Who speaks.
        text: What is said; for ``TOOL`` the tool's result.
        calls: Tool calls of an assistant's turn.
        answers: For ``TOOL``: the id of the call that this answers.
    """

    role: Role
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    answers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a model is asked.

    Args:
        messages: The conversation, stable parts first so that providers can cache the prefix.
        max_output_tokens: Where a reply is cut off; also what a call may cost at worst.
        temperature: Left to the model when ``None``, and dropped where a model takes none.
        effort: ``"low"``, ``"medium"`` or ``"high"`` reasoning effort, where a model takes it.
        tools: Tools the model may call.
        purpose: Who asks and what for, e.g. ``"llm:edit"``; journalled, not sent.
        brief: Number of the brief that it serves, if any; journalled, not sent.
    """

    messages: tuple[Message, ...]
    max_output_tokens: int = 8192
    temperature: float | None = None
    effort: str | None = None
    tools: tuple[ToolSpec, ...] = ()
    purpose: str = ""
    brief: int | None = None

    @property
    def digest(self) -> str:
        """Address of what is sent (32 hex digits); purpose and brief do not count."""
        sent = asdict(self)
        del sent["purpose"], sent["brief"]
        text = json.dumps(sent, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a model answered.

    Args:
        text: The text, without reasoning.
        finish: Why it ended.
        calls: Tool calls it wants answered.
        usage: Tokens (input and output together, cached input included) and money.
        input_tokens: Of these, sent; ``cached_tokens`` of them were read from the provider's cache.
        output_tokens: Of these, written, reasoning included.
        model: The model that answered, as the provider names it.
    """

    text: str
    finish: Finish = Finish.STOP
    calls: tuple[ToolCall, ...] = ()
    usage: Usage = Usage()
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    model: str = ""


class Model(Protocol):
    """Answers requests. ``name`` is what arms, prices and journals call it."""

    name: str

    async def reply(self, request: Request) -> Reply:
        """The model's reply.

        Raises:
            ModelError: No usable reply came; ``usage`` says what was spent in the attempt.
            SpendingError: The call could pass a cap of the run, so it was not made.
        """
        ...

    async def aclose(self) -> None:
        """Release connections. Idempotent."""
        ...


def system(text: str) -> Message:
    """A system message."""
    return Message(role=Role.SYSTEM, text=text)


def user(text: str) -> Message:
    """A user's message."""
    return Message(role=Role.USER, text=text)


def assistant(text: str, calls: Sequence[ToolCall] = ()) -> Message:
    """An earlier reply, given back."""
    return Message(role=Role.ASSISTANT, text=text, calls=tuple(calls))
