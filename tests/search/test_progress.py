"""AdaEvolve's signal and its bandit over islands."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.search.progress import IslandBandit, Progress


def started(best=1.0, **options):
    progress = Progress(**options)
    progress.start(best)
    return progress


def test_the_signal_is_the_decayed_square_of_relative_improvements():
    progress = started(best=2.0)
    progress.record(3.0)  # delta 0.5
    assert progress.signal == pytest.approx(0.1 * 0.25)
    progress.record(3.3)  # delta 0.1
    assert progress.signal == pytest.approx(0.9 * 0.025 + 0.1 * 0.01)
    assert progress.best == 3.3


@pytest.mark.parametrize("score", [0.5, 1.0, None], ids=["worse", "equal", "invalid"])
def test_the_signal_decays_at_every_evaluation_that_improves_nothing(score):
    progress = started()
    progress.record(2.0)
    before = progress.signal
    for number in range(1, 6):
        progress.record(score)
        assert progress.signal == pytest.approx(before * 0.9**number)


def test_a_gain_from_nothing_counts_as_a_whole_and_no_more():
    progress = started(best=0.0)
    progress.record(5.0)
    assert progress.signal == pytest.approx(0.1)


def test_exploration_falls_with_progress_between_its_limits():
    assert started().intensity == pytest.approx(0.7, abs=1e-3)
    busy = started(signal=1.0)
    assert busy.intensity == pytest.approx(0.1 + 0.6 / (1 + sqrt(1 + 1e-8)))


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_more_progress_never_means_more_exploration(one, other):
    less, more = sorted((one, other))
    assert 0.1 <= Progress(signal=more).intensity <= Progress(signal=less).intensity <= 0.7


def test_what_begins_an_island_or_comes_from_elsewhere_without_being_better_is_no_progress():
    progress = started(best=1.0)
    progress.start(4.0)
    progress.receive(3.0)
    assert (progress.signal, progress.best) == (0.0, 4.0)
    progress.receive(6.0)  # delta 0.5
    assert progress.signal == pytest.approx(0.025)


def bandit(islands=2, visits=3):
    made = IslandBandit(least=visits)
    for _ in range(islands):
        made.add()
    for _ in range(islands * visits):
        made.choose()
    return made


def test_every_island_is_visited_a_few_times_first():
    made = IslandBandit(least=3)
    for _ in range(3):
        made.add()
    assert sorted(made.choose() for _ in range(9)) == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_rewards_are_shares_of_the_global_best_so_that_a_poor_island_does_not_win():
    # The first doubled a poor score of 0.1, the second added a tenth to the best score of 10.
    made = bandit()
    made.reward(0, 0.1, best=10.0)
    made.reward(1, 1.0, best=10.0)
    assert made.means() == pytest.approx([0.01, 0.1])
    assert made.choose() == 1


def test_old_rewards_fade_with_every_evaluation():
    made = bandit()
    made.reward(0, 10.0, best=10.0)
    assert made.means()[0] == pytest.approx(1.0)
    for _ in range(30):
        made.reward(0, 0.0, best=10.0)
    assert made.means()[0] < 0.01


def test_equal_islands_share_the_visits():
    made = bandit(islands=3)
    chosen = [made.choose() for _ in range(300)]
    assert {chosen.count(island) for island in range(3)} <= {99, 100, 101}
