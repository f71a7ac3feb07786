"""Tuning a seed's constants: one arm, a seed for parent, attempts that come back."""

from __future__ import annotations

import pytest

from adrs.core.candidate import Admission, Arm
from adrs.core.errors import UsageError
from adrs.search.cma_es_on_seed import CmaEsOnSeed
from adrs.testing.trials import make_child, make_trial

TUNER = Arm("tuner", "constants")
ARMS = (Arm("genetic", "constants"), Arm("llm", "edit"), TUNER)


def seeded(**options):
    strategy = CmaEsOnSeed(ARMS, seed=0, **options)
    for number, score in enumerate((0.2, 0.5, 0.1)):
        strategy.tell(make_trial(f"s{number}", [score]))
    return strategy


def answer(strategy, gain):
    brief = strategy.ask()
    strategy.tell(make_child(brief, [brief.parent.evaluation.score + gain + 1e-6 * brief.id]), brief.arm)
    return brief


def test_it_tunes_the_best_seed_and_never_a_child():
    strategy = seeded()
    briefs = [answer(strategy, 0.3) for _ in range(30)]
    assert {brief.arm for brief in briefs} == {TUNER}
    assert {brief.parent.candidate.id for brief in briefs} == {"s1"}


def test_every_attempt_so_far_goes_to_the_optimiser():
    strategy = seeded()
    briefs = [answer(strategy, -0.1) for _ in range(12)]
    assert [len(brief.attempts) for brief in briefs] == list(range(12))


def test_without_a_tuner_it_says_what_to_do():
    with pytest.raises(UsageError, match=r"no arm that tunes constants .* use `--proposer tuner`"):
        CmaEsOnSeed(ARMS[:2], seed=0)


def test_a_tour_visits_every_seed_and_settles_on_the_one_that_got_highest():
    strategy = seeded(tour=4)
    gains = {"s0": 0.9, "s1": 0.1, "s2": 0.2}  # 1.1, 0.6 and 0.3
    asked = []
    for _ in range(20):
        brief = strategy.ask()
        name = brief.parent.candidate.id
        asked.append(name)
        score = brief.parent.evaluation.score + gains[name]
        strategy.tell(make_child(brief, [score]), brief.arm)
    assert asked[:12] == ["s1"] * 4 + ["s0"] * 4 + ["s2"] * 4
    assert set(asked[12:]) == {"s0"}


def test_a_seed_without_constants_gives_way_to_the_next_best():
    strategy = seeded(patience=3)
    for _ in range(3):
        strategy.fail(strategy.ask(), "no constants worth tuning")
    assert strategy.ask().parent.candidate.id == "s0"


def test_where_no_seed_has_constants_it_goes_on_asking():
    strategy = seeded(patience=1)
    for _ in range(10):
        strategy.fail(strategy.ask(), "no constants worth tuning")
    assert strategy.ask().parent.candidate.id == "s1"


def test_the_answer_tells_whether_the_trial_is_the_best_so_far():
    strategy = seeded()
    brief = strategy.ask()
    assert strategy.tell(make_child(brief, [0.4]), brief.arm) is Admission.REJECTED
    brief = strategy.ask()
    assert strategy.tell(make_child(brief, [0.8]), brief.arm) is Admission.IMPROVED
