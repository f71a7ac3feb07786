"""Programs that try to look better than they are: the traps of the published evaluator, one by one."""

from __future__ import annotations

import time

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.wire import WireError
from adrs.core.workload import Split
from adrs.problems.llm_sql import counter, offer, tables
from adrs.problems.llm_sql.attacks import gains_nothing, refused
from adrs.problems.llm_sql.attacks._parts import program
from adrs.problems.llm_sql.judge import judge
from adrs.problems.llm_sql.problem import create
from tests.problems.llm_sql.conftest import Run


@pytest.fixture(autouse=True)
def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything a program of these tests may patch in this process."""
    for module, name in ((counter, "count_hits"), (tables, "printed"), (tables, "merged"), (offer, "Table")):
        monkeypatch.setattr(module, name, getattr(module, name))
    for name in ("hits", "merge"):
        monkeypatch.setattr(offer.Table, name, getattr(offer.Table, name))
    for name in ("time", "perf_counter", "process_time"):
        monkeypatch.setattr(time, name, getattr(time, name))


TABLE = create().workloads(Split.TRAIN)[0]
REFUSED = refused.programs(TABLE)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_changes_the_contents_is_refused(run: Run, text: str) -> None:
    with pytest.raises((InvalidAnswer, WireError)):
        judge(TABLE, run(text, TABLE))


GAINS_NOTHING = gains_nothing.programs(TABLE)


@pytest.mark.parametrize("text", GAINS_NOTHING.values(), ids=GAINS_NOTHING)
def test_changing_what_was_handed_out_changes_nothing(run: Run, text: str) -> None:
    expected = judge(TABLE, run(gains_nothing.HONEST, TABLE))
    assert judge(TABLE, run(text, TABLE)) == expected


def test_raising_on_a_hard_table_is_no_answer(run: Run) -> None:
    with pytest.raises(RuntimeError, match="too hard"):
        run(program("raise RuntimeError('too hard')"), TABLE)


def test_being_fast_and_poor_pays_less_than_being_slow_and_good() -> None:
    pace = create().pace
    assert pace.charge(10.0, 1e9) == 10.0
    assert pace.charge(66.0, 1e-9) == 61.0
