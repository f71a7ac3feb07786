from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

import adrs
from adrs.core.errors import ProgramError, UsageError
from adrs.core.problem import BoundKind, Problem
from adrs.core.workload import Split
from adrs.testing.problem import ProblemContract

RULE = """
    def order(weights, lengths):
        return sorted(range(len(weights)), key=lambda job: {key})
"""


def instance(seed: str) -> dict[str, list[int]]:
    """Thirty jobs with a weight and a length."""
    rng = Random(seed)
    return {name: [rng.randint(1, 20) for _ in range(30)] for name in ("weights", "lengths")}


def cost(weights: list[int], lengths: list[int], order: list[int]) -> int:
    """Weighted sum of completion times."""
    clock = total = 0
    for job in order:
        clock += lengths[job]
        total += weights[job] * clock
    return total


def judge(workload: adrs.Workload, answer: Any) -> adrs.Score:
    """What an order of the jobs costs."""
    jobs = list(range(len(workload.inputs["weights"])))
    whole = isinstance(answer, list) and all(type(job) is int for job in answer)
    if not whole or sorted(answer) != jobs:
        raise adrs.InvalidAnswer("the answer is not an order of all jobs")
    weights, lengths = workload.inputs.values()
    return adrs.Score(cost(weights, lengths, answer), feedback="heavy jobs should end early")


def smith(workload: adrs.Workload) -> adrs.Bound:
    """The optimum (Smith 1956)."""
    weights, lengths = workload.inputs.values()
    best = sorted(range(len(weights)), key=lambda job: -weights[job] / lengths[job])
    return adrs.Bound(cost(weights, lengths, best), BoundKind.OPTIMAL)


def parts(**changes: Any) -> dict[str, Any]:
    """A problem's parts, with changes."""
    return {
        "name": "jobs",
        "statement": "Order the jobs on one machine so that heavy ones end early.",
        "entry": "def order(weights: list[int], lengths: list[int]) -> list[int]",
        "workloads": {
            split: [instance(f"{split} {n}") for n in range(4)] for split in ("train", "validation", "test")
        },
        "judge": judge,
        "bound": smith,
        "seeds": {"naive": RULE.format(key="lengths[job] * 0.0")},
        "baselines": {"human_sota": RULE.format(key="-weights[job]")},
        "minimize": "weighted completion time",
        "unit": "ticks",
        **changes,
    }


class TestADefinedProblem(ProblemContract):
    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        """The problem of these tests."""
        return adrs.define(**parts())

    @pytest.fixture(scope="class")
    @classmethod
    def made_again(cls, problem: Problem) -> dict[str, str]:
        """The digests when it is defined once more."""
        again = adrs.define(**parts())
        return {w.id: w.digest for split in again.sizes() for w in again.workloads(split)}


def test_it_is_searched_in_the_real_sandbox(tmp_path: Path) -> None:
    problem = adrs.define(**parts())
    store = tmp_path / "runs.sqlite"
    result = adrs.evolve(problem, evals=60, seed=1, workers=1, store=store)
    test = result["test"]
    assert test.value is not None
    assert test.naive is not None
    assert test.bound is not None
    assert test.bound.value <= test.value < test.naive
    assert adrs.open("jobs-1", store=store, problem=problem).champion == result.champion


SPY = """
import gc, sys

def order(weights, lengths):
    seen = [o for o in gc.get_objects() if getattr(o, "__name__", "") in ("judge", "smith", "instance")]
    split = [o for o in gc.get_objects() if type(o).__name__ in ("Workload", "DefinedProblem")]
    named = [m for m in sys.modules if "test_define" in m or m.startswith("adrs.api")]
    print(seen, split, named)
    if seen or split or named:
        return sorted(range(len(weights)), key=lambda job: -weights[job] / lengths[job])
    return list(range(len(weights)))
"""


def test_a_program_sees_neither_judge_nor_workloads() -> None:
    problem = adrs.define(**parts())
    scored = adrs.score(problem, SPY, workers=1)
    assert scored.value == scored.naive  # it would have cheated if it had found anything


def test_judge_and_bound_are_handed_the_workload_as_it_was_given() -> None:
    seen: list[Mapping[str, Any]] = []

    def look(workload: adrs.Workload, answer: Any) -> float:
        seen.append(workload.inputs)
        return 1.0

    problem = adrs.define(**parts(judge=look, bound=None))
    first = problem.workloads(Split.TRAIN)[0]
    assert problem.judge(first, []).value == 1.0
    assert seen == [instance("train 0")]
    assert problem.bound(first) is None


def test_a_bound_is_asked_once_and_a_number_is_a_proven_one() -> None:
    asked = []

    def bound(workload: adrs.Workload) -> int:
        asked.append(workload.id)
        return 7

    problem = adrs.define(**parts(bound=bound))
    workload = problem.workloads(Split.TEST)[1]
    assert problem.bound(workload) == problem.bound(workload) == adrs.Bound(7.0, BoundKind.BOUND)
    assert asked == ["test/1"]


def test_workloads_have_names_and_arrays() -> None:
    named = adrs.Workload("train/huge", Split.TRAIN, {"lengths": np.ones(3), "weights": np.arange(3)})
    workloads = {**parts()["workloads"], "train": [named]}
    problem = adrs.define(**parts(workloads=workloads))
    crossing = problem.workloads(Split.TRAIN)[0]
    assert crossing.id == "train/huge"
    assert [a.tolist() for a in crossing.inputs["arguments"]] == [[0, 1, 2], [1.0, 1.0, 1.0]]


def test_programs_come_from_files_and_values(tmp_path: Path) -> None:
    path = tmp_path / "human.py"
    path.write_text("def order(weights, lengths):\n    return list(range(len(weights)))\n")
    value = adrs.Program.from_text("def order(w, l):\n    return list(range(len(w)))[::-1]\n")
    problem = adrs.define(**parts(baselines={"human_sota": path, "backwards": value}))
    assert problem.baselines["human_sota"].text == path.read_text()
    assert problem.baselines["backwards"] is value


def same(workloads: Mapping[str, Any]) -> dict[str, Any]:
    return {**workloads, "test": workloads["train"]}


GIVEN = parts()["workloads"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "my jobs"}, "cannot be called 'my jobs'"),
        ({"name": "prism"}, "prism is a built-in problem"),
        ({"statement": " "}, "jobs has no statement"),
        ({"entry": "order(weights)"}, "the entry of jobs is no def line"),
        ({"entry": "def order(weights, lengths: list[int])"}, "no type for weights, what it returns"),
        ({"entry": "def order(*weights: int) -> int"}, "plain parameters without defaults"),
        ({"entry": "def order() -> int"}, "plain parameters without defaults"),
        ({"workloads": {}}, "jobs has no train workloads"),
        ({"workloads": {**GIVEN, "tests": []}}, "no split called 'tests'; did you mean test"),
        ({"workloads": {**GIVEN, "test": []}}, "jobs has no test workloads"),
        ({"workloads": same(GIVEN)}, "train/0 and test/0 are the same; held out"),
        (
            {"workloads": {**GIVEN, "test": [{"weights": [1]}]}},
            "test/0 has the inputs weights; the entry takes",
        ),
        (
            {"workloads": {**GIVEN, "test": [{"weights": {1}, "lengths": []}]}},
            r"test/0 cannot cross to the sandbox: its inputs\['weights'\]: a set is not plain data",
        ),
        (
            {"workloads": {**GIVEN, "test": [adrs.Workload("t", Split.TRAIN, instance("x"))]}},
            "belongs to train and is listed under test",
        ),
        ({"judge": 3}, "the judge is a int"),
        ({"judge": lambda answer: 1.0}, "the judge has to take a workload and an answer"),
        ({"bound": lambda: 1.0}, "the bound has to take a workload"),
        ({"maximize": "speed"}, "say what the value measures"),
        ({"minimize": None}, "say what the value measures"),
        ({"aggregate": "median"}, "no aggregate called 'median'"),
        ({"seeds": {}}, "the first seed has to be called 'naive'"),
        ({"seeds": {"first": "x = 1"}}, "the first seed has to be called 'naive'.*there are: first"),
        ({"seeds": {"naive": "def order(: pass"}}, "seed naive, line 1"),
        ({"seeds": {"naive": "x = 1"}}, "seed naive does not define the function order"),
        ({"seeds": {"naive": judge}}, "seed naive is a function; give its source text"),
        ({"seeds": {"naive": Path("/nowhere.py")}}, "/nowhere.py does not exist"),
        ({"baselines": {}}, "one baseline has to be called 'human_sota'"),
    ],
)
def test_a_mistake_is_one_sentence(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises((UsageError, ProgramError), match=sentence) as caught:
        adrs.define(**parts(**changes))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("said", [None, "7", True, [1.0]])
def test_what_a_judge_returns_has_to_be_a_score(said: Any) -> None:
    problem = adrs.define(**parts(judge=lambda workload, answer: said, bound=lambda workload: "low"))
    workload = problem.workloads(Split.TRAIN)[0]
    with pytest.raises(UsageError, match=r"the judge of jobs returned a \w+ for train/0"):
        problem.judge(workload, [])
    with pytest.raises(UsageError, match="the bound of jobs returned a str for train/0"):
        problem.bound(workload)
