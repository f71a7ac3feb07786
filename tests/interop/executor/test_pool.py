"""Work goes to the places there are, follows their number, survives the loss of some, and is told of once."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from adrs.core.errors import PlaceLost, SandboxError
from adrs.interop.executor.pool import TRIES, Placed
from adrs.interop.executor.seams import Order
from adrs.testing.sandbox_tools import limits, program, workload
from tests.interop.executor.fake import FakeFleet, FakePlace

ORDER = Order(harness="adrs.testing.echo_harness")
PROGRAM = program("def solve(inputs): return 1\n")
SIZE = len(PROGRAM.text)


def placed(fleet: FakeFleet, *, most: int = 8, patience_s: float | None = 5.0) -> Placed:
    return Placed(fleet, ORDER, most=most, patience_s=patience_s)


async def work(sandbox: Placed, count: int) -> list[Any]:
    """The answers to so many workloads in one call."""
    done = await sandbox.run(PROGRAM, [workload({}, f"w{n}") for n in range(count)], limits=limits())
    assert [c.workload for c in done] == [f"w{n}" for n in range(count)]
    return [c.answer for c in done]


def test_there_are_never_more_places_than_the_cluster_has_room_for() -> None:
    fleet = FakeFleet(room=3)
    assert asyncio.run(work(placed(fleet), 20)) == [SIZE] * 20
    assert len(fleet.places) == 3
    assert sum(place.done for place in fleet.places) == 20


def test_there_are_never_more_places_than_were_asked_for() -> None:
    fleet = FakeFleet(room=50)
    asyncio.run(work(placed(fleet, most=2), 20))
    assert len(fleet.places) == 2


def test_no_place_is_opened_that_nobody_needs() -> None:
    fleet = FakeFleet(room=50)
    sandbox = placed(fleet)
    for _ in range(5):
        asyncio.run(work(sandbox, 1))
    assert len(fleet.places) == 1


def test_a_cluster_that_grows_is_used() -> None:
    fleet = FakeFleet(room=1)
    sandbox = placed(fleet)
    asyncio.run(work(sandbox, 4))
    assert len(fleet.places) == 1
    fleet.room = 3
    asyncio.run(work(sandbox, 12))
    assert len(fleet.places) == 3


def test_a_cluster_without_room_is_waited_for_until_it_has_some() -> None:
    fleet = FakeFleet(room=0)

    async def later() -> list[Any]:
        working = asyncio.create_task(work(placed(fleet), 2))
        await asyncio.sleep(0.05)
        assert not working.done()
        fleet.room = 1
        return await working

    assert asyncio.run(later()) == [SIZE] * 2


def test_patience_ends() -> None:
    with pytest.raises(SandboxError, match=r"the fake cluster has had no room for a sandbox for 0\.1 s"):
        asyncio.run(work(placed(FakeFleet(room=0), patience_s=0.1), 1))


def test_what_was_lost_with_a_place_is_done_at_another_and_told_once() -> None:
    def mortal(place: FakePlace) -> None:
        if place.name in ("place 0", "place 1"):
            place.dies_at = 3

    fleet = FakeFleet(2, mortal)
    assert asyncio.run(work(placed(fleet), 20)) == [SIZE] * 20
    assert fleet.log.count(("place 0", "run")) == 3
    assert sum(place.done for place in fleet.places) == 20


def test_work_that_no_place_survives_ends_the_run_with_a_sentence() -> None:
    def dead(place: FakePlace) -> None:
        place.dies_at = 0

    fleet = FakeFleet(1, dead)
    with pytest.raises(SandboxError, match=f"{TRIES} places were lost in succession .* on w0") as raised:
        asyncio.run(work(placed(fleet), 1))
    assert not isinstance(raised.value, PlaceLost)
    assert len(fleet.places) == TRIES


def test_a_place_that_is_lost_is_closed() -> None:
    def mortal(place: FakePlace) -> None:
        place.dies_at = 1 if place.name == "place 0" else 10

    fleet = FakeFleet(1, mortal)

    async def lost() -> None:
        sandbox = placed(fleet)
        await work(sandbox, 3)
        await sandbox.aclose()

    asyncio.run(lost())
    assert all(place.closed for place in fleet.places)
    assert fleet.closed


def test_what_belongs_together_is_done_at_one_place_with_the_machine_to_itself() -> None:
    fleet = FakeFleet(room=3)

    async def measured(sandbox: Placed) -> None:
        async with sandbox.together(print):
            await work(sandbox, 3)
            await work(sandbox, 2)

    async def several() -> None:
        sandbox = placed(fleet)
        await asyncio.gather(work(sandbox, 4), *(measured(sandbox) for _ in range(4)))

    asyncio.run(several())
    for place in fleet.places:
        verbs = "".join(verb[0] for name, verb in fleet.log if name == place.name)
        measurements = [part for part in verbs.split("c") if "l" in part or "e" in part]
        assert all(part.startswith("rrrrr") for part in measurements), verbs
    assert Counter(verb for _, verb in fleet.log) == {"run": 24, "claim": 4, "release": 4}


def test_a_measurement_whose_place_is_lost_can_be_begun_again() -> None:
    def mortal(place: FakePlace) -> None:
        place.dies_at = 2 if place.name == "place 0" else 10

    fleet = FakeFleet(1, mortal)

    async def measured(sandbox: Placed) -> None:
        async with sandbox.together(print):
            await work(sandbox, 1)
            await work(sandbox, 1)
            await work(sandbox, 1)

    async def twice() -> None:
        sandbox = placed(fleet)
        with pytest.raises(PlaceLost):
            await measured(sandbox)
        await measured(sandbox)

    asyncio.run(twice())
    assert [place.done for place in fleet.places] == [2, 3]


def test_a_place_with_another_version_is_refused() -> None:
    def old(place: FakePlace) -> None:
        place.greeting = replace(place.greeting, versions={**place.greeting.versions, "numpy": "1.0"})

    fleet = FakeFleet(1, old)
    with pytest.raises(SandboxError, match=r"place 0 has .*numpy 1\.0.*install the same on all nodes"):
        placed(fleet).describe()
    assert fleet.places[0].closed


def test_a_place_with_fewer_walls_than_the_first_is_refused() -> None:
    def weak(place: FakePlace) -> None:
        if place.name != "place 0":
            place.greeting = replace(place.greeting, layers={"kind": "fake", "network closed": False})

    fleet = FakeFleet(2, weak)
    sandbox = placed(fleet)
    assert sandbox.describe()["network closed"] is True
    assert asyncio.run(work(sandbox, 10)) == [SIZE] * 10
    assert [place.done for place in fleet.places] == [10, *[0] * (len(fleet.places) - 1)]


def test_a_fleet_that_opens_nothing_says_why() -> None:
    fleet = FakeFleet(room=2)
    fleet.refusing = "the job was not accepted: no such partition"
    with pytest.raises(SandboxError, match="no such partition"):
        asyncio.run(work(placed(fleet), 3))


def test_a_place_that_answers_for_another_workload_is_not_believed() -> None:
    class Confused(FakePlace):
        async def attend(self, verb: str, body: bytes = b"", inputs: bytes = b"") -> Any:
            return await super().attend(verb, body.replace(b'"w0"', b'"w1"'), inputs)

    fleet = FakeFleet(1, lambda place: setattr(place, "__class__", Confused))
    with pytest.raises(SandboxError, match="answered for w1 when asked for w0"):
        asyncio.run(work(placed(fleet), 1))


def test_nothing_is_run_after_closing() -> None:
    sandbox = placed(FakeFleet(room=1))
    asyncio.run(sandbox.aclose())
    asyncio.run(sandbox.aclose())
    with pytest.raises(SandboxError, match="closed"):
        asyncio.run(work(sandbox, 1))
