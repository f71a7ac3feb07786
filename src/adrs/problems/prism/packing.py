"""Exact bin packing by bin completion (Korf, "A new algorithm for optimal bin packing", AAAI 2002).

Bins are filled one after the other. The largest item left goes into the next bin, and only undominated ways
of completing that bin are tried; sets of items that could not be packed are remembered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

ROUNDING = 1e-9
"""Slack of the pruning rules, relative to the capacity: they may keep too much, never too little."""


def pack(weights: Sequence[float], bins: int, capacity: float) -> list[list[int]] | None:
    """Items by bin, no bin above ``capacity``; ``None`` when there is provably no such packing.

    Args:
        weights: ``(n,)`` non-negative weights.
        bins: Number of bins.
        capacity: Of every bin.
    """
    order = sorted(range(len(weights)), key=lambda j: -weights[j])
    search = _Completion([weights[j] for j in order], capacity)
    packed = search.fill(tuple(range(len(order))), bins)
    if packed is None:
        return None
    packed += [[] for _ in range(bins - len(packed))]
    return [[order[i] for i in items] for items in packed]


@dataclass
class _Completion:
    """One search; items are numbered from the heaviest to the lightest."""

    weights: list[float]
    capacity: float
    hopeless: set[tuple[int, tuple[int, ...]]] = field(default_factory=set)

    def fill(self, left: tuple[int, ...], bins: int) -> list[list[int]] | None:
        """Packs the items ``left`` (ascending) into ``bins`` bins."""
        if not left:
            return []
        if bins == 0 or (bins, left) in self.hopeless:
            return None
        waste = bins * self.capacity - sum(self.weights[i] for i in left) + ROUNDING * self.capacity
        for chosen in self.completions(left, waste):
            rest = self.fill(tuple(i for i in left if i not in chosen), bins - 1)
            if rest is not None:
                return [list(chosen), *rest]
        self.hopeless.add((bins, left))
        return None

    def completions(self, left: tuple[int, ...], waste: float) -> Iterator[tuple[int, ...]]:
        """Undominated sets with the heaviest item that fit a bin and leave at most ``waste`` of it."""
        first, *others = left
        room = self.capacity - self.weights[first]
        if waste < 0 or room < 0:
            return
        suffix = [0.0] * (len(others) + 1)
        for k in range(len(others) - 1, -1, -1):
            suffix[k] = suffix[k + 1] + self.weights[others[k]]
        stack: list[tuple[int, float, tuple[int, ...]]] = [(0, room, (first,))]
        while stack:
            k, room, chosen = stack.pop()
            if room - suffix[k] > waste:
                continue
            if k == len(others):
                if not self.dominated(chosen, others, room):
                    yield chosen
                continue
            stack.append((k + 1, room, chosen))
            if self.weights[others[k]] <= room:
                stack.append((k + 1, room - self.weights[others[k]], (*chosen, others[k])))

    def dominated(self, chosen: tuple[int, ...], others: Sequence[int], room: float) -> bool:
        """Whether an item left out could join, or take the place of a lighter one, within the bin.

        Exchanging the two never makes the other bin heavier, so the richer completion suffices.
        """
        weights = self.weights
        for k in others:
            if k in chosen:
                continue
            if weights[k] <= room:
                return True
            if any(weights[j] < weights[k] <= room + weights[j] for j in chosen[1:]):
                return True
        return False
