"""A typed table, and how its cells print; the same rules as pandas 2.x's ``DataFrame``.

A cell is kept as the text it prints as, or ``None`` where it is missing. That loses nothing: the kind of its
column says which value the text stands for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Cell = str | None


class Kind(StrEnum):
    """What a column holds."""

    INT = "int"
    FLOAT = "float"
    BOOL = "bool"
    TEXT = "text"

    @property
    def numeric(self) -> bool:
        """Whether it counts as a number when a row is printed; truth values do not."""
        return self in (Kind.INT, Kind.FLOAT)


@dataclass(frozen=True, slots=True)
class Column:
    """A named column.

    Args:
        name: Unique within the table.
        kind: What it holds.
        cells: ``n_rows`` printed cells, ``None`` where missing.
    """

    name: str
    kind: Kind
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length; at least one."""

    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The header."""
        return tuple(column.name for column in self.columns)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.columns[0].cells)

    @property
    def n_columns(self) -> int:
        """Number of columns."""
        return len(self.columns)

    @classmethod
    def of(cls, inputs: Mapping[str, Any]) -> Table:
        """The table of a workload's inputs."""
        parts = zip(inputs["names"], inputs["kinds"], inputs["cells"], strict=True)
        return cls(tuple(Column(name, Kind(kind), tuple(cells)) for name, kind, cells in parts))

    def inputs(self) -> dict[str, Any]:
        """The table as plain data."""
        return {
            "names": list(self.names),
            "kinds": [column.kind.value for column in self.columns],
            "cells": [list(column.cells) for column in self.columns],
        }


def merged(table: Table, groups: Sequence[Sequence[str]]) -> Table:
    """The table with each group of columns replaced by one column at the end.

    A merged cell is the concatenation of the group's cells in the order listed, a missing one as ``nan``.
    A group of which a column does not exist (any more) is left out.
    """
    columns = {column.name: column for column in table.columns}
    for group in groups:
        if group and all(name in columns for name in group):
            parts = [columns.pop(name) for name in dict.fromkeys(group)]
            # A group of one column has that column's own name, and the published rule drops it.
            if len(parts) > 1:
                columns["_".join(group)] = _concatenated("_".join(group), parts)
    return Table(tuple(columns.values()))


def printed(table: Table) -> list[list[str]]:
    """By column, the text of every cell in a row string; a missing cell is empty."""
    columns = _as_floats(table.columns)
    return [["" if cell is None else cell for cell in column.cells] for column in columns]


def _concatenated(name: str, parts: Sequence[Column]) -> Column:
    cells = [["nan" if cell is None else cell for cell in part.cells] for part in _as_floats(parts)]
    return Column(name, Kind.TEXT, tuple(map("".join, zip(*cells, strict=True))))


def _as_floats(columns: Sequence[Column]) -> Sequence[Column]:
    """Integers turned to floats where all columns are numbers and one is a float: rows have one type."""
    kinds = {column.kind for column in columns}
    if kinds != {Kind.INT, Kind.FLOAT}:
        return columns
    return [_as_float(column) if column.kind is Kind.INT else column for column in columns]


def _as_float(column: Column) -> Column:
    cells = tuple(None if cell is None else repr(float(int(cell))) for cell in column.cells)
    return Column(column.name, Kind.FLOAT, cells)
