"""Runs of the tiny problem that kill their own process with SIGKILL at a step chosen beforehand.

Steps are everything a crash could fall between: before and after each call of a proposer, of a model, of the
sandbox and of the store, and every hundred instructions of SQLite's virtual machine inside an append.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from adrs import search
from adrs.core.candidate import Brief, Proposal
from adrs.core.events import Called, Calling, Event, Finished
from adrs.core.problem import Bound, BoundKind, Limits, Problem
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.verdict import Usage
from adrs.core.workload import Workload
from adrs.run.calls import Calls
from adrs.run.config import RunConfig
from adrs.run.journal import Journal
from adrs.run.session import Cast, Session, arms
from adrs.store.sqlite import SqliteStore
from adrs.testing.tiny import Constants, InProcess, TinyProblem

RUN = "tiny-1"
CALL_TOKENS = 10


class Doom:
    """Counts steps; at step ``at`` the process is gone."""

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.steps = 0

    def step(self) -> int:
        """One step further; 0, which SQLite reads as "go on"."""
        self.steps += 1
        if self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0


class OpenEnded(TinyProblem):
    """Knows no proven optimum, so that only the budget ends the search."""

    def bound(self, workload: Workload) -> Bound | None:
        bound = super().bound(workload)
        return None if bound is None else Bound(bound.value, BoundKind.BEST_KNOWN)


class DoomedSandbox(InProcess):
    """Steps before and after every evaluation, which is noted in a file of its own."""

    def __init__(self, problem: Problem, doom: Doom) -> None:
        super().__init__(problem)
        self.doom = doom

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        self.doom.step()
        done = await super().run(program, workloads, limits=limits)
        self.doom.step()
        return done


class PaidConstants(Constants):
    """A proposer whose every proposal costs a call, noted outside of the journal the moment it is made."""

    def __init__(self, log: Calls, doom: Doom, ledger: Path) -> None:
        self.log = log
        self.doom = doom
        self.ledger = ledger
        self.next_call = 0

    def attach(self, journal: Journal) -> None:
        """Go on with the numbers of the journal."""
        self.next_call = journal.state.calls.made
        self.log.attach(journal)

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        number, self.next_call = self.next_call, self.next_call + 1
        cost = Usage(tokens=CALL_TOKENS)
        self.log(
            Calling(call=number, model="m", purpose="p", request="r", worst=cost, brief=brief.id, at=1.0)
        )
        self.doom.step()
        with self.ledger.open("a") as file:
            file.write("x")  # from here on it is paid for
        self.doom.step()
        self.log(Called(call=number, finish="stop", usage=cost, at=1.0))
        proposal = await super().propose(problem, brief)
        return Proposal(program=proposal.program, note=proposal.note, usage=cost)


class DoomedStore(SqliteStore):
    """Steps around and inside every append."""

    def __init__(self, path: Path, doom: Doom) -> None:
        super().__init__(path)
        self.doom = doom
        self._connection.set_progress_handler(doom.step, 100)

    def append(self, run_id: str, events: Sequence[Event], programs: Sequence[Program] = ()) -> int:
        self.doom.step()
        number = super().append(run_id, events, programs)
        self.doom.step()
        return number


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A run to be killed.

    Args:
        folder: Where journal and ledger are.
        workers: Evaluations and proposals in flight.
        evaluations: The budget.
    """

    folder: Path
    workers: int = 1
    evaluations: int = 14

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.folder / "runs.sqlite"

    @property
    def ledger(self) -> Path:
        """The file with an x for every call that was made."""
        return self.folder / "ledger"


def go_on(plan: Plan, doom: Doom) -> None:
    """Begin the run, or resume it, and see it through."""
    problem, calls = OpenEnded(), Calls()
    proposer = PaidConstants(calls, doom, plan.ledger)
    proposers = {"genetic": proposer}
    config = RunConfig(
        problem="tiny",
        proposers=("genetic",),
        evaluations=plan.evaluations,
        workers=plan.workers,
        proposing=plan.workers,
    )
    with DoomedStore(plan.journal, doom) as store:
        cast = Cast(
            problem=problem,
            strategy=search.create("adaptive", arms(proposers), seed=5),
            proposers=proposers,
            sandbox=DoomedSandbox(problem, doom),
            store=store,
            clock=lambda: 1.0,
            opened=proposer.attach,
        )
        session = Session(RUN, config, cast)
        if RUN not in store.runs():
            session.begin()
        elif isinstance(store.last(RUN)[1], Finished):
            return
        else:
            session.restore()
        asyncio.run(session.run())


def in_a_child(work: Callable[[], None]) -> int:
    """Status of a forked process that does ``work``, as ``os.waitstatus_to_exitcode`` tells it."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc(file=sys.stderr)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
