"""Runs beside the candidate: asks the policy gate by gate, and returns what it decided.

Nothing here is trusted: the judge replays the decisions on its own copy of the routing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from adrs.core.online import episodes, play
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
    games = [decode(Scene.of(inputs)), decode(Scene.twin_of(inputs))]
    inputs.clear()
    return [packed(decoded.log, experts) for decoded in play(load, episodes(games))]


def packed(log: Sequence[Plan], experts: int) -> dict[str, Any]:
    """Decisions as arrays: the length of each list, and ``layer * experts + expert`` of all in turn."""
    lists = [keys for plan in log for keys in plan]
    return {
        "sizes": np.array([len(keys) for keys in lists], dtype=np.int32),
        "keys": np.array([layer * experts + e for keys in lists for layer, e in keys], dtype=np.int32),
    }
