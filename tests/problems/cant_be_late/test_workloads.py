import itertools
import json
from random import Random

import pytest

from adrs.core.errors import DataError
from adrs.core.workload import Split
from adrs.problems.cant_be_late.generators import Zone, branching
from adrs.problems.cant_be_late.measured import HELD_OUT, ZONES, positions
from adrs.problems.cant_be_late.problem import create
from adrs.problems.cant_be_late.rules import Job
from adrs.problems.cant_be_late.workloads import workloads

MADE = (Split.TRAIN, Split.VALIDATION, Split.TEST)


def spells(trace, kind):
    return [len(list(same)) for bit, same in itertools.groupby(trace) if bit == kind]


def test_leaderboard_has_the_published_windows_and_repeats_the_first(golden, data):
    assert sorted(positions()) == sorted(golden["aggregates"]["windows_used"])
    made = workloads(Split.LEADERBOARD, data)
    assert len(made) == 36
    for workload in made:
        traces = workload.inputs["traces"]
        assert workload.inputs["scored"] == 30 == len(traces) - 1
        assert traces[-1] == traces[0]
        assert {len(trace) for trace in traces} == {554}


def test_measured_zones_are_in_one_split_each():
    held_out = [zone for plans in HELD_OUT.values() for zone in {zone for zone, _, _ in plans}]
    assert len({*ZONES, *held_out}) == len(ZONES) + len(held_out) == 8


@pytest.mark.parametrize("split", MADE)
def test_traces_reach_past_the_deadline_and_jobs_can_be_done(split):
    for workload in workloads(split):
        job = Job.of(workload.inputs)
        assert job.duration_s + job.overhead_s <= job.deadline_s
        assert all(len(trace) >= job.last_tick + 3 for trace in workload.inputs["traces"])
        assert workload.inputs["scored"] == len(workload.inputs["traces"])


def test_no_trace_occurs_twice():
    traces = [trace for split in MADE for w in workloads(split) for trace in w.inputs["traces"]]
    assert len(set(traces)) == len(traces)


def test_jobs_and_zones_of_test_occur_nowhere_else():
    def jobs(split):
        return {
            (w.inputs["duration_s"], w.inputs["deadline_s"], w.inputs["overhead_s"]) for w in workloads(split)
        }

    assert not jobs(Split.TEST) & (jobs(Split.TRAIN) | jobs(Split.VALIDATION))


def test_branches_repeat_a_beginning_and_part_from_it():
    traces = branching(Zone(up=8, down=8), Random(1), runs=6, branches=2, ticks=300)
    for source, branch in zip(traces, traces[4:], strict=False):
        shared = next(i for i, (a, b) in enumerate(zip(source, branch, strict=True)) if a != b)
        assert 300 // 8 <= shared < 300


@pytest.mark.parametrize(("up", "down"), [(11.0, 9.0), (4.1, 8.3), (13.7, 6.3)])
def test_spells_have_the_means_and_the_shape_that_were_asked_for(up, down):
    trace = Zone(up=up, down=down).trace(Random("shape"), 200_000)
    ups, downs = spells(trace, "0"), spells(trace, "1")
    assert sum(ups) / len(ups) == pytest.approx(up, rel=0.08)
    assert sum(downs) / len(downs) == pytest.approx(down, rel=0.08)
    assert sorted(ups)[len(ups) // 2] < 0.65 * up


def test_a_daily_rhythm_and_a_drift_change_how_often_spot_is_there():
    fading = Zone(up=20, down=6, drift=0.1).trace(Random(3), 20_000)
    assert fading[:5000].count("0") > 1.3 * fading[-5000:].count("0")
    daily = Zone(up=10, down=8, day=144, swing=0.9).trace(Random(3), 144 * 400)
    good = sum(daily[d + 20 : d + 60].count("0") for d in range(0, 144 * 400, 144))
    bad = sum(daily[d + 92 : d + 132].count("0") for d in range(0, 144 * 400, 144))
    assert good > 1.3 * bad


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[", "cannot be read"),
        ("[]", "cannot be read"),
        ({"zones": {}, "windows": {}}, "has no zone"),
        ({"zones": {z: {"gap_seconds": 0} for z in ZONES}, "windows": {}}, "gap_seconds"),
        (
            {"zones": {z: {"gap_seconds": 600, "interrupted": "02"} for z in ZONES}, "windows": {}},
            "0 and 1",
        ),
        (
            {"zones": {z: {"gap_seconds": 600, "interrupted": "01"} for z in ZONES}, "windows": {}},
            "no window 0",
        ),
    ],
)
def test_bad_data_are_refused_with_a_sentence(tmp_path, content, message):
    text = content if isinstance(content, str) else json.dumps(content)
    (tmp_path / "single_region.json").write_text(text)
    with pytest.raises(DataError, match=message):
        create(tmp_path).workloads(Split.LEADERBOARD)


def test_a_folder_without_the_file_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"there is no spot/single_region\.json"):
        create(tmp_path).workloads(Split.LEADERBOARD)
