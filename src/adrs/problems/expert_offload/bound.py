"""What no policy can pass, and what Belady's rule with perfect prefetch reaches.

The bound: by the end of any layer at least so many experts have been transferred, one after another, as
Belady's rule (IBM Systems Journal 5(2), 1966) misses until there, since no schedule of a cache of that size,
prefetching or not, transfers fewer, and evicting what is needed last is best for every beginning at once.
That layer's experts are computed after the last of them, and all later layers after that.
"""

from __future__ import annotations

from functools import lru_cache

from adrs.core.problem import Bound, BoundKind
from adrs.core.replay import replay
from adrs.core.workload import Workload
from adrs.problems.expert_offload.judge import on_demand
from adrs.problems.expert_offload.observation import Observation
from adrs.problems.expert_offload.scene import Experts, Key, Scene
from adrs.problems.expert_offload.simulator import Decoded, decode

NEVER = 1 << 60


@lru_cache(maxsize=256)
def bound(workload: Workload) -> Bound:
    """The proven bound, and as best known value that of Belady with perfect prefetch."""
    scene, whole = Scene.of(workload.inputs), on_demand(workload).total_ms
    least = least_ms(scene)
    known = max(least, belady_prefetch(scene).total_ms)  # equal ones may differ by rounding
    return Bound(least / whole, BoundKind.BOUND, known / whole)


def order(scene: Scene) -> list[Experts]:
    """What is needed, layer by layer through all tokens."""
    return [needed for token in scene.needed for needed in token]


def least_ms(scene: Scene) -> float:
    """A time that no decisions can pass."""
    machine, needs = scene.machine, order(scene)
    compute = [machine.dense_ms + machine.expert_ms * len(needed) for needed in needs]
    rest, best = 0.0, sum(compute)
    loads = least_loads(needs, machine.slots)
    for n in reversed(range(len(needs))):
        if needs[n]:
            # The first transfer cannot begin before the first gate.
            through = machine.dense_ms + loads[n] * machine.load_ms + machine.expert_ms * len(needs[n])
            best = max(best, through + rest)
        rest += compute[n]
    return best


def least_loads(needs: list[Experts], slots: int) -> list[int]:
    """Fewest transfers until the end of each layer, for a cache that begins empty: Belady's rule.

    A layer's needs are met one at a time, ascending, which asks for less than having all of them at once.
    """
    uses = Uses(needs)
    resident: dict[Key, tuple[int, Key]] = {}  # with the layer, and the place in it, where it is needed next
    loads, result = 0, []
    for n, needed in enumerate(needs):
        for key in needed:
            if key not in resident:
                if len(resident) == slots:
                    del resident[max(resident, key=resident.__getitem__)]
                loads += 1
            resident[key] = uses.after(key, n), key
        result.append(loads)
    return result


class Uses:
    """When each expert is needed next."""

    def __init__(self, needs: list[Experts]) -> None:
        self._at: dict[Key, list[int]] = {}
        for n, needed in enumerate(needs):
            for key in needed:
                self._at.setdefault(key, []).append(n)
        self._passed = dict.fromkeys(self._at, 0)

    def after(self, key: Key, n: int) -> int:
        """The first layer after ``n`` that needs ``key``; ``n`` may not fall from call to call."""
        at, i = self._at.get(key, []), self._passed.get(key, 0)
        while i < len(at) and at[i] <= n:
            i += 1
        self._passed[key] = i
        return at[i] if i < len(at) else NEVER


def belady_prefetch(scene: Scene) -> Decoded:
    """The simulation with all needs known: what is needed next is fetched first, what is last goes first.

    A reference, no bound: it fetches greedily, and better may exist.
    """
    needs = order(scene)
    uses = Uses(needs)

    def decide(told: Observation) -> tuple[list[Key], list[Key]]:
        return _next_plan(needs, uses, told, told.token * told.layers + told.layer)

    return replay(decode(scene), decide)[0]


def _next_plan(needs: list[Experts], uses: Uses, told: Observation, n: int) -> tuple[list[Key], list[Key]]:
    """Swap the next missing experts for resident ones that are needed later than they are."""
    here = {*told.resident, told.loading, *told.needed}
    free = told.slots - len(told.resident) - (told.loading is not None) - len(told.missing)
    evict = sorted((k for k in told.resident if k not in told.needed), key=lambda k: -uses.after(k, n))
    victims = evict[max(0, -free) :] if free < 0 else evict
    ahead: list[Key] = []
    for m in range(n + 1, min(n + 1 + 3 * told.layers, len(needs))):
        for key in needs[m]:
            if key in here:
                continue
            if free <= len(ahead) and not _later(victims, len(ahead) - max(free, 0), m, uses, n):
                return ahead, evict
            here.add(key)
            ahead.append(key)
            if len(ahead) > told.layers:
                return ahead, evict
    return ahead, evict


def _later(victims: list[Key], i: int, m: int, uses: Uses, n: int) -> bool:
    """Whether the ``i``-th victim is needed after layer ``m``."""
    return i < len(victims) and uses.after(victims[i], n) > m
