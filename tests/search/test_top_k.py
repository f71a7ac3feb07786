"""Top-k starts from the k best."""

from __future__ import annotations

from adrs.core.candidate import Arm
from adrs.search.top_k import TopKStrategy
from adrs.testing.trials import make_trial

ARMS = (Arm("llm", "edit"), Arm("tuner", "constants"))


def test_parents_are_all_of_the_k_best_and_no_other():
    strategy = TopKStrategy(ARMS, seed=0, k=3)
    for number in range(8):
        strategy.tell(make_trial(f"s{number}", [0.1 * number]))
    briefs = [strategy.ask() for _ in range(80)]
    assert {brief.parent.candidate.id for brief in briefs} == {"s5", "s6", "s7"}
    assert {len(brief.inspirations) for brief in briefs} == {2}
    assert {brief.arm for brief in briefs} == set(ARMS)
