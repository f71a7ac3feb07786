"""From where a run is steered: what an intervention changes in the search, the first time and in a replay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from adrs.core.budget import Budget
from adrs.core.candidate import Candidate, Trial
from adrs.core.events import Steered, Told
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Store
from adrs.core.verdict import Usage
from adrs.run.chronicle import Chronicle
from adrs.run.steering import Mailbox
from adrs.search.steered import SteeredSearch


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """What interventions work on besides the journal.

    Args:
        problem: What programs are for.
        strategy: Who chooses parents.
        chronicle: Who tells hints.
        mailbox: Where wishes lie; ``None`` where nobody can leave any.
        budgeted: Told a new budget before it holds; raises an ``AdrsError`` if it cannot be kept to.
        hinted: Whether hints are told in this run at all.
    """

    problem: Problem
    strategy: SteeredSearch
    chronicle: Chronicle
    mailbox: Mailbox | None = None
    budgeted: Callable[[Budget], None] = lambda budget: None
    hinted: bool = True

    def steer(self, event: Steered, store: Store, run_id: str) -> None:
        """Do to the search what an intervention says.

        A budget and a pause are the run's state; an injected candidate reaches the strategy when it is told.
        """
        detail = event.detail
        if event.refused:
            return
        match event.kind:
            case "hint":
                self.chronicle.hint(detail["text"])
            case "retire_hint":
                self.chronicle.retire_hint(detail["text"])
            case "pin":
                trial = find_trial(store, run_id, detail["candidate"])
                assert trial is not None, "a candidate that was pinned is gone from the journal"
                self.strategy.pin(trial)
            case "unpin":
                self.strategy.unpin(detail["candidate"])
            case "veto":
                self.strategy.veto(detail["candidate"])


def find_trial(store: Store, run_id: str, candidate: str) -> Trial | None:
    """A candidate of a run with what became of it; reads the journal up to there."""
    for _, event in store.read(run_id):
        if isinstance(event, Told) and event.candidate == candidate:
            return trial_of(event, store)
    return None


def trial_of(event: Told, store: Store) -> Trial:
    """The trial that an event tells of."""
    candidate = Candidate(
        event.candidate,
        store.program(event.program),
        parents=event.parents,
        origin=event.origin,
        note=event.note,
    )
    cost = Usage(tokens=event.usage.tokens, cost_usd=event.usage.cost_usd)
    return Trial(candidate, event.evaluation, cost)


def injected(event: Steered, program: Program) -> Candidate:
    """The candidate that an injection brings; a seed but for its name."""
    detail = event.detail
    return Candidate(detail["candidate"], program, origin=f"injected:{event.author}", note=detail["note"])
