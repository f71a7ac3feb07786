"""Good plans by search, for the best known costs beside the bounds.

Starts are exact Steiner trees under weights that also count slow links and crowded regions. Then the trees
of groups of partitions are changed at random (a region hung elsewhere, behind a new relay or as in another
group, a relay exchanged for another region) and kept when not dearer.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from adrs.core.errors import InvalidAnswer
from adrs.problems.cloudcast.rules import Broadcast, Link, Network
from adrs.problems.cloudcast.simulator import Paths, transfer
from adrs.problems.cloudcast.steiner import Tree, steiner_tree

_SLOWNESS = (0.0, 1e-3, 1e-2, 0.1)
_MACHINES = (0.0, 1e-4, 2e-3)
_SPLITS = (0.0, 1e-5, 1e-3, 4e-3)
_STARTS = 3


def search(network: Network, broadcast: Broadcast, *, seed: int, steps: int) -> float:
    """The least cost found, in USD."""
    rng = Random(seed)
    starts = sorted(_starts(network, broadcast), key=lambda tree: cost(network, broadcast, [tree]))[:_STARTS]
    best = cost(network, broadcast, starts[:1])[0]
    for tree in starts:
        for trees in (starts[:1], [tree] * 5, [tree, _apart(network, broadcast, tree)], starts):
            found = _improve(network, broadcast, list(trees[: broadcast.partitions]), rng, steps)
            best = min(best, found)
    return best


def cost(network: Network, broadcast: Broadcast, trees: Sequence[Tree]) -> tuple[float, float]:
    """Cost of sending partition ``p`` over tree ``p mod len(trees)``, and how near links are to the slowest.

    The second, a norm of all links' seconds, tells plans of equal cost apart: fewer slow links are better.
    """
    result = transfer(network, broadcast, broadcast.destinations, _paths(broadcast, trees))
    crowding = 0.0
    for _, _, partitions, flow in result.edges:
        crowding += (partitions / flow) ** 4
    return round(result.cost, 6), crowding


def _starts(network: Network, broadcast: Broadcast) -> list[Tree]:
    """Different trees that are cheapest under different weights."""
    found = {}
    for slowness in _SLOWNESS:
        for machines in _MACHINES:
            for split in _SPLITS:
                tree = _tree(network, broadcast, slowness, machines, split)
                if tree is not None:
                    found[frozenset(tree.items())] = tree
    assert found, "a destination cannot be reached"
    return list(found.values())


def _apart(network: Network, broadcast: Broadcast, tree: Tree) -> Tree:
    """A cheapest tree without the relays of another one, so that two groups crowd no relay; or the same."""
    relays = {*tree, *tree.values()} - {broadcast.source, *broadcast.destinations}
    links = {pair: link for pair, link in network.links.items() if not relays & {*pair}}
    return _tree(Network(network.regions, links), broadcast, 0.01, 0.0, 1e-3) or tree


def _tree(
    network: Network, broadcast: Broadcast, slowness: float, machines: float, split: float
) -> Tree | None:
    def weight(link: Link) -> float:
        assert link.price is not None
        return link.price + slowness / link.rate + machines

    found = steiner_tree(network, broadcast.source, broadcast.destinations, weight=weight, split=split)
    return None if found is None else found[1]


def _improve(network: Network, broadcast: Broadcast, trees: list[Tree], rng: Random, steps: int) -> float:
    best = cost(network, broadcast, trees)
    for _ in range(steps):
        new = list(trees)
        for g in rng.sample(range(len(trees)), min(len(trees), rng.choice([1, 1, 2]))):
            new[g] = _changed(network, broadcast, trees, g, rng) or trees[g]
        try:
            value = cost(network, broadcast, new)
        except InvalidAnswer:
            continue
        if value <= best:
            best, trees = value, new
    return best[0]


def _changed(
    network: Network, broadcast: Broadcast, trees: Sequence[Tree], g: int, rng: Random
) -> Tree | None:
    """A tree with one thing changed; ``None`` where that gives no tree."""
    tree = dict(trees[g])
    node, region = rng.choice(list(tree)), rng.choice(network.regions)
    move = rng.random()
    if move < 0.45:
        tree[node] = rng.choice([broadcast.source, *tree])
    elif move < 0.8:
        if region in tree or region == broadcast.source:
            return None
        if move < 0.6 or node in broadcast.destinations:
            tree[region], tree[node] = rng.choice([tree[node], broadcast.source]), region
        else:
            tree = {
                _instead(child, node, region): _instead(parent, node, region)
                for child, parent in tree.items()
            }
    else:
        tree = {**tree, node: rng.choice(trees).get(node, tree[node])}
    if not all((parent, child) in network.links for child, parent in tree.items()):
        return None
    return _pruned(broadcast, tree)


def _instead(region: str, old: str, new: str) -> str:
    return new if region == old else region


def _pruned(broadcast: Broadcast, tree: Tree) -> Tree | None:
    """Only what leads to destinations; ``None`` where something does not lead to the source."""
    kept: Tree = {}
    for node in broadcast.destinations:
        seen = set()
        while node != broadcast.source:
            if node in seen:
                return None
            if node not in tree:
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
