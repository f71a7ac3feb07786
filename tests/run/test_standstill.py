"""Where the search stands still, people who can help are asked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from adrs.core.candidate import Brief, Proposal
from adrs.core.events import Noted
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.store.memory import MemoryStore
from adrs.testing.tiny import RULE
from tests.run.test_driver import events, run


class Hopeless:
    """Always writes the worst order there is, in other words."""

    name = "genetic"
    operators: Sequence[str] = ("edit",)

    def __init__(self, *, reads: bool) -> None:
        self.reads = reads

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        key = f"jobs[i][0] / jobs[i][1] + 0 * len('{brief.id}')"
        return Proposal(program=Program.from_text(RULE.format(key=key)))


@pytest.mark.parametrize(("reads", "times"), [(True, 2), (False, 0)])
def test_a_hint_is_asked_for_of_those_who_read_and_less_and_less_often(reads: bool, times: int) -> None:
    store = MemoryStore()
    run(store, proposer=Hopeless(reads=reads), evaluations=110)
    notes = [event.text for event in events(store) if isinstance(event, Noted)]
    assert len(notes) == times
    assert all("a hint may help (adrs steer tiny-1 hint" in note for note in notes)
    if notes:
        assert [note.split()[note.split().index("trials:") - 1] for note in notes] == ["40", "80"]
