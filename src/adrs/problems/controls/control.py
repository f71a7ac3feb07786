"""What the controls have in common: a problem from its parts, with a proven optimum everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from adrs.core.problem import (
    Bound,
    BoundKind,
    Contract,
    Direction,
    Limits,
    Objective,
    Published,
    Score,
)
from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload

_FOR_THE_TYPE_CHECKER = "# mypy: ignore-errors\n"
Inputs = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a control is made of.

    Args:
        folder: Folder with ``statement.md``, ``seeds/`` and ``baselines/``; its name is the control's.
        title: A few words.
        objective: What is minimised, and its unit.
        contract: What a program defines.
        seeds: Names of seeds of its own, from naive to strong.
        human_seed: Name under which the human state of the art is a seed too; empty where it is none,
            because it is optimal and would leave nothing to find.
        citations: Baseline name to its source.
        generate: ``(rng, size)`` to the inputs of a workload.
        sizes: Sizes of the workloads by split.
        judge: ``(inputs, answer)`` to a score.
        optimum: The least value of any valid answer, by an exact algorithm.
    """

    folder: Path
    title: str
    objective: tuple[str, str]
    contract: Contract
    seeds: tuple[str, ...]
    human_seed: str = ""
    citations: Mapping[str, str]
    generate: Callable[[Random, int], dict[str, Any]]
    sizes: Mapping[Split, tuple[int, ...]]
    judge: Callable[[Inputs, Any], Score]
    optimum: Callable[[Inputs], float]


class Control:
    """A control; meets :class:`adrs.core.problem.Problem`."""

    limits = Limits(cpu_s=10.0, wall_s=20.0)
    search_limits = Limits(cpu_s=1.0, wall_s=8.0)

    def __init__(self, parts: Parts) -> None:
        short = parts.folder.name
        self._parts = parts
        self._optima: dict[str, Bound] = {}
        self.name = f"control_{short}"
        self.title = parts.title
        self.statement = (parts.folder / "statement.md").read_text(encoding="utf-8")
        name, unit = parts.objective
        self.objective = Objective(name=name, unit=unit, direction=Direction.MINIMIZE)
        self.contract = parts.contract
        self.harness = f"adrs.problems.controls.{short}.harness"
        self.citations = parts.citations
        self.baselines = self._programs("baselines", parts.citations)
        human = {parts.human_seed: self.baselines["human_sota"]} if parts.human_seed else {}
        self.seeds: Mapping[str, Program] = {**self._programs("seeds", parts.seeds), **human}

    def workloads(self, split: Split) -> Sequence[Workload]:
        """The workloads of a split; all are generated."""
        return self._made.get(split, ())

    def sizes(self) -> Mapping[Split, int]:
        """Number of workloads in each split."""
        return {split: len(self._parts.sizes.get(split, ())) for split in Split}

    def judge(self, workload: Workload, answer: Any) -> Score:
        """The value of an answer.

        Raises:
            InvalidAnswer: It breaks a rule.
        """
        return self._parts.judge(workload.inputs, answer)

    def bound(self, workload: Workload) -> Bound | None:
        """The optimum, proven by an exact algorithm."""
        if workload.digest not in self._optima:
            self._optima[workload.digest] = Bound(self._parts.optimum(workload.inputs), BoundKind.OPTIMAL)
        return self._optima[workload.digest]

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """Controls have no public board."""
        return None

    @cached_property
    def _made(self) -> Mapping[Split, tuple[Workload, ...]]:
        return {
            split: tuple(self._workload(split, number, size) for number, size in enumerate(sizes))
            for split, sizes in self._parts.sizes.items()
        }

    def _workload(self, split: Split, number: int, size: int) -> Workload:
        name = f"{split.value}/{self._parts.folder.name}-{number}"
        return Workload(name, split, self._parts.generate(Random(name), size), f"size {size}")

    def _programs(self, folder: str, names: Iterable[str]) -> Mapping[str, Program]:
        files = {name: self._parts.folder / folder / f"{name}.py" for name in names}
        texts = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
        return {n: Program.from_text(text.removeprefix(_FOR_THE_TYPE_CHECKER)) for n, text in texts.items()}
