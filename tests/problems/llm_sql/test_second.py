"""The second account agrees with the judge on random tables and plans."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.workload import Split, Workload
from adrs.problems.llm_sql import second
from adrs.problems.llm_sql.judge import judge
from tests.problems.llm_sql.conftest import HINTS

CELLS = {"int": ["1", "12", None], "float": ["1.0", "0.5", None], "text": ["a", "ab", "\u00e9", "", None]}


def drawn(rng: random.Random) -> Workload:
    """A table of three to six columns, two of which may be merged."""
    names, rows = "abcdef"[: rng.randint(3, 6)], rng.randint(0, 7)
    kinds = rng.choice([["int"], ["int", "float"], ["int", "float", "text"]])
    chosen = [rng.choice(kinds) for _ in names]
    cells = [[rng.choice(CELLS[kind]) for _ in range(rows)] for kind in chosen]
    inputs = {
        "names": [*names],
        "kinds": chosen,
        "cells": cells,
        "merge": [["c", "a"], ["b"]],
        "hints": HINTS,
    }
    return Workload("train/drawn", Split.TRAIN, inputs, "drawn")


def plan(rng: random.Random, table: Workload) -> dict[str, object]:
    """A valid plan: merged columns stand together in the order of their group."""
    columns, rows = len(table.inputs["names"]), len(table.inputs["cells"][0])
    merged = [group for group in (rng.sample([0, 2], 2), [1]) if rng.random() < 0.5]

    def order() -> list[int]:
        inside = {j for group in merged for j in group}
        blocks = [*merged, *([j] for j in range(columns) if j not in inside)]
        return [j for block in rng.sample(blocks, len(blocks)) for j in block]

    orders = [order() for _ in range(rows)] if rows and rng.random() < 0.5 else order()
    return {"rows": None, "columns": np.array(orders), "merged": merged}


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_agrees_with_the_judge(seed: int) -> None:
    rng = random.Random(seed)
    table = drawn(rng)
    answer = plan(rng, table)
    assert second.value(table, answer) == pytest.approx(judge(table, answer).value, rel=1e-12)
