"""Runs of a problem in which speed counts: what is journalled, replayed and repeated."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from adrs.core.events import Assessed, Told
from adrs.core.pace import Pace
from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.verdict import Usage, Verdict
from adrs.core.workload import Workload
from adrs.store.memory import MemoryStore
from adrs.testing.tiny import BEST, NAIVE, InProcess
from tests.run.test_driver import Loose, cut, events, run, session


class TimedLoose(Loose):
    pace = Pace(
        reference=Program.from_text(f"# the reference\n{BEST}"),
        idle=Program.from_text(f"# idle\n{NAIVE}"),
        charge=lambda value, ratio: value + 10 / ratio,
        rounds=3,
    )


class Shaky(InProcess):
    """Needs another time for everything, every time."""

    def __init__(self, seed: int) -> None:
        super().__init__(TimedLoose())
        self.rng = Random(seed)

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        done = await super().run(program, workloads, limits=limits)
        cost = 0.01 if program == TimedLoose.pace.idle else self.rng.uniform(0.1, 0.2)
        return [replace(c, usage=Usage(cpu_s=cost)) for c in done]


def verdicts(store: MemoryStore) -> Iterator[Verdict]:
    for event in events(store):
        if (evaluation := getattr(event, "evaluation", None)) is not None:
            yield from evaluation.verdicts


def test_ratios_are_journalled_from_the_search_to_the_end() -> None:
    store = MemoryStore()
    state = run(store, problem=TimedLoose(), sandbox=Shaky(1))
    assert state.finished
    timed = [e.evaluation for e in events(store) if isinstance(e, Told | Assessed) and e.evaluation.complete]
    assert len(timed) > 8
    assert all(0.4 < v.metrics["cpu_ratio"] < 2.5 for e in timed for v in e.verdicts)
    assert {split for _, split in state.assessed} == {"train", "validation", "test"}


def test_resuming_takes_values_from_the_journal_and_measures_only_what_is_new() -> None:
    whole = MemoryStore()
    run(whole, problem=TimedLoose(), sandbox=Shaky(1))
    torn = cut(whole, 15)
    before = [event for event in events(torn) if isinstance(event, Told)]
    again = session(torn, problem=TimedLoose(), sandbox=Shaky(2))
    again.restore()
    state = asyncio.run(again.run())
    after = [event for event in events(torn) if isinstance(event, Told)]
    assert after[: len(before)] == before
    assert len(after) > len(before)
    assert state.finished


def values(store: MemoryStore) -> list[float | None]:
    return [verdict.value for verdict in verdicts(store)]


def test_with_fixed_time_a_run_repeats_on_another_machine() -> None:
    first, second, measured = MemoryStore(), MemoryStore(), MemoryStore()
    run(first, problem=TimedLoose(), sandbox=Shaky(1), fixed_time=True)
    run(second, problem=TimedLoose(), sandbox=Shaky(2), fixed_time=True)
    run(measured, problem=TimedLoose(), sandbox=Shaky(2))
    assert values(first) == values(second)
    assert values(first) != values(measured)
    assert not any("cpu_ratio" in verdict.metrics for verdict in verdicts(first))


class Counted(Shaky):
    """Counts runs of the reference."""

    timed = 0

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        self.timed += program == TimedLoose.pace.reference
        return await super().run(program, workloads, limits=limits)


def test_who_falls_behind_without_its_time_is_not_timed() -> None:
    store, sandbox = MemoryStore(), Counted(1)
    run(store, problem=TimedLoose(), sandbox=sandbox)
    told = [e.evaluation for e in events(store) if isinstance(e, Told)]
    behind = [evaluation for evaluation in told if not evaluation.complete]
    assert any("cpu_ratio" not in verdict.metrics for e in behind for verdict in e.verdicts)
    scored = sum(len(e.evaluation.verdicts) for e in events(store) if isinstance(e, Assessed))
    once = sum("cpu_ratio" in verdict.metrics for e in told for verdict in e.verdicts)
    searching = sandbox.timed - TimedLoose.pace.rounds * scored
    assert once < searching <= 4 * once  # records are timed again, up to three times more
