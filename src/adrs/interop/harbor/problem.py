"""A Harbor task as a problem: a program is what ``solution/`` is, its value the reward its tests write."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Bound, Contract, Direction, Limits, Objective, Published, Score
from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.interop.harbor.sandbox import HarborSandbox
from adrs.interop.harbor.task import Task

MAIN = "solve.sh"
_NOTHING = Program({MAIN: "#!/bin/bash\n# Nothing is done yet.\n"}, main=MAIN, language="bash")
_HOW = (
    f"A program is `{MAIN}`, with further files beside it if it needs any: they are put into `/solution` of"
    " a fresh container, and `bash` runs the script. Then the task's tests run in the same container and"
    " write the reward; more is better. The tests are not shown."
)
_MOST = 1e15


class HarborProblem:
    """Implements :class:`adrs.core.problem.Problem`; brings its own sandbox.

    Train is one trial, validation the same again in a fresh container: nothing is held out.

    Args:
        task: The task.
        solution: Its reference solution, if it has one.
    """

    harness = ""
    objective = Objective(name="reward", unit="reward", direction=Direction.MAXIMIZE)
    contract = Contract(function="", parameters={}, returns="None")
    self_scored = True

    def __init__(self, task: Task, solution: Program | None) -> None:
        self.task = task
        self.folder = str(task.folder)
        self.name = re.sub(r"\W+", "_", task.name).strip("_") or "task"
        self.title = f"{task.name} (Harbor)"
        self.statement = f"# {self.title}\n\n{task.instruction.strip()}\n\n{_HOW}"
        self.limits = self.search_limits = Limits(
            cpu_s=task.agent_s * task.cpus,
            wall_s=task.agent_s + task.verifier_s,
            memory_bytes=task.memory_bytes,
        )
        self.seeds: Mapping[str, Program] = {"nothing": _NOTHING}
        self.baselines: Mapping[str, Program] = {"human_sota": solution or _NOTHING}
        self.citations: Mapping[str, str] = {
            "human_sota": "the task's own solution" if solution else "none: the task has no solution"
        }

    def open_sandbox(self, name: str, slots: int) -> HarborSandbox:
        """Where its programs run: ``docker``, ``podman``, or with ``auto`` the one that is installed."""
        return HarborSandbox(self.task, name, slots=slots)

    def workloads(self, split: Split) -> Sequence[Workload]:
        """A trial; on validation, another."""
        named = {Split.TRAIN: "trial/first", Split.VALIDATION: "trial/again"}
        if split not in named:
            return ()
        return (Workload(named[split], split, {}, family="trial"),)

    def sizes(self) -> Mapping[Split, int]:
        """One trial each."""
        return {Split.TRAIN: 1, Split.VALIDATION: 1}

    def judge(self, workload: Workload, answer: Any) -> Score:
        """The reward; of several, that called ``reward``, else their mean.

        Raises:
            InvalidAnswer: There is none, or it is no finite number.
        """
        rewards = answer.get("rewards") if isinstance(answer, dict) else None
        if not isinstance(rewards, dict) or not rewards:
            raise InvalidAnswer("the tests wrote no reward")
        for name, value in rewards.items():
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise InvalidAnswer(f"the reward {name[:60]!r} is no number")
            if not math.isfinite(value) or abs(value) > _MOST:
                raise InvalidAnswer(f"the reward {name[:60]!r} is {value}, which no test gives")
        numbers = {name: float(value) for name, value in rewards.items()}
        value = numbers["reward"] if "reward" in numbers else sum(numbers.values()) / len(numbers)
        return Score(value, metrics=numbers, feedback=f"reward {value:g}\n{answer.get('said', '')}")

    def bound(self, workload: Workload) -> Bound | None:
        """None is known."""
        return None

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        """There is no board."""
        return None
