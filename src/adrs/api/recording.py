"""A recorded run, to be played again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from adrs.api.writing import COMMAND, INBOXES
from adrs.core.errors import UsageError
from adrs.core.events import Called, Event, Steered

if TYPE_CHECKING:
    from adrs.api.assemble import Workshop
    from adrs.core.model import Model
    from adrs.core.program import Program
    from adrs.models.create import Surroundings
    from adrs.models.spec import ModelSpec
    from adrs.run.config import RunConfig
    from adrs.run.turns import Turns


@dataclass(frozen=True, kw_only=True)
class Recording:
    """What a run did, and its calls in full.

    Args:
        config: How it was begun.
        events: Its journal.
        transcripts: Its calls, in the order in which they ended.
    """

    config: RunConfig
    events: Sequence[Event]
    transcripts: Sequence[Program]

    def model(self, spec: ModelSpec, around: Surroundings, turns: Turns) -> Model:
        """A model that answers as ``spec`` did, each call in its turn."""
        from adrs.models.create import replay_model
        from adrs.models.replay import Replay
        from adrs.run.in_turn import AnsweredInTurn, AskedInTurn

        answers = AnsweredInTurn(Replay(self.transcripts, name=spec.name), turns)
        return replay_model(spec, answers, around, gate=partial(AskedInTurn, turns=turns))


def read_recording(shop: Workshop, path: Path, run_id: str) -> Recording:
    """The recording of a run in the journal at ``path``.

    Raises:
        UsageError: There is no such run, or its calls were not recorded.
        StoreError: The journal cannot be read.
    """
    from adrs.api.journals import read_run

    store = shop.store(path, True)
    try:
        _, config = read_run(store, run_id)
        people = [name for name in config.proposers if name.startswith((*INBOXES, COMMAND))]
        if people:
            raise UsageError(f"run {run_id} cannot be replayed: what {people[0]} answered is not recorded")
        events = [event for _, event in store.read(run_id)]
        if any(isinstance(event, Steered) and not event.refused for event in events):
            raise UsageError(f"run {run_id} cannot be replayed: it was steered; it can be read and resumed")
        calls = [event for event in events if isinstance(event, Called)]
        if any(not call.transcript for call in calls):
            raise UsageError(f"run {run_id} was made without --record; its replies are not in the journal")
        transcripts = [store.program(call.transcript) for call in calls]
    finally:
        store.close()
    writing = replace(config.writing, replay=run_id)
    return Recording(config=replace(config, writing=writing), events=events, transcripts=transcripts)
