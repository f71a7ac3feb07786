"""What a program meets, and what it cannot get away with. Attacks go through harness, wire and judge."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import adrs
from adrs.core.errors import InvalidAnswer
from adrs.core.wire import WireError
from adrs.core.workload import Split, Workload
from adrs.problems.txn_scheduling.attacks import gains_nothing, refused
from adrs.problems.txn_scheduling.attacks._parts import HONEST, program
from adrs.problems.txn_scheduling.judge import judge
from tests.problems.txn_scheduling.conftest import Answers

ANY = Workload("train/any", Split.TRAIN, {}, "any")
REFUSED = refused.programs(ANY)
GAINS_NOTHING = gains_nothing.programs(ANY)


def test_keeps_the_order_and_what_was_reported(answer: Answers, batch: Workload) -> None:
    assert answer(HONEST, batch) == {"order": [0, 1, 2, 3, 4], "reported": 4}


def test_calls_as_the_published_benchmark_does(answer: Answers, batch: Workload) -> None:
    text = program("assert num_seqs == 10\n    return workload.get_opt_seq_cost([4]), list(range(n))")
    assert answer(text, batch)["reported"] == 0


def test_published_programs_find_their_modules_and_their_folder(answer: Answers, batch: Workload) -> None:
    head = """
import os, sys
here = os.path.dirname(os.path.abspath(__file__))
while not os.path.exists(os.path.join(here, "openevolve_examples", "txn_scheduling")):
    assert here != os.path.dirname(here), "not found"
    here = os.path.dirname(here)
sys.path.insert(0, os.path.join(here, "openevolve_examples", "txn_scheduling"))
from txn_simulator import Workload
from workloads import WORKLOAD_1, WORKLOAD_2, WORKLOAD_3
assert WORKLOAD_1 == WORKLOAD_2 == WORKLOAD_3
SIZE = Workload(WORKLOAD_3).num_txns
"""
    assert answer(program("assert n == SIZE\n    return 0, list(range(n))", head), batch)["order"]


def test_without_the_entry_the_first_of_the_random_costs_counts(answer: Answers, batch: Workload) -> None:
    text = "def get_random_costs():\n    return 3, [[4, 3, 2, 1, 0], [], []], 0.1\n"
    assert answer(text, batch) == {"order": [4, 3, 2, 1, 0], "reported": None}


def test_a_program_without_entry_is_told_so(answer: Answers, batch: Workload) -> None:
    with pytest.raises(InvalidAnswer, match="get_best_schedule"):
        answer("x = 1\n", batch)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_is_not_a_permutation_is_refused(answer: Answers, batch: Workload, text: str) -> None:
    with pytest.raises((InvalidAnswer, WireError)):
        judge(batch, answer(text, batch))


@pytest.mark.parametrize("text", GAINS_NOTHING.values(), ids=GAINS_NOTHING)
def test_lies_and_patches_do_not_reach_the_judge(
    answer: Answers, batch: Workload, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_the_oracle(monkeypatch)
    assert judge(batch, answer(text, batch)).value == 4.0


def keep_the_oracle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have everything a candidate may patch put back afterwards."""
    from adrs.problems.txn_scheduling import simulator

    for name in ("parse", "moves_of"):
        monkeypatch.setattr(simulator, name, getattr(simulator, name))
    monkeypatch.setattr(simulator.Workload, "get_opt_seq_cost", simulator.Workload.get_opt_seq_cost)


def test_what_a_program_raises_comes_through(answer: Answers, batch: Workload) -> None:
    with pytest.raises(ZeroDivisionError):
        answer(program("return 1 / 0, []"), batch)


def test_the_harness_brings_neither_judge_nor_generators_along() -> None:
    source = Path(adrs.__file__).parents[1]
    code = f"""
import sys
sys.path.insert(0, {str(source)!r})
import adrs.problems.txn_scheduling.harness
print(*(name for name in sys.modules if name.startswith("adrs.problems.txn")))
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.rpartition(".")[2] for name in out.stdout.split()}
    assert loaded == {"txn_scheduling", "harness", "simulator"}
