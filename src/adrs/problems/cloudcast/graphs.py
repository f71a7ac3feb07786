"""A stand-in for ``networkx`` where it is not installed: directed graphs and shortest paths.

Names, argument order, results and ties follow networkx, as far as published broadcast programs use it.
Anything else raises an ``AttributeError`` that says how to get the real library.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from adrs.problems.cloudcast.graph_errors import (
    NetworkXError,
    NetworkXException,
    NetworkXNoPath,
    NetworkXUnfeasible,
    NodeNotFound,
)
from adrs.problems.cloudcast.graph_paths import (
    descendants,
    dijkstra_path,
    dijkstra_path_length,
    has_path,
    multi_source_dijkstra,
    shortest_path,
    shortest_path_length,
    shortest_simple_paths,
    single_source_dijkstra,
    single_source_dijkstra_path,
    single_source_dijkstra_path_length,
)

Attributes = dict[str, Any]


class _Nodes(Mapping[Any, Attributes]):
    """``G.nodes``: attributes by node; calling it lists the nodes."""

    def __init__(self, own: Mapping[Any, Attributes]) -> None:
        self._own = own

    def __getitem__(self, node: Any) -> Attributes:
        return self._own[node]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)

    def __call__(self, data: Any = False, default: Any = None) -> Any:
        if data is False:
            return self
        return (
            list(self._own.items()) if data is True else [(n, a.get(data, default)) for n, a in self.items()]
        )

    data = __call__


class _Edges:
    """``G.edges``, ``G.in_edges`` and ``G.out_edges``: iterable, indexable by pair, callable."""

    def __init__(self, graph: DiGraph, *, incoming: bool = False) -> None:
        self._graph, self._incoming = graph, incoming

    def _triples(self, nbunch: Any) -> Iterator[tuple[Any, Any, Attributes]]:
        graph = self._graph
        for node in graph.nbunch_iter(nbunch):
            if self._incoming:
                yield from ((u, node, a) for u, a in graph.pred[node].items())
            else:
                yield from ((node, v, a) for v, a in graph.succ[node].items())

    def __call__(self, nbunch: Any = None, data: Any = False, default: Any = None) -> list[Any]:
        triples = self._triples(nbunch)
        if data is True:
            return list(triples)
        if data is False:
            return [(u, v) for u, v, _ in triples]
        return [(u, v, a.get(data, default)) for u, v, a in triples]

    def data(self, data: Any = True, default: Any = None, nbunch: Any = None) -> list[Any]:
        return self(nbunch, data, default)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self())

    def __len__(self) -> int:
        return self._graph.number_of_edges()

    def __contains__(self, pair: Any) -> bool:
        return self._graph.has_edge(*pair)

    def __getitem__(self, pair: Any) -> Attributes:
        return self._graph.succ[pair[0]][pair[1]]


class _Degrees:
    """``G.degree`` and its kin: a number for a node, pairs for all."""

    def __init__(self, graph: DiGraph, *sides: Mapping[Any, Mapping[Any, Attributes]]) -> None:
        self._graph, self._sides = graph, sides

    def __call__(self, node: Any = None, weight: str | None = None) -> Any:
        return list(self) if node is None else self[node]

    def __getitem__(self, node: Any) -> int:
        return sum(len(side[node]) for side in self._sides)

    def __iter__(self) -> Iterator[tuple[Any, int]]:
        return ((node, self[node]) for node in self._graph)


class DiGraph:
    """A directed graph with attributes on nodes and links; ``G[u][v]`` holds those of a link."""

    def __init__(self, incoming_graph_data: Any = None, **attr: Any) -> None:
        self.graph: Attributes = attr
        self._node: dict[Any, Attributes] = {}
        self.succ: dict[Any, dict[Any, Attributes]] = {}
        self.pred: dict[Any, dict[Any, Attributes]] = {}
        if isinstance(incoming_graph_data, DiGraph):
            self._take(incoming_graph_data)
        elif incoming_graph_data is not None:
            self.add_edges_from(incoming_graph_data)

    @property
    def adj(self) -> dict[Any, dict[Any, Attributes]]:
        return self.succ

    _adj = _succ = adj
    _pred = property(lambda self: self.pred)
    nodes = property(lambda self: _Nodes(self._node))
    edges = property(lambda self: _Edges(self))
    out_edges = property(lambda self: _Edges(self))
    in_edges = property(lambda self: _Edges(self, incoming=True))
    degree = property(lambda self: _Degrees(self, self.pred, self.succ))
    in_degree = property(lambda self: _Degrees(self, self.pred))
    out_degree = property(lambda self: _Degrees(self, self.succ))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._node)

    def __len__(self) -> int:
        return len(self._node)

    def __contains__(self, node: Any) -> bool:
        try:
            return node in self._node
        except TypeError:
            return False

    def __getitem__(self, node: Any) -> dict[Any, Attributes]:
        return self.succ[node]

    def add_node(self, node: Any, **attr: Any) -> None:
        self._node.setdefault(node, {}).update(attr)
        self.succ.setdefault(node, {})
        self.pred.setdefault(node, {})

    def add_nodes_from(self, nodes: Iterable[Any], **attr: Any) -> None:
        for node in nodes:
            pair = isinstance(node, tuple) and len(node) == 2 and isinstance(node[1], dict)
            self.add_node(node[0], **{**attr, **node[1]}) if pair else self.add_node(node, **attr)

    def add_edge(self, u: Any, v: Any, **attr: Any) -> None:
        for node in (u, v):
            if node not in self._node:
                self.add_node(node)
        data = self.succ[u].setdefault(v, {})
        data.update(attr)
        self.pred[v][u] = data

    def add_edges_from(self, edges: Iterable[Any], **attr: Any) -> None:
        for u, v, *data in edges:
            self.add_edge(u, v, **{**attr, **(data[0] if data else {})})

    def add_weighted_edges_from(self, edges: Iterable[Any], weight: str = "weight", **attr: Any) -> None:
        for u, v, value in edges:
            self.add_edge(u, v, **{**attr, weight: value})

    def remove_edge(self, u: Any, v: Any) -> None:
        if not self.has_edge(u, v):
            raise NetworkXError(f"The edge {u}-{v} is not in the graph.")
        del self.succ[u][v], self.pred[v][u]

    def remove_edges_from(self, edges: Iterable[Any]) -> None:
        for u, v, *_ in edges:
            if self.has_edge(u, v):
                self.remove_edge(u, v)

    def remove_node(self, node: Any) -> None:
        if node not in self:
            raise NetworkXError(f"The node {node} is not in the graph.")
        self.remove_edges_from([*self.in_edges(node), *self.out_edges(node)])
        del self._node[node], self.succ[node], self.pred[node]

    def remove_nodes_from(self, nodes: Iterable[Any]) -> None:
        for node in list(nodes):
            if node in self:
                self.remove_node(node)

    def has_node(self, node: Any) -> bool:
        return node in self

    def has_edge(self, u: Any, v: Any) -> bool:
        return u in self.succ and v in self.succ[u]

    has_successor = has_edge

    def has_predecessor(self, u: Any, v: Any) -> bool:
        return self.has_edge(v, u)

    def get_edge_data(self, u: Any, v: Any, default: Any = None) -> Any:
        return self.succ[u][v] if self.has_edge(u, v) else default

    def successors(self, node: Any) -> Iterator[Any]:
        return iter(self._known(node, self.succ))

    neighbors = successors

    def predecessors(self, node: Any) -> Iterator[Any]:
        return iter(self._known(node, self.pred))

    def _known(self, node: Any, side: dict[Any, Any]) -> Any:
        if node not in side:
            raise NetworkXError(f"The node {node} is not in the digraph.")
        return side[node]

    def nbunch_iter(self, nbunch: Any = None) -> Iterator[Any]:
        if nbunch is None:
            return iter(self._node)
        return iter([nbunch]) if nbunch in self else iter([n for n in nbunch if n in self])

    def adjacency(self) -> Iterator[tuple[Any, dict[Any, Attributes]]]:
        return iter(self.succ.items())

    def number_of_nodes(self) -> int:
        return len(self._node)

    order = number_of_nodes

    def number_of_edges(self, u: Any = None, v: Any = None) -> int:
        return sum(map(len, self.succ.values())) if u is None else int(self.has_edge(u, v))

    size = number_of_edges

    def is_directed(self) -> bool:
        return True

    def is_multigraph(self) -> bool:
        return False

    def copy(self) -> DiGraph:
        return type(self)(self)

    def subgraph(self, nodes: Iterable[Any]) -> DiGraph:
        kept = set(nodes)
        made = type(self)()
        made.add_nodes_from((n, a) for n, a in self._node.items() if n in kept)
        made.add_edges_from((u, v, a) for u, v, a in self.edges(data=True) if u in kept and v in kept)
        return made

    def edge_subgraph(self, edges: Iterable[Any]) -> DiGraph:
        made = type(self)()
        made.add_edges_from((u, v, self.succ[u][v]) for u, v in edges if self.has_edge(u, v))
        return made

    def reverse(self, copy: bool = True) -> DiGraph:
        made = type(self)()
        made.add_nodes_from(self._node.items())
        made.add_edges_from((v, u, a) for u, v, a in self.edges(data=True))
        return made

    def clear(self) -> None:
        for own in (self._node, self.succ, self.pred):
            own.clear()

    def _take(self, other: DiGraph) -> None:
        self.graph.update(other.graph)
        self.add_nodes_from((n, dict(a)) for n, a in other._node.items())
        self.add_edges_from((u, v, dict(a)) for u, v, a in other.edges(data=True))


def selfloop_edges(graph: DiGraph, data: Any = False) -> list[Any]:
    """Links from a node to itself."""
    return [(n, n, graph.succ[n][n]) if data else (n, n) for n in graph if n in graph.succ[n]]


def __getattr__(name: str) -> Any:
    raise AttributeError(
        f"the built-in stand-in for networkx has no {name!r}; install adrs[networks] for the real one"
    )


__all__ = [
    "DiGraph",
    "NetworkXError",
    "NetworkXException",
    "NetworkXNoPath",
    "NetworkXUnfeasible",
    "NodeNotFound",
    "descendants",
    "dijkstra_path",
    "dijkstra_path_length",
    "has_path",
    "multi_source_dijkstra",
    "selfloop_edges",
    "shortest_path",
    "shortest_path_length",
    "shortest_simple_paths",
    "single_source_dijkstra",
    "single_source_dijkstra_path",
    "single_source_dijkstra_path_length",
]
