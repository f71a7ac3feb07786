"""Requests and replies as OpenAI's clients write and read them: chat completions, responses, embeddings.

Only what a text needs: no streams, no tools, no images, no structured output. What cannot be served is
refused in a sentence, so that nobody mistakes it for an answer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from adrs.core.model import Finish, Message, Reply, Request, Role
from adrs.propose.inbox.http_wire import Rejection

MOST_CHOICES = 16
MOST_TEXTS = 256
_MOST_MESSAGES = 1000
_ROLES = {"system": Role.SYSTEM, "developer": Role.SYSTEM, "user": Role.USER, "assistant": Role.ASSISTANT}
_DEFAULT_TOKENS = 32_768
_CREATED = 1  # replies of equal requests are equal, so no clock is asked


def read_object(data: bytes) -> dict[str, Any]:
    """A JSON object.

    Raises:
        Rejection: It is anything else.
    """
    try:
        found = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Rejection(400, "the body is not JSON") from None
    if not isinstance(found, dict):
        raise Rejection(400, "the body is not a JSON object")
    return found


def read_chat(body: dict[str, Any]) -> tuple[Request, int]:
    """The request of a chat completion, and how many choices are wanted.

    Raises:
        Rejection: It makes no sense, or asks for what is not offered.
    """
    _refuse_extras(body)
    if body.get("response_format", {"type": "text"}) not in ({"type": "text"}, None):
        raise Rejection(400, "`response_format` other than text is not offered")
    count = body.get("n") or 1
    if type(count) is not int or not 1 <= count <= MOST_CHOICES:
        raise Rejection(400, f"`n` must be a number from 1 to {MOST_CHOICES}")
    messages = _messages("messages", body.get("messages"))
    limit = body.get("max_completion_tokens") or body.get("max_tokens")
    return Request(messages=messages, max_output_tokens=_limit(limit)), count


def write_chat(replies: Sequence[Reply], number: int) -> dict[str, Any]:
    """A chat completion with one choice for each reply; ``number`` makes its id."""
    choices = [
        {
            "index": index,
            "message": {"role": "assistant", "content": reply.text, "refusal": None},
            "finish_reason": "length" if reply.finish is Finish.LENGTH else "stop",
            "logprobs": None,
        }
        for index, reply in enumerate(replies)
    ]
    sent, written = replies[0].input_tokens, sum(reply.output_tokens for reply in replies)
    return {
        "id": f"chatcmpl-{number}",
        "object": "chat.completion",
        "created": _CREATED,
        "model": replies[0].model,
        "choices": choices,
        "usage": {"prompt_tokens": sent, "completion_tokens": written, "total_tokens": sent + written},
    }


def read_response(body: dict[str, Any]) -> Request:
    """The request of the Responses API.

    Raises:
        Rejection: It makes no sense, or asks for what is not offered.
    """
    _refuse_extras(body)
    if body.get("previous_response_id"):
        raise Rejection(400, "`previous_response_id` is not offered: nothing is kept between requests")
    form = (body.get("text") or {}).get("format") if isinstance(body.get("text") or {}, dict) else body
    if form not in (None, {"type": "text"}):
        raise Rejection(400, "`text.format` other than text is not offered")
    said = body.get("input")
    items = [{"role": "user", "content": said}] if isinstance(said, str) else said
    messages = _messages("input", items)
    if instructions := body.get("instructions"):
        messages = (*_messages("instructions", [{"role": "system", "content": instructions}]), *messages)
    return Request(messages=messages, max_output_tokens=_limit(body.get("max_output_tokens")))


def write_response(reply: Reply, number: int) -> dict[str, Any]:
    """A response object; ``number`` makes its id."""
    cut = reply.finish is Finish.LENGTH
    said = {"type": "output_text", "text": reply.text, "annotations": []}
    message = {"type": "message", "id": f"msg_{number}", "role": "assistant", "content": [said]}
    return {
        "id": f"resp_{number}",
        "object": "response",
        "created_at": _CREATED,
        "model": reply.model,
        "status": "incomplete" if cut else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        "output": [message | {"status": "incomplete" if cut else "completed"}],
        "parallel_tool_calls": False,
        "tool_choice": "none",
        "tools": [],
        "usage": {
            "input_tokens": reply.input_tokens,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": reply.output_tokens,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": reply.input_tokens + reply.output_tokens,
        },
    }


def read_texts(body: dict[str, Any]) -> list[str]:
    """The texts of which embeddings are wanted.

    Raises:
        Rejection: They are no texts, or too many.
    """
    if body.get("dimensions") is not None:
        raise Rejection(400, "`dimensions` cannot be chosen")
    given = body.get("input")
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise Rejection(400, "`input` must be a text or a list of texts")
    if len(texts) > MOST_TEXTS:
        raise Rejection(400, f"`input` has more than {MOST_TEXTS} texts")
    return texts


def _refuse_extras(body: dict[str, Any]) -> None:
    if body.get("stream"):
        raise Rejection(400, "streams are not offered; leave out `stream`")
    if body.get("tools") and body.get("tool_choice") != "none":
        raise Rejection(400, "tools are not offered; leave out `tools`")


def _messages(key: str, items: Any) -> tuple[Message, ...]:
    if not isinstance(items, list) or not 0 < len(items) <= _MOST_MESSAGES:
        raise Rejection(400, f"`{key}` must be a list of 1 to {_MOST_MESSAGES} messages")
    return tuple(_message(key, item) for item in items)


def _message(key: str, item: Any) -> Message:
    if not isinstance(item, dict) or item.get("role") not in _ROLES:
        raise Rejection(400, f"every message in `{key}` needs a `role`: {', '.join(_ROLES)}")
    return Message(role=_ROLES[item["role"]], text=_text(key, item.get("content")))


def _text(key: str, content: Any) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list) and all(
        isinstance(part, dict) and isinstance(part.get("text"), str) for part in content
    ):
        return "\n".join(part["text"] for part in content)
    raise Rejection(400, f"the `content` of a message in `{key}` must be text or a list of text parts")


def _limit(tokens: Any) -> int:
    if tokens is None:
        return _DEFAULT_TOKENS
    if type(tokens) is not int or tokens < 1:
        raise Rejection(400, "a limit on tokens must be a number above 0")
    return tokens
