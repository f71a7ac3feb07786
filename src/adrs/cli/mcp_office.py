"""Begins and takes up the one run behind ``adrs mcp``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adrs import problems
from adrs.api.assemble import Workshop
from adrs.api.choices import changed, spent
from adrs.api.journals import read_run
from adrs.api.sitting import Sitting, begun
from adrs.api.writing import INBOXES, MCP
from adrs.cli import options
from adrs.cli.conclusion import conclusion
from adrs.cli.progress import Frame, Lines
from adrs.cli.run import run_folder
from adrs.core.errors import UsageError
from adrs.core.events import Started
from adrs.core.workload import Split
from adrs.interop.mcp.work import Allowed, Work
from adrs.run.bounds import split_bound
from adrs.run.clock import steady_clock
from adrs.run.config import RunConfig

if TYPE_CHECKING:
    from adrs.core.problem import Problem
    from adrs.core.seams import Store
    from adrs.run.state import RunState

Configure = Callable[[str, int | None], RunConfig]
"""The configuration of a run on a problem with so many evaluations; who proposes is added here."""


@dataclass
class CommandOffice:
    """Implements :class:`adrs.interop.mcp.work.Office` with the command line's parts.

    Args:
        shop: Where parts come from.
        path: The journal.
        store: The same, open.
        allowed: What may be begun.
        configure: From a problem and a number of evaluations to a configuration.
        data: Folder with original data files.
        unsafe: Whether less isolation than the least will do.
        changed_limits: Limits, as options of ``adrs resume``, for a run that is taken up.
    """

    shop: Workshop
    path: Path
    store: Store
    allowed: Allowed
    configure: Configure
    data: Path | None = None
    unsafe: bool = False
    changed_limits: Mapping[str, Any] = field(default_factory=dict)
    work: Work | None = None
    _read: dict[str, Problem] = field(default_factory=dict)

    @property
    def names(self) -> Sequence[str]:
        """Built-in problems, and what else was allowed."""
        return tuple(dict.fromkeys([*self.allowed.problems, *problems.NAMES, *problems.CONTROLS]))

    def problem(self, name: str) -> Problem:
        """The problem called ``name``, read once."""
        if name not in self._read:
            self._read[name] = self.shop.problem(name, self.data)
        return self._read[name]

    async def begin(self, problem: str, evaluations: int | None) -> Work:
        """Begin the run, or go on with one.

        Raises:
            AdrsError: It cannot be begun.
        """
        if self.allowed.run is not None:
            sitting = self._resumed(self.allowed.run)
        else:
            config = self.configure(problem, evaluations)
            left = self._left_unfinished(config)
            sitting = await self._begun(config) if left is None else self._resumed(left)
        state, inbox = sitting.session.state, sitting.staff.inbox
        assert inbox is not None
        self.work = Work(
            run_id=state.run_id,
            problem=sitting.problem,
            session=sitting.session,
            inbox=inbox,
            store=self.store,
            task=asyncio.create_task(self._see_through(sitting)),
        )
        return self.work

    def check_run(self, run_id: str) -> None:
        """Make sure that a run can be gone on with by agents.

        Raises:
            UsageError: It is over, or nobody in it answers briefs.
        """
        state, config = read_run(self.store, run_id)
        if not any(name.startswith(INBOXES) for name in config.proposers):
            raise UsageError(f"in run {run_id} no agent writes; agents can go on only with a run of theirs")
        if spent(state, self._with_limits(config)):
            raise UsageError(f"run {run_id} is finished ({state.stopped}); give --evals above what it used")

    def _with_limits(self, config: RunConfig) -> RunConfig:
        names = ("evals", "seconds", "cpu_seconds", "target", "workers", "data")
        known = {name: self.changed_limits.get(name) for name in names}
        return changed(config, spelt=options.flag, **known)

    async def aclose(self) -> None:
        """Stop working on the run, if it is not over; its briefs stay open for whoever takes it up.

        Raises:
            Exception: What ended the run, unless it was this.
        """
        if self.work is None:
            return
        task = self.work.task
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error

    async def _see_through(self, sitting: Sitting) -> Mapping[str, Any]:
        with sitting.shown:
            try:
                state = await sitting.work()
            finally:
                await sitting.aclose()
        out = run_folder(self.path, state.run_id).resolve()
        return conclusion(state, sitting.problem, self.store, out=out, path=self.path)

    async def _begun(self, config: RunConfig) -> Sitting:
        def make(run_id: str) -> Sitting:
            folder = run_folder(self.path, run_id).resolve() / "inbox"
            return self._sitting(run_id, replace(config, proposers=(f"{MCP}{folder}",)))

        return await begun(self.store, self.problem(config.problem).name, make)

    def _resumed(self, run_id: str) -> Sitting:
        state, config = read_run(self.store, run_id)
        sitting = self._sitting(run_id, self._with_limits(config), before=state)
        sitting.session.restore()
        return sitting

    def _sitting(self, run_id: str, config: RunConfig, *, before: RunState | None = None) -> Sitting:
        problem = self.shop.stated(config)
        bound = split_bound(problem, Split.TRAIN)
        return Sitting(
            self.shop,
            run_id,
            config,
            problem,
            self.store,
            steady_clock(),
            unsafe=self.unsafe,
            before=before,
            shown=Lines(Frame(problem=problem, budget=config.budget, bound=bound)),
        )

    def _left_unfinished(self, config: RunConfig) -> str | None:
        """The newest run that agents began with this configuration, unless it is over."""
        for run_id in reversed(self.store.runs()):
            if not run_id.startswith(f"{self.problem(config.problem).name}-"):
                continue
            _, first = next(iter(self.store.read(run_id)))
            if not isinstance(first, Started) or not _equal(first.config, config):
                continue
            state, _ = read_run(self.store, run_id)
            return None if state.finished else run_id
        return None


def _equal(journalled: Mapping[str, Any], config: RunConfig) -> bool:
    """Whether a run was begun by agents with this configuration; each has a folder of its own."""
    proposers = journalled.get("proposers", ())
    if len(proposers) != 1 or not str(proposers[0]).startswith(MCP):
        return False
    wanted = replace(config, proposers=tuple(proposers))
    return RunConfig.from_json(journalled) == RunConfig.from_json(wanted.to_json())
