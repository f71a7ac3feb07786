"""A strategy that is steered starts where people say, and is itself again when they let go."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from adrs import search
from adrs.core.candidate import Arm, Brief
from adrs.core.seams import Strategy
from adrs.core.verdict import Outcome
from adrs.search.steered import SteeredSearch
from adrs.testing.strategy import ARMS, StrategyContract, Walk
from adrs.testing.trials import make_child, make_trial

NAMES = sorted(search.STRATEGIES)


def steered(name: str = "adaptive", *, seed: int = 1, told: int = 8) -> SteeredSearch:
    strategy = SteeredSearch(search.create(name, ARMS, seed), seed=seed)
    for number in range(told):
        strategy.tell(make_trial(f"s{number}", [0.1 * number, 0.1]))
    return strategy


def asked(strategy: SteeredSearch, n: int, *, score: float = 0.3) -> list[Brief]:
    """Briefs that are answered at once, with children that are nothing special."""
    briefs = []
    for _ in range(n):
        briefs.append(strategy.ask())
        strategy.tell(make_child(briefs[-1], [score, score]), briefs[-1].arm)
    return briefs


@pytest.mark.parametrize("name", NAMES)
class TestEveryStrategy:
    def test_nobody_steers_nothing_changes(self, name: str) -> None:
        plain = Walk(search.create(name, ARMS, 7), seed=3).go(200)
        wrapped = Walk(SteeredSearch(search.create(name, ARMS, 7), seed=7), seed=3).go(200)
        assert wrapped == plain

    def test_half_of_the_briefs_start_from_what_is_pinned(self, name: str) -> None:
        strategy = steered(name)
        strategy.pin(make_trial("s2", [0.2, 0.1]))
        parents = [brief.parent.candidate.id for brief in asked(strategy, 200)]
        assert 80 <= parents.count("s2") <= 160
        strategy.unpin("s2")
        assert strategy.pinned == ()

    def test_a_veto_is_for_ever(self, name: str) -> None:
        strategy = steered(name)
        strategy.veto("s7")  # the best
        for brief in asked(strategy, 200):
            assert "s7" not in {t.candidate.id for t in (brief.parent, *brief.inspirations)}

    def test_briefs_keep_their_numbers_and_seeds(self, name: str) -> None:
        strategy, free = steered(name), steered(name)
        strategy.pin(make_trial("s2", [0.2, 0.1]))
        strategy.veto("s6")
        briefs, others = asked(strategy, 60), asked(free, 60)
        assert [(b.id, b.seed) for b in briefs] == [(b.id, b.seed) for b in others]

    def test_the_same_steering_gives_the_same_briefs(self, name: str) -> None:
        def story() -> list[Brief]:
            strategy = steered(name)
            briefs = asked(strategy, 20)
            strategy.pin(make_trial("s2", [0.2, 0.1]))
            briefs += asked(strategy, 20)
            strategy.veto("s7")
            return briefs + asked(strategy, 40)

        assert story() == story()

    def test_all_but_one_may_be_ruled_out(self, name: str) -> None:
        strategy = steered(name, told=3)
        strategy.veto("s2")
        strategy.veto("s0")
        assert not strategy.has_others("s1")
        with pytest.raises(ValueError, match="no other valid candidate"):
            strategy.veto("s1")
        assert strategy.ask().parent.candidate.id == "s1"


class TestSteeredContract(StrategyContract):
    def make(self, arms: Sequence[Arm], *, seed: int) -> Strategy:
        return SteeredSearch(search.create("adaptive", arms, seed), seed=seed)


def test_what_is_pinned_and_ruled_out_is_not_pinned_any_more() -> None:
    strategy = steered()
    strategy.pin(make_trial("s2", [0.2, 0.1]))
    strategy.veto("s2")
    assert strategy.pinned == ()
    with pytest.raises(ValueError, match="ruled out"):
        strategy.pin(make_trial("s2", [0.2, 0.1]))


def test_what_is_not_valid_cannot_be_pinned() -> None:
    with pytest.raises(ValueError, match="no parent"):
        steered().pin(make_trial("s9", [0.2], outcome=Outcome.CRASHED))


def test_a_tuner_folds_over_its_own_attempts_from_what_is_pinned() -> None:
    strategy = SteeredSearch(search.create("best_of_n", ARMS[-1:], 1), seed=1)
    strategy.tell(make_trial("s0", [0.9, 0.9]))
    strategy.tell(make_trial("s1", [0.1, 0.1]))
    strategy.pin(make_trial("s1", [0.1, 0.1]))
    from_pinned: list[str] = []
    for brief in asked(strategy, 60):
        if brief.parent.candidate.id == "s1":
            assert [attempt.candidate.id for attempt in brief.attempts] == from_pinned
            from_pinned.append(f"c{brief.id}")
    assert len(from_pinned) > 10


def test_a_champion_that_was_ruled_out_does_not_hold_back_the_search_for_another() -> None:
    strategy = steered("adaptive")
    strategy.tell(make_trial("s8", [9.0, 9.0]))  # it dominates everything
    strategy.veto("s8")
    briefs = asked(strategy, 30, score=1.0)
    assert {brief.parent.candidate.id for brief in briefs} - {f"s{n}" for n in range(8)}


def test_a_failure_is_the_business_of_who_asked() -> None:
    strategy = steered()
    strategy.pin(make_trial("s2", [0.2, 0.1]))
    for number in range(40):
        brief = strategy.ask()
        assert brief.id == number
        strategy.fail(brief, "a duplicate")
