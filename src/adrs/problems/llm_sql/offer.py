"""What a program is handed: the table as texts, and the hints of the published benchmark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adrs.problems.llm_sql import counter, tables


@dataclass
class Hints:
    """The published entry's options; see the problem's statement."""

    early_stop: int = 100000
    row_stop: int = 4
    col_stop: int = 2
    col_merge: list[list[str]] = field(default_factory=list)
    one_way_dep: list[tuple[str, str]] = field(default_factory=list)
    distinct_value_threshold: float = 0.7
    parallel: bool = True


class Table:
    """A table as a program sees it; what it does to it changes nothing.

    Attributes:
        names: Names of the columns.
        num_rows: Number of rows.
        num_columns: Number of columns.
        columns: By column, the texts of its cells as they are printed; a missing cell is empty.
    """

    def __init__(self, table: tables.Table) -> None:
        self._table = table
        self.names = list(table.names)
        self.num_rows = table.n_rows
        self.num_columns = table.n_columns
        self.columns = tables.printed(table)
        self._texts = [tuple(column) for column in self.columns]

    def merge(self, groups: Sequence[Sequence[str]]) -> Table:
        """The table with each group of columns, named in order, made one column at the end."""
        return Table(tables.merged(self._table, groups))

    def hits(self, columns: Any) -> int:
        """Characters hit when rows print these columns, in one order for all rows or one order a row.

        Columns may be left out, to look at the beginnings of rows; a list for every row that names all
        columns is a complete plan.

        Raises:
            ValueError: A column does not exist or comes twice.
        """
        if len(columns) and isinstance(columns[0], list):
            return counter.count_hits(self._by_row(columns))
        if len(set(columns)) != len(columns) or not all(0 <= j < self.num_columns for j in columns):
            raise ValueError("an order names existing columns, each at most once")
        if not len(columns):
            return 0
        return counter.count_hits(list(map("".join, zip(*(self._texts[j] for j in columns), strict=True))))

    def _by_row(self, orders: Any) -> list[str]:
        if len(orders) != self.num_rows:
            raise ValueError("there must be one order a row")
        for order in orders:
            if len(set(order)) != len(order) or not all(0 <= j < self.num_columns for j in order):
                raise ValueError("an order names existing columns, each at most once")
        return ["".join([self._texts[j][i] for j in order]) for i, order in enumerate(orders)]


def hints_of(inputs: Mapping[str, Any]) -> Hints:
    """The hints of a workload's inputs."""
    return Hints(col_merge=[list(group) for group in inputs["merge"]], **inputs["hints"])
