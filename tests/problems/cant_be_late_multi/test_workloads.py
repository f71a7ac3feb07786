"""What is drawn, and what it is drawn like."""

from itertools import groupby

import numpy as np
import pytest

from adrs.core.errors import DataError
from adrs.core.workload import Split
from adrs.problems.cant_be_late_multi import board
from adrs.problems.cant_be_late_multi.generators import (
    EAST_A,
    EAST_C,
    EAST_D,
    OHIO_A,
    WEST_A,
    WEST_B,
    Weather,
    draw,
)
from adrs.problems.cant_be_late_multi.job import Job
from adrs.problems.cant_be_late_multi.problem import create
from adrs.problems.cant_be_late_multi.workloads import synthetic
from adrs.testing.inprocess import answer_of

SYNTHETIC = (Split.TRAIN, Split.VALIDATION, Split.TEST)
ZONES = (EAST_A, EAST_C, EAST_D, OHIO_A, WEST_A, WEST_B)
ANCHOR_GAP = 0.97


@pytest.fixture(scope="module")
def drawn():
    rng = np.random.RandomState(7)
    return [draw(rng, ZONES, Weather(), gap_s=195.0, ticks=1107) for _ in range(40)]


def availability(drawn, place):
    return np.array([[bit == "0" for bit in one["interrupted"][place]] for one in drawn])


@pytest.mark.parametrize("place", range(len(ZONES)))
def test_zones_have_spot_machines_as_often_as_measured(drawn, place):
    assert availability(drawn, place).mean() == pytest.approx(ZONES[place].share, abs=0.1)


def test_spells_are_as_long_as_measured(drawn):
    for place, low, high in ((0, 9, 27), (1, 17, 42), (4, 70, 220)):
        rows = availability(drawn, place)
        ups = [len(list(run)) for row in rows for up, run in groupby(row) if up]
        assert low < np.mean(ups) < high
        assert np.percentile(ups, 50) <= 30 < np.percentile(ups, 95)


def test_zones_of_an_area_fail_together_and_areas_do_not(drawn):
    flat = [availability(drawn, place).ravel() for place in range(len(ZONES))]
    near, far = np.corrcoef(flat[1], flat[2])[0, 1], np.corrcoef(flat[1], flat[4])[0, 1]
    assert near > 0.2 > abs(far)


def test_prices_cover_every_tick_near_the_zone_s_level(drawn):
    for one in drawn:
        for zone, runs in zip(ZONES, one["prices"], strict=True):
            assert sum(length for _, length in runs) == 1107
            assert all(0.8 * zone.price < price < 1.25 * zone.price for price, _ in runs)


def test_no_trace_occurs_twice():
    rows = [bits for split in SYNTHETIC for w in synthetic(split) for bits in w.inputs["interrupted"]]
    mixed = [row for row in rows if set(row) == {"0", "1"}]
    assert len(mixed) > 80
    assert len(set(mixed)) == len(mixed)


def test_every_job_is_feasible_and_its_traces_reach_past_the_deadline():
    for split in SYNTHETIC:
        for workload in synthetic(split):
            job = Job.of(workload.inputs)
            assert job.need(job.duration) <= job.budget(0), workload.id
            assert all(len(region.available) > job.deadline_tick + 2 for region in job.regions)
            assert len(job.regions) == len(workload.inputs["prices"])


def test_test_jobs_differ_from_those_of_train():
    def shape(w):
        keys = ("gap_s", "duration_s", "deadline_s", "overhead_s")
        return (*(w.inputs[key] for key in keys), len(w.inputs["interrupted"]))

    known = {shape(w) for split in SYNTHETIC[:2] for w in synthetic(split)}
    held_out = [w for w in synthetic(Split.TEST) if w.family not in ("storm", "swings")]
    assert not known & {shape(w) for w in held_out}


@pytest.mark.parametrize("split", SYNTHETIC)
def test_both_anchors_exist_everywhere(split):
    problem = create()
    for workload in problem.workloads(split):
        naive, human = (
            problem.judge(workload, answer_of(problem, program, workload)).value
            for program in (problem.seeds["naive"], problem.baselines["human_sota"])
        )
        assert human <= ANCHOR_GAP * naive, workload.id


def test_the_leaderboard_needs_its_data():
    with pytest.raises(DataError, match="--data"):
        create().workloads(Split.LEADERBOARD)
    assert create().sizes()[Split.LEADERBOARD] == 34


def test_bad_data_is_named(tmp_path):
    with pytest.raises(DataError, match="there is no spot"):
        board.leaderboard(tmp_path)
    path = tmp_path / "multi_region.json"
    for text, reason in (
        ("{", "read as JSON"),
        ("[]", "gap_seconds"),
        ('{"gap_seconds": 1, "zones": {}}', "lacks"),
    ):
        path.write_text(text)
        with pytest.raises(DataError, match=reason):
            board.leaderboard(tmp_path)


def test_the_leaderboard_is_read_from_either_folder(data):
    wide, narrow = (
        create(data).workloads(Split.LEADERBOARD),
        create(data / "spot").workloads(Split.LEADERBOARD),
    )
    assert [w.digest for w in wide] == [w.digest for w in narrow]
    assert len(wide) == board.SIZE
