from __future__ import annotations

from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.workload import Split
from adrs.problems.txn_scheduling.lower import lower_bound, path_bound, preemptive_makespan
from adrs.problems.txn_scheduling.rules import parse, run
from adrs.problems.txn_scheduling.workloads import published, synthetic
from tests.problems.txn_scheduling.batches import BODIES

CROWDED = st.lists(st.sampled_from(["*", "r-1", "w-1", "r-2", "w-2"]), min_size=1, max_size=5).map(" ".join)


def best_of_all(txns: list[str]) -> int:
    transactions = parse(tuple(txns))
    return min(run(transactions, order).makespan for order in permutations(range(len(txns))))


@settings(max_examples=300, deadline=None)
@given(st.lists(BODIES | CROWDED, min_size=1, max_size=5))
def test_no_order_passes_it(txns: list[str]) -> None:
    assert lower_bound(parse(tuple(txns))) <= best_of_all(txns)


def test_writers_of_one_key_come_one_after_the_other() -> None:
    assert lower_bound(parse(("w-1",) * 7)) == 7


def test_pure_readers_need_a_slot_of_their_own() -> None:
    assert lower_bound(parse(("w-1", "w-1", "r-1", "r-1"))) == 3 == best_of_all(["w-1", "w-1", "r-1", "r-1"])


def test_distances_add_up_over_several_hot_keys() -> None:
    # No key alone explains it: the transactions take the hot keys in turns.
    txns = synthetic(Split.TRAIN)[2].inputs["txns"]
    writers = max(sum(f"w-{key} " in f"{body} " for body in txns) for key in range(1, 1001))
    assert path_bound(parse(tuple(txns))) > writers + 16


def test_the_longest_transaction_counts() -> None:
    assert lower_bound(parse(("w-1 * * *", "w-2"))) == 4


def test_idle_transactions_do_not_count() -> None:
    assert lower_bound(parse(("* * *", "*"))) == 0


def test_preemption_lets_a_long_tail_go_first() -> None:
    assert preemptive_makespan([(0, 4, 0), (1, 1, 5)]) == 7
    assert preemptive_makespan([(0, 2, 3), (0, 2, 1)]) == 5
    assert preemptive_makespan([(3, 1, 0)]) == 4


def test_is_at_least_the_published_one_machine_bound(golden: dict[str, Any], data: Any) -> None:
    found = [lower_bound(parse(tuple(w.inputs["txns"]))) for w in published(data)]
    ours_and_theirs = zip(found, golden["aggregates"]["one_machine_lower_bounds"], strict=True)
    assert all(ours >= theirs for ours, theirs in ours_and_theirs)
