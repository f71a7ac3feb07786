"""Programs that try to look better than they are: the traps of the published evaluator, one by one."""

from __future__ import annotations

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.workload import Split, Workload
from adrs.problems.llm_sql import counter, offer, tables
from adrs.problems.llm_sql.judge import judge
from adrs.problems.llm_sql.problem import create
from tests.problems.llm_sql.conftest import Run

HONEST = "return None, list(range(table.num_columns))[::-1]"


@pytest.fixture(scope="module")
def table() -> Workload:
    return create().workloads(Split.TRAIN)[0]


@pytest.fixture(autouse=True)
def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything a program of these tests may patch in this process."""
    for module, name in ((counter, "count_hits"), (tables, "printed"), (tables, "merged"), (offer, "Table")):
        monkeypatch.setattr(module, name, getattr(module, name))
    for name in ("hits", "merge"):
        monkeypatch.setattr(offer.Table, name, getattr(offer.Table, name))
    return


def program(body: str, head: str = "") -> str:
    lines = body.replace("; ", "\n    ")
    return f"import numpy as np\n{head}\ndef reorder(table, hints):\n    {lines}\n"


REFUSED = {
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
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_what_changes_the_contents_is_refused(run: Run, table: Workload, body: str) -> None:
    with pytest.raises(InvalidAnswer):
        judge(table, run(program(body), table))


GAINS_NOTHING = {
    "emptied texts": "for c in table.columns: c[:] = [''] * len(c)",
    "constant texts": "table.columns[:] = [['a'] * table.num_rows] * table.num_columns",
    "cleared columns": "table.columns.clear()",
    "fewer rows claimed": "n = table.num_columns; table.num_rows = 1",
    "another table inside": "table._table = None; table._texts = []",
    "a patched count": "type(table).hits = lambda self, columns: 10 ** 9",
    "other hints": "hints.col_merge[:] = [table.names]; hints.early_stop = 0",
}


@pytest.mark.parametrize("body", GAINS_NOTHING.values(), ids=GAINS_NOTHING)
def test_changing_what_was_handed_out_changes_nothing(run: Run, table: Workload, body: str) -> None:
    expected = judge(table, run(program(HONEST), table))
    assert judge(table, run(program(f"{body}; {HONEST}"), table)) == expected


def test_patching_the_clock_changes_nothing(
    run: Run, table: Workload, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    for name in ("time", "perf_counter", "process_time"):
        monkeypatch.setattr(time, name, getattr(time, name))
    head = "import time\ntime.time = time.perf_counter = time.process_time = lambda: 0.0"
    expected = judge(table, run(program(HONEST), table))
    assert judge(table, run(program(HONEST, head), table)) == expected


def test_a_module_named_like_the_published_evaluator_shadows_nothing(run: Run, table: Workload) -> None:
    head = """
import sys, types
for name in ("evaluator", "utils", "solver", "judge", "counter"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].evaluate_df_prefix_hit_cnt = lambda df: (10 ** 9, 100.0)"""
    expected = judge(table, run(program(HONEST), table))
    assert judge(table, run(program(HONEST, head), table)) == expected


def test_raising_on_a_hard_table_is_no_answer(run: Run, table: Workload) -> None:
    with pytest.raises(RuntimeError, match="too hard"):
        run(program("raise RuntimeError('too hard')"), table)


def test_being_fast_and_poor_pays_less_than_being_slow_and_good() -> None:
    pace = create().pace
    assert pace.charge(10.0, 1e9) == 10.0
    assert pace.charge(66.0, 1e-9) == 61.0
