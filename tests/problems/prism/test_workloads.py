from collections import Counter

import pytest

from adrs.core.workload import Split
from adrs.problems.prism.rules import GPU_MEM_SIZE, Case
from adrs.problems.prism.workloads import GAP, has_anchors, workloads


def family(split, name):
    return [Case.of(w.inputs) for w in workloads(split) if w.family == name]


def fill(case):
    return sum(case.sizes) / (GPU_MEM_SIZE * case.gpu_num)


def test_leaderboard_is_the_public_fifty_cases(golden):
    mine = [(w.inputs["gpu_num"], w.inputs["models"]) for w in workloads(Split.LEADERBOARD)]
    assert mine == [(c["gpu_num"], c["models"]) for c in golden["public_cases"]]


@pytest.mark.parametrize("split", [Split.TRAIN, Split.VALIDATION, Split.TEST])
def test_smallest_come_first(split):
    sizes = [len(w.inputs["models"]) for w in workloads(split)]
    assert sizes == sorted(sizes)


@pytest.mark.parametrize("split", [Split.TRAIN, Split.VALIDATION, Split.TEST])
def test_both_anchors_exist_and_lie_apart(split):
    assert all(has_anchors(Case.of(w.inputs)) for w in workloads(split))


def test_draws_without_anchors_are_told_apart():
    alike = Case(2, ((20, 5, 5),) * 4)
    assert GAP < 1
    assert not has_anchors(alike)
    assert not has_anchors(Case(1, ((50, 1, 5), (50, 1, 5))))


def test_test_families_are_shifted_as_the_readme_says():
    assert Counter(w.family for w in workloads(Split.TEST)) == dict.fromkeys(
        ("large", "triple", "tight", "heavy", "heterogeneous", "relabelled"), 4
    )
    assert {case.gpu_num for case in family(Split.TEST, "large")} <= {10, 11, 12}
    assert all(len(c.models) == 3 * c.gpu_num for c in family(Split.TEST, "triple"))
    assert all(fill(case) > 0.85 for case in family(Split.TEST, "tight"))
    assert max(max(case.sizes) for case in family(Split.TEST, "heterogeneous")) > 50
    heavy = [sorted(case.loads) for case in family(Split.TEST, "heavy")]
    assert any(loads[-1] > 5 * loads[len(loads) // 2] for loads in heavy)


def test_relabelled_cases_are_known_ones_with_rates_scaled():
    known = [Case.of(w.inputs) for w in workloads(Split.LEADERBOARD)]
    for case in family(Split.TEST, "relabelled"):
        sizes = sorted(case.sizes)
        [source] = [k for k in known if sorted(k.sizes) == sizes and k.gpu_num == case.gpu_num]
        factor = sum(r for _, r, _ in case.models) / sum(r for _, r, _ in source.models)
        assert factor != 1
        assert sorted(case.loads) == pytest.approx([factor * load for load in sorted(source.loads)])


def test_numbers_are_plain_ints_and_floats():
    for split in Split:
        for workload in workloads(split):
            assert {type(x) for model in workload.inputs["models"] for x in model} <= {int, float}
