"""The measured runs that data add, and that they share no raw data."""

import json
import shutil
from datetime import datetime, timedelta
from itertools import combinations

import pytest

from adrs.core.errors import DataError
from adrs.core.workload import Split
from adrs.problems.cant_be_late_multi import traces
from adrs.problems.cant_be_late_multi.board import SCENARIOS
from adrs.problems.cant_be_late_multi.job import Job
from adrs.problems.cant_be_late_multi.measured import _DEALS, PERIODS, SIZES
from adrs.problems.cant_be_late_multi.problem import create
from adrs.testing.inprocess import answer_of

HELD_OUT = (Split.VALIDATION, Split.TEST)


def measured(problem, split):
    return [w for w in problem.workloads(split) if w.family == "measured"]


def test_data_add_them_to_validation_and_test_only(data):
    problem = create(data)
    assert not measured(problem, Split.TRAIN)
    for split in HELD_OUT:
        assert len(measured(problem, split)) == SIZES[split]
    assert {split: len(problem.workloads(split)) for split in Split} == problem.sizes()
    assert not any(measured(create(), split) for split in HELD_OUT)


def test_periods_overlap_neither_each_other_nor_the_leaderboard(data):
    content = traces.load(traces.find(data))
    [zone, *_] = content["zones"].values()
    length = timedelta(seconds=len(zone[0]["data"]) * content["gap_seconds"])
    used = [window["start_time"] for window in zone[: max(s.windows for s in SCENARIOS)]]
    own = [start for starts in PERIODS.values() for start in starts]
    for a, b in [*combinations(own, 2), *((a, b) for a in own for b in used)]:
        assert abs(datetime.fromisoformat(a) - datetime.fromisoformat(b)) >= length


def test_windows_of_one_start_are_aligned_over_zones(data):
    content = traces.load(traces.find(data))
    starts = [[window["start_time"] for window in windows] for windows in content["zones"].values()]
    assert all(one == starts[0] for one in starts)


@pytest.mark.parametrize("split", HELD_OUT)
def test_a_zone_is_dealt_once_a_period(split):
    zones = [zone for deal in _DEALS[split] for zone in deal.split()]
    assert len(set(zones)) == len(zones) == 9
    assert not {deal.split()[0] for deal in _DEALS[split]} & {"us-west-2a", "us-west-2b", "us-west-2c"}


@pytest.mark.parametrize("split", HELD_OUT)
def test_jobs_can_be_done_and_both_anchors_exist(data, split):
    problem = create(data)
    for workload in measured(problem, split):
        job = Job.of(workload.inputs)
        assert job.need(job.duration) <= job.budget(0)
        assert all(len(region.available) > job.deadline_tick + 2 for region in job.regions)
        naive, human = (
            problem.judge(workload, answer_of(problem, program, workload)).value
            for program in (problem.seeds["naive"], problem.baselines["human_sota"])
        )
        assert problem.bound(workload).value <= human <= 0.97 * naive


def test_a_file_without_the_windows_is_named(data, tmp_path):
    shutil.copy(data / "spot" / "multi_region.json", tmp_path / "multi_region.json")
    path = tmp_path / "multi_region.json"
    path.chmod(0o644)
    content = json.loads(path.read_text())
    for windows in content["zones"].values():
        del windows[20:]
    path.write_text(json.dumps(content))
    with pytest.raises(DataError, match="lacks a zone, a window"):
        create(tmp_path).workloads(Split.TEST)
