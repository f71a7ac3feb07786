"""The command line with the tiny problem's parts in its hands."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from adrs.api.assemble import Workshop, create_proposer, create_strategy, load_problem
from adrs.cli.main import main
from adrs.core.candidate import Arm
from adrs.core.problem import Problem
from adrs.core.seams import Strategy
from tests.cli.tiny import Constants, Greedy, InProcess, Memory, TinyProblem


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The object in the last line of standard output."""
        found: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return found


Adrs = Callable[..., Outcome]


@pytest.fixture
def memory() -> Memory:
    """The journal behind every command of a test."""
    return Memory()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Path]:
    """An empty current folder with a journal file, so that readers find one."""
    before = Path.cwd()
    os.chdir(tmp_path)
    (tmp_path / ".adrs").mkdir()
    (tmp_path / ".adrs" / "runs.sqlite").touch()
    yield tmp_path
    os.chdir(before)


@pytest.fixture
def adrs(here: Path, memory: Memory) -> Adrs:
    """Runs a command on the tiny problem and the memory store."""

    def problem(name: str, data: Path | None) -> Problem:
        return TinyProblem(data) if name == "tiny" else load_problem(name, data)

    def strategy(name: str, arms: Sequence[Arm], seed: int, **options: Any) -> Strategy:
        return Greedy(arms, seed=seed) if name == "adaptive" else create_strategy(name, arms, seed, **options)

    workshop = Workshop(
        problem=problem,
        strategy=strategy,
        proposer=lambda name: Constants() if name in {"genetic", "tuner"} else create_proposer(name),
        sandbox=InProcess,
        store=lambda path, readonly: memory,
    )

    def run(*args: str | Path) -> Outcome:
        result = CliRunner().invoke(main, [str(a) for a in args], obj=workshop)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return run
