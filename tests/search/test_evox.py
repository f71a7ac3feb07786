"""EvoX: a policy works for a window, is credited, and is succeeded only when it gains too little."""

from __future__ import annotations

from adrs.core.candidate import Arm
from adrs.search.evox import EvoX
from adrs.search.policy import Policy
from adrs.testing.trials import make_child, make_trial

ARMS = (Arm("llm", "edit"), Arm("llm", "rewrite"), Arm("tuner", "constants"))


def evox(**options):
    strategy = EvoX(ARMS, seed=2, **options)
    strategy.tell(make_trial("s0", [0.0]))
    strategy.tell(make_trial("s1", [0.5]))
    return strategy


def answer(strategy, score):
    brief = strategy.ask()
    strategy.tell(make_child(brief, [score]), brief.arm)


def test_a_policy_that_gains_is_kept():
    strategy = evox(window=5)
    for number in range(15):
        answer(strategy, 0.6 + 0.1 * number)
    assert strategy.policy == Policy()
    assert len(strategy.deployments) == 3
    assert all(deployment.merit > 0.0 for deployment in strategy.deployments)


def test_a_policy_that_stagnates_is_succeeded_at_the_end_of_its_window():
    strategy = evox(window=5)
    for _ in range(4):
        answer(strategy, 0.1)
    assert strategy.policy == Policy()
    answer(strategy, 0.1)
    assert strategy.policy != Policy()
    assert [deployment.merit for deployment in strategy.deployments] == [0.0]


def test_a_gain_below_the_threshold_is_stagnation_and_is_credited_all_the_same():
    strategy = evox(window=3, threshold=0.05)
    for score in (0.52, 0.1, 0.53):
        answer(strategy, score)
    assert strategy.policy != Policy()
    assert strategy.deployments[0].merit > 0.0


def test_the_population_outlives_its_policies():
    strategy = evox(window=2)
    for _ in range(20):
        answer(strategy, 0.1)
    parents = {strategy.ask().parent.candidate.id for _ in range(200)}
    assert "s1" in parents


def test_only_briefs_made_under_a_policy_count_for_it():
    strategy = evox(window=3)
    late = strategy.ask()
    for _ in range(3):
        answer(strategy, 0.1)
    successor = strategy.policy
    strategy.tell(make_child(late, [5.0]), late.arm)  # asked for by the first policy, told under the second
    for _ in range(3):
        answer(strategy, 0.1)
    assert strategy.policy != successor
    assert [deployment.merit for deployment in strategy.deployments] == [0.0, 0.0]


def test_briefs_that_bring_nothing_use_up_the_window_too():
    strategy = evox(window=3)
    for _ in range(3):
        strategy.fail(strategy.ask(), "a duplicate")
    assert len(strategy.deployments) == 1


def test_briefs_show_as_many_as_the_policy_says():
    strategy = evox()
    for number in range(4):
        strategy.tell(make_trial(f"s{number + 2}", [0.1 * number]))
    brief = strategy.ask()
    assert len(brief.inspirations) == strategy.policy.inspirations
    assert brief.parent not in brief.inspirations
