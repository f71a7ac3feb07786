"""Programs that try to look better than they are. Each is refused, or gains nothing."""

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.core.workload import Split
from adrs.problems.multi_agent.attacks import gains_nothing, refused
from adrs.problems.multi_agent.attacks._parts import program
from adrs.problems.multi_agent.design import design_of
from adrs.problems.multi_agent.judge import outcomes_of
from adrs.problems.multi_agent.problem import create
from adrs.testing.inprocess import answer_of
from tests.problems.online import answer_in_a_process

PROBLEM = create()
WORKLOAD = PROBLEM.workloads(Split.TRAIN)[0]
REFUSED = refused.programs(WORKLOAD)
GAINS_NOTHING = gains_nothing.programs(WORKLOAD)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_is_refused(text):
    with pytest.raises((InvalidAnswer, WireError)) as caught:
        PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, Program.from_text(text), WORKLOAD))
    assert 0 < len(str(caught.value)) < 500


@pytest.mark.parametrize("text", GAINS_NOTHING.values(), ids=GAINS_NOTHING.keys())
def test_gains_nothing(text):
    honest = PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, Program.from_text(gains_nothing.HONEST), WORKLOAD))
    answer = answer_in_a_process(PROBLEM, Program.from_text(text), WORKLOAD)
    if answer is not None:  # some only break their own run
        assert PROBLEM.judge(WORKLOAD, answer).value <= honest.value


def test_no_task_crosses_to_the_program():
    """Inputs are a name that says nothing, and gone before the program is loaded."""
    for split in Split:
        for workload in PROBLEM.workloads(split):
            assert set(workload.inputs) == {"name"}
            assert split.value not in workload.inputs["name"]
    seen = program("f = sys._getframe()\nwhile f:\n    assert not f.f_locals.get('inputs')\n    f = f.f_back")
    assert answer_in_a_process(PROBLEM, Program.from_text(seen), WORKLOAD) is not None


def test_leaving_out_every_verifier_pays_nowhere():
    """The hack that was recorded on the public benchmark: fewer agents, fewer failures, nothing delivered."""
    control, reference = (
        answer_of(PROBLEM, PROBLEM.baselines[name], WORKLOAD) for name in ("no_verification", "human_sota")
    )
    for workload in PROBLEM.workloads(Split.TRAIN):
        lazy, honest = PROBLEM.judge(workload, control), PROBLEM.judge(workload, reference)
        assert lazy.value < honest.value
    assert all("3.2" in outcome.modes for outcome in outcomes_of(design_of(control), WORKLOAD))


def test_words_in_a_prompt_do_nothing_but_cost():
    design = answer_of(PROBLEM, PROBLEM.baselines["human_sota"], WORKLOAD)
    wordy = {**design, "roles": [{**role, "prompt": role["prompt"] + "!" * 4000} for role in design["roles"]]}
    pairs = [(PROBLEM.judge(w, design), PROBLEM.judge(w, wordy)) for w in PROBLEM.workloads(Split.TRAIN)]
    assert sum(b.value for _, b in pairs) < sum(a.value for a, _ in pairs)
    assert all(b.metrics["cost"] > a.metrics["cost"] for a, b in pairs)
