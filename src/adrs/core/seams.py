"""The roles that meet in the loop, as protocols. ``adrs.testing`` ships a contract suite for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

from adrs.core.candidate import Admission, Arm, Brief, Proposal, Trial
from adrs.core.events import Event
from adrs.core.problem import Limits, Problem
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Usage
from adrs.core.workload import Workload


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """What a sandbox brings back for one workload.

    Args:
        workload: The workload's id.
        outcome: ``VALID`` means only that an answer came back; the judge has the last word.
        answer: Decoded plain data, untrusted; ``None`` unless ``VALID``.
        reason: Why there is no answer, for the next proposal.
        stdout: The last few kilobytes the candidate printed.
        usage: CPU, wall clock and peak memory, measured from outside.
    """

    workload: str
    outcome: Outcome
    answer: Any = None
    reason: str = ""
    stdout: str = ""
    usage: Usage = Usage()


class Sandbox(Protocol):
    """Runs a program on workloads under limits; one verb.

    A sandbox that spreads its work over machines has an asynchronous context manager more,
    ``together(note)``: what is run inside of it, by this task and those it starts, is run in one place, and
    nobody measures time on that machine meanwhile; ``note`` takes a sentence where that could not be had.
    Inside of it :class:`adrs.core.errors.PlaceLost` may be raised, and the whole may be begun again.
    """

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        """One ``Completed`` per workload, in order; each workload in a fresh process.

        Raises:
            SandboxError: The sandbox itself broke. Never for anything a candidate does.
        """
        ...

    async def aclose(self) -> None:
        """End every process it started."""
        ...


class Evaluator(Protocol):
    """Program and workloads to evaluation; wrappers have the same signature."""

    async def __call__(
        self,
        program: Program,
        workloads: Sequence[Workload],
        *,
        against: Evaluation | None = None,
    ) -> Evaluation:
        """The evaluation; a wrapper may stop early when ``against`` is out of reach."""
        ...


class Proposer(Protocol):
    """Writes a program for a brief.

    A proposer that reads ``brief.lore``, and that may do better when told what is wrong with its proposal,
    has an attribute ``reads = True``: the driver then fills the lore in, and asks it once more with an
    objection when a proposal is turned away before evaluation.
    """

    name: str
    operators: Sequence[str]

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        """A program that parses and changes only what may be changed.

        Equal briefs give equal proposals (for proposers that ask the outside world: when replayed).

        Raises:
            ProposalError: Nothing could be written this time; says why.
        """
        ...


class Archive(Protocol):
    """Keeps the trials worth keeping, bounded in size."""

    def add(self, trial: Trial) -> Admission:
        """What became of it: ``REJECTED < IMPROVED < NEW``."""
        ...

    def sample(self, rng: Random, n: int = 1) -> Sequence[Trial]:
        """Up to ``n`` distinct trials to start from."""
        ...


class Strategy(Protocol):
    """Chooses what to try next. Pure and seeded: no clock, no disk, no model.

    A strategy may have one method more, ``objection(brief, program) -> str | None``: why a proposal for a
    brief that is out shall not be evaluated, in words for its proposer. It is asked for every proposal that
    is not a duplicate, before anything is spent on evaluating it. A proposer that reads may try once more;
    what is objected to then is not evaluated, and the strategy's ``fail`` is called with the objection as
    its reason. ``objection`` changes nothing, as a replay of the journal calls ``fail`` without asking it
    again; and it goes by what was known when the brief was asked, so that it does not depend on how long a
    proposal took.
    """

    def ask(self) -> Brief:
        """The next brief. At least one valid trial must have been told before."""
        ...

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """A trial's result (``arm`` is ``None`` for seeds), in any order, for briefs asked before."""
        ...

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """The brief brought nothing that could be tried; ``cost`` is what was spent on it in vain."""
        ...


class Store(Protocol):
    """Append-only journals of runs, and the programs they speak of."""

    def append(self, run_id: str, events: Sequence[Event], programs: Sequence[Program] = ()) -> int:
        """Write events and programs in one durable transaction; the last event's number.

        Raises:
            StoreError: It could not be written; nothing of it was.
        """
        ...

    def read(self, run_id: str, *, after: int = 0) -> Iterator[tuple[int, Event]]:
        """Numbered events of a run, oldest first, numbered from 1.

        Raises:
            StoreError: There is no such run, or its journal is damaged.
        """
        ...

    def last(self, run_id: str) -> tuple[int, Event]:
        """The newest event of a run and its number, without reading the others.

        Raises:
            StoreError: There is no such run, or its journal is damaged.
        """
        ...

    def program(self, digest: str) -> Program:
        """The program with this digest.

        Raises:
            StoreError: It is not in the store.
        """
        ...

    def runs(self) -> Sequence[str]:
        """Ids of all runs, oldest first."""
        ...

    def close(self) -> None:
        """Release the file. Idempotent."""
        ...
