import pytest

from adrs.core.errors import InvalidAnswer
from adrs.problems.cant_be_late.judge import check_alike, judge
from tests.problems.cant_be_late.scenes import scene

ALWAYS = scene(["0" * 20])


def test_value_is_the_mean_cost_of_the_runs():
    mixed = scene(["0" * 20, "1" * 20])
    score = judge(mixed, ["SSSSSSS", "OOOOOOO"])
    assert score.value == pytest.approx((7 * 0.9731 / 6 + 7 * 0.51) / 2)
    assert score.metrics["launches"] == 1
    assert "dearest is run 1" in score.feedback


def test_runs_past_the_scored_ones_are_checked_but_do_not_count():
    inputs = {**scene(["0" * 20, "1" * 20]).inputs, "scored": 1}
    partly = type(ALWAYS)("test/partly", ALWAYS.split, inputs, "scene")
    assert judge(partly, ["SSSSSSS", "OOOOOOO"]).value == pytest.approx(7 * 0.9731 / 6)
    with pytest.raises(InvalidAnswer):
        judge(partly, ["SSSSSSS", "SSSSSSS"])


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({}, "a list of 1 strings"),
        (["SSSSSSS", "SSSSSSS"], "a list of 1 strings"),
        ([b"SSSSSSS"], "letters S, O and N"),
        (["sssssss"], "letters S, O and N"),
        (["SSSSSS"], "end at tick 6, before the work does"),
        ([""], "end at tick 0"),
        (["SSSSSSSS"], "8 decisions for a run of 7 gaps"),
        ([["S"] * 7], "letters S, O and N"),
    ],
)
def test_refusals_name_the_fault(answer, message):
    with pytest.raises(InvalidAnswer, match=message):
        judge(ALWAYS, answer)


def test_spot_where_there_is_none_is_refused():
    with pytest.raises(InvalidAnswer, match="run 0, tick 1: 'spot' was asked for where there is none"):
        judge(scene(["01" + "0" * 20]), ["SSSSSSSS"])


def test_a_late_run_is_refused_with_what_lost_it():
    tight = scene(["0" * 10 + "1" * 20], work=7200, until=10_800, overhead=1800)
    with pytest.raises(InvalidAnswer, match=r"after the deadline at tick 18: spot was lost at tick 10"):
        judge(tight, ["S" * 10 + "N" * 9])


def test_the_published_rules_let_lateness_and_spot_that_is_not_there_pass():
    tight = scene(["0" * 10 + "1" * 20], work=7200, until=10_800, overhead=1800)
    score = judge(tight, ["S" * 10 + "N" * 9], strict=False)
    assert score.metrics["late_runs"] == 1
    assert score.value == pytest.approx(10 * 0.9731 / 6 + 8 * 0.51)
    assert judge(scene(["01" + "0" * 20]), ["SSSSSSSS"], strict=False).metrics["idle_h"] == pytest.approx(
        1 / 6
    )


def test_a_rest_left_to_wait_is_never_finished():
    rest = scene(["0" * 20], work=3600.0005, overhead=0)
    with pytest.raises(InvalidAnswer, match="never finished"):
        judge(rest, ["SSSSSS" + "N" * 20])


def test_the_same_past_must_be_decided_alike():
    traces = ["0011", "0010", "0000"]
    check_alike(traces, ["SSNN", "SSNO", "SSSS"])
    with pytest.raises(InvalidAnswer, match="runs 1 and 0 were decided differently at tick 2"):
        check_alike(traces, ["SSNN", "SSON", "SSSS"])
    with pytest.raises(InvalidAnswer, match="decided differently at tick 0"):
        check_alike(traces, ["SSNN", "SSNN", "OSSS"])


def test_a_run_that_ended_has_nothing_left_to_compare():
    check_alike(["0000", "0000"], ["SS", "SS"])
    check_alike(["0000", "0001"], ["SS", "SSN"])
