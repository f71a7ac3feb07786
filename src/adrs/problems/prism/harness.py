"""Runs beside the candidate: hands out ``Model`` objects and turns the placement it returns into indices.

Models are known again by identity, so what a program does to their attributes changes nothing. Nothing here
is trusted: the judge checks the indices against its own figures.
"""

from __future__ import annotations

import builtins
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.harness import entry

ENTRY = "compute_model_placement"
GPU_MEM_SIZE = 80

_MAPPINGS = (dict, defaultdict, OrderedDict)


@dataclass
class Model:
    """A model to place, as the published benchmark hands it out; programs may change it at will.

    Like there, models compare by value and cannot be dictionary keys: a program that hashes them would fail
    in the published evaluator too.
    """

    model_name: str
    model_size: float
    req_rate: float
    slo: float
    cur_gpu_id: int


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> list[list[Any]]:
    """The program's placement as ``[[gpu, [model indices]], ...]``.

    Raises:
        InvalidAnswer: The program returns something else than its models in lists by GPU.
    """
    # Some published programs rely on the evaluator's constant being visible.
    builtins.GPU_MEM_SIZE = GPU_MEM_SIZE  # type: ignore[attr-defined]
    place = entry(load(), ENTRY)
    models = [Model(f"model_{j}", m[0], m[1], m[2], j) for j, m in enumerate(inputs["models"])]
    gpu_num = inputs["gpu_num"]
    return indices_of(place(gpu_num, list(models)), gpu_num, models)


def indices_of(placement: Any, gpu_num: int, models: list[Model]) -> list[list[Any]]:
    """``placement`` with each of ``models`` replaced by its index.

    Base-class methods are called throughout, so that a subclass cannot answer for itself.
    """
    if type(placement) not in _MAPPINGS:
        raise InvalidAnswer(f"{ENTRY} must return a dict from GPU to list of models, not {_a(placement)}")
    index = {id(model): j for j, model in enumerate(models)}
    answer: list[list[Any]] = []
    room = len(models)
    for gpu, group in dict.items(placement):
        if type(gpu) is not int:
            raise InvalidAnswer(f"a GPU is named by a plain int, not by {_a(gpu)}; convert it with int()")
        if not 0 <= gpu < gpu_num:
            raise InvalidAnswer(f"there is no GPU {_short(gpu)}; GPUs are 0 to {gpu_num - 1}")
        if type(group) is not list:
            raise InvalidAnswer(f"the models of GPU {gpu} must be a list, not {_a(group)}")
        room -= len(group)
        if room < 0:
            raise InvalidAnswer(f"more than the {len(models)} models are placed; each must occur once")
        answer.append([gpu, [_index(model, gpu, index) for model in group]])
    return answer


def _index(model: Any, gpu: int, index: dict[int, int]) -> int:
    try:
        return index[id(model)]
    except KeyError:
        raise InvalidAnswer(
            f"GPU {gpu} holds {_a(model)} that is not one of the models handed in; "
            "place those objects themselves, not copies, names or indices"
        ) from None


def _a(value: Any) -> str:
    return f"a {type(value).__name__[:60]}"


def _short(gpu: int) -> str:
    return str(gpu) if -(10**9) < gpu < 10**9 else "of such a number"
