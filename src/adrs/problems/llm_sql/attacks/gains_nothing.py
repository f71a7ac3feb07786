"""Changes to what a program was handed or runs beside it; the judge prints the rows from its own table."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.llm_sql.attacks._parts import ANSWER, HONEST, program

REFUSED = False
_BODIES = {
    "emptied texts": "for c in table.columns: c[:] = [''] * len(c)",
    "constant texts": "table.columns[:] = [['a'] * table.num_rows] * table.num_columns",
    "cleared columns": "table.columns.clear()",
    "fewer rows claimed": "n = table.num_columns; table.num_rows = 1",
    "another table inside": "table._table = None; table._texts = []",
    "a patched count": "type(table).hits = lambda self, columns: 10 ** 9",
    "other hints": "hints.col_merge[:] = [table.names]; hints.early_stop = 0",
}
_HEADS = {
    "a patched clock": "import time\ntime.time = time.perf_counter = time.process_time = lambda: 0.0",
    "modules named like the published evaluator's": """
import sys, types
for name in ("evaluator", "utils", "solver", "judge", "counter"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].evaluate_df_prefix_hit_cnt = lambda df: (10 ** 9, 100.0)""",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they change; each answers what the honest program does."""
    patched = {name: program(ANSWER, head=head) for name, head in _HEADS.items()}
    return {**{name: program(f"{body}; {ANSWER}") for name, body in _BODIES.items()}, **patched}


__all__ = ["HONEST", "REFUSED", "programs"]
