"""A recorded call as two JSON files in a program of language ``transcript``, kept beside the journal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from adrs.core.errors import DataError, ModelError
from adrs.core.model import Finish, Message, Reply, Request, Role, ToolCall, ToolSpec
from adrs.core.program import Program
from adrs.core.verdict import Usage
from adrs.models.fault import AttemptError, fault_from_json

REQUEST = "request.json"
REPLY = "reply.json"
LANGUAGE = "transcript"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A call that was made: which model, what was asked, and what came of it."""

    model: str
    request: Request
    result: Reply | ModelError


def write_transcript(transcript: Transcript) -> Program:
    """The files under which a store keeps it."""
    asked = {"model": transcript.model, **asdict(transcript.request)}
    return Program(
        files={REQUEST: _dump(asked), REPLY: _dump(_result_to_json(transcript.result))},
        main=REPLY,
        language=LANGUAGE,
    )


def read_transcript(program: Program) -> Transcript:
    """Inverse of :func:`write_transcript`.

    Raises:
        DataError: The program is not a transcript.
    """
    if program.language != LANGUAGE:
        raise DataError(f"program {program.digest} is {program.language}, not a transcript")
    try:
        asked = json.loads(program.files[REQUEST])
        model = asked.pop("model")
        result = _result_from_json(json.loads(program.files[REPLY]))
        return Transcript(model=model, request=_request_from_json(asked), result=result)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"transcript {program.digest} is malformed: {error!r}") from None


def _dump(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=1, sort_keys=True) + "\n"


def _result_to_json(result: Reply | ModelError) -> dict[str, Any]:
    usage = {"tokens": result.usage.tokens, "cost_usd": result.usage.cost_usd}
    if isinstance(result, Reply):
        return {**asdict(result), "usage": usage}
    if isinstance(result, AttemptError):
        return {"error": result.to_json(), "usage": usage}
    return {"error": {"message": str(result)}, "usage": usage}


def _result_from_json(raw: dict[str, Any]) -> Reply | ModelError:
    usage = Usage(**raw.pop("usage"))
    if "error" not in raw:
        finish, calls = Finish(raw.pop("finish")), _calls(raw.pop("calls"))
        return Reply(usage=usage, finish=finish, calls=calls, **raw)
    error = raw["error"]
    if "kind" in error:
        return fault_from_json(error, usage)
    return ModelError(error["message"], usage=usage)


def _request_from_json(raw: dict[str, Any]) -> Request:
    messages = tuple(_message(message) for message in raw.pop("messages"))
    tools = tuple(ToolSpec(**tool) for tool in raw.pop("tools"))
    return Request(messages=messages, tools=tools, **raw)


def _message(raw: dict[str, Any]) -> Message:
    return Message(role=Role(raw.pop("role")), calls=_calls(raw.pop("calls")), **raw)


def _calls(raw: list[dict[str, Any]]) -> tuple[ToolCall, ...]:
    return tuple(ToolCall(**call) for call in raw)
