"""Checks a placement against the workload's own figures and scores it."""

from __future__ import annotations

from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score
from adrs.core.workload import Workload
from adrs.problems.prism.rules import GPU_MEM_SIZE, Case, kvpr, load_of, score_100, size_of

Placement = dict[int, list[int]]


def judge(workload: Workload, answer: Any) -> Score:
    """Score of ``[[gpu, [model indices in order]], ...]``; the value is the maximum KVPR.

    Raises:
        InvalidAnswer: A rule is broken; names the rule, the GPU and the figure.
    """
    case = Case.of(workload.inputs)
    placement = checked(case, answer)
    ranked = sorted(placement, key=lambda gpu: (-kvpr(case, placement[gpu]), gpu))
    value = kvpr(case, placement[ranked[0]])
    metrics = {"score_100": score_100(case, value), "worst_gpu": float(ranked[0])}
    return Score(value, metrics, "; ".join(_describe(case, placement, ranked)))


def checked(case: Case, answer: Any) -> Placement:
    """The placement in an untrusted answer, with an entry for every GPU (those left out are empty).

    Raises:
        InvalidAnswer: It is malformed, not every model is placed exactly once, or a GPU overflows.
    """
    if type(answer) is not list:
        raise InvalidAnswer(f"a placement is a list of [GPU, [models]] pairs, not a {_kind(answer)}")
    placement: Placement = {}
    placed: set[int] = set()
    for pair in answer:
        gpu, models = _pair(pair, case, placement)
        placement[gpu] = [_model(j, gpu, case, placed) for j in models]
    _check_complete(case, placed)
    _check_memory(case, placement)
    return {gpu: placement.get(gpu, []) for gpu in range(case.gpu_num)}


def _pair(pair: Any, case: Case, placement: Placement) -> tuple[int, list[Any]]:
    if type(pair) is not list or len(pair) != 2:
        raise InvalidAnswer("a placement is made of [GPU, [models]] pairs; one entry is something else")
    gpu, models = pair
    if type(gpu) is not int:
        raise InvalidAnswer(f"a GPU is named by a plain int, not by a {_kind(gpu)}")
    if not 0 <= gpu < case.gpu_num:
        raise InvalidAnswer(f"there is no GPU {gpu}; GPUs are 0 to {case.gpu_num - 1}")
    if gpu in placement:
        raise InvalidAnswer(f"GPU {gpu} is listed twice")
    if type(models) is not list:
        raise InvalidAnswer(f"the models of GPU {gpu} are a {_kind(models)}, not a list")
    return gpu, models


def _model(j: Any, gpu: int, case: Case, placed: set[int]) -> int:
    if type(j) is not int or not 0 <= j < len(case.models):
        raise InvalidAnswer(f"GPU {gpu} holds something that is not one of the {len(case.models)} models")
    if j in placed:
        raise InvalidAnswer(f"model_{j} is placed more than once, the second time on GPU {gpu}")
    placed.add(j)
    return j


def _check_complete(case: Case, placed: set[int]) -> None:
    missing = [j for j in range(len(case.models)) if j not in placed]
    if missing:
        raise InvalidAnswer(
            f"{len(missing)} of {len(case.models)} models are not placed, the first is model_{missing[0]}"
        )


def _check_memory(case: Case, placement: Placement) -> None:
    for gpu, models in placement.items():
        size = size_of(case, models)
        if size > GPU_MEM_SIZE:
            raise InvalidAnswer(f"GPU {gpu} exceeds memory: {size:g} GB > {GPU_MEM_SIZE} GB")


def _describe(case: Case, placement: Placement, ranked: list[int]) -> list[str]:
    """What a proposer should know: the two worst GPUs and the best one."""
    worst, *others = ranked
    lines = [f"worst GPU {worst}: {_gpu(case, placement[worst])}"]
    if others:
        lines.append(f"next GPU {others[0]}: {_gpu(case, placement[others[0]])}")
    if len(others) > 1:
        lines.append(f"least loaded GPU {others[-1]}: {_gpu(case, placement[others[-1]])}")
    return lines


def _gpu(case: Case, models: list[int]) -> str:
    if not models:
        return "empty"
    size, load = size_of(case, models), load_of(case, models)
    names = ", ".join(
        f"model_{j} ({case.models[j][0]:g} GB, load {load_of(case, [j]):.3g})" for j in models[:6]
    )
    more = f" and {len(models) - 6} more" if len(models) > 6 else ""
    return (
        f"KVPR {kvpr(case, models):.5g} = load {load:.4g} / {GPU_MEM_SIZE - size:.4g} GB free, "
        f"holds {names}{more}"
    )


def _kind(value: Any) -> str:
    return type(value).__name__
