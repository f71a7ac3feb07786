"""Programs that try to look better than they are. Each is refused, or gains nothing."""

from __future__ import annotations

import numpy as np
import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.problems.topk_select.attacks import gains_nothing, refused
from adrs.problems.topk_select.attacks._parts import HEAD, HONEST, program
from adrs.problems.topk_select.judge import judge
from adrs.testing.inprocess import answer_of
from tests.problems.topk_select.scenes import PROBLEM, SIZE, recipe, workload

SCENE = workload(recipe(k=8), recipe("duplicates", k=301, seed=2), recipe("levels", k=40, seed=3))

REFUSED = refused.programs(SCENE)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_is_refused(text: str) -> None:
    with pytest.raises((InvalidAnswer, WireError)) as caught:
        judge(SCENE, answer_of(PROBLEM, Program.from_text(text), SCENE))
    assert 0 < len(str(caught.value)) < 500


def test_a_program_that_never_looks_is_refused_even_when_it_is_right() -> None:
    """The lucky guess: right indices, found without reading; its own honest count gives it away."""
    kept = answer_of(PROBLEM, Program.from_text(HONEST), SCENE)
    table = [part["indices"].tolist() for part in kept]
    guess = Program.from_text(f"T = {table}\ndef truncate(row, k, p):\n    return T.pop(0)\n")
    with pytest.raises(InvalidAnswer, match="0 element reads are claimed"):
        judge(SCENE, answer_of(PROBLEM, guess, SCENE))


GAINS_NOTHING = gains_nothing.programs(SCENE)
PATCHED = ("partition", "sort", "argsort", "flatnonzero", "array_equal", "setdiff1d")


@pytest.mark.parametrize("text", GAINS_NOTHING.values(), ids=GAINS_NOTHING.keys())
def test_gains_nothing(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    from adrs.problems.topk_select import harness

    single = workload(SCENE.inputs["rows"][1])
    expected = judge(single, answer_of(PROBLEM, Program.from_text(HONEST), single))
    monkeypatch.setattr(harness, "ENTRY", harness.ENTRY)
    for name in PATCHED:
        monkeypatch.setattr(np, name, getattr(np, name))
    for name in ("process_time", "perf_counter"):
        monkeypatch.setattr(time, name, getattr(time, name))
    answer = answer_of(PROBLEM, Program.from_text(text), single)
    monkeypatch.undo()  # in truth the judge is another process
    assert judge(single, answer) == expected


def test_a_row_emptied_through_its_private_name_does_not_reach_the_next() -> None:
    judge(SCENE, answer_of(PROBLEM, Program.from_text(program("row._values.base[:] = np.nan")), SCENE))


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
    attack = Program.from_text(program(forged))
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
