"""Programs that try to look cheaper than they are. Each is refused, or gains nothing."""

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.core.workload import Split
from adrs.problems.cloudcast.attacks import gains_nothing, refused
from adrs.problems.cloudcast.attacks._parts import HEAD
from adrs.problems.cloudcast.problem import create
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
    from adrs.problems.cloudcast import harness

    for name in ("ENTRY", "MOST_LINKS"):
        monkeypatch.setattr(harness, name, getattr(harness, name))
    honest = PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, PROBLEM.seeds["naive"], WORKLOAD))
    attack = Program.from_text(text)
    assert PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, attack, WORKLOAD)) == honest


def test_raising_is_no_answer():
    program = Program.from_text(f"{HEAD}    raise RuntimeError('too far')\n")
    with pytest.raises(RuntimeError, match="too far"):
        answer_of(PROBLEM, program, WORKLOAD)


def test_detours_and_repeats_are_charged():
    honest = PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, PROBLEM.seeds["naive"], WORKLOAD))
    for body in (
        "return fill(plan, lambda d, p: [[src, other], [other, src], *direct(d)])",
        "return fill(plan, lambda d, p: [[other, src], *direct(d)])",
        "return fill(plan, lambda d, p: [[d, src], *direct(d)])",
    ):
        program = Program.from_text(f"{HEAD}    {body}\n")
        score = PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, program, WORKLOAD))
        assert score.metrics["egress_usd"] > honest.metrics["egress_usd"]
