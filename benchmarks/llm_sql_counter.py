"""The counter of ``llm_sql`` against tries in plain Python, on 30,000 rows; ratios within one run.

python benchmarks/llm_sql_counter.py [--data DIR] [--rows N]

Two tries are timed: one of node objects, as the public evaluator has it, and one of nested dictionaries,
which is as fast as plain Python gets. Both take memory and time linear in the characters; the counter
adds a sort.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

from adrs.core.workload import Split
from adrs.problems.llm_sql.counter import count_hits
from adrs.problems.llm_sql.generators import reviews
from adrs.problems.llm_sql.tables import Table, printed
from adrs.problems.llm_sql.workloads import real


class Node:
    """A node of the object trie."""

    def __init__(self) -> None:
        self.children: dict[str, Node] = {}


def object_trie(rows: Sequence[str]) -> int:
    """Hits, by matching and inserting every row."""
    root, hits = Node(), 0
    for row in rows:
        node = root
        for character in row:
            if character not in node.children:
                break
            node = node.children[character]
            hits += 1
        node = root
        for character in row:
            if character not in node.children:
                node.children[character] = Node()
            node = node.children[character]
    return hits


def dictionary_trie(rows: Sequence[str]) -> int:
    """Hits, as characters less nodes."""
    root: dict[str, Any] = {}
    nodes = 0
    for row in rows:
        node = root
        for character in row:
            child = node.get(character)
            if child is None:
                child = node[character] = {}
                nodes += 1
            node = child
    return sum(map(len, rows)) - nodes


def seconds(count: Callable[[Sequence[str]], int], rows: Sequence[str], repeat: int) -> tuple[float, int]:
    """Least CPU seconds of ``repeat`` calls, and the hits."""
    taken, hits = [], 0
    for _ in range(repeat):
        gc.collect()
        started = process_time()
        hits = count(rows)
        taken.append(process_time() - started)
    return min(taken), hits


def main() -> None:
    """One line for each table and order of its columns."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--rows", type=int, default=30_000)
    options = parser.parse_args()
    tables = {"reviews (generated)": reviews(Random("counter"), options.rows).table}
    if options.data is not None:
        for workload in (*real(options.data, Split.LEADERBOARD), *real(options.data, Split.TEST)):
            if len(workload.inputs["cells"][0]) > 10_000:
                tables[workload.id] = Table.of(workload.inputs)
    print(
        f"{'table':32} {'rows':>6} {'characters':>10} {'counter ms':>10} {'node trie':>12} {'dict trie':>10}"
    )
    for name, table in tables.items():
        columns = printed(table)
        for order, chosen in (("as it comes", columns), ("reversed", columns[::-1])):
            rows = list(map("".join, zip(*chosen, strict=True)))
            ours, hits = seconds(count_hits, rows, 5)
            objects, theirs = seconds(object_trie, rows, 1)
            plain, same = seconds(dictionary_trie, rows, 1)
            assert hits == theirs == same
            print(
                f"{name + ', ' + order:32.32} {len(rows):6} {sum(map(len, rows)):10} {1000 * ours:10.1f}"
                f" {objects / ours:11.0f}x {plain / ours:9.0f}x",
                flush=True,
            )


if __name__ == "__main__":
    main()
