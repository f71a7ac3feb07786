from __future__ import annotations

import asyncio

import pytest

from adrs.core.errors import ModelError
from adrs.core.model import Request, user
from adrs.models.breaker import Breaker, Guarded
from adrs.models.fault import AttemptError
from adrs.models.timing import Timing
from adrs.testing.scripted import Line, ScriptedModel
from tests.models.worlds import VirtualTime

REQUEST = Request(messages=(user("a"),))


class Endpoint:
    """An endpoint that is down between two moments, on a clock that jumps."""

    def __init__(self, *, down_until: float, latency_s: float = 0.0, **options: float) -> None:
        self.time = VirtualTime()
        self.asked_at: list[float] = []
        self.notes: list[tuple[float, str]] = []
        self.down_until = down_until
        self.breaker = Breaker(
            "http://m",
            notice=lambda text: self.notes.append((self.time.now(), text)),
            timing=Timing(self.time.now, self.time.sleep),
            **options,  # type: ignore[arg-type]
        )
        script = ScriptedModel(self.answer, latency_s=latency_s, sleep=self.time.sleep)
        self.model = Guarded(script, breaker=self.breaker)

    def answer(self, request: Request) -> Line:
        self.asked_at.append(self.time.now())
        if self.time.now() < self.down_until:
            return AttemptError("HTTP 503", kind="status", retry=True, status=503)
        return "yes"

    async def call(self) -> str:
        try:
            return (await self.model.reply(REQUEST)).text
        except ModelError as error:
            return str(error)

    async def calls(self, count: int) -> list[str]:
        """One after another."""
        return [await self.call() for _ in range(count)]

    async def at_once(self, count: int) -> list[str]:
        return list(await asyncio.gather(*(self.call() for _ in range(count))))


def test_calls_pass_while_all_is_well() -> None:
    endpoint = Endpoint(down_until=0.0)
    assert endpoint.time.run(endpoint.calls(3)) == ["yes"] * 3
    assert endpoint.notes == []


def test_a_few_failures_do_not_open_it() -> None:
    endpoint = Endpoint(down_until=1.0, failures=3)
    assert endpoint.time.run(endpoint.calls(2)) == ["HTTP 503"] * 2
    assert not endpoint.breaker.open


def test_enough_in_a_row_open_it_and_calls_wait_for_the_end_of_the_pause() -> None:
    endpoint = Endpoint(down_until=4.0, failures=3, pause_s=5.0)
    assert endpoint.time.run(endpoint.calls(5)) == ["HTTP 503"] * 3 + ["yes"] * 2
    assert endpoint.asked_at == [0, 0, 0, 5, 5]
    assert [at for at, _ in endpoint.notes] == [0, 5]
    assert "failed 3 times in a row, last: HTTP 503; proposing pauses for 5 s" in endpoint.notes[0][1]
    assert "answers again after 5 s" in endpoint.notes[1][1]


def test_one_probe_goes_ahead_and_the_pauses_grow_to_a_longest() -> None:
    endpoint = Endpoint(down_until=100.0, failures=1, pause_s=5.0, longest_pause_s=30.0)

    async def story() -> list[str]:
        return [*await endpoint.calls(1), *await endpoint.at_once(8)]

    said = endpoint.time.run(story())
    # Probes at 5, 15, 35, 65, 95 fail, each for the caller that made it; the one at 125 frees the rest.
    assert endpoint.asked_at[:7] == [0, 5, 15, 35, 65, 95, 125]
    assert said.count("yes") == 3
    assert len(endpoint.asked_at) == 9
    assert not endpoint.breaker.open


def test_nobody_overtakes_a_slow_probe() -> None:
    endpoint = Endpoint(down_until=10.0, failures=1, pause_s=5.0, latency_s=4.0)

    async def story() -> list[str]:
        return [*await endpoint.calls(1), *await endpoint.at_once(5)]

    assert endpoint.time.run(story()) == ["HTTP 503"] * 2 + ["yes"] * 4
    # Down at 0; the pause ends at 9, the probe fails at 13, the next one goes at 23 and is answered at 27.
    assert endpoint.asked_at == [0, 9, 23, 27, 27, 27]


def test_after_too_long_calls_are_given_up_until_a_probe_succeeds() -> None:
    endpoint = Endpoint(down_until=1000.0, failures=1, pause_s=50.0, longest_pause_s=50.0, give_up_s=120.0)

    async def story() -> list[str]:
        first = [*await endpoint.calls(1), *await endpoint.at_once(6)]
        while endpoint.time.now() < 1000.0:
            await endpoint.time.sleep(50.0)
        return [*first, await endpoint.call()]

    said = endpoint.time.run(story())
    given_up = [text for text in said if "http://m has failed for" in text]
    assert len(given_up) == 3
    assert said[-1] == "yes"


def test_a_request_that_is_refused_shows_that_the_endpoint_lives() -> None:
    time = VirtualTime()
    refused = AttemptError("HTTP 400", kind="status", status=400)
    busy = AttemptError("HTTP 503", kind="status", retry=True, status=503)
    breaker = Breaker("m", notice=print, failures=2, timing=Timing(time.now, time.sleep))
    model = Guarded(ScriptedModel([busy, refused, busy, refused]), breaker=breaker)

    async def story() -> None:
        for _ in range(4):
            with pytest.raises(AttemptError):
                await model.reply(REQUEST)

    time.run(story())
    assert not breaker.open


def test_a_probe_that_is_cancelled_leaves_the_way_to_another() -> None:
    time = VirtualTime()
    breaker = Breaker("m", notice=print, failures=1, pause_s=5.0, timing=Timing(time.now, time.sleep))
    busy = AttemptError("HTTP 503", kind="status", retry=True, status=503)
    model = Guarded(ScriptedModel([busy, "slow", "yes"], latency_s=60.0, sleep=time.sleep), breaker=breaker)

    async def story() -> str:
        with pytest.raises(AttemptError):
            await model.reply(REQUEST)
        probe = asyncio.create_task(model.reply(REQUEST))
        waiting = asyncio.create_task(model.reply(REQUEST))
        await time.sleep(10.0)
        probe.cancel()
        return (await waiting).text

    assert time.run(story()) == "yes"


def test_where_others_propose_calls_fail_at_once_but_for_the_probes() -> None:
    endpoint = Endpoint(down_until=12.0, failures=2, waits=False)

    async def story() -> tuple[list[str], list[str]]:
        down = await endpoint.calls(50)
        assert endpoint.time.now() == 0.0  # nobody waited
        await endpoint.time.sleep(20.0)
        return down, await endpoint.calls(2)

    down, up = endpoint.time.run(story())
    assert len(endpoint.asked_at) == 2 + 2
    assert all("is not asked until it answers a probe" in said for said in down[2:])
    assert up == ["yes", "yes"]
    assert "others propose alone" in endpoint.notes[0][1]
