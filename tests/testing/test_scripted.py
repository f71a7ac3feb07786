from __future__ import annotations

import asyncio

import pytest

from adrs.core.errors import ModelError
from adrs.core.model import Reply, Request, user
from adrs.testing.scripted import ScriptedModel
from adrs.testing.virtual_time import VirtualTime


def request(text: str = "say something nice") -> Request:
    return Request(messages=(user(text),))


def test_it_says_its_lines_in_order_and_remembers_what_it_was_asked() -> None:
    model = ScriptedModel(["one", Reply(text="two")], name="actor")
    first, second = (asyncio.run(model.reply(request(text))) for text in ("a b c", "d"))
    assert (first.text, first.input_tokens, first.output_tokens, first.model) == ("one", 3, 1, "actor")
    assert first.usage.tokens == 4
    assert second == Reply(text="two")
    assert [asked.messages[0].text for asked in model.requests] == ["a b c", "d"]


def test_it_says_nothing_that_is_not_in_the_script() -> None:
    model = ScriptedModel(["only this"])
    asyncio.run(model.reply(request()))
    with pytest.raises(ModelError, match="the script of 'scripted' ended after 1 answers"):
        asyncio.run(model.reply(request()))


def test_it_can_answer_by_what_it_is_asked_and_fail() -> None:
    model = ScriptedModel(lambda asked: asked.messages[0].text.upper())
    assert asyncio.run(model.reply(request("abc"))).text == "ABC"
    with pytest.raises(KeyError):
        asyncio.run(ScriptedModel([KeyError("lost")]).reply(request()))


def test_it_takes_its_time() -> None:
    time = VirtualTime(start=0.0)
    model = ScriptedModel(lambda asked: "slow", latency_s=3.0, sleep=time.sleep)

    async def three() -> float:
        await asyncio.gather(*(model.reply(request()) for _ in range(3)))
        return time.now()

    assert time.run(three()) == 3.0
