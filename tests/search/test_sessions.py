"""Blocks of briefs for arms that learn from their own attempts."""

from __future__ import annotations

from adrs.core.candidate import Arm
from adrs.search.sessions import Sessions
from adrs.testing.trials import make_trial

TUNER = Arm("tuner", "constants")
PARENT = make_trial("s0", [0.5])


def length(sessions, *, scores=()):
    """Briefs until the session ends, begin included; ``scores`` are told as they come, one a brief."""
    sessions.begin(TUNER, PARENT, 0.5)
    count, scores = 1, list(scores)
    while scores or sessions.next():
        if scores:
            sessions.told(TUNER, "s0", scores.pop(0))
            if not sessions.next():
                break
        count += 1
        assert count < 1000
    return count


def test_a_session_that_gains_nothing_is_one_quantum():
    assert length(Sessions(quantum=8)) == 8
    assert length(Sessions(quantum=8), scores=[0.5, 0.4, None] * 5) == 8


def test_a_session_goes_on_while_it_pays():
    assert length(Sessions(quantum=4), scores=[0.4, 0.6]) == 8
    assert length(Sessions(quantum=4), scores=[0.6, 0.1, 0.1, 0.1, 0.7]) == 12
    assert length(Sessions(quantum=4), scores=[0.6, 0.1, 0.1, 0.1, 0.55]) == 8


def test_gains_of_others_do_not_prolong_it():
    sessions = Sessions(quantum=2)
    sessions.begin(TUNER, PARENT, 0.5)
    sessions.told(TUNER, "s1", 0.9)
    sessions.told(Arm("genetic", "statement"), "s0", 0.9)
    assert sessions.next() == (TUNER, PARENT)
    assert sessions.parent_id == "s0"
    assert sessions.next() is None
    assert sessions.parent_id is None
