"""Programs that try to look better than they are. Each is refused, or gains nothing."""

from __future__ import annotations

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.problems.weight_compression.attacks import gains_nothing, refused
from adrs.problems.weight_compression.judge import judge
from adrs.testing.inprocess import answer_of
from tests.problems.weight_compression.scenes import PROBLEM, workload


@pytest.mark.parametrize("text", refused.programs(workload()).values(), ids=refused.programs(workload()))
def test_is_refused(text: str) -> None:
    with pytest.raises((InvalidAnswer, WireError)):
        judge(workload(), answer_of(PROBLEM, Program.from_text(text), workload()))


HARMLESS = gains_nothing.programs(workload())


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_gains_nothing(text: str) -> None:
    honest = judge(workload(), answer_of(PROBLEM, Program.from_text(gains_nothing.HONEST), workload()))
    assert judge(workload(), answer_of(PROBLEM, Program.from_text(text), workload())) == honest
