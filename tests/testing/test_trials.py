"""Made-up trials keep the rules of real ones."""

from __future__ import annotations

import pytest

from adrs.core.candidate import Arm, Brief
from adrs.core.verdict import Outcome
from adrs.testing.trials import make_child, make_evaluation, make_trial


def test_a_valid_evaluation_has_the_mean_as_its_score():
    evaluation = make_evaluation({"a": 0.0, "b": 1.0})
    assert evaluation.outcome is Outcome.VALID
    assert evaluation.scores == {"a": 0.0, "b": 1.0}
    assert evaluation.score == evaluation.value == 0.5


@pytest.mark.parametrize("options", [{"outcome": Outcome.CRASHED}, {"complete": False}])
def test_a_failed_or_stopped_one_has_none(options):
    evaluation = make_evaluation([0.0, 1.0], **options)
    assert evaluation.score is None
    assert evaluation.value is None


def test_a_child_answers_its_brief():
    brief = Brief(id=17, arm=Arm("llm", "edit"), parent=make_trial("s0", [0.0]))
    child = make_child(brief, [0.5])
    assert child.candidate.id == "c17"
    assert child.candidate.parents == ("s0",)
    assert child.candidate.program != brief.parent.candidate.program
