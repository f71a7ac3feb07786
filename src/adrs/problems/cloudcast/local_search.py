"""Good plans by search, for the best known costs beside the bounds.

Starts are exact Steiner trees under weights that also count slow links and crowded regions. Then the trees of
single groups of partitions are changed at random, one region re-hung at a time, and kept when not dearer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from adrs.core.errors import InvalidAnswer
from adrs.problems.cloudcast.rules import Broadcast, Link, Network
from adrs.problems.cloudcast.simulator import Paths, transfer
from adrs.problems.cloudcast.steiner import Tree, steiner_tree

_SLOWNESS = (0.0, 1e-3, 1e-2, 0.1)
_MACHINES = (0.0, 1e-4, 2e-3)
_SPLITS = (0.0, 1e-5, 1e-3, 4e-3)
_GROUPS = 5
_STARTS = 3


def search(network: Network, broadcast: Broadcast, *, seed: int, steps: int) -> float:
    """The least cost found, in USD."""
    rng = Random(seed)
    starts = sorted(_starts(network, broadcast), key=lambda pair: pair[0])[:_STARTS]
    best = starts[0][0]
    for _, tree in starts:
        for groups in {1, min(2, broadcast.partitions), min(_GROUPS, broadcast.partitions)}:
            trees = [dict(tree) for _ in range(groups)]
            best = min(best, _improve(network, broadcast, trees, rng, steps // groups))
    return best


def cost(network: Network, broadcast: Broadcast, trees: Sequence[Tree]) -> float:
    """Cost of sending partition ``p`` over tree ``p mod len(trees)``."""
    return transfer(network, broadcast, broadcast.destinations, _paths(broadcast, trees)).cost


def _starts(network: Network, broadcast: Broadcast) -> Iterator[tuple[float, Tree]]:
    seen = set()
    for slowness in _SLOWNESS:
        for machines in _MACHINES:
            for split in _SPLITS:
                tree = _tree(network, broadcast, slowness, machines, split)
                key = frozenset(tree.items())
                if key not in seen:
                    seen.add(key)
                    yield cost(network, broadcast, [tree]), tree


def _tree(network: Network, broadcast: Broadcast, slowness: float, machines: float, split: float) -> Tree:
    def weight(link: Link) -> float:
        assert link.price is not None
        return link.price + slowness / link.rate + machines

    found = steiner_tree(network, broadcast.source, broadcast.destinations, weight=weight, split=split)
    assert found is not None, "a destination cannot be reached"
    return found[1]


def _improve(network: Network, broadcast: Broadcast, trees: list[Tree], rng: Random, steps: int) -> float:
    best = cost(network, broadcast, trees)
    for _ in range(steps):
        g = rng.randrange(len(trees))
        changed = _changed(network, broadcast, trees, g, rng)
        if changed is None:
            continue
        new = [*trees[:g], changed, *trees[g + 1 :]]
        try:
            value = cost(network, broadcast, new)
        except InvalidAnswer:
            continue
        if value <= best:
            best, trees = value, new
    return best


def _changed(
    network: Network, broadcast: Broadcast, trees: Sequence[Tree], g: int, rng: Random
) -> Tree | None:
    """A tree with a region hung elsewhere, behind a relay, or as in another group; ``None`` if that loops."""
    tree = dict(trees[g])
    node = rng.choice(list(tree))
    move = rng.random()
    if move < 0.6:
        tree[node] = rng.choice([broadcast.source, *tree])
    elif move < 0.8:
        relay = rng.choice(network.regions)
        if relay == node or relay == broadcast.source or relay in tree:
            return None
        tree[relay], tree[node] = rng.choice([tree[node], broadcast.source]), relay
    else:
        other = rng.choice(trees)
        if node not in other or (other[node] != broadcast.source and other[node] not in tree):
            return None
        tree[node] = other[node]
    if not all((parent, child) in network.links for child, parent in tree.items()):
        return None
    return _pruned(broadcast, tree)


def _pruned(broadcast: Broadcast, tree: Tree) -> Tree | None:
    """Only what leads to destinations; ``None`` where something does not lead to the source."""
    kept: Tree = {}
    for node in broadcast.destinations:
        seen = set()
        while node != broadcast.source:
            if node in seen:
                return None
            seen.add(node)
            kept[node] = tree[node]
            node = tree[node]
    return kept


def _paths(broadcast: Broadcast, trees: Sequence[Tree]) -> Paths:
    routes = [{d: _route(broadcast.source, tree, d) for d in broadcast.destinations} for tree in trees]
    return {
        d: {str(p): routes[p % len(trees)][d] for p in range(broadcast.partitions)}
        for d in broadcast.destinations
    }


def _route(source: str, tree: Tree, node: str) -> list[tuple[str, str, Link | None]]:
    route: list[tuple[str, str, Link | None]] = []
    while node != source:
        route.append((tree[node], node, None))
        node = tree[node]
    return route[::-1]
