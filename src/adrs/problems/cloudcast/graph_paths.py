# ruff: noqa: N803 - argument names are networkx's
"""Shortest paths for the stand-in for networkx, with networkx's ties.

Binary heap of ``(distance, push number, node)``; a label is replaced only if strictly smaller; sums from
left to right. A weight is the name of an attribute (1 where it is missing) or a function of both ends and
the attributes (``None`` hides the link).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush
from itertools import count, pairwise
from typing import Any

from adrs.problems.cloudcast.graph_errors import NetworkXNoPath, NodeNotFound

Weight = str | Callable[[Any, Any, Any], Any] | None
Graph = Any


def multi_source_dijkstra(
    G: Graph,
    sources: Iterable[Any],
    target: Any = None,
    cutoff: Any = None,
    weight: Weight = "weight",
) -> Any:
    """``(distances, paths)`` from the nearest source; for a target, its distance and path."""
    starts = list(sources)
    if not starts:
        raise ValueError("sources must not be empty")
    distances, parents = _search(G, starts, target, cutoff, weight)
    if target is not None:
        if target not in distances:
            raise NetworkXNoPath(f"No path to {target}.")
        return distances[target], _path(parents, target)
    return distances, {node: _path(parents, node) for node in distances}


def single_source_dijkstra(
    G: Graph,
    source: Any,
    target: Any = None,
    cutoff: Any = None,
    weight: Weight = "weight",
) -> Any:
    """As :func:`multi_source_dijkstra`, from one source."""
    return multi_source_dijkstra(G, [source], target, cutoff, weight)


def dijkstra_path(G: Graph, source: Any, target: Any, weight: Weight = "weight") -> list[Any]:
    """Nodes of a shortest path."""
    return list(single_source_dijkstra(G, source, target, weight=weight)[1])


def dijkstra_path_length(G: Graph, source: Any, target: Any, weight: Weight = "weight") -> Any:
    """Length of a shortest path."""
    return single_source_dijkstra(G, source, target, weight=weight)[0]


def single_source_dijkstra_path(
    G: Graph,
    source: Any,
    cutoff: Any = None,
    weight: Weight = "weight",
) -> dict[Any, list[Any]]:
    """Shortest paths to all nodes."""
    return dict(single_source_dijkstra(G, source, cutoff=cutoff, weight=weight)[1])


def single_source_dijkstra_path_length(
    G: Graph,
    source: Any,
    cutoff: Any = None,
    weight: Weight = "weight",
) -> dict[Any, Any]:
    """Distances to all nodes."""
    return dict(single_source_dijkstra(G, source, cutoff=cutoff, weight=weight)[0])


def shortest_path(
    G: Graph,
    source: Any = None,
    target: Any = None,
    weight: Weight = None,
    method: str = "dijkstra",
) -> Any:
    """Nodes of a shortest path (fewest links without a weight), or all paths from a source."""
    found = single_source_dijkstra(G, source, target, weight=weight if weight is not None else _one)
    return found[1]


def shortest_path_length(
    G: Graph,
    source: Any = None,
    target: Any = None,
    weight: Weight = None,
    method: str = "dijkstra",
) -> Any:
    """Length of a shortest path, or distances from a source."""
    found = single_source_dijkstra(G, source, target, weight=weight if weight is not None else _one)
    return found[0]


def descendants(G: Graph, source: Any) -> set[Any]:
    """Nodes that can be reached, without the source."""
    return set(_search(G, [source], None, None, _one)[0]) - {source}


def has_path(G: Graph, source: Any, target: Any) -> bool:
    """Whether a path leads from source to target."""
    return target in _search(G, [source], target, None, _one)[0]


def shortest_simple_paths(
    G: Graph,
    source: Any,
    target: Any,
    weight: Weight = None,
) -> Iterator[list[Any]]:
    """Loopless paths, shortest first (Yen, Management Science 17(11), 1971); equal ones in any order."""
    use = weight if weight is not None else _one
    length, first = single_source_dijkstra(G, source, target, weight=use)
    waiting: list[tuple[Any, int, list[Any]]] = [(length, 0, first)]
    number, found, pushed = count(1), [], {tuple(first)}
    while waiting:
        _, _, path = heappop(waiting)
        yield path
        found.append(path)
        for i in range(len(path) - 1):
            root = path[: i + 1]
            banned = {(p[i], p[i + 1]) for p in found if p[: i + 1] == root}
            try:
                tail = multi_source_dijkstra(
                    G, [path[i]], target, weight=_without(use, banned, set(root[:-1]))
                )[1]
            except NetworkXNoPath:
                continue
            whole = [*root[:-1], *tail]
            if tuple(whole) not in pushed:
                pushed.add(tuple(whole))
                heappush(waiting, (_length(G, whole, use), next(number), whole))


def _without(weight: Weight, links: set[Any], nodes: set[Any]) -> Callable[[Any, Any, Any], Any]:
    def hidden(u: Any, v: Any, data: Any) -> Any:
        return None if (u, v) in links or v in nodes else _of(weight, u, v, data)

    return hidden


def _length(graph: Graph, path: list[Any], weight: Weight) -> Any:
    total: Any = 0
    for u, v in pairwise(path):
        total += _of(weight, u, v, graph[u][v])
    return total


def _of(weight: Weight, u: Any, v: Any, data: Any) -> Any:
    return weight(u, v, data) if callable(weight) else data.get(weight, 1)


def _one(u: Any, v: Any, data: Any) -> int:
    return 1


def _search(
    graph: Graph, sources: list[Any], target: Any, cutoff: Any, weight: Weight
) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Distances of the nodes reached, in order, and the node before each."""
    number = count()
    heap: list[tuple[Any, int, Any]] = []
    done: dict[Any, Any] = {}
    seen: dict[Any, Any] = {}
    parents: dict[Any, Any] = {}
    for source in sources:
        if source not in graph:
            raise NodeNotFound(f"Node {source} not found in graph")
        seen[source] = 0
        heappush(heap, (0, next(number), source))
    while heap:
        distance, _, node = heappop(heap)
        if node in done:
            continue
        done[node] = distance
        if node == target:
            break
        for head, data in graph.adj[node].items():
            cost = _of(weight, node, head, data)
            if cost is None or head in done:
                continue
            length = distance + cost
            if cutoff is not None and length > cutoff:
                continue
            if head not in seen or length < seen[head]:
                seen[head], parents[head] = length, node
                heappush(heap, (length, next(number), head))
    return done, parents


def _path(parents: dict[Any, Any], node: Any) -> list[Any]:
    path = [node]
    while path[-1] in parents:
        path.append(parents[path[-1]])
    return path[::-1]
