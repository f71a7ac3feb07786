"""The stand-in for networkx does what networkx does, as far as it goes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.problems.cloudcast import graphs

nx = pytest.importorskip("networkx", reason="networkx is not installed")

LINKS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from([0.0, 0.01, 0.02, 0.1, 1.0, 3.0])),
    max_size=30,
)


def both(links):
    made = []
    for library in (nx, graphs):
        graph = library.DiGraph()
        graph.add_nodes_from(range(8))
        graph.add_edges_from((u, v, {"cost": c}) for u, v, c in links)
        made.append(graph)
    return made


@given(LINKS)
def test_paths_and_lengths_are_the_same_even_in_ties(links):
    real, ours = both(links)
    assert graphs.single_source_dijkstra(ours, 0, weight="cost") == nx.single_source_dijkstra(
        real, 0, weight="cost"
    )
    assert graphs.multi_source_dijkstra(ours, [0, 3], weight="cost") == nx.multi_source_dijkstra(
        real, [0, 3], weight="cost"
    )
    assert graphs.descendants(ours, 0) == nx.descendants(real, 0)


@given(LINKS)
def test_a_target_without_a_path_raises_in_both(links):
    real, ours = both(links)
    try:
        expected = nx.dijkstra_path(real, 0, 7, weight="cost")
    except nx.NetworkXNoPath:
        with pytest.raises(graphs.NetworkXNoPath):
            graphs.dijkstra_path(ours, 0, 7, weight="cost")
    else:
        assert graphs.dijkstra_path(ours, 0, 7, weight="cost") == expected
        assert len(graphs.shortest_path(ours, 0, 7)) == len(nx.shortest_path(real, 0, 7))


@given(LINKS)
def test_simple_paths_come_in_the_same_lengths(links):
    real, ours = both(links)

    def lengths(library, graph):
        try:
            paths = list(library.shortest_simple_paths(graph, 0, 7, weight="cost"))
        except library.NetworkXNoPath:
            return []
        return [pytest.approx(sum(graph[u][v]["cost"] for u, v in pairwise(p))) for p in paths]

    assert [x.expected for x in lengths(graphs, ours)] == lengths(nx, real)


@given(LINKS, st.lists(st.integers(0, 7), max_size=4))
def test_views_and_changes_are_the_same(links, gone):
    real, ours = both(links)
    for graph in (real, ours):
        graph.remove_edges_from(list(graph.in_edges(0)))
        graph.remove_nodes_from(gone)
    assert list(ours.edges(data=True)) == list(real.edges(data=True))
    assert list(ours.edges(data="cost")) == list(real.edges(data="cost"))
    assert [*ours.nodes] == [*real.nodes]
    assert ours.number_of_edges() == real.number_of_edges() == len(ours.edges)
    assert dict(ours.in_degree) == dict(real.in_degree)
    assert dict(ours.degree()) == dict(real.degree())
    for node in real:
        assert list(ours.in_edges(node)) == list(real.in_edges(node))
        assert list(ours.out_edges(node, data=True)) == list(real.out_edges(node, data=True))
        assert list(ours.successors(node)) == list(real.successors(node))
        assert list(ours.predecessors(node)) == list(real.predecessors(node))
    assert list(ours.reverse().edges) == list(real.reverse().edges)
    assert set(ours.subgraph([1, 2, 3]).edges) == set(real.subgraph([1, 2, 3]).edges)
    assert list(graphs.selfloop_edges(ours)) == list(nx.selfloop_edges(real))


def test_a_copy_has_attributes_of_its_own():
    for library in (nx, graphs):
        graph = library.DiGraph()
        graph.add_edge("a", "b", cost=1.0)
        copy = graph.copy()
        copy["a"]["b"]["cost"] = 0.0
        copy.remove_edge("a", "b")
        assert graph.edges["a", "b"] == {"cost": 1.0}
        assert graph.has_edge("a", "b")
        assert ("a", "b") in graph.edges
        assert ("a", "b") not in copy.edges
