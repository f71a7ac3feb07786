"""Programs that try to look better than they are. Each is refused, or gains nothing."""

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.core.workload import Split
from adrs.problems.prism.attacks import gains_nothing, refused
from adrs.problems.prism.attacks._parts import HEAD
from adrs.problems.prism.problem import create
from adrs.testing.inprocess import answer_of

PROBLEM = create()
WORKLOAD = PROBLEM.workloads(Split.TRAIN)[0]

REFUSED = refused.programs(WORKLOAD)
GAINS_NOTHING = gains_nothing.programs(WORKLOAD)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_is_refused(text):
    program = Program.from_text(text)
    with pytest.raises((InvalidAnswer, WireError)) as caught:
        PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, program, WORKLOAD))
    assert 0 < len(str(caught.value)) < 500


@pytest.mark.parametrize("text", GAINS_NOTHING.values(), ids=GAINS_NOTHING.keys())
def test_gains_nothing(text, monkeypatch):
    from adrs.problems.prism import harness

    for name in ("GPU_MEM_SIZE", "ENTRY"):
        monkeypatch.setattr(harness, name, getattr(harness, name))
    monkeypatch.setattr(harness.Model, "__eq__", harness.Model.__eq__)
    honest, attack = Program.from_text(gains_nothing.HONEST), Program.from_text(text)
    expected = PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, honest, WORKLOAD))
    assert PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, attack, WORKLOAD)) == expected


def test_raising_is_no_answer():
    program = Program.from_text(f"{HEAD}    raise RuntimeError('too hard')\n")
    with pytest.raises(RuntimeError, match="too hard"):
        answer_of(PROBLEM, program, WORKLOAD)
