from __future__ import annotations

import pytest
from hypothesis import given

from adrs.problems.txn_scheduling.rules import parse, run
from adrs.problems.txn_scheduling.second import makespan
from tests.problems.txn_scheduling.batches import batches, oracle


@given(batches(largest=12))
def test_agrees_with_the_oracle_and_the_pair_form(drawn: tuple[list[str], list[int]]) -> None:
    txns, order = drawn
    found = run(parse(tuple(txns)), order).makespan
    assert found == oracle(txns).get_opt_seq_cost(order)
    assert found == makespan(txns, order)


def test_reads_share_a_key() -> None:
    assert run(parse(("r-1 r-2", "r-1 r-2")), [0, 1]).starts == {0: 1, 1: 1}


def test_a_key_is_free_right_after_the_slot_that_used_it() -> None:
    assert run(parse(("w-1 * * *", "w-1")), [0, 1]).starts == {0: 1, 1: 2}


def test_a_later_one_may_start_and_end_earlier() -> None:
    timeline = run(parse(("* * * * w-1", "w-2")), [0, 1])
    assert (timeline.ends, timeline.makespan) == ({0: 5, 1: 1}, 5)


def test_tells_which_key_held_whom_back() -> None:
    timeline = run(parse(("w-1 w-2", "r-2")), [0, 1])
    assert timeline.held_by == {1: "2"}
    assert timeline.waits == {"2": 2}


def test_idle_transactions_take_no_time() -> None:
    assert run(parse(("* * *", "w-1")), [0, 1]).makespan == 1


@pytest.mark.parametrize("body", ["", "w1", "w-1-2", "w-1  r-2", "x-1"])
def test_refuses_malformed_transactions(body: str) -> None:
    with pytest.raises(ValueError, match="transaction 1, slot"):
        parse(("w-1", body))
