"""Runs take turns at measuring time on a machine, and say how busy it was."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from adrs.core.events import Finished, Noted, Started
from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.workload import Workload
from adrs.run.machine import TimingSlot, machine_load, timing_lock
from adrs.run.session import Session
from adrs.run.state import RunState, fold
from adrs.run.summary import summarise
from adrs.store.memory import MemoryStore
from tests.run.test_driver import events, session
from tests.run.test_paced_runs import Shaky, TimedLoose


class Crowd:
    """Counts how many measure at the same time."""

    def __init__(self) -> None:
        self.here = self.most = self.times = 0

    async def measure(self, slot: TimingSlot) -> None:
        async with slot():
            self.here += 1
            self.most = max(self.most, self.here)
            self.times += 1
            await asyncio.sleep(0.005)
            self.here -= 1


def slots(path: Path, count: int, notes: list[str], *, patience_s: float = 60.0) -> list[TimingSlot]:
    """Slots of as many runs."""
    return [TimingSlot(path, note=notes.append, patience_s=patience_s) for _ in range(count)]


def test_one_measures_at_a_time_in_a_run_and_among_runs(tmp_path: Path) -> None:
    crowd, notes = Crowd(), list[str]()

    async def story() -> None:
        runs = slots(tmp_path / "lock", 3, notes)
        await asyncio.gather(*(crowd.measure(slot) for slot in runs for _ in range(4)))

    asyncio.run(story())
    assert (crowd.most, crowd.times, notes) == (1, 12, [])


def test_who_waits_too_long_measures_all_the_same_and_says_so_once(tmp_path: Path) -> None:
    notes = list[str]()

    async def story() -> None:
        holder, waiter = slots(tmp_path / "lock", 2, notes, patience_s=0.05)
        async with holder():
            for _ in range(3):
                async with waiter():
                    pass

    asyncio.run(story())
    assert len(notes) == 1
    assert "another run has been measuring for 0.05 s" in notes[0]


def test_a_slot_is_free_again_when_its_holder_was_cancelled_or_killed(tmp_path: Path) -> None:
    path, notes = tmp_path / "lock", list[str]()

    async def hold(slot: TimingSlot, then: float) -> None:
        async with slot():
            await asyncio.sleep(then)

    async def cancelled() -> None:
        first, second = slots(path, 2, notes)
        holding = asyncio.create_task(hold(first, 60.0))
        await asyncio.sleep(0.01)
        holding.cancel()
        await asyncio.wait([holding])
        await hold(second, 0.0)

    asyncio.run(cancelled())
    child = os.fork()
    if child == 0:
        slot = TimingSlot(path, note=notes.append)
        asyncio.run(_killed(slot))
    os.waitpid(child, 0)
    asyncio.run(hold(slots(path, 1, notes)[0], 0.0))
    assert notes == []


async def _killed(slot: TimingSlot) -> None:
    async with slot():
        os.kill(os.getpid(), 9)


def test_a_lock_that_cannot_be_had_is_no_reason_not_to_measure(tmp_path: Path) -> None:
    target, link, notes = tmp_path / "target", tmp_path / "link", list[str]()
    link.symlink_to(target)

    async def story() -> None:
        for path in (tmp_path / "no" / "folder", link):
            async with slots(path, 1, notes)[0]():
                pass

    asyncio.run(story())
    assert not target.exists()  # somebody else's link is not followed
    assert len(notes) == 2
    assert all("time is measured while others may be measuring too" in note for note in notes)


def test_the_lock_file_is_the_users_own() -> None:
    assert str(os.getuid()) in timing_lock().name


class Alone(Shaky):
    """Notes when two runs have the reference program in a sandbox, which is when time is measured."""

    crowd: Crowd

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        measuring = program == TimedLoose.pace.reference
        self.crowd.here += measuring
        self.crowd.most = max(self.crowd.most, self.crowd.here)
        await asyncio.sleep(0.001)
        done = await super().run(program, workloads, limits=limits)
        self.crowd.here -= measuring
        return done


def paced(store: MemoryStore, lock: Path | None, crowd: Crowd) -> Session:
    sandbox = Alone(1)
    sandbox.crowd = crowd
    it = session(store, problem=TimedLoose(), sandbox=sandbox, evaluations=4)
    return Session("tiny-1", it.config, replace(it.cast, timing_lock=lock, load=lambda: {"cpus": 3}))


def both(lock: Path | None) -> tuple[Crowd, list[MemoryStore]]:
    """Two runs in which speed counts, at the same time."""
    crowd, stores = Crowd(), [MemoryStore(), MemoryStore()]

    async def story() -> None:
        runs = [paced(store, lock, crowd) for store in stores]
        for run in runs:
            run.begin()
        await asyncio.gather(*(run.run() for run in runs))

    asyncio.run(story())
    return crowd, stores


def test_two_runs_in_which_speed_counts_measure_in_turns(tmp_path: Path) -> None:
    assert both(tmp_path / "lock")[0].most == 1
    assert both(None)[0].most > 1


def test_a_run_says_how_busy_the_machine_was_at_both_ends(tmp_path: Path) -> None:
    _, (store, _) = both(tmp_path / "lock")
    story = events(store)
    (started,) = [event for event in story if isinstance(event, Started)]
    (finished,) = [event for event in story if isinstance(event, Finished)]
    assert started.environment["machine_load"] == finished.environment["machine_load"] == {"cpus": 3}
    state: RunState = fold("tiny-1", story)
    summary = summarise(state, TimedLoose())
    assert summary["machine_load"] == {"start": {"cpus": 3}, "end": {"cpus": 3}}
    assert not any(isinstance(event, Noted) for event in story)


def test_the_load_of_this_machine() -> None:
    load = machine_load()
    assert load["cpus"] >= 1
    assert load["load_1m"] >= 0.0
    assert load["cpu_pressure_10s"] is None or 0.0 <= load["cpu_pressure_10s"] <= 1.0
