"""Memory of what stateful arms tried."""

from __future__ import annotations

from adrs.core.candidate import Arm
from adrs.search.attempts import Attempts
from adrs.testing.trials import make_trial

TUNER, OTHER = Arm("tuner", "constants"), Arm("tuner", "wide")


def remember(attempts, parent, *names, arm=TUNER):
    for name in names:
        attempts.add(parent, arm, make_trial(name, [0.0]).candidate, 0.5)


def names(attempts, parent, arm=TUNER):
    return [attempt.candidate.id for attempt in attempts.of(parent, arm)]


def test_attempts_come_back_oldest_first_by_parent_and_arm():
    attempts = Attempts()
    remember(attempts, "s0", "c1", "c2")
    remember(attempts, "s0", "c3", arm=OTHER)
    remember(attempts, "s1", "c4")
    remember(attempts, "s0", "c5")
    assert names(attempts, "s0") == ["c1", "c2", "c5"]
    assert names(attempts, "s0", OTHER) == ["c3"]
    assert names(attempts, "s9") == []


def test_a_full_list_starts_again_rather_than_losing_its_beginning():
    attempts = Attempts(each=3)
    remember(attempts, "s0", "c1", "c2", "c3")
    assert names(attempts, "s0") == ["c1", "c2", "c3"]
    remember(attempts, "s0", "c4")
    assert names(attempts, "s0") == ["c4"]
    assert len(attempts) == 1


def test_past_the_total_the_list_used_longest_ago_goes():
    attempts = Attempts(each=3, total=4)
    remember(attempts, "s0", "c1", "c2")
    remember(attempts, "s1", "c3", "c4")
    assert names(attempts, "s0") == ["c1", "c2"]  # used: now s1 is the older
    remember(attempts, "s2", "c5")
    assert names(attempts, "s1") == []
    assert names(attempts, "s0") == ["c1", "c2"]
    assert len(attempts) == 3


def test_only_what_was_tried_from_living_parents_is_kept():
    attempts = Attempts()
    remember(attempts, "s0", "c1")
    remember(attempts, "s1", "c2")
    remember(attempts, "s2", "c3")
    attempts.keep_only({"s1"}, also="s2")
    assert [names(attempts, parent) for parent in ("s0", "s1", "s2")] == [[], ["c2"], ["c3"]]
    assert len(attempts) == 2
