"""What a call may cost at most, known before it is made.

A byte-level tokenizer makes no token of less than a byte, so the UTF-8 bytes of what is sent bound its input
tokens. To that come the marks that a provider puts around each message and tool, and the text that some put
before the first tool. Output is bounded by the request's own limit, reasoning included.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from adrs.core.model import Request
from adrs.core.verdict import Usage
from adrs.models.price import Price

PER_REQUEST = 64
PER_MESSAGE = 32
PER_TOOL = 64
TOOLS_PREAMBLE = 1024
"""Anthropic states a few hundred tokens of system prompt for a request with tools; this is generous."""


def input_bound(request: Request) -> int:
    """Upper bound on the input tokens of ``request``."""
    total = PER_REQUEST + (TOOLS_PREAMBLE if request.tools else 0)
    for message in request.messages:
        total += PER_MESSAGE + _size(message.text) + _size(message.answers)
        total += sum(PER_MESSAGE + _json_size(asdict(call)) for call in message.calls)
    # A provider may restate a schema in a notation of its own, so it counts twice.
    return total + sum(PER_TOOL + 2 * _json_size(asdict(tool)) for tool in request.tools)


def worst_case(request: Request, *, price: Price | None, output_tokens: int) -> Usage:
    """The most that one attempt at ``request`` may use; without a price, tokens only."""
    bound = input_bound(request)
    cost = price.worst_usd(input_tokens=bound, output_tokens=output_tokens) if price else 0.0
    return Usage(tokens=bound + output_tokens, cost_usd=cost)


def _size(text: str) -> int:
    # Special tokens of open models get a joiner of three bytes where they are written as text ("<|…|>").
    return len(text.encode("utf-8", "surrogatepass")) + 3 * sum(text.count(mark) for mark in "<[]")


def _json_size(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=True))
