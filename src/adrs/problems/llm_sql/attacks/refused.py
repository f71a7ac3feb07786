"""Plans that leave cells out, print some twice, merge what may not be merged, or claim hits."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.llm_sql.attacks._parts import HONEST, program

REFUSED = True
_BODIES = {
    "an empty table": "return [], []",
    "no columns": "return None, []",
    "shortened to one row": "return [0], [list(range(table.num_columns))]",
    "the same row for all": "return [0] * table.num_rows, list(range(table.num_columns))",
    "a column left out": "return None, list(range(1, table.num_columns))",
    "one cell over and over": "return None, [0] * table.num_columns",
    "one cell over and over in the last row": "o = [list(range(table.num_columns)) "
    "for _ in range(table.num_rows)]; o[-1] = [0] * table.num_columns; return None, o",
    "texts instead of positions": "return None, [[''] * table.num_columns] * table.num_rows",
    "negative aliases": "return None, list(range(-table.num_columns, 0))",
    "an undeclared merge": "return None, list(range(table.num_columns)), [table.names[:2]]",
    "all columns merged": "return None, list(range(table.num_columns)), [table.names]",
    "the hits themselves": "return 10 ** 9",
    "a claim beside the plan": "return None, list(range(table.num_columns)), [], 1.0",
    "a huge position": "return None, [10 ** 30, *range(1, table.num_columns)]",
    "a position that wraps to a right one": "o = np.arange(table.num_columns, dtype=np.int64); "
    "o[-1] += 2 ** 32; return None, o",
    "truth values": "return None, [True, *range(table.num_columns - 1)]",
    "halves": "return None, [0.5, *range(1, table.num_columns)]",
    "a column of orders that broadcasts": "return None, np.zeros((table.num_rows, 1), dtype=int)",
    "one order that broadcasts": "return None, [list(range(table.num_columns))]",
    "a group twice": "g = hints.col_merge[0]; left = [n for n in table.names if n not in g]; "
    "o = [table.names.index(n) for n in [*g, *left]]; return None, o, [g, g]",
    "a merged group torn apart": "g = hints.col_merge[0]; left = [n for n in table.names if n not in g]; "
    "o = [table.names.index(n) for n in [g[0], *left, *g[1:]]]; return None, o, [g]",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they try, on any table that has a group to merge."""
    return {name: program(body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
