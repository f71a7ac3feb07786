"""Resuming is replaying: the strategy is asked and told exactly as the journal says."""

from __future__ import annotations

from collections.abc import Iterable

from adrs.core.candidate import Brief
from adrs.core.errors import StoreError
from adrs.core.events import Asked, Event, Learned, ProposalFailed, Steered, Told
from adrs.core.seams import Store
from adrs.run.bridge import Bridge, trial_of


def replay(run_id: str, events: Iterable[tuple[int, Event]], bridge: Bridge, store: Store) -> list[Brief]:
    """Bring the bridge's strategy and chronicle to where the journal ends.

    Returns:
        Briefs that were asked for and neither told nor failed: what was in flight.

    Raises:
        StoreError: The strategy answers otherwise than it did when the journal was written.
    """
    open_briefs: dict[int, Brief] = {}
    strategy, chronicle = bridge.strategy, bridge.chronicle
    for number, event in events:
        match event:
            case Asked():
                brief = strategy.ask()
                if (brief.id, brief.arm, brief.parent.candidate.id) != (
                    event.brief,
                    event.arm,
                    event.parent,
                ):
                    raise StoreError(
                        f"run {run_id}, event {number}: the strategy now asks for {brief.arm} of"
                        f" {brief.parent.candidate.id}, the journal says {event.arm} of"
                        f" {event.parent}; the run was made by another version of adrs and cannot"
                        " be continued, only read"
                    )
                open_briefs[brief.id] = brief
            case ProposalFailed():  # a strategy that objected hears so here: it is not asked to object again
                brief = open_briefs.pop(event.brief)
                strategy.fail(brief, event.reason, event.usage)
                chronicle.failed(brief, event.reason)
            case Told():
                trial = trial_of(event, store)
                strategy.tell(trial, event.arm)
                chronicle.told(trial, None if event.brief is None else open_briefs.pop(event.brief))
            case Steered():
                bridge.steer(event, store, run_id)
            case Learned():
                chronicle.learned(event.lessons)
            case _:
                pass
    return list(open_briefs.values())
