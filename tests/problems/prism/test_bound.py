import numpy as np
import pytest

from adrs.core.problem import BoundKind
from adrs.core.workload import Split, Workload
from adrs.problems.prism.bound import below, bound, cached, lower_bound, optimum
from adrs.problems.prism.judge import judge
from adrs.problems.prism.rules import GPU_MEM_SIZE, Case
from adrs.problems.prism.workloads import workloads

EVERYTHING = [w for split in Split for w in workloads(split)]


def fits_by_milp(case, threshold):
    """Whether a mixed-integer solver finds a placement with no KVPR above ``threshold``."""
    highspy = pytest.importorskip("highspy", reason="highspy is not installed")
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    n, m = len(case.models), case.gpu_num
    place = [[solver.addBinary() for _ in range(m)] for _ in range(n)]
    for row in place:
        solver.addConstr(sum(row[1:], row[0]) == 1)
    for g in range(m):
        terms = [
            (load / threshold + size) * place[j][g]
            for j, (load, size) in enumerate(zip(case.loads, case.sizes, strict=True))
        ]
        solver.addConstr(sum(terms[1:], terms[0]) <= GPU_MEM_SIZE)
    solver.run()
    return solver.getModelStatus() == highspy.HighsModelStatus.kOptimal


@pytest.mark.parametrize(
    "workload", [w for w in EVERYTHING if len(w.inputs["models"]) <= 10][:8], ids=lambda w: w.id
)
def test_a_mixed_integer_solver_finds_the_same_optimum(workload):
    case = Case.of(workload.inputs)
    value, _ = optimum(case)
    assert fits_by_milp(case, value * (1 + 1e-4))
    assert not fits_by_milp(case, value * (1 - 1e-4))


def test_every_shipped_workload_has_a_proven_optimum():
    for workload in EVERYTHING:
        assert bound(workload).kind is BoundKind.OPTIMAL
        assert workload.digest in cached()


def test_the_file_holds_nothing_else():
    assert set(cached()) == {w.digest for w in EVERYTHING}


@pytest.mark.parametrize("workload", EVERYTHING[::8], ids=lambda w: w.id)
def test_recomputing_gives_what_the_file_says(workload):
    assert optimum(Case.of(workload.inputs))[0] == pytest.approx(cached()[workload.digest], rel=1e-12)


@pytest.mark.slow
def test_recomputing_everything_gives_what_the_file_says():
    for workload in EVERYTHING:
        assert optimum(Case.of(workload.inputs))[0] == pytest.approx(cached()[workload.digest], rel=1e-12)


@pytest.mark.parametrize("workload", EVERYTHING[::8], ids=lambda w: w.id)
def test_a_placement_reaches_the_optimum_and_none_lies_below(workload):
    case = Case.of(workload.inputs)
    value, groups = optimum(case)
    assert judge(workload, [[g, js] for g, js in enumerate(groups)]).value == value
    assert below(case, value * (1 - 1e-9)) is None
    assert value >= lower_bound(case)


def test_the_public_optima_are_the_reference_s(golden):
    for workload, case in zip(workloads(Split.LEADERBOARD), golden["public_cases"], strict=True):
        assert bound(workload).value == pytest.approx(case["proved_optimum_kvpr"], rel=1e-12)


def test_small_unknown_workloads_are_solved_when_asked_for():
    inputs = {"gpu_num": 2, "models": [[20, 4, 5], [30, 9, 5], [10, 1, 9], [15, 6, 8]]}
    result = bound(Workload("x", Split.TEST, inputs))
    assert result.value == pytest.approx(min(values_of_every_placement(Case.of(inputs))))
    assert result.kind is BoundKind.OPTIMAL


def test_large_unknown_workloads_have_no_bound():
    inputs = {"gpu_num": 30, "models": [[10, j, 5] for j in range(1, 31)]}
    assert bound(Workload("x", Split.TEST, inputs)) is None


def test_no_bound_where_nothing_fits_or_nothing_is_asked_of_a_model():
    assert bound(Workload("x", Split.TEST, {"gpu_num": 1, "models": [[50, 1, 5], [50, 1, 5]]})) is None
    assert bound(Workload("x", Split.TEST, {"gpu_num": 1, "models": [[90, 1, 5]]})) is None
    assert bound(Workload("x", Split.TEST, {"gpu_num": 1, "models": [[50, 0, 5]]})) is None


@pytest.mark.parametrize("seed", range(12))
def test_optimum_is_the_least_over_all_placements(seed):
    rng = np.random.RandomState(seed)
    models = [(float(rng.uniform(5, 40)), float(rng.uniform(0.1, 9)), 1.0) for _ in range(7)]
    case = Case(3, tuple(models))
    assert optimum(case)[0] == pytest.approx(min(values_of_every_placement(case)), rel=1e-12)


def values_of_every_placement(case):
    """The maximum KVPR of every placement that leaves memory free everywhere."""
    n, m = len(case.models), case.gpu_num
    for code in range(m**n):
        free, load = [GPU_MEM_SIZE] * m, [0.0] * m
        for j in range(n):
            g = code // m**j % m
            free[g] -= case.sizes[j]
            load[g] += case.loads[j]
        if min(free) > 0:
            yield max(w / f for w, f in zip(load, free, strict=True))
