"""Plans as a few trees and the tree of each partition: how best known plans are kept and judged.

``plans.json`` holds, by digest of a workload's inputs, the plan behind each best known cost. Regions are
numbers, positions in the inputs' list, so that the public plans repeat nothing of the public files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from adrs.core.workload import Workload
from adrs.problems.cloudcast.rules import Broadcast
from adrs.problems.cloudcast.simulator import Hop, Paths
from adrs.problems.cloudcast.steiner import Tree

FILE = Path(__file__).with_name("plans.json")


@dataclass(frozen=True, slots=True)
class Plan:
    """Trees from the source to all destinations, and which of them each partition takes."""

    trees: tuple[Tree, ...]
    parts: tuple[int, ...]

    @classmethod
    def in_turn(cls, trees: Sequence[Tree], partitions: int) -> Plan:
        """Partition ``p`` takes tree ``p mod len(trees)``."""
        return cls(tuple(trees), tuple(p % len(trees) for p in range(partitions)))

    def paths(self, broadcast: Broadcast) -> Paths:
        """Lists of links for the simulator."""
        routes = [
            {d: _route(broadcast.source, tree, d) for d in broadcast.destinations} for tree in self.trees
        ]
        return {
            d: {str(p): routes[tree][d] for p, tree in enumerate(self.parts)} for d in broadcast.destinations
        }

    def answer(self, broadcast: Broadcast) -> dict[str, Any]:
        """The plan as a program's answer, for the judge."""
        paths = self.paths(broadcast)
        lists = [
            [[[tail, head] for tail, head, _ in own or ()] for own in paths[d].values()]
            for d in broadcast.destinations
        ]
        return {"destinations": list(broadcast.destinations), "paths": lists}

    def plain(self, regions: Sequence[str]) -> dict[str, Any]:
        """The plan in numbers: ``trees`` as lists of ``[region before, region]``, and ``parts``."""
        number = {region: i for i, region in enumerate(regions)}
        trees = [[[number[u], number[v]] for v, u in tree.items()] for tree in self.trees]
        return {"trees": trees, "parts": list(self.parts)}

    @classmethod
    def of(cls, plain: Mapping[str, Any], regions: Sequence[str]) -> Plan:
        """The inverse of :meth:`plain`."""
        trees = tuple({regions[v]: regions[u] for u, v in tree} for tree in plain["trees"])
        return cls(trees, tuple(plain["parts"]))


def best_plan(workload: Workload) -> Plan | None:
    """The plan behind the best known cost; ``None`` for workloads that are not shipped."""
    plain = table().get(workload.digest)
    return None if plain is None else Plan.of(plain, workload.inputs["regions"])


@cache
def table() -> Mapping[str, Mapping[str, Any]]:
    """Plans in numbers by the workload's digest."""
    content: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return content


def write(entries: Mapping[str, Mapping[str, Any]]) -> None:
    """Replace ``plans.json``."""
    lines = (
        f"{json.dumps(digest)}: {json.dumps(plan, separators=(',', ':'))}" for digest, plan in entries.items()
    )
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _route(source: str, tree: Tree, node: str) -> list[Hop]:
    route: list[Hop] = []
    while node != source:
        route.append((tree[node], node, None))
        node = tree[node]
    return route[::-1]
