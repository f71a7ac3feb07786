"""Programs that try to look better than they are. Each is refused, or gains nothing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.core.workload import Split
from adrs.problems.telemetry_repair import harness
from adrs.problems.telemetry_repair.attacks import gains_nothing, refused
from adrs.problems.telemetry_repair.attacks._parts import HEAD
from adrs.problems.telemetry_repair.problem import create
from adrs.problems.telemetry_repair.workloads import read
from adrs.testing.inprocess import answer_of

PROBLEM = create()
WORKLOAD = PROBLEM.workloads(Split.TRAIN)[0]


REFUSED = refused.programs(WORKLOAD)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_is_refused(text: str) -> None:
    program = Program.from_text(text)
    with pytest.raises((InvalidAnswer, WireError)) as caught:
        PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, program, WORKLOAD))
    assert 0 < len(str(caught.value)) < 500


GAINS_NOTHING = gains_nothing.programs(WORKLOAD)


@pytest.mark.parametrize("text", GAINS_NOTHING.values(), ids=GAINS_NOTHING.keys())
def test_gains_nothing(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("random", "uniform"):
        monkeypatch.setattr(random, name, getattr(random, name))
    attack = Program.from_text(text)
    assert PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, attack, WORKLOAD)).value == 0.0


@pytest.mark.parametrize("fields", ["()", '("rx_rate",)', '("tx_rate", "rx_rate", "tx_rate", "rx_rate")'])
def test_a_patched_harness_is_refused_by_the_judge(fields: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harness, "FIELDS", harness.FIELDS)
    patch = f"import adrs.problems.telemetry_repair.harness as h; h.FIELDS = {fields}"
    attack = Program.from_text(f"{HEAD}    {patch}\n    return out\n")
    with pytest.raises(InvalidAnswer, match="rx, tx and status"):
        PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, attack, WORKLOAD))


TRUTH_HUNT = """
import gc, sys
def repair(telemetry, topology):
    words = ("truth", "true_rx", "true_tx", "struck", "perturbed", "corrected")
    def texts(value, depth=0):
        if isinstance(value, dict) and depth < 6:
            for key, inner in value.items():
                yield str(key)
                yield from texts(inner, depth + 1)
        elif isinstance(value, (list, tuple)) and depth < 6:
            for inner in value:
                yield from texts(inner, depth + 1)
    frame, seen = sys._getframe(1), []
    while frame is not None and frame.f_globals.get("__name__", "").startswith("adrs.problems"):
        seen += [text for text in texts(dict(frame.f_locals))]
        frame = frame.f_back
    seen += [text for text in texts({"telemetry": telemetry, "topology": topology})]
    assert seen
    found = [text for text in seen if any(word in text for word in words)]
    assert not found, found
    return {n: {"rx_rate": (r["rx_rate"], r["rx_rate"], 1.0), "tx_rate": (r["tx_rate"], r["tx_rate"], 1.0),
                "interface_status": ("up", "up", 1.0)} for n, r in telemetry.items()}
"""


def test_no_truth_is_left_in_the_inputs_or_in_the_harness() -> None:
    assert PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, Program.from_text(TRUTH_HUNT), WORKLOAD)).value == 0.0


INVERT_THE_NOISE = """
import random
def repair(telemetry, topology):
    rng = random.Random(42)
    rng.sample(range(40), 30)
    rng.choice("abcd")
    out = {}
    for n, r in telemetry.items():
        rx, tx = (r[k] / rng.uniform(0.98, 1.02) for k in ("rx_rate", "tx_rate"))
        out[n] = {"rx_rate": (rx, rx, 1.0), "tx_rate": (tx, tx, 1.0), "interface_status": ("up", "up", 1.0)}
    return out
"""


def test_knowing_the_published_seed_gains_nothing_outside_the_leaderboard() -> None:
    program = Program.from_text(INVERT_THE_NOISE)
    for split in (Split.TRAIN, Split.VALIDATION, Split.TEST):
        for workload in PROBLEM.workloads(split):
            assert PROBLEM.judge(workload, answer_of(PROBLEM, program, workload)).value < 0.0


def test_the_published_table_knows_no_synthetic_network(data: Path) -> None:
    known = {name for snapshot in read(data) for name in snapshot}
    for split in (Split.TRAIN, Split.VALIDATION, Split.TEST):
        for workload in PROBLEM.workloads(split):
            for snapshot in workload.inputs["snapshots"]:
                assert not known & set(snapshot["telemetry"])


def test_raising_is_no_answer() -> None:
    program = Program.from_text(f"{HEAD}    raise RuntimeError('too hard')\n")
    with pytest.raises(RuntimeError, match="too hard"):
        answer_of(PROBLEM, program, WORKLOAD)
