"""Over Ray the sandbox's contract holds, and the loss of a node costs nobody anything."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from adrs.api.assemble import Workshop
from adrs.api.sitting import Sitting
from adrs.cli.progress import display
from adrs.core.errors import PlaceLost, SandboxError
from adrs.core.events import Event, Finished, Told
from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Completed, Sandbox
from adrs.core.verdict import Outcome, Usage
from adrs.core.workload import Workload
from adrs.interop.executor.pool import Placed
from adrs.interop.executor.seams import Order, Share
from adrs.interop.ray.fleet import RayFleet
from adrs.run.clock import steady_clock
from adrs.run.config import RunConfig
from adrs.sandbox.forkserver import ForkServer
from adrs.store.memory import MemoryStore
from adrs.testing.sandbox import SandboxContract
from adrs.testing.sandbox_tools import limits, program, workload
from tests.interop.ray.conftest import Nodes

pytestmark = pytest.mark.slow

ECHO = Order(harness="adrs.testing.echo_harness")
HARNESS = "tests.faults.lazy_harness"
EVALUATIONS = 20


class TestContract(SandboxContract):
    @pytest.fixture(scope="class")
    @classmethod
    def make(cls, contract_nodes: Nodes) -> Callable[[], Sandbox]:
        return lambda: Placed(RayFleet(), ECHO, most=2)


class Struck:
    """A sandbox whose node is killed while the ``at``-th program is at work there."""

    def __init__(self, inner: Placed, nodes: Nodes, *, at: int) -> None:
        self.inner = inner
        self.killed = False
        self.seen: list[str] = []
        self._nodes = nodes
        self._left = at

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        self._left -= 1
        strike = self._left == 0
        running = asyncio.create_task(self.inner.run(program, workloads, limits=limits))
        if strike:
            await asyncio.sleep(0.05)  # every program naps longer than that
            assert not running.done()
            self.killed = True
            await asyncio.to_thread(self._nodes.kill, self.inner.hosts[0])
        done = await running
        self.seen += self.inner.hosts
        return done

    def describe(self) -> dict[str, Any]:
        return self.inner.describe()

    async def aclose(self) -> None:
        await self.inner.aclose()


def placed(*, most: int) -> Placed:
    import sys

    order = Order(harness=HARNESS, limits=Limits(wall_s=4.0, cpu_s=4.0), path=tuple(sys.path))
    return Placed(RayFleet(), order, most=most)


def run(sandbox: Sandbox, *, workers: int) -> list[Event]:
    """The journal of a run on it."""
    shop, store = Workshop(sandbox=lambda problem, slots, unsafe: sandbox), MemoryStore()
    config = RunConfig(
        problem="tests.faults.lazy:Lazy",
        proposers=("tests.faults.lazy:numbers",),
        workers=workers,
        evaluations=EVALUATIONS,
    )
    stated = shop.stated(config)
    shown = display(stated, config.budget)
    sitting = Sitting(shop, "lazy-1", config, stated, store, steady_clock(), shown=shown)
    sitting.session.begin()
    sitting.run()
    return [event for _, event in store.read("lazy-1")]


def story(events: Sequence[Event]) -> list[Any]:
    """What was tried and what came of it, without times."""
    told = []
    for event in events:
        if isinstance(event, Told):
            verdicts = tuple(replace(v, usage=Usage()) for v in event.evaluation.verdicts)
            evaluation = replace(event.evaluation, verdicts=verdicts)
            told.append(replace(event, evaluation=evaluation, usage=Usage(evaluations=1), at=0.0))
    assert len(told) == EVALUATIONS
    return told


async def nap(sandbox: Placed) -> None:
    source = program("def solve(jobs): return 1\n")
    (done,) = await sandbox.run(source, [workload({"jobs": []})], limits=limits())
    assert done.answer == 1, done.reason


def test_a_node_that_is_killed_costs_a_run_nothing(nodes: Nodes) -> None:
    """The journal tells the same story, candidate by candidate, as that of a run on this machine alone."""
    struck = Struck(placed(most=1), nodes, at=12)
    assert story(run(struck, workers=1)) == story(run(ForkServer(HARNESS), workers=1))
    assert struck.killed
    assert len(set(struck.seen)) == 2, "the work went on at another node"


def test_with_several_at_work_every_evaluation_is_told_once(nodes: Nodes) -> None:
    struck = Struck(placed(most=4), nodes, at=12)
    events = run(struck, workers=4)
    told = [event for event in events if isinstance(event, Told)]
    assert struck.killed
    assert len({event.candidate for event in told}) == len(told) == EVALUATIONS
    assert {event.evaluation.outcome for event in told} == {Outcome.VALID}
    assert isinstance(events[-1], Finished)


def test_a_measurement_that_loses_its_node_says_so_and_can_be_made_elsewhere(nodes: Nodes) -> None:
    sandbox = placed(most=2)

    notes: list[str] = []

    async def measured(*, killed: bool) -> None:
        async with sandbox.together(notes.append):
            await nap(sandbox)
            if killed:
                nodes.kill(sandbox.hosts[0])
                for _ in range(200):  # a place may answer once more before it is gone
                    await nap(sandbox)

    async def twice() -> None:
        with pytest.raises(PlaceLost):
            await measured(killed=True)
        await measured(killed=False)
        await sandbox.aclose()

    asyncio.run(twice())
    assert notes == [], "the machine's turn could be had both times"


def test_a_cluster_that_does_not_answer_is_one_sentence(started: Nodes) -> None:
    ray = pytest.importorskip("ray")
    ray.shutdown()
    try:
        with pytest.raises(SandboxError, match=r"the Ray cluster at 127\.0\.0\.1:9 cannot be used"):
            RayFleet(address="127.0.0.1:9")
    finally:
        ray.init(address=started.address, log_to_driver=False, logging_level="ERROR", configure_logging=False)


def test_a_share_that_no_node_has_room_for_is_refused(nodes: Nodes) -> None:
    sandbox = Placed(RayFleet(share=Share(cpus=3)), ECHO, most=1)
    with pytest.raises(SandboxError, match="no node of the Ray cluster has room for 3 CPUs"):
        sandbox.describe()
    asyncio.run(sandbox.aclose())


def test_a_fleet_sees_a_cluster_grow(nodes: Nodes) -> None:
    fleet = RayFleet(share=Share(cpus=1))
    before = fleet.slots()
    nodes.grow(3)
    deadline = time.monotonic() + 30
    while fleet.slots() != before + 2:
        assert time.monotonic() < deadline
        time.sleep(0.1)
