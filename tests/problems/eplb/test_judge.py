"""What the judge refuses, and what it says of what it accepts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from adrs.core.errors import InvalidAnswer
from adrs.problems.eplb.judge import judge
from tests.problems.eplb.scenes import answer, consistent, workload

LOAD = [[8, 4, 2, 2]]
WORKLOAD = workload(LOAD, [[2, 2, 4, 8]])
SLOTS = [[0, 1, 2, 3, 0, 1, 2, 3]]
TWO = [[[0, 4], [1, 5], [2, 6], [3, 7]]]
COUNTS = [[2, 2, 2, 2]]


def test_a_consistent_placement_is_scored_on_the_window_to_come() -> None:
    score = judge(WORKLOAD, [consistent(SLOTS, 4)])
    assert score.value == score.metrics["balancedness_gpu"] == 4 / 6
    assert score.metrics["balancedness_seen"] == 4 / 6
    assert "GPU 1 has 1.50 times the mean" in score.feedback
    assert "expert 3 (2 replicas; 2 tokens seen, 8 came)" in score.feedback


def test_the_order_of_an_expert_s_slots_and_room_to_spare_are_free() -> None:
    wide = [[[4, 0, -1], [1, 5, -1], [6, 2, -1], [3, 7, -1]]]
    assert judge(WORKLOAD, [answer(SLOTS, wide, COUNTS)]).value == 4 / 6


def test_unsigned_and_small_integers_will_do() -> None:
    part = {name: value.astype(np.int16) for name, value in answer(SLOTS, TWO, COUNTS).items()}
    part["logcnt"] = part["logcnt"].astype(np.uint64)
    assert judge(WORKLOAD, [part]).value == 4 / 6


BROKEN = {
    "an expert that does not exist": ([[0, 1, 2, 4, 0, 1, 2, 3]], TWO, COUNTS, "expert 4 in layer 0, slot 3"),
    "an empty slot": ([[0, 1, 2, -1, 0, 1, 2, 3]], TWO, COUNTS, "expert -1"),
    "a slot too few": ([[0, 1, 2, 3, 0, 1, 2]], TWO, COUNTS, "shape"),
    "a count that is wrong": (SLOTS, TWO, [[3, 1, 2, 2]], "expert 0 is in 2 slots"),
    "an expert without a slot": ([[0, 1, 2, 2, 0, 1, 2, 2]], TWO, [[2, 2, 4, 0]], "at least 1"),
    "no room for the slots": (SLOTS, [[[0], [1], [2], [3]]], COUNTS, "room for 1"),
    "another's slot": (SLOTS, [[[0, 5], [1, 4], [2, 6], [3, 7]]], COUNTS, "holds expert 1"),
    "a slot twice": (SLOTS, [[[0, 0], [1, 5], [2, 6], [3, 7]]], COUNTS, "twice"),
    "a hole in the slots": (SLOTS, [[[0, -1], [1, 5], [2, 6], [3, 7]]], COUNTS, "is -1"),
    "a slot past the end": (SLOTS, [[[0, 8], [1, 5], [2, 6], [3, 7]]], COUNTS, "is 8"),
    "more slots than counted": (
        SLOTS, [[[0, 4, 1], [1, 5, -1], [2, 6, -1], [3, 7, -1]]], COUNTS, "others -1"
    ),
    "fractions": (SLOTS, TWO, [[0.5, 2, 2, 3.5]], "integers, not array of float64"),
    "booleans": (np.array(SLOTS) > 0, TWO, COUNTS, "not array of bool"),
    "a layer too many": (SLOTS * 2, TWO, COUNTS, "shape"),
}  # fmt: skip


@pytest.mark.parametrize(("phy2log", "log2phy", "logcnt", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_placement_is_refused_with_the_place(
    phy2log: Any, log2phy: Any, logcnt: Any, said: str
) -> None:
    with pytest.raises(InvalidAnswer, match="case 0") as caught:
        judge(WORKLOAD, [answer(phy2log, log2phy, logcnt)])
    assert said in str(caught.value)


@pytest.mark.parametrize("case", [{}, None, [1], {"phy2log": [[0]], "log2phy": 1, "logcnt": 2}])
def test_other_things_are_refused(case: Any) -> None:
    with pytest.raises(InvalidAnswer):
        judge(WORKLOAD, [case])


def test_every_case_needs_its_placement() -> None:
    with pytest.raises(InvalidAnswer, match="each of the 1 cases"):
        judge(WORKLOAD, [])


def test_numbers_past_64_bits_are_refused() -> None:
    part = answer(SLOTS, TWO, COUNTS)
    part["logcnt"] = np.full((1, 4), 2**64 - 1, dtype=np.uint64)
    with pytest.raises(InvalidAnswer, match="past 64 bits"):
        judge(WORKLOAD, [part])
