"""The published entries, which take and return a pandas ``DataFrame``.

The frame that comes back is read as a plan: which columns were merged is told by their names, which row of it
is which row of the table by the multiset of its cells, and which cell is which by its text. Cells of equal
text are interchangeable, so any assignment prints the same rows.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import permutations
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from adrs.core.errors import InvalidAnswer
from adrs.problems.llm_sql.offer import Hints
from adrs.problems.llm_sql.tables import Column, Kind, Table, merged, printed

if TYPE_CHECKING:
    import pandas as pd

_LARGEST_GROUP = 7
"""Members up to which the orders of a group are tried."""


class Algorithm:
    """The base class that published programs import from ``solver``."""

    def __init__(self, df: Any = None) -> None:
        self.df = df


def offer_solver() -> None:
    """Make ``from solver import Algorithm`` work, as it does in the published evaluator."""
    module = ModuleType("solver", "What published programs import.")
    module.Algorithm = Algorithm  # type: ignore[attr-defined]
    sys.modules["solver"] = module


def published_entry(module: ModuleType) -> Callable[..., Any] | None:
    """The program's published entry, to be called with a frame; ``None`` if it has none."""
    if callable(getattr(module, "solve", None)):
        return module.solve  # type: ignore[no-any-return]
    for name, method in (("Solution", "solve"), ("Evolved", "reorder")):
        made = getattr(module, name, None)
        if isinstance(made, type) and callable(getattr(made, method, None)):
            return getattr(made(), method)  # type: ignore[no-any-return]
    return None


def answer_of(call: Callable[..., Any], table: Table, hints: Hints) -> dict[str, Any]:
    """The plan in the frame that a published program returns.

    Raises:
        InvalidAnswer: pandas is not installed, or the frame's rows are not those of the table.
    """
    result = call(frame_of(table), **asdict(hints))
    frame = result[0] if isinstance(result, tuple) and result else result
    if not isinstance(frame, _pandas().DataFrame):
        raise InvalidAnswer(f"the program must return a DataFrame, not a {type(frame).__name__[:60]}")
    groups = _declared(frame, hints)
    shown = merged(table, groups)
    if frame.shape != (table.n_rows, shown.n_columns):
        raise InvalidAnswer(
            f"the frame has {frame.shape[0]} rows and {frame.shape[1]} columns; expected {table.n_rows} and"
            f" {shown.n_columns} after merging {len(groups)} groups"
        )
    rows, orders = _matched(shown, _texts(frame))
    place = {name: j for j, name in enumerate(table.names)}
    positions = [[place[name] for name in group] for group in groups]
    return {"rows": rows, "columns": _expanded(table, shown, positions, orders), "merged": positions}


def frame_of(table: Table) -> pd.DataFrame:
    """The table as ``read_csv`` would have given it."""
    pd = _pandas()
    columns = [_series(column) for column in table.columns]
    frame = pd.concat(columns, axis=1) if columns else pd.DataFrame()
    frame.columns = list(table.names)
    return frame


def _pandas() -> Any:
    try:
        import pandas
    except ImportError:
        raise InvalidAnswer(
            "programs with the published entry need pandas, which is not installed here; install the extra"
            " `tables`, or define reorder(table, hints) instead"
        ) from None
    return pandas


def _series(column: Column) -> pd.Series[Any]:
    pd = _pandas()
    if column.kind is Kind.INT:
        values = [int(cell) for cell in column.cells if cell is not None]
        return pd.Series(values, dtype="uint64" if max(values, default=0) >= 2**63 else "int64")
    if column.kind is Kind.FLOAT:
        cells = [np.nan if cell is None else float(cell) for cell in column.cells]
        return pd.Series(cells, dtype="float64")
    if column.kind is Kind.BOOL:
        truths = [np.nan if cell is None else cell == "True" for cell in column.cells]
        return pd.Series(truths, dtype="object" if None in column.cells else "bool")
    return pd.Series([np.nan if cell is None else cell for cell in column.cells], dtype="object")


def _declared(frame: pd.DataFrame, hints: Hints) -> list[list[str]]:
    """The groups merged in a frame, members in the order in which the column's name lists them."""
    names = [str(name) for name in frame.columns]
    found: list[tuple[int, list[str]]] = []
    for group in hints.col_merge:
        if 2 <= len(group) <= _LARGEST_GROUP:
            orders = {"_".join(order): list(order) for order in permutations(group)}
            found += [(j, orders[name]) for j, name in enumerate(names) if name in orders][:1]
        elif len(group) == 1 and group[0] not in names:
            found.append((len(names), list(group)))
    return [order for _, order in found]


def _texts(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    """By row, the cells as the published evaluator prints them."""
    missing = frame.isna().to_numpy()
    columns = []
    for j in range(frame.shape[1]):
        texts = frame.iloc[:, j].astype(str).tolist()
        columns.append(["" if gone else text for text, gone in zip(texts, missing[:, j], strict=True)])
    return list(zip(*columns, strict=True))


def _matched(shown: Table, found: Sequence[tuple[str, ...]]) -> tuple[Any, Any]:
    """The row order, and by row of the table the order of its cells."""
    plain = list(zip(*([cell or "" for cell in column.cells] for column in shown.columns), strict=True))
    upcast = list(zip(*printed(shown), strict=True))
    for cells in (plain, upcast):
        waiting: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for i in range(len(cells) - 1, -1, -1):
            waiting[tuple(sorted(cells[i]))].append(i)
        keys = [tuple(sorted(row)) for row in found]
        if all(key in waiting for key in keys):
            break
    rows, orders = np.zeros(len(found), np.int32), np.zeros((len(found), shown.n_columns), np.int16)
    for place, (key, row) in enumerate(zip(keys, found, strict=True)):
        if not waiting.get(key):
            raise InvalidAnswer(
                f"row {place} of the frame does not hold the cells of a row of the table that is left: "
                "cells may be permuted within their row, and declared groups merged, nothing else"
            )
        i = rows[place] = waiting[key].pop()
        orders[i] = _assigned(cells[i], row)
    return rows, orders


def _assigned(cells: tuple[str, ...], row: tuple[str, ...]) -> list[int]:
    """For each cell of ``row`` a column that holds the same text, each column once."""
    free: defaultdict[str, list[int]] = defaultdict(list)
    for j in range(len(cells) - 1, -1, -1):
        free[cells[j]].append(j)
    return [free[text].pop() for text in row]


def _expanded(table: Table, shown: Table, groups: Sequence[Sequence[int]], orders: Any) -> Any:
    """Orders of the merged table as orders of the table itself."""
    made = {"_".join(table.names[j] for j in group): group for group in groups if len(group) > 1}
    place = {name: j for j, name in enumerate(table.names)}
    members = [list(made[name]) if name in made else [place[name]] for name in shown.names]
    dropped = [j for group in groups if len(group) == 1 for j in group]
    full = [[j for new in order for j in members[new]] + dropped for order in orders.tolist()]
    return np.array(full, dtype=np.int16).reshape(len(full), table.n_columns)
