"""Programs that try to look better than they are. Each is refused, or gains nothing."""

from __future__ import annotations

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.problems.sparse_attention.attacks import gains_nothing, refused
from adrs.problems.sparse_attention.judge import judge
from adrs.testing.inprocess import answer_of
from tests.problems.sparse_attention.scenes import PROBLEM, call, workload

SCENE = workload(call(frozen=True), call())


@pytest.mark.parametrize("text", refused.programs(SCENE).values(), ids=refused.programs(SCENE))
def test_is_refused(text: str) -> None:
    with pytest.raises((InvalidAnswer, WireError)):
        judge(SCENE, answer_of(PROBLEM, Program.from_text(text), SCENE))


@pytest.mark.parametrize("text", gains_nothing.programs(SCENE).values(), ids=gains_nothing.programs(SCENE))
def test_gains_nothing(text: str) -> None:
    honest = judge(SCENE, answer_of(PROBLEM, Program.from_text(gains_nothing.HONEST), SCENE))
    assert judge(SCENE, answer_of(PROBLEM, Program.from_text(text), SCENE)) == honest


def test_knowing_the_draw_of_other_probabilities_is_worth_nothing() -> None:
    """Whoever asks for less where the last draw was lucky gets another draw: no better than before."""
    scene = workload(call())
    text = (
        "import numpy as np\ndef select(queries, keys, values, visible, scale, fixed, rng):\n"
        "    pi = np.where(visible[None] & (rng.random(fixed.shape) < 0.2), 1e-3, 0.0)\n    return pi\n"
    )
    assert judge(scene, answer_of(PROBLEM, Program.from_text(text), scene)).value > 0.45
