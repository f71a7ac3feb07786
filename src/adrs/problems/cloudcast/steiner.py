"""Exact minimum directed Steiner trees, on the judge's side: for bounds, anchors and best known plans.

Dreyfus and Wagner, Networks 1(3), 1971: trees to ever larger sets of terminals, joined at a region and then
extended backwards by shortest paths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from math import inf

from adrs.problems.cloudcast.rules import Link, Network

Tree = dict[str, str]
"""The region before each region, without the source."""

Weight = Callable[[Link], float]
Incoming = Mapping[str, Sequence[tuple[str, float]]]
SAME = 1e-12
"""Sums that differ by less are equal."""


def price(link: Link) -> float:
    """USD per GB; infinite where the link is not for sale."""
    return inf if link.price is None else link.price


def steiner_tree(
    network: Network,
    source: str,
    terminals: Sequence[str],
    *,
    weight: Weight = price,
    split: float = 0.0,
) -> tuple[float, Tree] | None:
    """The least total weight of a tree from ``source`` to all ``terminals``, and such a tree.

    Args:
        network: Regions and links; time and memory grow with ``3 ** len(terminals)``.
        source: Root of the tree.
        terminals: Regions it must contain.
        weight: What a link counts, not negative.
        split: What it counts, besides, that a region sends to one more.

    Returns:
        ``None`` where a terminal cannot be reached. With ``split`` 0 the weight is proven least.
    """
    incoming: dict[str, list[tuple[str, float]]] = {}
    for (u, v), link in network.links.items():
        if link.rate > 0 and (counted := weight(link)) < inf:
            incoming.setdefault(v, []).append((u, counted))
    cost: dict[int, dict[str, float]] = {}
    choice: dict[int, dict[str, int | str | None]] = {}
    full = (1 << len(terminals)) - 1
    for mask in range(1, full + 1):
        cost[mask], choice[mask] = _joined(mask, terminals, cost, split)
        _extend(cost[mask], choice[mask], incoming)
    if source not in cost[full]:
        return None
    tree: Tree = {}
    _collect(source, full, choice, tree)
    return cost[full][source], tree


def _joined(
    mask: int, terminals: Sequence[str], cost: Mapping[int, Mapping[str, float]], split: float
) -> tuple[dict[str, float], dict[str, int | str | None]]:
    if mask & (mask - 1) == 0:
        terminal = terminals[mask.bit_length() - 1]
        return {terminal: 0.0}, {terminal: None}
    best: dict[str, float] = {}
    choice: dict[str, int | str | None] = {}
    part = (mask - 1) & mask
    while part > mask ^ part:
        other = cost[mask ^ part]
        for v, own in cost[part].items():
            both = own + other.get(v, inf) + split
            if both < best.get(v, inf) - SAME:
                best[v], choice[v] = both, part
        part = (part - 1) & mask
    return best, choice


def _extend(best: dict[str, float], choice: dict[str, int | str | None], incoming: Incoming) -> None:
    heap = [(own, i, v) for i, (v, own) in enumerate(best.items())]
    heapify(heap)
    pushed = len(heap)
    done: set[str] = set()
    while heap:
        own, _, v = heappop(heap)
        if v in done:
            continue
        done.add(v)
        for u, counted in incoming.get(v, ()):
            longer = own + counted
            if longer < best.get(u, inf) - SAME:
                best[u], choice[u] = longer, v
                heappush(heap, (longer, pushed, u))
                pushed += 1


def _collect(v: str, mask: int, choice: Mapping[int, Mapping[str, int | str | None]], tree: Tree) -> None:
    step = choice[mask][v]
    if isinstance(step, int):
        _collect(v, step, choice, tree)
        _collect(v, mask ^ step, choice, tree)
    elif step is not None:
        tree[step] = v
        _collect(step, mask, choice, tree)
