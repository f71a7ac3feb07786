"""Programs that try to look better than they are. Each is refused, or gains nothing."""

from __future__ import annotations

import numpy as np
import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.problems.topk_select.judge import judge
from adrs.testing.inprocess import answer_of
from tests.problems.topk_select.scenes import PROBLEM, SIZE, recipe, workload

SCENE = workload(recipe(k=8), recipe("duplicates", k=301, seed=2), recipe("levels", k=40, seed=3))
HEAD = """
import numpy as np
def truncate(row, k, p):
    values = row.read()
    order = np.argsort(-values, kind="stable")
    kept = order[:k]
"""

REFUSED = {
    "one index wrong": "kept[-1] = order[k]",
    "one index short": "kept = kept[:-1]",
    "one index too many": "kept = order[:k + 1]",
    "an index twice": "kept[-1] = kept[0]",
    "padded with repeats": "kept = np.concatenate([kept[:-1], kept[:1]])",
    "nothing kept": "kept = kept[:0]",
    "everything kept": "kept = order",
    "the least instead": "kept = order[-k:]",
    "an index past the end": "kept[-1] = len(row)",
    "an index by its negative": "kept[-1] -= len(row)",
    "an index that wraps to a right one": "kept = kept.astype(np.int64); kept[0] += 2**32",
    "an index that wraps in 64 bits": "kept = kept.astype(np.uint64); kept[0] += np.uint64(2**63)",
    "ties by the highest index": "kept = (len(row) - 1 - np.argsort(-values[::-1], kind='stable'))[:k]",
    "approximate: the best of each block": "kept = np.sort([b + values[b:b + 64].argmax()"
    " for b in range(0, 2048, 64)])[:k]",
    "approximate: low precision": "kept = np.argsort(-np.rint(values), kind='stable')[:k]",
    "approximate: the best of a sample": "kept = order[order % 2 == 0][:k]",
    "approximate: whatever passes a threshold": "kept = np.flatnonzero(values > 2.3 * values.std())",
    "a mask instead of indices": "kept = np.isin(np.arange(len(row)), kept)",
    "floats": "kept = kept.astype(float)",
    "text": "kept = kept.astype(str)",
    "objects": "kept = kept.astype(object)",
    "a column": "kept = kept[:, None]",
    "a ragged list": "kept = [[1], [2, 3]]",
    "a generator": "kept = (i for i in kept)",
    "the row itself": "kept = row",
    "no reads at all": "row.reads = 0",
    "a read less than there are elements": "row.reads = len(row) - 1",
    "negative reads": "row.reads = -len(row)",
    "reads that are not a number": "row.reads = float('nan')",
    "reads as text": "row.reads = '2048'",
    "reads past all counting": "row.reads = 2**60",
    "reads that claim to be more": "row.reads = True",
    "a value of its own": "kept = {'value': 0.0, 'cpu_ratio': 64.0}",
}  # fmt: skip


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_is_refused(body: str) -> None:
    program = Program.from_text(f"{HEAD}    {body}\n    return kept\n")
    with pytest.raises((InvalidAnswer, WireError)) as caught:
        judge(SCENE, answer_of(PROBLEM, program, SCENE))
    assert 0 < len(str(caught.value)) < 500


def test_a_program_that_never_looks_is_refused_even_when_it_is_right() -> None:
    """The lucky guess: right indices, found without reading; its own honest count gives it away."""
    kept = answer_of(PROBLEM, Program.from_text(f"{HEAD}    return kept\n"), SCENE)
    table = [part["indices"].tolist() for part in kept]
    program = Program.from_text(f"T = {table}\ndef truncate(row, k, p):\n    return T.pop(0)\n")
    with pytest.raises(InvalidAnswer, match="0 element reads are claimed"):
        judge(SCENE, answer_of(PROBLEM, program, SCENE))


GAINS_NOTHING = {
    "the copy emptied": "values[:] = -np.inf",
    "the row itself emptied afterwards": "row._values[:] = -np.inf",
    "the row swapped afterwards": "row._values = np.zeros(len(row), np.float32)",
    "another size": "row.size = k",
    "patched numpy": "np.partition = np.sort = np.argsort = np.flatnonzero = lambda *a, **k: None",
    "patched comparison": "np.array_equal = lambda *a: True; np.setdiff1d = lambda *a: [0]",
    "a patched judge": "import adrs.problems.topk_select as t; t.judge = lambda *a: 0.0",
    "a patched clock": "import time; time.process_time = time.perf_counter = lambda: 0.0",
    "a patched harness": "import adrs.problems.topk_select.harness as h; h.ENTRY = 'other'",
}
PATCHED = ("partition", "sort", "argsort", "flatnonzero", "array_equal", "setdiff1d")


@pytest.mark.parametrize("body", GAINS_NOTHING.values(), ids=GAINS_NOTHING.keys())
def test_gains_nothing(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    from adrs.problems.topk_select import harness

    single = workload(SCENE.inputs["rows"][1])
    expected = judge(single, answer_of(PROBLEM, Program.from_text(f"{HEAD}    return kept\n"), single))
    monkeypatch.setattr(harness, "ENTRY", harness.ENTRY)
    for name in PATCHED:
        monkeypatch.setattr(np, name, getattr(np, name))
    for name in ("process_time", "perf_counter"):
        monkeypatch.setattr(time, name, getattr(time, name))
    answer = answer_of(PROBLEM, Program.from_text(f"{HEAD}    {body}\n    return kept\n"), single)
    monkeypatch.undo()  # in truth the judge is another process
    assert judge(single, answer) == expected


def test_a_row_emptied_through_its_private_name_does_not_reach_the_next() -> None:
    program = Program.from_text(f"{HEAD}    row._values.base[:] = np.nan\n    return kept\n")
    judge(SCENE, answer_of(PROBLEM, program, SCENE))


def test_a_poisoned_pool_only_makes_the_poisoner_wrong() -> None:
    """Rows are made in the program's process as well; the judge makes its own."""
    text = (
        "import sys, numpy as np\n"
        "rows = sys.modules['adrs.problems.topk_select.rows']\n"
        "true = rows.GAUSSIAN\n"
        f"rows.GAUSSIAN = np.zeros_like(true)\n{HEAD[1:]}    return kept\n"
    )
    from adrs.problems.topk_select import rows

    single = workload(recipe(k=8))
    before = rows.GAUSSIAN
    try:
        answer = answer_of(PROBLEM, Program.from_text(text), single)
    finally:
        rows.GAUSSIAN = before
    with pytest.raises(InvalidAnswer, match="indices are wrong"):
        judge(single, answer)


def test_a_forged_count_is_believed_and_buys_nothing() -> None:
    """Said plainly in the README: above the proven least, the count is the program's word."""
    forged = "row.count_at_least(0.0); row.count_at_least(0.0); row.reads = len(row)"
    honest = Program.from_text(f"{HEAD}    row.count_at_least(0.0)\n    return kept\n")
    attack = Program.from_text(f"{HEAD}    {forged}\n    return kept\n")
    told = judge(SCENE, answer_of(PROBLEM, honest, SCENE))
    forged_score = judge(SCENE, answer_of(PROBLEM, attack, SCENE))
    assert told.metrics["reads_per_element"] == 2.0
    assert forged_score.metrics["reads_per_element"] == 1.0
    assert forged_score.value == told.value


def test_the_scene_has_ties_at_its_cuts() -> None:
    from adrs.problems.topk_select.rows import make

    for shown in SCENE.inputs["rows"][1:]:
        row = np.sort(make(shown))[::-1]
        assert row[shown["k"] - 1] == row[shown["k"]]
    assert SCENE.inputs["rows"][0]["size"] == SIZE
