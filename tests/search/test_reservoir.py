"""A uniform sample of what was told."""

from __future__ import annotations

from random import Random

import pytest

from adrs.core.candidate import Admission
from adrs.core.verdict import Outcome
from adrs.search.reservoir import Reservoir
from adrs.testing.trials import make_trial

TRIALS = [make_trial(f"c{number}", [float(number)]) for number in range(40)]


def test_early_and_late_trials_are_kept_equally_often():
    times = dict.fromkeys((trial.candidate.id for trial in TRIALS), 0)
    for seed in range(1000):
        reservoir = Reservoir(10, rng=Random(seed))
        for trial in TRIALS:
            reservoir.add(trial)
        for trial in reservoir.trials:
            times[trial.candidate.id] += 1
    assert sum(times.values()) == 10_000
    assert all(count == pytest.approx(250, abs=60) for count in times.values())


def test_it_answers_whether_the_trial_entered():
    reservoir = Reservoir(5, rng=Random(3))
    for trial in TRIALS:
        entered = reservoir.add(trial) is Admission.NEW
        assert (trial.candidate.id in reservoir) == entered
    assert len(reservoir) == 5


def test_failures_neither_enter_nor_count():
    reservoir = Reservoir(1, rng=Random(0))
    for number in range(50):
        failure = make_trial(f"c{number}", [1.0], outcome=Outcome.CRASHED)
        assert reservoir.add(failure) is Admission.REJECTED
    assert reservoir.add(TRIALS[0]) is Admission.NEW
    assert reservoir.sample(Random(0), 3) == (TRIALS[0],)


def test_an_empty_reservoir_is_refused():
    with pytest.raises(ValueError, match="reservoir of 0"):
        Reservoir(0, rng=Random(0))
