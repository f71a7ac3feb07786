"""Replays the decisions on the judge's own copy of the routing, and compares with fetching on demand."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score
from adrs.core.replay import check_alike, replay
from adrs.core.workload import Workload
from adrs.problems.expert_offload.observation import Observation
from adrs.problems.expert_offload.scene import Key, Machine, Scene
from adrs.problems.expert_offload.simulator import Decoded, Plan, decode

Past = list[tuple[Observation, Any]]
"""Everything observed in an episode, with what was decided on it."""


def judge(workload: Workload, answer: Any) -> Score:
    """Score of the decisions in the scored episode and in its twin, as the harness packs them.

    Raises:
        InvalidAnswer: A log does not fit its episode, or the same past was decided differently.
    """
    if type(answer) is not list or len(answer) != 2:
        raise InvalidAnswer("the answer must be a list of two logs")
    scenes = Scene.of(workload.inputs), Scene.twin_of(workload.inputs)
    (decoded, past), (_, twin) = (
        logged(scene, unpacked(log, scene)) for scene, log in zip(scenes, answer, strict=True)
    )
    check_alike(past, twin)
    return _score(scenes[0], decoded, on_demand(workload))


def unpacked(log: Any, scene: Scene) -> list[Plan]:
    """The decisions in a packed log, one for each gate.

    Raises:
        InvalidAnswer: It is malformed.
    """
    if type(log) is not dict or set(log) != {"sizes", "keys"}:
        raise InvalidAnswer("a log is a dict of the arrays 'sizes' and 'keys'")
    for name, array in log.items():
        if type(array) is not np.ndarray or array.dtype != np.int32 or array.ndim != 1:
            raise InvalidAnswer(f"'{name}' must be a one-dimensional array of int32")
    sizes, machine = log["sizes"].tolist(), scene.machine
    gates, limit = len(scene.needed) * machine.layers, machine.layers * machine.experts
    if len(sizes) != 2 * gates or any(not 0 <= size <= limit for size in sizes):
        raise InvalidAnswer(f"'sizes' must hold two sizes, 0 to {limit}, for each of {gates} gates")
    if sum(sizes) != len(log["keys"]) or ((log["keys"] < 0) | (log["keys"] >= limit)).any():
        raise InvalidAnswer(f"'keys' must hold {sum(sizes)} experts, 0 to {limit - 1}")
    keys = iter([_key(number, machine) for number in log["keys"].tolist()])
    lists = [tuple([next(keys) for _ in range(size)]) for size in sizes]
    return list(zip(lists[::2], lists[1::2], strict=True))


def _key(number: int, machine: Machine) -> Key:
    return divmod(number, machine.experts)


def logged(scene: Scene, plans: list[Plan]) -> tuple[Decoded, Past]:
    """The episode that decisions, one for each gate, lead to, and what was observed on the way."""
    following = iter(plans)
    return replay(decode(scene), lambda told: tuple(map(list, next(following))))


@lru_cache(maxsize=256)
def on_demand(workload: Workload) -> Decoded:
    """The scored episode with nothing prefetched and the least recently used expert evicted."""
    scene = Scene.of(workload.inputs)
    decoded, _ = logged(scene, [((), ())] * (len(scene.needed) * scene.machine.layers))
    return decoded


def _score(scene: Scene, decoded: Decoded, without: Decoded) -> Score:
    tokens = len(scene.needed)
    metrics = {
        "ms_per_token": decoded.total_ms / tokens,
        "on_demand_ms_per_token": without.total_ms / tokens,
        "stalled": decoded.stall_ms / decoded.total_ms,
        "hit_rate": decoded.hits / decoded.uses,
        "loads_per_use": decoded.loads / decoded.uses,
        "wasted_loads": decoded.wasted / decoded.loads if decoded.loads else 0.0,
        "channel_busy": min(1.0, decoded.loads * scene.machine.load_ms / decoded.total_ms),
    }
    feedback = (
        f"{metrics['ms_per_token']:.2f} ms a token, {metrics['on_demand_ms_per_token']:.2f} on demand; "
        f"{metrics['stalled']:.0%} of the time waiting for experts; "
        f"{metrics['hit_rate']:.0%} of needed experts were there at the gate; "
        f"{metrics['wasted_loads']:.0%} of transfers evicted unused; "
        f"channel busy {metrics['channel_busy']:.0%}"
    )
    return Score(decoded.total_ms / without.total_ms, metrics, feedback)
