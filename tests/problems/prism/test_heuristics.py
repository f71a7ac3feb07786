"""The rules in index form and the programs shipped for them place alike."""

import pytest

from adrs.core.workload import Split, Workload
from adrs.problems.prism.heuristics import lookahead_greedy, most_free_memory, prism_greedy
from adrs.problems.prism.problem import create
from adrs.problems.prism.rules import Case
from adrs.testing.inprocess import answer_of

PROBLEM = create()

PAIRS = {
    "naive": (most_free_memory, PROBLEM.seeds["naive"]),
    "human_sota": (prism_greedy, PROBLEM.baselines["human_sota"]),
    "lookahead_greedy": (lookahead_greedy, PROBLEM.baselines["lookahead_greedy"]),
}


@pytest.mark.parametrize(("rule", "program"), PAIRS.values(), ids=PAIRS.keys())
@pytest.mark.parametrize("split", list(Split))
def test_rule_and_program_place_alike(rule, program, split):
    for workload in PROBLEM.workloads(split):
        groups = rule(Case.of(workload.inputs))
        if groups is None:
            with pytest.raises(ValueError, match="no GPU has room"):
                answer_of(PROBLEM, program, workload)
        else:
            assert answer_of(PROBLEM, program, workload) == [[g, js] for g, js in enumerate(groups)]


def test_greedy_places_as_the_reference_does(golden):
    for case in golden["public_cases"]:
        mine = Case.of({"gpu_num": case["gpu_num"], "models": case["models"]})
        assert prism_greedy(mine) == case["greedy_placement"]


def test_the_program_raises_where_the_reference_does(golden):
    program = PROBLEM.baselines["human_sota"]
    for case in golden["cases"]:
        inputs = {"gpu_num": case["gpu_num"], "models": case["models"]}
        workload = Workload(case["id"], Split.TEST, inputs)
        if case["greedy"].get("exception") == "ValueError":
            with pytest.raises(ValueError, match="no GPU has room"):
                answer_of(PROBLEM, program, workload)
        elif "placement" in case["greedy"]:
            assert answer_of(PROBLEM, program, workload) == case["greedy"]["placement"]
