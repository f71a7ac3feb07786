import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import DataError
from adrs.problems.prism.rules import (
    SENTINEL,
    Case,
    ideal_kvpr,
    kvpr,
    load_of,
    max_kvpr,
    round_robin,
    score_100,
)

TWO_GPUS = Case(2, ((20, 4, 5), (30, 9, 5), (10, 1, 9), (15, 6, 8)))

MODELS = st.tuples(st.integers(1, 25), st.integers(1, 9), st.integers(5, 9))


def of_golden(case):
    return Case.of({"gpu_num": case["gpu_num"], "models": case["models"]})


def computable(golden):
    return [c for c in golden["cases"] if isinstance(c["ideal_kvpr"], float | int)]


def test_pressure_is_load_over_free_memory():
    assert kvpr(TWO_GPUS, [1]) == (9 / 5) / 50


def test_an_exactly_full_gpu_has_the_sentinel_even_without_load():
    assert kvpr(Case(1, ((80, 0, 5),)), [0]) == SENTINEL


def test_an_empty_gpu_has_no_pressure():
    assert kvpr(TWO_GPUS, []) == 0.0


def test_loads_are_added_from_left_to_right():
    case = Case(1, ((1, 1e16, 1), (1, 1.0, 1), (1, -0.0, 1), (1, 1.0, 1)))
    assert load_of(case, [0, 1, 3]) == 1e16
    assert load_of(case, [1, 3, 0]) == 1e16 + 2


def test_a_case_without_latency_target_is_refused():
    with pytest.raises(DataError, match="latency target 0"):
        Case.of({"gpu_num": 1, "models": [[10, 1, 0]]})


@given(gpu_num=st.integers(1, 5), models=st.lists(MODELS, min_size=1, max_size=12), data=st.data())
def test_no_placement_that_leaves_memory_free_beats_the_ideal(gpu_num, models, data):
    case = Case(gpu_num, tuple(models))
    groups = [[] for _ in range(gpu_num)]
    for j in range(len(models)):
        groups[data.draw(st.integers(0, gpu_num - 1))].append(j)
    assert max_kvpr(case, groups) >= ideal_kvpr(case) * (1 - 1e-12)


def test_round_robin_and_ideal_are_the_reference_s(golden):
    for case in [*golden["public_cases"], *computable(golden)]:
        mine = of_golden(case)
        assert max_kvpr(mine, round_robin(mine)) == pytest.approx(case["round_robin_kvpr"], rel=1e-12)
        assert ideal_kvpr(mine) == pytest.approx(case["ideal_kvpr"], rel=1e-12)


def test_raw_pressure_is_the_reference_s(golden):
    checked = 0
    for case in computable(golden):
        mine = of_golden(case)
        for run in case["runs"]:
            groups = [[abs(j) - 1 if j < 0 else j for j in group] for _, group in run["placement"]]
            assert max_kvpr(mine, groups) == pytest.approx(float(run["max_kvpr"]), rel=1e-12), run["name"]
            checked += 1
    assert checked > 100


def test_scores_are_the_reference_s_where_it_is_right(golden):
    for case in computable(golden):
        mine = of_golden(case)
        for run in case["runs"]:
            if run.get("correct_verifier_accepts"):
                score = score_100(mine, run["max_kvpr"])
                assert score == pytest.approx(run["leaderboard"]["score"], rel=1e-12, abs=1e-9)
