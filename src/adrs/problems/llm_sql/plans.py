"""A plan on the judge's side: checked, and turned into row strings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from adrs.core.errors import InvalidAnswer
from adrs.problems.llm_sql.tables import Table, merged, printed

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Plan:
    """An order of the cells of a table.

    Args:
        columns: ``(n_columns,)`` one order for all rows, or ``(n_rows, n_columns)`` one a row.
        merged: Column positions of each group that becomes one cell, in the order of its members.
    """

    columns: Ints
    merged: tuple[tuple[int, ...], ...] = ()


def checked(table: Table, groups: Sequence[Sequence[str]], answer: Any) -> Plan:
    """The plan in an untrusted answer.

    Raises:
        InvalidAnswer: It is malformed, or is not a permutation of rows, and of cells in every row.
    """
    if type(answer) is not dict or set(answer) != {"rows", "columns", "merged"}:
        raise InvalidAnswer("a plan is an object with rows, columns and merged")
    _check_rows(answer["rows"], table.n_rows)
    columns = _checked_columns(answer["columns"], table)
    declared = _checked_groups(answer["merged"], table, groups)
    for group in declared:
        _check_adjacent(columns, group, table)
    return Plan(columns, declared)


def row_strings(table: Table, plan: Plan) -> list[str]:
    """The prompts, by row of the table (in which order they are sent changes no hit)."""
    names = table.names
    shown = merged(table, [[names[j] for j in group] for group in plan.merged])
    texts, columns = printed(shown), _after_merging(table, shown, plan)
    if columns.ndim == 1:
        chosen = [texts[j] for j in columns.tolist()]
        return list(map("".join, zip(*chosen, strict=True))) if chosen else [""] * table.n_rows
    cells = list(zip(*texts, strict=True))
    return ["".join([row[j] for j in order]) for row, order in zip(cells, columns.tolist(), strict=True)]


def original_order(table: Table, groups: Sequence[Sequence[str]]) -> list[str]:
    """Row strings with all groups merged as listed and the columns as they come: the zero of the board."""
    texts = printed(merged(table, groups))
    return list(map("".join, zip(*texts, strict=True))) if texts else [""] * table.n_rows


def _check_rows(rows: Any, n: int) -> None:
    if rows is None:
        return
    if not _is_ints(rows) or rows.shape != (n,):
        raise InvalidAnswer(f"the row order must be {n} ints, one a row, or None")
    if not np.array_equal(np.sort(rows), np.arange(n)):
        raise InvalidAnswer(f"the row order must name each of the rows 0 to {n - 1} exactly once")


def _checked_columns(columns: Any, table: Table) -> Ints:
    n, m = table.n_rows, table.n_columns
    if not _is_ints(columns) or columns.shape not in ((m,), (n, m)):
        raise InvalidAnswer(f"columns must be one order of {m} columns, or {n} such orders, one a row")
    wrong = np.any(np.sort(columns, axis=-1) != np.arange(m), axis=-1)
    if np.any(wrong):
        place = f" of row {int(np.argmax(wrong))}" if columns.ndim == 2 else ""
        raise InvalidAnswer(f"the order{place} must name each of the columns 0 to {m - 1} exactly once")
    orders: Ints = columns.astype(np.int64)
    return orders


def _checked_groups(
    declared: Any, table: Table, groups: Sequence[Sequence[str]]
) -> tuple[tuple[int, ...], ...]:
    if type(declared) is not list or not all(
        type(g) is list and all(type(j) is int and 0 <= j < table.n_columns for j in g) for g in declared
    ):
        raise InvalidAnswer("merged must be a list of groups, each a list of column positions")
    names = table.names
    left = [sorted(group) for group in groups]
    for group in declared:
        wanted = sorted(names[j] for j in group)
        if wanted not in left:
            raise InvalidAnswer(f"the columns {', '.join(wanted)[:120]} are not a group that may be merged")
        left.remove(wanted)
    used = [j for group in declared for j in group]
    if len(set(used)) != len(used):
        raise InvalidAnswer("two merged groups share a column")
    return tuple(tuple(group) for group in declared)


def _check_adjacent(columns: Ints, group: tuple[int, ...], table: Table) -> None:
    places = np.argsort(columns, axis=-1)
    first = places[..., group[0]]
    for step, column in enumerate(group):
        if np.any(places[..., column] != first + step):
            names = ", ".join(table.names[j] for j in group)
            raise InvalidAnswer(f"the merged columns {names[:120]} must stand together, in this order")


def _after_merging(table: Table, shown: Table, plan: Plan) -> Ints:
    """The orders over the merged table: the first member stands for its group, the others go."""
    position = {name: j for j, name in enumerate(shown.names)}
    new = np.array([position.get(name, -1) for name in table.names], dtype=np.int64)
    for group in plan.merged:
        new[list(group)] = -1
        if len(group) > 1:
            new[group[0]] = position["_".join(table.names[j] for j in group)]
    columns = new[plan.columns]
    return columns[columns >= 0].reshape(*columns.shape[:-1], shown.n_columns)


def _is_ints(value: Any) -> bool:
    return isinstance(value, np.ndarray) and np.issubdtype(value.dtype, np.integer)


def plain(rows: Any, columns: Any, merged_groups: Sequence[Sequence[int]]) -> Mapping[str, Any]:
    """A plan as the answer that crosses to the judge."""
    return {"rows": rows, "columns": columns, "merged": [list(group) for group in merged_groups]}
