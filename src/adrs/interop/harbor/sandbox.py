"""Runs programs on a Harbor task: a fresh container each, solved in, then tested in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from adrs.core.errors import SandboxError
from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.verdict import Outcome, Usage
from adrs.core.workload import Workload
from adrs.interop.harbor.engine import Engine, Said, Trial, find_engine
from adrs.interop.harbor.task import Task

_MOST_FEEDBACK = 4000


class HarborSandbox:
    """Implements :class:`adrs.core.seams.Sandbox` for one task; limits are the task's own.

    Args:
        task: The task.
        engine: The container engine; found when first needed if it is a name.
        slots: Containers at a time.
    """

    def __init__(self, task: Task, engine: Engine | str = "auto", *, slots: int = 1) -> None:
        self._task = task
        self._engine = engine
        self._image = ""
        self._building = asyncio.Lock()
        self._slots = asyncio.Semaphore(slots)
        self._closed = False

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        """One ``Completed`` a workload, each in a fresh container; its answer is what the tests wrote.

        Raises:
            SandboxError: There is no engine, or the image or a container cannot be made.
        """
        engine = find_engine(self._engine) if isinstance(self._engine, str) else self._engine
        async with self._building:
            self._image = self._image or await asyncio.to_thread(engine.build, self._task)
        return await asyncio.gather(*(self._one(engine, program, workload) for workload in workloads))

    def describe(self) -> dict[str, bool | str]:
        """What programs run in.

        Raises:
            SandboxError: There is no engine.
        """
        engine = find_engine(self._engine) if isinstance(self._engine, str) else self._engine
        return {"kind": f"Harbor task in {engine.program}", "network": self._task.network}

    async def aclose(self) -> None:
        """Take no more programs; a container is removed when its trial ends."""
        self._closed = True

    async def _one(self, engine: Engine, program: Program, workload: Workload) -> Completed:
        async with self._slots:
            if self._closed:
                raise SandboxError("the sandbox is closed")
            return await asyncio.to_thread(self._trial, engine, program, workload.id)

    def _trial(self, engine: Engine, program: Program, workload: str) -> Completed:
        began = time.monotonic()
        with Trial(engine, self._task, self._image) as trial:
            solved = trial.solve(program)
            outcome, answer, said, reason = _tested(trial, solved)
        usage = Usage(wall_s=time.monotonic() - began)  # of engine and container; CPU time is not known
        return Completed(
            workload=workload,
            outcome=outcome,
            answer=answer,
            reason=reason,
            stdout=said[-_MOST_FEEDBACK:],
            usage=usage,
        )


def _tested(trial: Trial, solved: Said) -> tuple[Outcome, object, str, str]:
    """Outcome, answer, what was printed, and why there is no answer; a script that fails is tested too."""
    if solved.code is None:
        return Outcome.TIMED_OUT, None, solved.text, "the program's time was up"
    tested = trial.test()
    if tested.code is None:
        return Outcome.TIMED_OUT, None, tested.text, "the tests' time was up"
    try:
        rewards = trial.rewards()
    except ValueError as error:
        return Outcome.INVALID, None, tested.text, f"the tests wrote no readable reward: {error}"
    if rewards is None:
        tail = tested.text[-1000:]
        return Outcome.CRASHED, None, tested.text, f"the tests wrote no reward (exit {tested.code}): {tail}"
    said = f"solve.sh exits with {solved.code}\n{solved.text[-1500:]}\n{tested.text[-2000:]}"
    return Outcome.VALID, {"rewards": rewards, "said": said}, said, ""
