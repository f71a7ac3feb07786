"""The judge's simulator against the reference's own runs, and what must hold for every run."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import DataError
from adrs.core.workload import Split
from adrs.problems.cant_be_late.measured import Content
from adrs.problems.cant_be_late.problem import create, published_score
from adrs.problems.cant_be_late.rules import ON_DEMAND, SPOT, WAIT, Job, Unfinished, cost_of, simulate
from tests.problems.cant_be_late.scenes import JOBS, TRACES, as_rules, policy

GOLDEN_NAME = {"only_spot": "only_spot_plus_guarantee"}

ALT = """
left, gap = o.left_s, o.gap_s
if left <= 1e-3: return "wait"
room = math.floor((o.deadline_s - o.elapsed_s) / gap)
if math.ceil((left + o.overhead_s) / gap) >= room: return "on_demand"
if o.has_spot: return "spot"
done, pace = o.duration_s - left, o.duration_s / o.deadline_s
if o.running == "on_demand" and (o.elapsed_s + 2 * o.overhead_s) * pace - done >= 0: return "on_demand"
return "on_demand" if o.elapsed_s * o.duration_s / o.deadline_s > done else "wait"
"""


def program(name):
    """A baseline of the spec, by its name there."""
    if name == "on_demand":
        return policy("return 'on_demand'")
    if name == "only_spot":
        return policy("return 'spot' if o.has_spot and o.left_s > 1e-8 else 'wait'")
    if name == "uniform_progress_alt":
        return policy(ALT, head="import math")
    return create().baselines[{"uniform_progress": "human_sota"}.get(name, name)]


def job_of(case, gap_s):
    hours = {k: case[f"{k}_hours"] for k in ("duration", "deadline", "overhead")}
    return Job.of_hours(**hours, gap_s=gap_s)


def golden_run(case, data):
    """The run of a golden case; raises as the simulator does."""
    source = case["trace"]
    if "zone" in source:
        content = Content(data / "spot" / "single_region.json")
        trace, gap_s = content.window(source["zone"], source["window"]), content.gap_s(source["zone"])
    else:
        trace, gap_s = source["interrupted"], float(source["gap_seconds"])
    asked = iter(case["proposals"])
    return simulate(trace, job_of(case, gap_s), lambda _: next(asked))


def runs_of(lengths):
    return [
        (pytest.approx(value, rel=1e-9, abs=1e-9), len(list(same)))
        for value, same in itertools.groupby(lengths)
    ]


def test_every_golden_run_is_the_reference_s(golden, data):
    for case in golden["cases"]:
        expect = case["expect"]
        if not expect["ok"]:
            continue
        run = golden_run(case, data)
        assert run.cost_usd == pytest.approx(expect["cost"], rel=1e-9), case["name"]
        assert run.finish_tick == expect["finish_tick"], case["name"]
        assert run.late is expect["late"], case["name"]
        assert run.executed == expect["executed"], case["name"]
        assert run.uncharged == expect["uncharged_request"], case["name"]
        work = [(value, repeat) for value, repeat in expect["work_rle"]]
        flat = [value for value, repeat in work for _ in range(repeat)]
        assert list(run.credited_s) == pytest.approx(flat, rel=1e-9, abs=1e-9), case["name"]
        assert run.ticks(SPOT) == expect["spot_ticks"], case["name"]
        assert run.ticks(ON_DEMAND) == expect["on_demand_ticks"], case["name"]
        assert run.ticks(WAIT) == expect["idle_ticks"], case["name"]
        assert run.overridden == expect["overridden"], case["name"]


def test_every_golden_refusal_is_the_reference_s(golden, data):
    refused = [case for case in golden["cases"] if not case["expect"]["ok"]]
    assert refused
    for case in refused:
        if case["expect"]["error_kind"] == "trace_exhausted":
            with pytest.raises(Unfinished) as caught:
                golden_run(case, data)
            assert caught.value.calls == case["expect"]["calls"], case["name"]
        else:
            with pytest.raises(DataError):
                golden_run(case, data)


def test_baselines_decide_as_in_the_golden_runs(golden, data):
    seen = 0
    for case in golden["cases"]:
        if case["policy"] == "script":
            continue
        content = Content(data / "spot" / "single_region.json")
        zone = case["trace"]["zone"]
        job = job_of(case, content.gap_s(zone))
        ask, asked = as_rules(program(case["policy"]), job), []

        def decide(now, ask=ask, asked=asked):
            asked.append(ask(now))
            return asked[-1]

        run = simulate(content.window(zone, case["trace"]["window"]), job, decide)
        # After completion nothing is charged, and our policies are not asked.
        assert "".join(asked[:-2]) == case["proposals"][:-2], case["name"]
        assert run.cost_usd == pytest.approx(case["expect"]["cost"], rel=1e-9)
        seen += 1
    assert seen > 20


@pytest.mark.parametrize("name", ["uniform_progress_alt", "only_spot"])
def test_late_baselines_have_the_reference_s_figures_under_the_published_rules(golden, data, name):
    figures = golden["aggregates"]["policies"][GOLDEN_NAME.get(name, name)]
    total, late, count = 0.0, 0, 0
    for workload in create(data).workloads(Split.LEADERBOARD):
        job = Job.of(workload.inputs)
        for trace in workload.inputs["traces"][: workload.inputs["scored"]]:
            run = simulate(trace, job, as_rules(program(name), job))
            total, late, count = total + run.cost_usd, late + run.late, count + 1
    assert (count, late) == (figures["runs"], figures["late_runs"])
    assert total / count == pytest.approx(figures["avg_cost"], rel=1e-9)
    assert published_score(total / count) == pytest.approx(figures["score_exact"], rel=1e-9)
    assert round(published_score(total / count)) == figures["score"]


@given(trace=TRACES, job=JOBS, asked=st.text(alphabet="SON", min_size=40, max_size=40))
def test_what_holds_for_every_run(trace, job, asked):
    try:
        run = simulate(trace, job, lambda now: asked[now.tick])
    except (Unfinished, DataError):
        return
    assert sum(run.credited_s) == pytest.approx(job.duration_s)
    assert all(0 <= work <= job.gap_s for work in run.credited_s)
    assert len(run.executed) == len(run.credited_s) == run.finish_tick
    assert all(bit == "0" for bit, kind in zip(trace, run.executed, strict=False) if kind == SPOT)
    assert run.cost_usd == cost_of(run.executed, job.gap_s)
    busy = run.ticks(SPOT) + run.ticks(ON_DEMAND)
    assert busy * job.gap_s >= job.duration_s + job.overhead_s - 1e-6


@given(trace=TRACES, job=JOBS)
def test_on_demand_alone_is_never_late(trace, job):
    try:
        run = simulate(trace, job, lambda _: ON_DEMAND)
    except (Unfinished, DataError):
        return
    assert not run.late
    assert run.launches == 1


def test_a_launch_within_a_launch_pays_the_whole_overhead_again():
    job = Job(duration_s=600.0, deadline_s=12_000.0, overhead_s=900.0, gap_s=600.0)
    steady = simulate("0" * 30, job, lambda _: SPOT)
    changed = simulate("0" * 30, job, lambda now: SPOT if now.tick == 0 else ON_DEMAND)
    assert steady.credited_s == (0.0, 300.0, 300.0)
    assert changed.credited_s == (0.0, 0.0, 300.0, 300.0)


def test_work_that_ends_within_a_gap_pays_all_of_it():
    job = Job(duration_s=601.0, deadline_s=6000.0, overhead_s=0.0, gap_s=600.0)
    assert simulate("0" * 20, job, lambda _: ON_DEMAND).cost_usd == pytest.approx(2 * 0.51)


def test_spot_kept_at_the_last_moment_and_lost_makes_a_run_late():
    job = Job(duration_s=7200.0, deadline_s=10_800.0, overhead_s=1800.0, gap_s=600.0)
    run = simulate("0" * 10 + "1" * 20, job, lambda now: SPOT if now.has_spot else ON_DEMAND)
    assert run.late
    assert run.executed == "SSSSSSSSSSNOOOOOOOO"
