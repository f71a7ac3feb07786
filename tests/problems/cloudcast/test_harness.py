import subprocess
import sys
import textwrap

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems.cloudcast import graphs, harness
from adrs.problems.cloudcast.problem import create
from adrs.testing.inprocess import answer_of

PROBLEM = create()
WORKLOAD = PROBLEM.workloads(Split.TRAIN)[1]

PUBLISHED = """
# EVOLVE-BLOCK-START
import networkx as nx
import pandas as pd
import json, os
from typing import Dict, List

def search_algorithm(src, dsts, G, num_partitions):
    h = G.copy()
    h.remove_edges_from(list(h.in_edges(src)) + list(nx.selfloop_edges(h)))
    bc_topology = BroadCastTopology(src, dsts, num_partitions)
    for dst in dsts:
        path = nx.dijkstra_path(h, src, dst, weight="cost")
        for s, t in zip(path, path[1:]):
            for j in range(bc_topology.num_partitions):
                bc_topology.append_dst_partition_path(dst, j, [s, t, G[s][t]])
    return bc_topology
# EVOLVE-BLOCK-END

class SingleDstPath(Dict):
    partition: int
    edges: List[List]
"""
"""A program in the published form: no class of its own, networkx for paths, pandas never used."""

INSIDE = PUBLISHED.replace(
    "    h = G.copy()", "    from broadcast import BroadCastTopology\n    h = G.copy()"
)

TREE = '''
import networkx as nx
from broadcast import BroadCastTopology

def search_algorithm(src, dsts, G, num_partitions):
    """Cheapest attachment, by the parts of networkx that published programs use."""
    h = G.copy()
    h.remove_edges_from(list(h.in_edges(src)))
    tree, missing = {src: [src]}, set(dsts)
    while missing:
        lengths, paths = nx.multi_source_dijkstra(h, set(tree), weight="cost")
        best = min(missing, key=lambda d: (lengths[d], d))
        path = paths[best]
        for i in range(1, len(path)):
            tree[path[i]] = tree[path[i - 1]] + [path[i]]
            missing.discard(path[i])
    alternatives = []
    for path in nx.shortest_simple_paths(h, src, dsts[0], weight="cost"):
        alternatives.append(path)
        if len(alternatives) == 3:
            break
    lengths = [sum(h[u][v]["cost"] for u, v in zip(p, p[1:])) for p in alternatives]
    assert lengths == sorted(lengths) and len({tuple(p) for p in alternatives}) == 3
    assert nx.has_path(h, src, dsts[0]) and not nx.has_path(h, dsts[0], src)
    try:
        nx.dijkstra_path(h, dsts[0], src)
    except nx.NetworkXNoPath:
        pass
    t = BroadCastTopology(src, dsts, num_partitions)
    for d in dsts:
        t.set_dst_partition_paths(d, 0, None)
        for p in range(num_partitions):
            t.set_dst_partition_paths(d, p, [[u, v, G[u][v]] for u, v in zip(tree[d], tree[d][1:])])
    return t
'''


@pytest.fixture(params=["networkx", "the stand-in"])
def library(request, monkeypatch):
    """Runs a test with networkx, and without."""
    if request.param == "networkx":
        real = pytest.importorskip("networkx", reason="networkx is not installed")
        monkeypatch.setattr(harness, "networkx", real)
        monkeypatch.setitem(sys.modules, "networkx", real)
    else:
        monkeypatch.setattr(harness, "networkx", graphs)
        monkeypatch.setitem(sys.modules, "networkx", graphs)
    return request.param


def answer(text):
    return answer_of(PROBLEM, Program.from_text(textwrap.dedent(text)), WORKLOAD)


@pytest.mark.parametrize("text", [PUBLISHED, INSIDE])
def test_published_programs_run_unchanged(library, text):
    assert answer(text) == answer_of(PROBLEM, PROBLEM.baselines["dijkstra"], WORKLOAD)


def test_larger_published_programs_get_the_same_answer_from_both_libraries(library):
    tree = answer(TREE)
    harness_networkx = harness.networkx
    try:
        harness.networkx = sys.modules["networkx"] = graphs
        assert answer(TREE) == tree
    finally:
        harness.networkx = sys.modules["networkx"] = harness_networkx


def test_every_seed_and_baseline_answers_alike_with_both_libraries(monkeypatch):
    real = pytest.importorskip("networkx", reason="networkx is not installed")
    for program in [*PROBLEM.seeds.values(), *PROBLEM.baselines.values()]:
        answers = []
        for library in (real, graphs):
            monkeypatch.setattr(harness, "networkx", library)
            answers.append(answer_of(PROBLEM, program, WORKLOAD))
        assert answers[0] == answers[1]


def test_the_plan_keeps_names_alone():
    plan = answer_of(PROBLEM, PROBLEM.seeds["naive"], WORKLOAD)
    source = WORKLOAD.inputs["source"]
    assert plan["destinations"] == WORKLOAD.inputs["destinations"]
    for destination, lists in zip(plan["destinations"], plan["paths"], strict=True):
        assert lists == [[[source, destination]]] * WORKLOAD.inputs["partitions"]


def test_a_missing_entry_is_said():
    with pytest.raises(InvalidAnswer, match="does not define the function search_algorithm"):
        answer("x = 1")


def test_the_stand_in_says_how_to_get_the_real_library():
    with pytest.raises(AttributeError, match=r"install adrs\[networks\]"):
        graphs.steiner_tree  # noqa: B018


def test_brings_no_judge_nor_workloads_into_the_sandbox():
    code = (
        "import sys, adrs.problems.cloudcast.harness\n"
        "print([m for m in sys.modules if m.startswith('adrs.problems.cloudcast.')])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not any(name in loaded for name in ("judge", "workloads", "bound", "simulator", "published"))
