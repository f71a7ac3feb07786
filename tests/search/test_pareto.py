"""The Pareto archive: what it keeps, what it drops, and whom it offers."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.candidate import Admission
from adrs.core.verdict import Evaluation, Outcome, Verdict
from adrs.search.pareto import ParetoArchive
from adrs.testing.trials import make_trial

# Few levels, so that ties and dominance are common.
ROWS = st.lists(st.tuples(*[st.integers(-2, 3).map(lambda n: n / 4)] * 3), min_size=1, max_size=40)


def filled(rows, capacity=64):
    archive = ParetoArchive(capacity)
    for number, row in enumerate(rows):
        archive.add(make_trial(f"c{number}", row))
    return archive


def vector(trial):
    return tuple(trial.evaluation.scores.values())


def dominates(a, b):
    return a != b and all(x >= y for x, y in zip(a, b, strict=True))


@given(ROWS, st.integers(1, 8))
@settings(deadline=None)
def test_no_member_dominates_another(rows, capacity):
    kept = [vector(trial) for trial in filled(rows, capacity).trials]
    assert not any(dominates(a, b) for a in kept for b in kept)
    assert len(set(kept)) == len(kept)


@given(ROWS, st.integers(1, 8))
@settings(deadline=None)
def test_the_best_score_is_never_lost_and_the_capacity_holds(rows, capacity):
    archive = ParetoArchive(capacity)
    best = -1e9
    for number, row in enumerate(rows):
        trial = make_trial(f"c{number}", row)
        archive.add(trial)
        best = max(best, trial.evaluation.score)
        assert archive.best().evaluation.score == best
        assert len(archive) == len(archive.trials) <= capacity


@given(ROWS, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_below_capacity_it_holds_exactly_the_front_in_any_order_of_arrival(rows, shuffler):
    front = {row for row in rows if not any(dominates(other, row) for other in rows)}
    shuffled = list(rows)
    shuffler.shuffle(shuffled)
    assert {vector(trial) for trial in filled(rows).trials} == front
    assert {vector(trial) for trial in filled(shuffled).trials} == front


@given(ROWS)
@settings(deadline=None)
def test_membership_and_answer_agree(rows):
    archive = ParetoArchive(4)
    for number, row in enumerate(rows):
        admission = archive.add(make_trial(f"c{number}", row))
        assert (f"c{number}" in archive) == (admission > Admission.REJECTED)
    assert all(trial.candidate.id in archive for trial in archive.trials)


@given(ROWS)
@settings(deadline=None)
def test_wins_and_heights_are_those_of_the_members(rows):
    archive = filled(rows, 8)
    columns = list(zip(*(vector(trial) for trial in archive.trials), strict=True))
    columns.append(tuple(trial.evaluation.score for trial in archive.trials))
    expected = [sum(column[i] == max(column) for column in columns) for i in range(len(archive))]
    assert list(archive.wins()) == expected
    assert list(archive.heights().values()) == [max(column) for column in columns[:-1]]


def test_the_answer_tells_a_trade_off_from_an_improvement():
    archive = ParetoArchive()
    assert archive.add(make_trial("s0", [0.0, 1.0])) is Admission.NEW
    assert archive.add(make_trial("c0", [1.0, 0.0])) is Admission.NEW
    assert archive.add(make_trial("c1", [1.0, 0.5])) is Admission.IMPROVED
    assert archive.add(make_trial("c2", [0.9, 0.5])) is Admission.REJECTED
    assert {trial.candidate.id for trial in archive.trials} == {"s0", "c1"}


def test_of_equals_the_shorter_program_stays():
    archive = ParetoArchive()
    archive.add(make_trial("c0", [0.5, 0.5], text="x = 1  # long\n"))
    assert archive.add(make_trial("c1", [0.5, 0.5], text="x = 1\n")) is Admission.IMPROVED
    assert archive.add(make_trial("c2", [0.5, 0.5], text="x = 2\n")) is Admission.REJECTED
    assert [trial.candidate.id for trial in archive.trials] == ["c1"]
    assert "c0" not in archive


@pytest.mark.parametrize(
    "trial",
    [
        make_trial("c1", [9.0, 9.0], outcome=Outcome.INVALID),
        make_trial("c1", [9.0, 9.0], complete=False),
        make_trial("c1", [float("inf"), 9.0]),
        make_trial("c1", [float("nan"), 9.0]),
    ],
    ids=["invalid", "incomplete", "infinite", "nan"],
)
def test_what_has_no_honest_score_does_not_enter(trial):
    archive = filled([(0.1, 0.1)])
    assert archive.add(trial) is Admission.REJECTED
    assert archive.best().candidate.id == "c0"


def test_past_capacity_the_one_best_on_fewest_workloads_goes_and_the_lowest_of_those():
    archive = ParetoArchive(3)
    archive.add(make_trial("c0", [1.0, 0.0, 0.0]))
    archive.add(make_trial("c1", [0.0, 1.0, 0.0]))
    archive.add(make_trial("c2", [0.3, 0.3, 0.2]))  # best nowhere
    archive.add(make_trial("c3", [0.0, 0.0, 1.5]))
    assert {trial.candidate.id for trial in archive.trials} == {"c0", "c1", "c3"}


def test_the_best_stays_though_it_wins_no_workload():
    archive = ParetoArchive(2)
    archive.add(make_trial("c0", [0.8, 0.8, 0.8, 0.8]))
    archive.add(make_trial("c1", [1.0, 1.0, 0.0, 0.0]))
    archive.add(make_trial("c2", [0.0, 0.0, 1.0, 1.0]))
    assert archive.best().candidate.id == "c0"
    assert "c0" in archive


def test_sampling_favours_whoever_is_best_on_more_workloads():
    archive = filled([(1.0, 1.0, 0.0), (0.0, 0.0, 1.5), (0.9, 0.9, 0.1)])
    assert archive.wins() == (3, 1, 0)
    rng = Random(0)
    drawn = [archive.sample(rng)[0].candidate.id for _ in range(2000)]
    assert drawn.count("c0") / 2000 == pytest.approx(0.75, abs=0.04)
    assert drawn.count("c2") == 0


def test_a_sample_is_distinct_and_turns_to_the_rest_when_winners_run_out():
    archive = filled([(1.0, 1.0, 0.0), (0.0, 0.0, 1.5), (0.9, 0.9, 0.1)])
    drawn = archive.sample(Random(0), 5)
    assert sorted(trial.candidate.id for trial in drawn) == ["c0", "c1", "c2"]
    assert ParetoArchive().sample(Random(0)) == ()


def test_complements_are_strong_where_the_trial_is_weak():
    archive = filled([(1.0, 0.0, 0.2), (0.0, 1.0, 0.2), (0.4, 0.4, 0.3), (0.1, 0.1, 0.9)])
    first, second = archive.complements(archive.trials[0], 2)
    assert first.candidate.id == "c1"
    assert second.candidate.id == "c3"
    assert archive.complements(make_trial("x", [2.0, 2.0, 2.0]), 3) == ()


def test_workloads_without_a_scale_leave_the_score_to_decide():
    def unscaled(name, value):
        verdicts = (Verdict(workload="w0", outcome=Outcome.VALID, value=value),)
        base = make_trial(name, [0.0])
        return type(base)(base.candidate, Evaluation(verdicts=verdicts, value=value, score=value))

    archive = ParetoArchive()
    assert archive.add(unscaled("c0", 0.2)) is Admission.NEW
    assert archive.add(unscaled("c1", 0.1)) is Admission.REJECTED
    assert archive.add(unscaled("c2", 0.3)) is Admission.IMPROVED
    assert archive.sample(Random(0))[0].candidate.id == "c2"


def test_a_workload_met_later_widens_the_front():
    archive = ParetoArchive()
    archive.add(make_trial("c0", {"a": 1.0}))
    assert archive.add(make_trial("c1", {"a": 0.5, "b": 0.1})) is Admission.NEW
    assert archive.heights() == {"a": 1.0, "b": 0.1}


def test_no_room_at_all_is_refused():
    with pytest.raises(ValueError, match="capacity of 0"):
        ParetoArchive(0)
