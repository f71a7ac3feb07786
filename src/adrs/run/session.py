"""Puts the parts together and runs them: begin, continue, finish."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adrs.core.budget import Budget
from adrs.core.candidate import Arm, Brief
from adrs.core.claimed import self_scored
from adrs.core.errors import StoreError
from adrs.core.events import Event, Noted, Resumed, Started
from adrs.core.problem import BoundKind, Problem
from adrs.core.seams import Evaluator, Proposer, Sandbox, Store, Strategy
from adrs.core.workload import Split
from adrs.evaluate.cached import Cached
from adrs.evaluate.cascade import Cascade
from adrs.evaluate.confirmed import Confirmed
from adrs.evaluate.judged import Judged
from adrs.evaluate.kept import Kept, Shelf
from adrs.evaluate.paced import Paced, Slot, evaluator
from adrs.evaluate.raced import Raced
from adrs.evaluate.scale import Scale
from adrs.evaluate.spread import Spread
from adrs.evaluate.weighed import Weighed
from adrs.propose.lessons import Distiller
from adrs.run.bounds import split_bound
from adrs.run.bridge import Bridge
from adrs.run.chronicle import Chronicle
from adrs.run.config import RunConfig
from adrs.run.driver import Clock, Driver, Parts
from adrs.run.environment import environment, fingerprint
from adrs.run.finale import Assessor, finale
from adrs.run.journal import Journal, Observer
from adrs.run.machine import measuring
from adrs.run.resume import replay
from adrs.run.state import RunState, fold
from adrs.run.steering import Mailbox
from adrs.run.turns import Turns
from adrs.run.workbench import Workbench
from adrs.search.steered import SteeredSearch

Gated = Callable[[Sequence[str]], Evaluator]
"""The evaluator that first runs these workloads, and goes on only if they are won; none for no gate."""


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who plays: everything a session needs besides its configuration."""

    problem: Problem
    strategy: Strategy
    proposers: Mapping[str, Proposer]
    sandbox: Sandbox
    store: Store
    clock: Clock
    observer: Observer | None = None
    machine: Mapping[str, Any] = field(default_factory=dict)
    opened: Callable[[Journal], None] = lambda journal: None
    """Called once the journal is there and says what was spent before, for whoever has to write into it."""
    stopping: Callable[[str], None] = lambda reason: None
    """Told why the search ends."""
    turns: Turns = field(default_factory=Turns)
    workbench: Workbench | None = None
    distiller: Distiller | None = None
    load: Callable[[], Mapping[str, Any]] = dict
    """How busy the machine is; asked at the beginning and at the end."""
    budgeted: Callable[[Budget], None] = lambda budget: None
    """Told a budget that somebody wishes, before it holds; raises an AdrsError if it cannot be kept to."""
    timing_lock: Path | None = None
    """The file by which runs on this machine take turns at measuring time."""
    shelf: Shelf | None = None
    """Verdicts shared with other runs, for problems in which time is not measured."""


def arms(proposers: Mapping[str, Proposer]) -> list[Arm]:
    """One arm for every operator of every proposer."""
    return [Arm(name, operator) for name, p in proposers.items() for operator in p.operators]


def readers(proposers: Mapping[str, Proposer]) -> list[str]:
    """Names of the proposers that read what the run knows."""
    return [name for name, proposer in proposers.items() if getattr(proposer, "reads", False)]


class Session:
    """One sitting of a run: from its beginning or its last event to its end."""

    def __init__(self, run_id: str, config: RunConfig, cast: Cast) -> None:
        self.config = config
        self.cast = cast
        self.journal = Journal(cast.store, RunState(run_id), self._observe)
        self._bridge = Bridge(
            problem=cast.problem,
            strategy=SteeredSearch(cast.strategy, seed=config.seed),
            chronicle=Chronicle(cast.problem.objective, readers(cast.proposers), hints=config.writing.hint),
            mailbox=Mailbox.beside(cast.store, run_id),
            budgeted=cast.budgeted,
            hinted=config.writing.hints != "none",
        )
        self._pending: Sequence[Brief] = ()
        self._driver: Driver | None = None
        self._stop: str | None = None
        lock = cast.timing_lock
        self._slot: Slot = (
            nullcontext if lock is None else measuring(cast.sandbox, note=self._note, lock=lock)
        )

    @property
    def state(self) -> RunState:
        """The run so far."""
        return self.journal.state

    @property
    def chronicle(self) -> Chronicle:
        """What proposers that read are told."""
        return self._bridge.chronicle

    def begin(self) -> None:
        """Journal the start of a new run."""
        self.journal.append(
            Started(
                problem=self.cast.problem.name,
                config=self.config.to_json(),
                environment={**self._facts(), "problem": fingerprint(self.cast.problem), **self._claims()},
                at=self.cast.clock(),
            )
        )
        self.cast.opened(self.journal)

    def restore(self) -> None:
        """Replay the journal of an existing run and note that it goes on.

        Raises:
            StoreError: The problem or the strategy differs from when the run was made.
        """
        run_id, store = self.state.run_id, self.cast.store
        state = fold(run_id, (event for _, event in store.read(run_id)))
        if state.environment.get("problem") != fingerprint(self.cast.problem):
            raise StoreError(
                f"run {run_id} was made on other workloads or seeds of {self.config.problem}"
                f" ({self._why_others()}); it can be read but not continued"
            )
        self._pending = replay(run_id, store.read(run_id), self._bridge, store)
        self.journal.state = state
        self.journal.append(
            Resumed(config=self.config.to_json(), environment=self._facts(), at=self.cast.clock())
        )
        self.cast.opened(self.journal)

    def stop(self, reason: str) -> None:
        """End the search as soon as what is in flight is finished."""
        self._stop = reason
        if self._driver is not None:
            self._driver.stop(reason)

    def _record(self) -> float | None:
        best = self.journal.state.best
        return None if best is None else best.score

    def _facts(self) -> dict[str, Any]:
        """What this sitting runs on; the sandbox's layers among it."""
        facts = {**environment(), **self.cast.machine}
        return {**facts, "machine_load": load} if (load := dict(self.cast.load())) else facts

    def _claims(self) -> dict[str, Any]:
        return {"self_scored": True} if self_scored(self.cast.problem) else {}

    def _why_others(self) -> str:
        changed = "the folder's files, the evaluator among them, have changed since"
        return changed if self_scored(self.cast.problem) else "another version, or another --data"

    def _note(self, text: str) -> None:
        self.journal.append(Noted(source="machine", text=text, at=self.cast.clock()))

    async def run(self) -> RunState:
        """Search, elect, open the held-out splits; the state at the end."""
        problem = self.cast.problem
        fixed_time = self.config.fixed_time
        final, plain = evaluator(problem, self.cast.sandbox, fixed_time=fixed_time, slot=self._slot)
        remembered = Cached(self._kept(final)) if isinstance(final, Judged) else final  # time: anew
        spread = Spread(remembered, plain, parts=self.config.workers)
        acceptance = self.config.terms.acceptance
        assessor = Assessor(problem, spread, self.journal, self.cast.clock, acceptance=acceptance)
        naive, human = await assessor.assess_references(Split.TRAIN)
        scale = Scale.between(problem.objective, naive, human)
        if self.cast.workbench is not None:
            self.cast.workbench.calibrate(scale, slot=self._slot)

        def weighed(inner: Evaluator) -> Evaluator:
            return Weighed(inner, acceptance, naive=naive, human=human) if acceptance else inner

        driver = self._drive(self._searching(scale, weighed))
        await driver.seed()
        await driver.search()
        await finale(assessor, self.cast.store, load=self.cast.load)
        return self.state

    def _observe(self, event: Event, state: RunState) -> None:
        self.cast.turns.advance(event)
        if self.cast.observer is not None:
            self.cast.observer(event, state)

    def _drive(self, searching: Gated) -> Driver:
        config, cast = self.config, self.cast
        parts = Parts(
            bridge=self._bridge,
            proposers=cast.proposers,
            evaluator=searching(()),
            gated=searching,
            train=cast.problem.workloads(Split.TRAIN),
            turns=cast.turns,
            distiller=cast.distiller,
            stopping=cast.stopping,
        )
        self._driver = Driver(
            parts,
            self.journal,
            budget=config.budget,
            target=config.target,
            optimum=_proven_optimum(cast.problem),
            workers=config.workers,
            proposing=config.proposing,
            distil=config.writing.distil,
            start=config.terms.start,
            clock=cast.clock,
            pending=self._pending,
        )
        if self._stop is not None:
            self._driver.stop(self._stop)
        return self._driver

    def _searching(self, scale: Scale, weighed: Callable[[Evaluator], Evaluator]) -> Gated:
        """Makes the search's evaluator; its argument is the minibatch that a brief asks for, if any."""
        inner, _ = evaluator(
            self.cast.problem,
            self.cast.sandbox,
            searching=True,
            scale=scale,
            fixed_time=self.config.fixed_time,
            slot=self._slot,
        )
        known = self._kept(inner) if isinstance(inner, Judged) else inner

        def searching(minibatch: Sequence[str]) -> Evaluator:
            raced: Evaluator = Raced(known, scale, minibatch=minibatch)
            if isinstance(inner, Paced) and inner.rounds > 0:
                # Time only costs: who falls behind without it need not be timed.
                confirmed = Confirmed(raced, scale, record=self._record)
                raced = Cascade(Raced(inner.inner, scale, minibatch=minibatch), confirmed)
            return weighed(raced)

        return searching

    def _kept(self, inner: Judged) -> Judged | Kept:
        return inner if self.cast.shelf is None else Kept(inner, self.cast.shelf)


def _proven_optimum(problem: Problem) -> float | None:
    bound = split_bound(problem, Split.TRAIN)
    return bound.value if bound is not None and bound.kind is BoundKind.OPTIMAL else None
