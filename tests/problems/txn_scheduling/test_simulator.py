from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.problems.txn_scheduling.second import makespan
from tests.problems.txn_scheduling.batches import BODIES, batches, oracle


def golden_run(case: dict[str, Any], run: dict[str, Any]) -> None:
    if "error" in run:
        with pytest.raises(Exception) as caught:  # noqa: PT011 - the kind is what is checked
            oracle(case["txns"]).get_opt_seq_cost(run["order"])
        assert type(caught.value).__name__ == run["error"]
        return
    workload = oracle(case["txns"])
    assert workload.get_opt_seq_cost(run["order"]) == run["makespan"]
    prefixes = [run["order"][: size + 1] for size in range(len(run["order"]))]
    assert [workload.get_opt_seq_cost(prefix) for prefix in prefixes] == run["prefix_makespans"]


def test_agrees_with_every_golden_vector(golden: dict[str, Any]) -> None:
    runs = [(case, run) for case in golden["cases"] for run in case["runs"]]
    assert len(runs) > 250
    for case, run in runs:
        golden_run(case, run)


def test_agrees_with_the_published_orders(golden: dict[str, Any], data: Any) -> None:
    content = json.loads((data / "txn" / "workloads.json").read_text(encoding="utf-8"))
    workloads = [oracle(list(batch.values())) for batch in content.values()]
    for named in golden["aggregates"]["named_orders"]:
        if "orders" in named:
            costs = [w.get_opt_seq_cost(o) for w, o in zip(workloads, named["orders"], strict=True)]
            assert costs == named["makespans"], named["name"]


@given(batches())
def test_agrees_with_the_pair_form(drawn: tuple[list[str], list[int]]) -> None:
    txns, order = drawn
    assert oracle(txns).get_opt_seq_cost(order) == makespan(txns, order)


@given(st.lists(BODIES, min_size=2, max_size=6), st.data())
def test_what_was_asked_before_does_not_matter(txns: list[str], data: st.DataObject) -> None:
    workload = oracle(txns)
    indices = st.integers(-len(txns), len(txns) - 1)
    for order in data.draw(st.lists(st.lists(indices, min_size=1, max_size=7), max_size=6)):
        assert workload.get_opt_seq_cost(order) == oracle(txns).get_opt_seq_cost(order)


def test_resumes_from_the_shared_prefix_and_no_further() -> None:
    workload = oracle(["w-1", "w-1 w-1", "w-1 w-1 w-1"])
    assert workload.get_opt_seq_cost([0, 1, 2]) == 6
    assert workload.get_opt_seq_cost([0, 2]) == 4
    assert workload.get_opt_seq_cost([0]) == 1
    assert workload.get_opt_seq_cost([1, 2, 0]) == 6


def test_a_list_that_is_changed_between_calls_is_read_again() -> None:
    workload = oracle(["w-1", "w-1 w-1", "w-2"])
    order = [0, 1]
    assert workload.get_opt_seq_cost(order) == 3
    order[1] = 2
    assert workload.get_opt_seq_cost(order) == 1
    order.append(1)
    assert workload.get_opt_seq_cost(order) == 3


def test_goes_on_after_an_error_in_the_middle_of_an_order() -> None:
    workload = oracle(["w-1", "w-1 w-1", "w-2"])
    with pytest.raises(IndexError):
        workload.get_opt_seq_cost([0, 1, 7])
    with pytest.raises(TypeError):
        workload.get_opt_seq_cost([0, None, 1])  # type: ignore[list-item]
    assert workload.get_opt_seq_cost([0, 1, 2]) == 3


def test_shows_operations_with_position_and_length_but_no_idle_slots() -> None:
    workload = oracle(["* r-a w-01 *", "* *"])
    assert workload.txns == [[("r", "a", 2, 4), ("w", "01", 3, 4)], []]
    assert workload.num_txns == 2


@pytest.mark.parametrize("body", ["", "w1", "w-1-2", "w-1  r-2", "x-1", "W-1", " w-1"])
def test_refuses_malformed_transactions(body: str) -> None:
    with pytest.raises(AssertionError, match="slot"):
        oracle([body])


def test_a_copy_answers_by_itself() -> None:
    workload = oracle(["w-1", "w-1 w-1"])
    workload.get_opt_seq_cost([0])
    twin = copy.deepcopy(workload)
    assert twin.get_opt_seq_cost([0, 1]) == 3
    assert workload.get_opt_seq_cost([1]) == 2


def test_takes_tuples_ranges_and_arrays() -> None:
    numpy = pytest.importorskip("numpy")
    workload = oracle(["w-1", "w-1 w-1"])
    assert [workload.get_opt_seq_cost(o) for o in ((0, 1), range(2), numpy.array([0, 1]))] == [3, 3, 3]
