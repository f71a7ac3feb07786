"""Random batches for property tests."""

from __future__ import annotations

import json
from collections.abc import Sequence

from hypothesis import strategies as st

from adrs.problems.txn_scheduling.simulator import Workload

TOKENS = st.sampled_from(["*", "r-1", "w-1", "r-2", "w-2", "r-3", "w-3", "r-4", "w-04"])
BODIES = st.lists(TOKENS, min_size=1, max_size=6).map(" ".join)


@st.composite
def batches(draw: st.DrawFn, *, largest: int = 8) -> tuple[list[str], list[int]]:
    """Transactions and an order of them."""
    txns = draw(st.lists(BODIES, min_size=1, max_size=largest))
    return txns, draw(st.permutations(range(len(txns))))


def text_of(txns: Sequence[str]) -> str:
    """The batch as the JSON text that programs see."""
    return json.dumps({f"txn{number}": body for number, body in enumerate(txns)})


def oracle(txns: Sequence[str]) -> Workload:
    """The oracle for a batch."""
    return Workload(text_of(txns))
