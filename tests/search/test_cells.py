"""Specialists: the best of each profile over workloads."""

from __future__ import annotations

from random import Random

import pytest

from adrs.core.candidate import Admission
from adrs.core.verdict import Outcome
from adrs.search.cells import BehaviourCells
from adrs.testing.trials import make_trial


def filled(capacity: int = 64) -> BehaviourCells:
    cells = BehaviourCells(capacity)
    cells.add(make_trial("s0", [0.5, 0.5, 0.5]))
    return cells


def test_a_specialist_is_kept_beside_a_trial_that_beats_it_overall() -> None:
    cells = filled()
    assert cells.add(make_trial("all", [0.9, 0.8, 0.8])) is Admission.NEW
    assert cells.add(make_trial("third", [0.1, 0.1, 0.7])) is Admission.NEW
    assert {"all", "third"} <= {trial.candidate.id for trial in cells.trials}


def test_of_two_with_the_same_profile_the_better_stays() -> None:
    cells = filled()
    for number in range(20):  # so that one trial more hardly moves what is usual
        cells.add(make_trial(f"c{number}", [0.5 + number % 2 / 10] * 3))
    assert cells.add(make_trial("weak", [0.5, 0.1, 0.8])) is Admission.NEW
    assert cells.add(make_trial("strong", [0.6, 0.1, 0.9])) is Admission.IMPROVED
    assert cells.add(make_trial("again", [0.5, 0.1, 0.85])) is Admission.REJECTED
    assert "weak" not in cells
    assert "strong" in cells


def test_past_its_capacity_the_weakest_cell_goes() -> None:
    rng = Random(1)
    cells = filled(4)
    for number in range(200):
        cells.add(make_trial(f"c{number}", [rng.random() for _ in range(5)]))
        assert len(cells) <= 4


def test_what_failed_or_was_stopped_is_no_specialist() -> None:
    cells = BehaviourCells()
    assert cells.add(make_trial("c1", [0.9, 0.1], outcome=Outcome.CRASHED)) is Admission.REJECTED
    assert cells.add(make_trial("c2", [0.9, 0.1], complete=False)) is Admission.REJECTED
    assert cells.sample(Random(0)) == ()


def test_every_cell_is_drawn_alike() -> None:
    cells = filled()
    cells.add(make_trial("first", [0.9, 0.1, 0.3]))
    cells.add(make_trial("third", [0.1, 0.3, 0.9]))
    rng = Random(3)
    drawn = [cells.sample(rng)[0].candidate.id for _ in range(3000)]
    for trial in cells.trials:
        assert drawn.count(trial.candidate.id) == pytest.approx(3000 / len(cells), rel=0.15)
