from __future__ import annotations

from dataclasses import replace

import pytest

from adrs.core.model import Message, Request, Role, ToolCall, ToolSpec, assistant, user
from adrs.core.verdict import Usage
from adrs.models.price import Price
from adrs.models.worst import input_bound, worst_case
from adrs.testing.model import LONG


@pytest.mark.parametrize(
    "text", ["", "hello", "ü" * 100, "😀" * 100, "<|im_start|>" * 50, "\ud83d", "[INST]" * 9]
)
def test_every_byte_and_every_joiner_may_be_a_token(text: str) -> None:
    request = Request(messages=(user(text),))
    joined = text.replace("<", "<\u200d").replace("[", "[\u200d")
    assert input_bound(request) >= len(joined.encode("utf-8", "surrogatepass"))


def test_everything_that_is_sent_counts() -> None:
    call = ToolCall(id="c", name="f", arguments={"x": "y" * 1000})
    tool = ToolSpec(name="f", description="d" * 1000, parameters={"type": "object"})
    base = Request(messages=(user("q"),))
    assert input_bound(replace(base, tools=(tool,))) >= input_bound(base) + 2000
    assert input_bound(replace(base, messages=(user("q"), assistant("", [call])))) >= input_bound(base) + 1000
    result = Message(role=Role.TOOL, text="z" * 1000, answers="c")
    assert input_bound(replace(base, messages=(user("q"), result))) >= input_bound(base) + 1000


def test_the_worst_case_is_all_input_and_all_output_at_the_dearest_price() -> None:
    price = Price(input_usd=1.0, cached_input_usd=0.1, cache_write_usd=1.25, output_usd=10.0)
    bound = input_bound(LONG)
    worst = worst_case(LONG, price=price, output_tokens=500)
    assert worst == Usage(tokens=bound + 500, cost_usd=(bound * 1.25 + 500 * 10.0) / 1e6)
    assert worst_case(LONG, price=None, output_tokens=500) == Usage(tokens=bound + 500)
