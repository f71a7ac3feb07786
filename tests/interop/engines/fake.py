"""An engine for tests: a few lines in place of a driver, in a process of its own, on the tiny problem."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from adrs.core.events import Event
from adrs.core.problem import Problem
from adrs.core.seams import Sandbox
from adrs.interop.engines.cells import engine_config
from adrs.interop.engines.install import Installed
from adrs.interop.engines.known import Engine
from adrs.interop.engines.running import Engagement, EngineResult, EngineRun, Place
from adrs.interop.proposer_server.stand_in import StandIn
from adrs.run.clock import steady_clock
from adrs.store.memory import MemoryStore
from adrs.testing.tiny import InProcess, TinyProblem

ENGINE = Engine(name="fake", version="1", driver="none", paper="none")
PREAMBLE = """
import json, os, subprocess, sys, time, urllib.request
from client import HERE, judged
RULE = "def solve(jobs):\\n    return sorted(range(len(jobs)), key=lambda i: {key})\\n"
def rule(number):
    return RULE.format(key=f"jobs[i][0] * {number - 3}.5 + jobs[i][1]")
class Search:
    def __init__(self, task):
        self.task, self.top = task, None
    def best(self):
        return self.top
"""
DILIGENT = """
    def run(self):
        for number in range(1000):
            told = judged(rule(number))
            if self.top is None or told["score"] > self.top[1]:
                self.top = rule(number), told["score"]
"""


@dataclass(frozen=True)
class Played:
    """A run that is over."""

    result: EngineResult
    events: list[Event]
    store: MemoryStore
    folder: Path


def play(
    folder: Path,
    body: str,
    *,
    evaluations: int = 8,
    workers: int = 1,
    silence_s: float = 60.0,
    problem: Problem | None = None,
    sandbox: Sandbox | None = None,
) -> Played:
    """Run an engine whose class ``Search`` has these methods."""
    return asyncio.run(
        played(folder, body, evaluations, workers, silence_s, problem or TinyProblem(), sandbox)
    )


async def played(
    folder: Path,
    body: str,
    evaluations: int,
    workers: int,
    silence_s: float,
    problem: Problem,
    sandbox: Sandbox | None,
) -> Played:
    """As :func:`play`, in a loop that is there."""
    folder.mkdir(exist_ok=True)
    driver = folder / "driver_source.py"
    driver.write_text(PREAMBLE + body)
    engagement = Engagement(
        installed=Installed(engine=ENGINE, python=Path(sys.executable), digest="", packages=0),
        driver=driver,
        model=StandIn(problem.contract, seed=1),
        folder=folder / "engine",
        silence_s=silence_s,
        grace_s=2.0,
    )
    store = MemoryStore()
    own = sandbox or InProcess(problem)
    place = Place(problem=problem, sandbox=own, store=store, clock=steady_clock())
    config = engine_config("fake", problem, seed=1, evaluations=evaluations, workers=workers)
    run = EngineRun("r", config, engagement, place)
    run.session.begin()
    try:
        result = await run.run()
    finally:
        await own.aclose()
    return Played(result, [event for _, event in store.read("r")], store, folder / "engine")
