from __future__ import annotations

import asyncio
import contextlib

from adrs.core.model import Reply, Request, user
from adrs.core.verdict import Usage
from adrs.models.limits import Limited, Limits
from adrs.models.timing import Timing
from adrs.testing.scripted import ScriptedModel
from adrs.testing.virtual_time import VirtualTime


def starts(
    count: int, *, took_s: float = 1.0, worst: int = 100, used: int = 100, **limits: int
) -> list[float]:
    """When each of ``count`` calls began, in seconds after the first, in the order of asking."""
    time = VirtualTime(start=0.0)
    timing = Timing(time.now, time.sleep)
    began: dict[str, float] = {}

    async def call(number: int) -> None:
        async def work(seconds: float) -> None:
            began[str(number)] = time.now()
            await time.sleep(seconds)

        reply = Reply(text="ok", usage=Usage(tokens=used))
        model = ScriptedModel([reply], latency_s=took_s, sleep=work)
        limited = Limited(model, limits=shared, worst=lambda request: Usage(tokens=worst))
        await limited.reply(Request(messages=(user(str(number)),)))

    async def all_of_them() -> None:
        await asyncio.gather(*(call(number) for number in range(count)))

    shared = Limits(**{"concurrency": 100, **limits}, timing=timing)  # type: ignore[arg-type]
    time.run(all_of_them())
    return [began[str(number)] for number in range(count)]


def test_only_so_many_are_in_flight() -> None:
    assert starts(6, concurrency=2) == [0, 0, 1, 1, 2, 2]


def test_only_so_many_begin_within_any_minute() -> None:
    assert starts(7, requests_per_minute=3) == [0, 0, 0, 60, 60, 60, 120]


def test_tokens_count_at_their_worst_until_a_call_is_over() -> None:
    assert starts(3, tokens_per_minute=250) == [0, 0, 60]


def test_tokens_that_were_not_used_are_free_for_others() -> None:
    # Two fit at their worst; by the time the minute is looked at again, they have turned out to be small.
    began = starts(5, tokens_per_minute=250, used=10, concurrency=2)
    assert began == [0, 0, 1, 1, 2]


def test_one_that_is_larger_than_the_grant_goes_alone() -> None:
    assert starts(2, tokens_per_minute=50) == [0, 60]


def test_those_who_wait_go_in_the_order_in_which_they_came() -> None:
    began = starts(10, requests_per_minute=2, concurrency=1)
    assert began == sorted(began)


def test_a_failed_call_gives_its_place_back() -> None:
    async def story() -> str:
        limits = Limits(concurrency=1)
        script = ScriptedModel([ValueError("no"), "yes"])
        limited = Limited(script, limits=limits, worst=lambda request: Usage(tokens=1))
        with contextlib.suppress(ValueError):
            await limited.reply(Request(messages=(user("a"),)))
        return (await asyncio.wait_for(limited.reply(Request(messages=(user("b"),))), 5)).text

    assert asyncio.run(story()) == "yes"
