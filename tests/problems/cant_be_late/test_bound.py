import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.errors import InvalidAnswer
from adrs.core.workload import Split
from adrs.problems.cant_be_late.bound import bound, cached, clairvoyant
from adrs.problems.cant_be_late.measured import Content
from adrs.problems.cant_be_late.problem import create
from adrs.problems.cant_be_late.rules import Job, Unfinished, simulate
from tests.problems.cant_be_late.scenes import scene


def cheapest(trace, job, *, on_time):
    """The plain truth: every sequence of decisions."""
    best = float("inf")
    for asked in itertools.product("SON", repeat=len(trace)):
        try:
            run = simulate(trace, job, lambda now, asked=asked: asked[now.tick])
        except Unfinished:
            continue
        if not (on_time and run.late):
            best = min(best, run.cost_usd)
    return best


@settings(max_examples=15, deadline=None)
@given(
    trace=st.text(alphabet="01", min_size=8, max_size=8),
    work=st.sampled_from([600.0, 900.0, 1800.0, 2000.0]),
    overhead=st.sampled_from([0.0, 120.0, 400.0, 600.0]),
    gaps=st.integers(4, 6),
    on_time=st.booleans(),
)
def test_is_what_trying_everything_finds(trace, work, overhead, gaps, on_time):
    job = Job(duration_s=work, deadline_s=gaps * 600.0, overhead_s=overhead, gap_s=600.0)
    if work + overhead > job.deadline_s:
        return
    assert clairvoyant(trace, job, on_time=on_time) == pytest.approx(cheapest(trace, job, on_time=on_time))


def test_golden_runs_have_the_reference_s_bounds(golden, data):
    content, seen = Content(data / "spot" / "single_region.json"), 0
    for case in golden["cases"]:
        expected = case["expect"].get("lower_bound_cost", case.get("lower_bound_cost"))
        if expected is None or "zone" not in case["trace"]:
            continue
        zone = case["trace"]["zone"]
        hours = {k: case[f"{k}_hours"] for k in ("duration", "deadline", "overhead")}
        job = Job.of_hours(**hours, gap_s=content.gap_s(zone))
        trace = content.window(zone, case["trace"]["window"])
        assert clairvoyant(trace, job, on_time=False) == pytest.approx(expected, rel=1e-9)
        seen += 1
    if not seen:
        pytest.skip("the golden runs on measured traces carry no bound")


def test_published_scenarios_have_the_reference_s_bounds(golden, data):
    figures = golden["aggregates"]["policies"]["clairvoyant_bound_on_time"]
    problem = create(data)
    values = {}
    for workload in problem.workloads(Split.LEADERBOARD):
        zone, deadline, overhead = workload.id.removeprefix("leaderboard/").rsplit("-", 2)
        values[f"{zone}|{deadline[:-1]}|{float(overhead[:-1]):g}"] = problem.bound(workload).value
    assert values == pytest.approx(figures["by_scenario"], abs=1e-6)
    assert sum(values.values()) / len(values) == pytest.approx(figures["avg_cost"], rel=1e-9)


def test_every_shipped_workload_has_its_bound_at_hand():
    problem = create()
    for split in (Split.TRAIN, Split.VALIDATION, Split.TEST):
        for workload in problem.workloads(split):
            assert workload.digest in cached(), (
                f"{workload.id}: run python -m adrs.problems.cant_be_late.bound"
            )


def test_unknown_workloads_are_solved_when_asked_for():
    assert bound(scene(["0" * 20])).value == pytest.approx(7 * 0.9731 / 6)


def test_no_bound_is_claimed_where_overhead_outlasts_a_gap():
    assert bound(scene(["0" * 20], overhead=601)) is None
    assert bound(scene(["0" * 20], overhead=60.5)) is None
    with pytest.raises(ValueError, match="exact only"):
        clairvoyant("0" * 20, Job(duration_s=1.0, deadline_s=9000.0, overhead_s=700.0, gap_s=600.0))


def test_invalid_answers_are_no_way_around_it():
    problem = create()
    workload = problem.workloads(Split.TRAIN)[0]
    with pytest.raises(InvalidAnswer):
        problem.judge(workload, ["N" * 10] * len(workload.inputs["traces"]))
