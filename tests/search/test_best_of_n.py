"""Best of n starts from the best seed only."""

from __future__ import annotations

from adrs.core.candidate import Admission, Arm
from adrs.search.best_of_n import BestOfN
from adrs.testing.trials import make_child, make_trial

ARMS = (Arm("llm", "edit"), Arm("genetic", "statement"))


def test_children_never_become_parents():
    strategy = BestOfN(ARMS, seed=0)
    strategy.tell(make_trial("s0", [0.1]))
    strategy.tell(make_trial("s1", [0.3]))
    strategy.tell(make_trial("s2", [0.2]))
    for _ in range(20):
        brief = strategy.ask()
        assert brief.parent.candidate.id == "s1"
        assert {trial.candidate.id for trial in brief.inspirations} == {"s0", "s2"}
        strategy.tell(make_child(brief, [0.9 + brief.id]), brief.arm)


def test_the_answer_tells_whether_the_trial_is_the_best_so_far():
    strategy = BestOfN(ARMS, seed=0)
    assert strategy.tell(make_trial("s0", [0.3])) is Admission.NEW
    assert strategy.tell(make_child(strategy.ask(), [0.2]), ARMS[0]) is Admission.REJECTED
    assert strategy.tell(make_child(strategy.ask(), [0.4]), ARMS[0]) is Admission.IMPROVED


def test_without_a_valid_seed_it_starts_from_whatever_is_valid():
    strategy = BestOfN(ARMS, seed=0)
    strategy.tell(make_trial("c7", [0.3]), ARMS[0])
    assert strategy.ask().parent.candidate.id == "c7"
