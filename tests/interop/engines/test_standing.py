from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adrs.core.verdict import Evaluation, Outcome, Verdict
from adrs.interop.engines.standing import refuse, standing, tell

SCORES = st.floats(-1e6, 1e6)


@given(SCORES, SCORES)
def test_a_better_score_has_no_worse_a_standing_and_none_is_a_failures(a: float, b: float) -> None:
    assert standing(a) > 0
    assert (a <= b) <= (standing(a) <= standing(b))


def test_naive_and_human_stand_at_one_and_two() -> None:
    assert (standing(0.0), standing(1.0), standing(-1.0)) == (1.0, 2.0, 0.5)


def test_an_invalid_program_stands_at_nothing_everywhere() -> None:
    verdicts = (
        Verdict(workload="a", outcome=Outcome.VALID, value=3.0, normalised=0.5),
        Verdict(workload="b", outcome=Outcome.INVALID, feedback="two jobs at once"),
    )
    told = tell(Evaluation(verdicts=verdicts, complete=False), ["a", "b", "c"])
    assert (told.standing, told.valid, told.feedback) == (0.0, False, "b: two jobs at once")
    assert told.workloads == {"a": 0.0, "b": 0.0, "c": 0.0}


def test_a_valid_program_is_told_of_by_workload() -> None:
    verdicts = (Verdict(workload="a", outcome=Outcome.VALID, value=3.0, normalised=0.5, feedback="late"),)
    told = tell(Evaluation(verdicts=verdicts, value=3.0, score=0.5), ["a"])
    assert told.to_json() == {
        "score": 1.5,
        "valid": True,
        "value": 3.0,
        "workloads": {"a": 1.5},
        "feedback": "a: late",
    }


def test_a_refusal_says_why() -> None:
    assert refuse("it does not parse", ["a"]).to_json()["feedback"] == "it does not parse"
