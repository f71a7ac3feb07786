"""A second account of the hit rate: rows are printed cell by cell and put into a trie of characters.

The judge sorts rows and compares neighbours. Tests and the audit compare the two; no code is shared with
:mod:`.judge`, :mod:`.plans`, :mod:`.tables` and :mod:`.counter`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adrs.core.workload import Workload

Cells = Sequence[str | None]


def value(workload: Workload, answer: Any) -> float:
    """Characters hit in percent of all, for a valid plan."""
    trie: dict[str, Any] = {}
    hits = characters = 0
    for row in _rows(workload.inputs, answer):
        characters += len(row)
        hits += _insert(trie, row)
    return 100.0 * hits / characters if characters else 0.0


def _insert(trie: dict[str, Any], row: str) -> int:
    """How many of the first characters were there already."""
    known, node = 0, trie
    for place, character in enumerate(row):
        if character in node:
            known = place + 1
        node = node.setdefault(character, {})
    return known


def _rows(inputs: Mapping[str, Any], answer: Any) -> list[str]:
    kinds, cells, groups = inputs["kinds"], inputs["cells"], answer["merged"]
    inside = {member for group in groups for member in group}
    left = [j for j in range(len(kinds)) if j not in inside]
    merged_to_text = any(len(group) > 1 for group in groups)
    floats = not merged_to_text and _mixed([kinds[j] for j in left])
    # A group of one column is dropped from the table, as the published rule has it.
    texts = {j: _printed(kinds[j], cells[j], floats, missing="") for j in left}
    for first, *others in groups:
        if others:
            texts[first] = _merged([first, *others], kinds, cells)
    orders = answer["columns"].tolist()
    rows = len(cells[0])
    each = orders if rows and isinstance(orders[0], list) else [orders] * rows
    return ["".join(texts[j][i] for j in each[i] if j in texts) for i in range(rows)]


def _merged(group: Sequence[int], kinds: Sequence[str], cells: Sequence[Cells]) -> list[str]:
    floats = _mixed([kinds[j] for j in group])
    columns = [_printed(kinds[j], cells[j], floats, missing="nan") for j in group]
    return ["".join(column[i] for column in columns) for i in range(len(cells[0]))]


def _mixed(kinds: Sequence[str]) -> bool:
    """Whether integers stand beside floats and nothing else: they print as floats then."""
    return set(kinds) == {"int", "float"}


def _printed(kind: str, cells: Cells, floats: bool, *, missing: str) -> list[str]:
    as_float = floats and kind == "int"
    return [missing if c is None else str(float(int(c))) if as_float else c for c in cells]
