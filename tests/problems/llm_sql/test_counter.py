"""Hits without a trie are the hits of a trie."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.problems.llm_sql.counter import count_hits, neighbour_prefixes
from tests.problems.llm_sql.conftest import golden_cases

CASES = [case for case in golden_cases() if "runs" in case]
ALIKE = st.text(alphabet="ab", max_size=200) | st.text(alphabet="aé→😀\ud800", max_size=80)


class Trie:
    """The published rule word by word: match any earlier row, then insert."""

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self.nodes = 0

    def hit_and_insert(self, row: str) -> int:
        node, hit = self.root, 0
        for character in row:
            hit += character in node
            self.nodes += character not in node
            node = node.setdefault(character, {})
        return hit


def trie_hits(rows: list[str]) -> tuple[int, int]:
    trie = Trie()
    return sum(map(trie.hit_and_insert, rows)), trie.nodes


@given(st.lists(ALIKE, max_size=12))
def test_agrees_with_a_trie_and_with_its_number_of_nodes(rows: list[str]) -> None:
    hits, nodes = trie_hits(rows)
    assert count_hits(rows) == hits == sum(map(len, rows)) - nodes


@given(st.lists(st.text(alphabet="xy", max_size=70), max_size=8), st.integers(0, 10**6))
def test_the_order_of_rows_never_matters(rows: list[str], seed: int) -> None:
    shuffled = list(rows)
    Random(seed).shuffle(shuffled)
    assert count_hits(shuffled) == count_hits(rows)


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 128, 1000])
@pytest.mark.parametrize("letter", ["a", "ÿ", "→"])
def test_prefixes_that_end_at_and_around_a_block(length: int, letter: str) -> None:
    same = letter * length
    assert count_hits([f"{same}x", f"{same}y", same]) == 2 * length


@pytest.mark.skipif(not CASES, reason="golden/llm_sql.json is absent")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_hits_are_the_reference_ones(case: dict[str, Any]) -> None:
    for run in case["runs"]:
        assert count_hits(run["row_strings"]) == run["hits"]
        assert sum(map(len, run["row_strings"])) == run["total_chars"]


def test_neighbours_of_few_rows() -> None:
    assert neighbour_prefixes([]).tolist() == []
    assert neighbour_prefixes(["a"]).tolist() == []
    assert neighbour_prefixes(["ab", "abc", "b"]).tolist() == [2, 0]
