"""Runs beside the candidate: asks the policy gate by gate, and returns what it decided.

Nothing here is trusted: the judge replays the decisions on its own copy of the routing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from adrs.core.online import Steps, play
from adrs.problems.expert_offload.scene import Scene
from adrs.problems.expert_offload.simulator import Plan, decode


def run(load: Callable[[], ModuleType], inputs: dict[str, Any]) -> list[dict[str, Any]]:
    """The program's decisions in the scored episode and in its twin; see :func:`packed`.

    Args:
        load: Executes the program and returns its module.
        inputs: The workload's inputs; emptied before the program is loaded.

    Raises:
        InvalidAnswer: There is no policy, it decides something impossible, or it looks where it must not.
    """
    experts = inputs["machine"]["experts"]
    steps = _episodes([Scene.of(inputs), Scene.twin_of(inputs)])
    inputs.clear()
    return [packed(log, experts) for log in play(load, steps)]


def packed(log: Sequence[Plan], experts: int) -> dict[str, Any]:
    """Decisions as arrays: the length of each list, and ``layer * experts + expert`` of all in turn."""
    lists = [keys for plan in log for keys in plan]
    return {
        "sizes": np.array([len(keys) for keys in lists], dtype=np.int32),
        "keys": np.array([layer * experts + e for keys in lists for layer, e in keys], dtype=np.int32),
    }


def _episodes(scenes: list[Scene]) -> Steps:
    games = [decode(scene) for scene in scenes]
    told = [next(game) for game in games]  # all of them begin before the program is loaded
    logs: list[tuple[Plan, ...]] = []
    for game, first in zip(games, told, strict=True):
        yield None
        step = first
        try:
            while True:
                step = game.send((yield step))
        except StopIteration as end:
            logs.append(end.value.log)
    yield logs
