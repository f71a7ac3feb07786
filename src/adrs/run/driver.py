"""The loop: ask, propose, evaluate, tell; no generations and no barriers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from adrs.core.budget import Budget
from adrs.core.candidate import Brief, Candidate, Trial
from adrs.core.errors import ModelError, ProposalError, SpendingError, UsageError
from adrs.core.events import Asked, Learned, Noted, ProposalFailed, Stopped, Told
from adrs.core.problem import Direction, Objective, Problem
from adrs.core.seams import Evaluator, Proposer
from adrs.core.syntax import syntax_digest
from adrs.core.verdict import Evaluation, Outcome, Usage
from adrs.core.workload import Workload
from adrs.propose.lessons import Distiller
from adrs.run.bridge import Bridge, injected
from adrs.run.chronicle import Chronicle
from adrs.run.ending import Ending
from adrs.run.helm import Helm, Levers
from adrs.run.journal import Journal
from adrs.run.turns import Turns
from adrs.run.writer import Draft, Writer
from adrs.search.steered import SteeredSearch

_FUTILE = 1000
_STANDSTILL = 40  # trials without a new best, and then twice as many, after which people are asked
_SILENT = 20  # model errors in a row, after all retries, with nothing tried between
_SILENT_AMONG_OTHERS = 200  # the same where somebody proposes who asks no model


class Clock(Protocol):
    """Seconds since the epoch."""

    def __call__(self) -> float:
        """Now."""
        ...


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The roles that meet in a run."""

    bridge: Bridge
    proposers: Mapping[str, Proposer]
    evaluator: Evaluator
    train: Sequence[Workload]
    turns: Turns = field(default_factory=Turns)
    distiller: Distiller | None = None
    gated: Callable[[Sequence[str]], Evaluator] | None = None
    """Makes the evaluator for a brief with a gate; without it gates are not looked at."""
    stopping: Callable[[str], None] = lambda reason: None
    """Told why the search ends, so that nobody goes on waiting for an answer that is not needed."""

    @property
    def problem(self) -> Problem:
        """What is searched on."""
        return self.bridge.problem

    @property
    def strategy(self) -> SteeredSearch:
        """Who chooses what to try next."""
        return self.bridge.strategy

    @property
    def chronicle(self) -> Chronicle:
        """Who remembers what was tried."""
        return self.bridge.chronicle


class Driver:
    """Searches until a budget is spent.

    Args:
        parts: Who plays which role.
        journal: Where facts go; its state decides when to stop.
        budget: What may be spent.
        target: Stop at a train value this good.
        optimum: The proven optimum on the train workloads, where there is one: a search that reaches it is
            done. Only the driver knows it; strategies and proposers never do.
        workers: Evaluations in flight.
        proposing: Proposals in flight.
        distil: Trials between two distillations of lessons.
        start: Seeds to try, by name; empty for all.
        clock: Seconds since the epoch.
        pending: Briefs asked before an interruption and not answered yet.
    """

    def __init__(
        self,
        parts: Parts,
        journal: Journal,
        *,
        budget: Budget,
        target: float | None = None,
        optimum: float | None = None,
        workers: int = 1,
        proposing: int = 1,
        distil: int | None = None,
        start: Sequence[str] = (),
        clock: Clock,
        pending: Sequence[Brief] = (),
    ) -> None:
        self.parts = parts
        self.journal = journal
        self.budget = budget
        self.goals = {"target": target, "optimum": _rounded(parts.problem.objective, optimum)}
        self.clock = clock
        self._writer = Writer(
            parts.problem,
            parts.proposers,
            chronicle=parts.chronicle,
            seen=journal.state.seen,
            objecting=getattr(parts.strategy, "objection", None),
        )
        # A slot that evaluates does not propose: with slow proposers there is one more for each evaluation.
        self._slots = max(workers, proposing) if proposing == 1 else workers + proposing
        self._evaluating = asyncio.Semaphore(workers)
        self._proposing = asyncio.Semaphore(proposing)
        self._pending = list(pending)
        self._distil = distil if parts.distiller is not None else None
        self._start = frozenset(start or parts.problem.seeds)
        self._in_flight = 0
        self._silent = 0
        self._readers = any(parts.chronicle.reads(name) for name in parts.proposers)
        alone = all(parts.chronicle.reads(name) for name in parts.proposers)
        self._most_silent = _SILENT if alone else _SILENT_AMONG_OTHERS
        self._ending = Ending()
        self._group: asyncio.TaskGroup | None = None
        self._stirring = asyncio.Event()
        levers = Levers(stop=self.stop, inject=self._inject, stirred=self._stirred, ending=self._no_more)
        self._helm = Helm(parts.bridge, journal, levers, clock=clock)

    def stop(self, reason: str) -> None:
        """Ask for no more candidates; those in flight are finished, if they do not take too long."""
        if self._ending.reason is None:
            self._ending.stop(reason)
            self.parts.stopping(reason)
            self._stir()

    async def seed(self) -> None:
        """Try the problem's seeds that the journal does not have yet.

        Raises:
            UsageError: No seed is valid, so there is nothing to begin with; says what the first was told.
        """
        for number, (name, program) in enumerate(self.parts.problem.seeds.items()):
            candidate = Candidate(f"s{number}", program, origin=f"seed:{name}")
            if name in self._start and candidate.id not in self.journal.state.seeds:
                evaluation = await self.parts.evaluator(program, self.parts.train)
                self._tell(candidate, syntax_digest(program), evaluation, Usage(evaluations=1))
        tried = self.journal.state.seeds
        if tried and not any(evaluation.outcome is Outcome.VALID for evaluation in tried.values()):
            first = next(iter(tried.values()))
            said = " ".join(f"{first.outcome.name}, {first.reason}".split())
            raise UsageError(
                f"{self.parts.problem.name} has no valid program to begin with; the first is {said}"
            )

    async def search(self) -> str:
        """Run to the end of the budget; returns and journals why it stopped."""
        try:
            async with self._ending.watching(self._seconds_left), asyncio.TaskGroup() as around:
                reading = around.create_task(self._helm.reading())
                await self._all_slots()
                reading.cancel()
        except BaseExceptionGroup as group_error:
            raise _first(group_error) from None  # the first failure is the one that tells
        reason = self._ending.reason or "evaluations"
        self.journal.append(Stopped(reason=reason, at=self.clock()))
        return reason

    async def _all_slots(self) -> None:
        async with asyncio.TaskGroup() as self._group:
            for event in self.journal.state.untried:  # accepted before an interruption
                program = self.journal.store.program(event.detail["program"])
                self._inject(injected(event, program))
            self._helm.read(opening=True)
            for _ in range(self._slots):
                self._group.create_task(self._slot())

    def _seconds_left(self) -> float | None:
        limit, state = self.budget.seconds, self.journal.state
        if limit is None or state.paused:
            return None
        return max(0.0, limit - state.elapsed_at(self.clock()))

    def _stir(self) -> None:
        self._stirring.set()
        self._stirring = asyncio.Event()

    def _stirred(self) -> None:
        if (config := self.journal.state.config) is not None:
            self.budget = config.budget
        self._ending.reconsider()
        self._no_more()
        self._stir()

    def _inject(self, candidate: Candidate) -> None:
        """Try what somebody brought, beside what is in flight."""
        assert self._group is not None
        self._in_flight += 1
        self.journal.state.seen[syntax_digest(candidate.program)] = candidate.id
        self._group.create_task(self._try_injected(candidate))

    async def _try_injected(self, candidate: Candidate) -> None:
        try:
            async with self._evaluating:
                evaluation = await self.parts.evaluator(candidate.program, self.parts.train)
            digest = syntax_digest(candidate.program)
            self._tell(candidate, digest, evaluation, Usage(evaluations=1))
        finally:
            self._in_flight -= 1

    async def _slot(self) -> None:
        while True:
            await self.parts.turns.until("asked")
            while self.journal.state.paused and self._ending.reason is None:
                await self._stirring.wait()
            brief = self._next_brief()
            if brief is None:
                return
            self._in_flight += 1
            try:
                await self._one(brief)
            finally:
                self._in_flight -= 1

    def _next_brief(self) -> Brief | None:
        if self._no_more() is not None:
            return None
        if self._pending:
            return self._writer.informed(self._pending.pop(0))
        brief = self.parts.strategy.ask()
        parent = brief.parent.candidate.id
        self.journal.append(Asked(brief=brief.id, arm=brief.arm, parent=parent))
        return self._writer.informed(brief)

    def _no_more(self) -> str | None:
        """Why no further candidate may be begun; ``None`` if one may."""
        state, ending = self.journal.state, self._ending
        if ending.reason is None:
            now = replace(state.usage, wall_s=state.elapsed_s)
            if reason := self.budget.exhausted_by(now) or self._reached() or self._futile():
                self.stop(reason)
        # Candidates in flight will count: do not start one that would pass the limit.
        committed = replace(state.usage, evaluations=state.evaluations + self._in_flight)
        return ending.reason or self.budget.exhausted_by(committed)

    def _reached(self) -> str | None:
        best = self.journal.state.best
        for name, goal in self.goals.items():
            if best is not None and goal is not None:
                if not self.parts.problem.objective.better(goal, best.value):
                    return name
        return None

    def _futile(self) -> str | None:
        return "no new programs" if self.journal.state.in_a_row >= _FUTILE else None

    async def _one(self, brief: Brief) -> None:
        try:
            async with self._proposing:
                draft = await self._ending.written(self._writer.write(brief))
        except SpendingError as error:
            await self._fail(brief, f"budget: {error}", error.usage)
            self.stop(error.cap)
        except ModelError as error:
            await self._fail(brief, f"model: {error}", error.usage)
            self._silent += 1
            if self._silent >= self._most_silent:
                self.stop("no model reply")
        except ProposalError as error:
            await self._fail(brief, str(error), error.usage)
        else:
            if draft is not None:
                self._silent = 0
                await self._try(brief, draft)

    async def _try(self, brief: Brief, draft: Draft) -> None:
        proposal = draft.proposal
        candidate = Candidate(
            f"c{brief.id}",
            proposal.program,
            parents=(brief.parent.candidate.id, *proposal.borrowed),
            origin=str(brief.arm),
            note=proposal.note,
        )
        async with self._evaluating:
            evaluation = await self._evaluator(brief)(
                proposal.program, self.parts.train, against=brief.parent.evaluation
            )
        await self.parts.turns.until("told", brief.id)
        usage = proposal.usage + Usage(evaluations=1)
        self._tell(candidate, draft.syntax, evaluation, usage, brief)
        self._ask_for_a_hint()
        self._helm.read()
        if self._distil is not None and self.journal.state.evaluations % self._distil == 0:
            await self._learn()

    def _evaluator(self, brief: Brief) -> Evaluator:
        gated = self.parts.gated
        return gated(brief.gate) if brief.gate and gated is not None else self.parts.evaluator

    def _ask_for_a_hint(self) -> None:
        """Note that the search stands still, where somebody writes who reads hints; less and less often."""
        state = self.journal.state
        if not self._readers or not state.curve:
            return
        stale = state.evaluations - state.curve[-1].evaluations
        if stale >= _STANDSTILL and stale % _STANDSTILL == 0 and (stale // _STANDSTILL).bit_count() == 1:
            text = f"no better program in {stale} trials: a hint may help (adrs steer {state.run_id} hint …)"
            self.journal.append(Noted(source="search", text=text, at=self.clock()))

    async def _learn(self) -> None:
        chronicle, distiller = self.parts.chronicle, self.parts.distiller
        assert distiller is not None
        try:
            distilling = distiller.distil(self.parts.problem, chronicle.newest, chronicle.lessons)
            lessons = await self._ending.written(distilling)
        except ModelError:
            return  # the journal has the call; the lessons stay as they are
        if lessons is None:
            return
        await self.parts.turns.until("learned")
        chronicle.learned(lessons)
        self.journal.append(Learned(lessons=lessons, at=self.clock()))

    async def _fail(self, brief: Brief, reason: str, usage: Usage) -> None:
        await self.parts.turns.until("failed", brief.id)
        self.parts.strategy.fail(brief, reason, usage)
        self.parts.chronicle.failed(brief, reason)
        self.journal.append(ProposalFailed(brief=brief.id, reason=reason, usage=usage, at=self.clock()))

    def _tell(
        self,
        candidate: Candidate,
        syntax: str,
        evaluation: Evaluation,
        usage: Usage,
        brief: Brief | None = None,
    ) -> None:
        arm = brief.arm if brief else None
        cost = Usage(tokens=usage.tokens, cost_usd=usage.cost_usd)
        trial = Trial(candidate, evaluation, cost)
        admission = self.parts.strategy.tell(trial, arm)
        self.parts.chronicle.told(trial, brief)
        spent = evaluation.usage
        event = Told(
            candidate=candidate.id,
            program=candidate.program.digest,
            syntax=syntax,
            parents=candidate.parents,
            origin=candidate.origin,
            note=candidate.note,
            evaluation=evaluation,
            admission=admission,
            usage=usage + replace(spent, wall_s=0.0),
            brief=brief.id if brief else None,
            arm=arm,
            at=self.clock(),
        )
        self.journal.append(event, [candidate.program])


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first exception of a group of groups."""
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


def _rounded(objective: Objective, optimum: float | None) -> float | None:
    """The optimum, less what another order of additions may cost."""
    if optimum is None:
        return None
    slack = 1e-9 * abs(optimum)
    return optimum + slack if objective.direction is Direction.MINIMIZE else optimum - slack
