"""Notes on briefs that are out."""

from __future__ import annotations

from adrs.core.candidate import Arm
from adrs.search.desk import Desk
from adrs.search.tags import Tags
from adrs.testing.trials import make_child, make_trial

ARM = Arm("llm", "edit")


def test_a_note_comes_back_once_with_the_trial_or_with_the_failure():
    desk, tags = Desk((ARM,), seed=0), Tags()
    parent = make_trial("s0", [0.1])
    first, second = (tags.put(desk.brief(ARM, parent), note) for note in ("one", "two"))
    assert tags.take(make_child(second, [0.2])) == "two"
    assert tags.take(make_child(second, [0.2])) is None
    assert tags.drop(first) == "one"
    assert tags.drop(first) is None


def test_nobody_made_a_note_on_seeds_and_injected_trials():
    tags = Tags()
    for name in ("s0", "c900", "injected", "cat"):
        assert tags.take(make_trial(name, [0.1])) is None
