"""What the tests of the audit share: a problem, and a real sandbox under attack."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator

import pytest

from adrs.audit.bait import planted
from adrs.audit.corpus import Attack, Cheat
from adrs.audit.rounds import Rounds
from adrs.audit.survivors import watched
from adrs.audit.tried import Tried
from adrs.core.errors import SandboxError
from adrs.core.problem import Problem
from adrs.problems import load
from adrs.sandbox.forkserver import ForkServer


@pytest.fixture(scope="session")
def prism() -> Problem:
    return load("prism")


class Ground:
    """A sandbox with bait around it, on which attacks are tried one by one."""

    def __init__(self, rounds: Rounds, run: Callable[..., None]) -> None:
        self.rounds = rounds
        self._run = run

    def attack(self, attack: Attack) -> Tried:
        return self._run(self.rounds.attack(attack))  # type: ignore[no-any-return, func-returns-value]

    def cheat(self, cheat: Cheat) -> Tried:
        return self._run(self.rounds.cheat(cheat))  # type: ignore[no-any-return, func-returns-value]


@pytest.fixture(scope="module")
def ground(prism: Problem) -> Iterator[Ground]:
    """One for all tests of a module; skipped where the machine offers no walls."""
    if sys.platform != "linux":
        pytest.skip("the audited sandbox needs Linux")
    with asyncio.Runner() as runner, planted() as bait, watched(bait.name) as survivors:
        sandbox = ForkServer(prism.harness, slots=2)
        try:
            layers = sandbox.describe()
        except SandboxError as error:
            pytest.skip(f"this machine has no walls to audit: {error}")
        rounds = Rounds(prism, sandbox, bait, survivors, layers)
        runner.run(rounds.prepare())
        yield Ground(rounds, runner.run)
        runner.run(sandbox.aclose())
