"""Runs beside the candidate: steps the simulator, hands the policy observations, returns the decision log.

The trace is taken out of the inputs, so that only the simulator holds it. Every run is done twice: once on
the trace, and once on a world in which everything the policy was not shown is the other way round. A policy
that knows no more than it was shown decides alike in both. The judge replays the log on its own data.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any, NamedTuple, NoReturn

from adrs.core.errors import InvalidAnswer
from adrs.core.harness import entry
from adrs.problems.cant_be_late_multi import published, screen
from adrs.problems.cant_be_late_multi.job import ON_DEMAND_PRICE, WORDS, Job, Region
from adrs.problems.cant_be_late_multi.simulator import Simulator

ENTRY = "Policy"
_SEED = 48


class Decision(NamedTuple):
    """One call of the policy: a letter, a region, the other regions it looked at, and where it ended up."""

    kind: str
    region: int
    looks: tuple[int, ...]
    settled: int


class Observation:
    """What a policy knows at a tick. It cannot be changed; the statement lists its attributes."""

    __slots__ = (
        "credited_s", "deadline_s", "done_s", "duration_s", "elapsed_s", "gap_s", "has_spot", "last",
        "left_s", "look", "look_s", "on_demand_price", "overhead_s", "prices", "region", "regions",
        "remaining_overhead_s", "running", "tick",
    )  # fmt: skip

    def __init__(self, sim: Simulator, look: Callable[[int], bool]) -> None:
        job = sim.job
        put = object.__setattr__
        put(self, "tick", sim.tick)
        put(self, "gap_s", job.gap)
        put(self, "elapsed_s", sim.tick * job.gap)
        put(self, "duration_s", job.duration)
        put(self, "deadline_s", job.deadline)
        put(self, "overhead_s", job.overhead)
        put(self, "done_s", sim.done)
        put(self, "left_s", job.duration - sim.done)
        put(self, "credited_s", sim.credited)
        put(self, "remaining_overhead_s", sim.remaining_overhead)
        last, running = sim.words
        put(self, "last", last)
        put(self, "running", running)
        put(self, "has_spot", sim.has_spot)
        put(self, "region", sim.region)
        put(self, "regions", len(job.regions))
        put(self, "prices", tuple([region.price(sim.tick) for region in job.regions]))
        put(self, "on_demand_price", ON_DEMAND_PRICE)
        put(self, "look_s", job.look if sim.strict else 0.0)
        put(self, "look", look)

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise InvalidAnswer(f"an observation cannot be changed; the policy assigns to its {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise InvalidAnswer(f"an observation cannot be changed; the policy deletes its {name}")


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Decision logs by rule set: ``{"kinds": "SSON…", "regions": […], "looks": [[tick, region], …]}``.

    Raises:
        InvalidAnswer: The policy reaches past its observation, or requests something that does not exist.
    """
    job = Job.of(inputs)
    if isinstance(inputs, dict):
        inputs.clear()  # the callers' frames hold it too
    _screen_files()
    answer = {}
    with published.offered():
        policy = _policy_in(load())
        for rules in job.rules:
            log = _decisions(policy, Simulator(job, rules))
            _check_again(policy, _other_world(job, log), rules, log)
            answer[rules] = _plain(log)
    return answer


def _policy_in(module: ModuleType) -> Callable[[], Any]:
    """What makes a fresh policy for each run: the class ``Policy``, or else a published strategy."""
    policy = getattr(module, ENTRY, None)
    if isinstance(policy, type) and issubclass(policy, published.Strategy):
        return published.adapted(policy)
    strategy = published.strategy_in(module) if policy is None else None
    return published.adapted(strategy) if strategy else entry(module, ENTRY)


def _screen_files() -> None:
    """Read the program's files, which lie in the working directory, before any of them runs."""
    seen = 0
    for folder, _, names in os.walk("."):
        for name in names:
            if name.endswith(".py"):
                with open(os.path.join(folder, name), encoding="utf-8", errors="surrogateescape") as file:
                    screen.check(file.read())
                seen += 1
    if not seen:
        raise InvalidAnswer("there is no program file to read before it runs")


def _decisions(policy: Callable[[], Any], simulator: Simulator) -> list[Decision]:
    random.seed(_SEED)
    decide = policy().decide
    log: list[Decision] = []
    while simulator.open():
        looks: list[int] = []
        kind, region = _request(decide(Observation(simulator, _looker(simulator, looks))), simulator)
        simulator.close(kind, region)
        log.append(Decision(kind, region, tuple(looks), simulator.region))
    return log


def _looker(simulator: Simulator, looks: list[int]) -> Callable[[int], bool]:
    tick, here = simulator.tick, simulator.region

    def look(region: int) -> bool:
        """Whether ``region`` has a spot machine for the coming gap; costs money elsewhere than here."""
        if type(region) is not int or not 0 <= region < len(simulator.job.regions):
            raise InvalidAnswer(f"look: there is no region {region!r:.40}")
        if simulator.tick != tick:
            raise InvalidAnswer("look: that observation is of an earlier tick")
        if region != here and region not in looks:
            looks.append(region)
        return simulator.available(region)

    return look


def _request(returned: Any, simulator: Simulator) -> tuple[str, int]:
    if type(returned) is not tuple or len(returned) != 2:
        raise InvalidAnswer(f"decide must return a pair such as ('spot', 0), not {returned!r:.60}")
    word, region = returned
    if type(word) is not str or word not in WORDS:
        raise InvalidAnswer(f"decide returned {word!r:.40}; choices are {', '.join(WORDS)}")
    if type(region) is not int or not 0 <= region < len(simulator.job.regions):
        last = len(simulator.job.regions) - 1
        raise InvalidAnswer(f"decide returned region {region!r:.40}; regions are ints from 0 to {last}")
    return WORDS[word], region


def _other_world(job: Job, log: list[Decision]) -> Job:
    """The job with every availability reversed that the policy was not shown in the run of ``log``."""
    worlds = [[not bit for bit in region.available] for region in job.regions]
    here = 0
    for tick, decision in enumerate(log):
        for region in {here, decision.settled, *decision.looks}:
            if tick < len(worlds[region]):
                worlds[region][tick] = job.regions[region].available[tick]
        here = decision.settled
    if len(log) < len(worlds[here]):
        worlds[here][len(log)] = job.regions[here].available[len(log)]
    regions = tuple(
        Region(tuple(world), region.prices) for world, region in zip(worlds, job.regions, strict=True)
    )
    return replace(job, regions=regions)


def _check_again(policy: Callable[[], Any], job: Job, rules: str, log: list[Decision]) -> None:
    again = _decisions(policy, Simulator(job, rules))
    if again == log:
        return
    tick = next((t for t, (a, b) in enumerate(zip(log, again, strict=False)) if a != b), len(log))
    raise InvalidAnswer(
        f"tick {tick}: the policy decides otherwise in a world that differs only in what it was not shown; "
        "it looks ahead, or depends on something that does not repeat (keep state in self)"
    )


def _plain(log: list[Decision]) -> dict[str, Any]:
    return {
        "kinds": "".join(decision.kind for decision in log),
        "regions": [decision.region for decision in log],
        "looks": [[tick, region] for tick, decision in enumerate(log) for region in decision.looks],
    }
