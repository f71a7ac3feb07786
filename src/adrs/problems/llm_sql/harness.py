"""Runs beside the candidate: hands out the table, calls the entry, turns what comes back into a plan.

The preferred entry is ``reorder(table, hints)``. Published programs are taken as they are: a function
``solve(df, ...)``, a class ``Solution`` with that method, or a class ``Evolved`` with ``reorder(df, ...)``.
Nothing is trusted for it: the judge checks the plan and prints the rows itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from adrs.core.errors import InvalidAnswer
from adrs.core.harness import entry
from adrs.problems.llm_sql import frames, offer
from adrs.problems.llm_sql.tables import Table

ENTRY = "reorder"


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The candidate's plan for one table.

    Returns:
        ``{"rows": (n_rows,) ints or None, "columns": (n_columns,) or (n_rows, n_columns) ints, "merged":
        groups of column positions}``.

    Raises:
        InvalidAnswer: There is no entry, pandas is needed and absent, or what came back is no plan.
    """
    table, hints = Table.of(inputs), offer.hints_of(inputs)
    frames.offer_solver()
    module = load()
    published = frames.published_entry(module)
    if published is not None and not callable(getattr(module, ENTRY, None)):
        return frames.answer_of(published, table, hints)
    return plan_of(entry(module, ENTRY)(offer.Table(table), hints), table)


def plan_of(result: Any, table: Table) -> dict[str, Any]:
    """The answer for ``(row order, columns)`` or ``(row order, columns, merged groups)``."""
    if type(result) is not tuple or len(result) not in (2, 3):
        raise InvalidAnswer(
            f"{ENTRY} must return (row order, columns) or (row order, columns, merged groups), "
            f"not a {type(result).__name__[:60]}"
        )
    rows, columns, *rest = result
    merged = rest[0] if rest else []
    return {
        "rows": None if rows is None else _array(rows, "the row order"),
        "columns": _array(columns, "columns"),
        "merged": _positions(merged, table),
    }


def _array(value: Any, what: str) -> Any:
    try:
        array = np.array(value) if isinstance(value, list | tuple | np.ndarray) else None
    except ValueError:
        raise InvalidAnswer(f"{what} must hold orders of equal length") from None
    if array is None or array.ndim not in (1, 2) or not np.issubdtype(array.dtype, np.integer):
        raise InvalidAnswer(f"{what} must be a list of ints, or a list of lists of ints for columns by row")
    small = array.size == 0 or (array.min() >= 0 and array.max() < 2**15)
    return array.astype(np.int16 if small else np.int64)


def _positions(merged: Any, table: Table) -> list[list[int]]:
    if type(merged) is not list or not all(type(group) is list for group in merged):
        raise InvalidAnswer("merged groups must be a list of lists of column names")
    place = {name: j for j, name in enumerate(table.names)}
    try:
        return [[place[name] for name in group] for group in merged]
    except (KeyError, TypeError):
        raise InvalidAnswer("a merged group names a column that does not exist") from None
