"""ShinkaEvolve: who becomes a parent, who moves, what the bandit learns, and what is not new enough."""

from __future__ import annotations

import math
from collections import Counter
from random import Random

import pytest

from adrs.core.candidate import Arm
from adrs.core.program import Program
from adrs.core.verdict import Outcome
from adrs.search.asymmetric_ucb import AsymmetricUCB
from adrs.search.elite_islands import EliteIslands
from adrs.search.parent_weights import power_law_weights, sigmoid_weights
from adrs.search.shinka import Shinka
from adrs.testing.trials import make_child, make_trial

EDIT, REWRITE, TUNER = Arm("small", "edit"), Arm("large", "rewrite"), Arm("tuner", "constants")

NAIVE = "def solve(items):\n" + "".join(f"    step_{n}(items)\n" for n in range(60)) + "    return items\n"
OTHER = NAIVE.replace("step_7(items)", "step_7(sorted(items))")


def started(*, arms=(EDIT,), text=NAIVE, **options):
    strategy = Shinka(arms, seed=0, **{"islands": 1, **options})
    strategy.tell(make_trial("s0", [0.5], text=text))
    return strategy


def objection(strategy, text):
    return strategy.objection(strategy.ask(), Program.from_text(text))


def test_the_performance_weight_is_a_sigmoid_around_the_median():
    weights = sigmoid_weights([3.0, 2.0, 1.0, 0.0, -1.0], sharpness=10.0)
    assert weights[2] == 0.5
    assert weights == sorted(weights, reverse=True)
    assert weights[1] == pytest.approx(1 / (1 + math.exp(-10.0)))
    assert weights[1] + weights[3] == pytest.approx(1.0)
    assert sigmoid_weights([300.0, 200.0, 100.0], sharpness=1.0) == pytest.approx(
        sigmoid_weights([0.3, 0.2, 0.1], sharpness=1.0)
    )
    assert sigmoid_weights([0.7, 0.7], sharpness=10.0) == [0.5, 0.5]
    assert sigmoid_weights([1e299, 0.0, 0.0], sharpness=10.0)[0] == pytest.approx(1.0)


def test_the_power_law_goes_by_rank():
    assert power_law_weights(4, alpha=1.0) == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4])
    assert power_law_weights(3, alpha=0.0) == [1, 1, 1]
    strategy = Shinka((EDIT,), seed=0, islands=1, parents="power_law", alpha=2.0)
    for number in range(3):
        strategy.tell(make_trial(f"s{number}", [0.1 * number]))
    drawn = Counter(strategy.ask().parent.candidate.id for _ in range(4000))
    total = 1 + 1 / 4 + 1 / 9
    for rank, name in enumerate(("s2", "s1", "s0"), start=1):
        assert drawn[name] / 4000 == pytest.approx(rank**-2 / total, abs=0.025)


def test_parents_with_many_children_are_chosen_less():
    strategy = Shinka((EDIT,), seed=0, islands=1)
    for name in ("s0", "s1"):
        strategy.tell(make_trial(name, [0.5, 0.5] if name == "s0" else [0.4, 0.6]))
    drawn = Counter(strategy.ask().parent.candidate.id for _ in range(400))
    # Equal scores: the one that is behind is always the likelier, so the two stay close together.
    assert abs(drawn["s0"] - drawn["s1"]) < 40


def test_a_brief_that_brought_nothing_is_no_offspring():
    kept, failed = started(), started()
    kept.tell(make_trial("s1", [0.4]))
    failed.tell(make_trial("s1", [0.4]))
    for strategy in (kept, failed):
        for _ in range(50):
            brief = strategy.ask()
            if strategy is failed:
                strategy.fail(brief, "a duplicate")
    children = [[m.offspring for m in strategy._islands.members(0)] for strategy in (kept, failed)]
    assert sum(children[0]) == 50
    assert children[1] == [0, 0]


def test_every_island_starts_with_the_seeds_and_children_stay_at_home():
    strategy = Shinka((EDIT,), seed=0, islands=3, migration_rate=0.0)
    strategy.tell(make_trial("s0", [0.5]))
    home = {"s0": {0, 1, 2}}
    for number in range(60):
        brief = strategy.ask()
        strategy.tell(make_child(brief, [0.5 + 0.01 * number]), brief.arm)
        home[f"c{brief.id}"] = {
            island for island in range(3) for m in strategy._islands.members(island) if m.id == f"c{brief.id}"
        }
        assert len(home[f"c{brief.id}"]) == 1
        assert home[f"c{brief.id}"] <= home[brief.parent.candidate.id]


def test_migrants_are_a_share_of_each_island_but_neither_its_best_nor_seeds():
    islands = EliteIslands(2, archive=60)
    islands.add(make_trial("s0", [0.9]), 0.9, 0, settled=True)
    for number in range(20):
        islands.add(make_trial(f"a{number}", [0.0]), 0.01 * number, 0)
        islands.add(make_trial(f"b{number}", [0.0]), 0.01 * number, 1)
    assert islands.migrate(Random(0), 0.1)
    first, second = ([member.id for member in islands.members(number)] for number in range(2))
    assert sum(name.startswith("b") for name in first) == 2
    assert sum(name.startswith("a") for name in second) == 2
    assert first[0] == "s0"
    assert second[0] == "b19"
    assert not EliteIslands(1, archive=5).migrate(Random(0), 0.5)


def test_no_island_dies_out():
    islands = EliteIslands(2, archive=4)
    islands.add(make_trial("poor", [0.0]), 0.0, 1)
    for number in range(10):
        islands.add(make_trial(f"a{number}", [0.0]), 0.1 * number, 0)
    assert islands.inhabited() == [0, 1]
    assert [member.id for member in islands.members(0)] == ["a9", "a8", "a7"]
    islands.add(make_trial("b", [0.0]), 0.75, 1)
    assert [member.id for member in islands.members(1)] == ["b", "poor"]
    assert [member.id for member in islands.members(0)] == ["a9", "a8"]


def test_migration_comes_every_ten_children():
    strategy = Shinka((EDIT,), seed=0, islands=2, archive=100)
    strategy.tell(make_trial("s0", [0.0]))
    moved, home = [], {}
    for number in range(1, 41):
        brief = strategy.ask()
        strategy.tell(make_child(brief, [0.01 * number]), brief.arm)
        now = {m.id: island for island in range(2) for m in strategy._islands.members(island) if m.id != "s0"}
        if any(home.get(name, island) != island for name, island in now.items()):
            moved.append(number)
        home = now
    assert moved
    assert all(number % 10 == 0 for number in moved)


def test_the_archive_keeps_the_best_and_inspirations_come_from_the_island_best_last():
    strategy = Shinka((EDIT,), seed=0, islands=1, archive=5, archive_inspirations=2, top_inspirations=2)
    for number in range(12):
        strategy.tell(make_trial(f"s{number}", [0.1 * number]))
    for _ in range(100):
        brief = strategy.ask()
        shown = [other.candidate.id for other in brief.inspirations]
        assert {brief.parent.candidate.id, *shown} <= {"s7", "s8", "s9", "s10", "s11"}
        assert len(shown) == 4
        assert shown == sorted(shown, key=lambda name: int(name[1:]))


def test_a_gain_counts_exponentially_and_a_loss_nothing():
    bandit = AsymmetricUCB((EDIT, REWRITE), decay=1.0)
    bandit.update(EDIT, 2.0)
    bandit.update(EDIT, -5.0)
    bandit.update(REWRITE, 1.0)
    bandit.update(REWRITE, None)
    largest = math.expm1(2.0)
    assert bandit.mean(EDIT) == pytest.approx(0.5)
    assert bandit.mean(REWRITE) == pytest.approx(math.expm1(1.0) / 2 / largest)


def test_old_gains_fade():
    bandit = AsymmetricUCB((EDIT, REWRITE), decay=0.9)
    bandit.update(EDIT, 1.0)
    before = bandit.mean(EDIT)
    for _ in range(30):
        bandit.update(EDIT, None)
    assert bandit.mean(EDIT) < 0.2 * before


def test_every_arm_is_tried_before_any_is_tried_again_and_then_the_paying_one():
    rng, bandit = Random(0), AsymmetricUCB((EDIT, REWRITE, TUNER), width=0.1)
    assert {bandit.choose(rng) for _ in range(3)} == {EDIT, REWRITE, TUNER}
    for _ in range(200):
        arm = bandit.choose(rng)
        bandit.update(arm, 0.5 if arm == REWRITE else None)
    chosen = Counter(bandit.choose(rng) for _ in range(500))
    assert chosen[REWRITE] / 500 == pytest.approx(0.8, abs=0.06)  # epsilon of 0.2 goes to the others


def test_an_arm_is_rewarded_for_what_is_better_than_parent_and_initial_program():
    # The child of a poor parent must also beat the best seed.
    strategy = Shinka((EDIT, REWRITE), seed=0, islands=1, sharpness=0.1)
    strategy.tell(make_trial("s0", [0.2]))
    strategy.tell(make_trial("s1", [0.8]))
    brief = next(b for b in iter(strategy.ask, None) if b.parent.candidate.id == "s0")
    strategy.tell(make_child(brief, [0.7]), brief.arm)
    assert strategy._bandit.mean(brief.arm) == 0.0
    brief = next(b for b in iter(strategy.ask, None) if b.parent.candidate.id == "s0")
    strategy.tell(make_child(brief, [0.9]), brief.arm)
    assert strategy._bandit.mean(brief.arm) > 0.0


def test_models_may_be_the_arms_and_operators_drawn_by_chance():
    arms = (EDIT, Arm("small", "rewrite"), REWRITE)
    strategy = started(arms=arms, bandit="models")
    for _ in range(60):
        brief = strategy.ask()
        gain = 0.5 if brief.arm.proposer == "small" else -0.5
        strategy.tell(make_child(brief, [0.5 + gain]), brief.arm)
    drawn = Counter(strategy.ask().arm for _ in range(600))
    assert set(drawn) == set(arms)
    assert drawn[arms[0]] == pytest.approx(drawn[arms[1]], abs=90)


def test_a_copy_of_a_kept_program_is_refused_however_it_is_laid_out():
    strategy = started()
    strategy.tell(make_trial("s1", [0.4], text=OTHER))
    again = OTHER.replace("(items)\n", "( items )  # once more\n").replace(":\n", ':\n    "A docstring."\n')
    refusals = {objection(strategy, again) for _ in range(20)} - {None}
    assert refusals
    assert all(reason.startswith("not novel: 100.0 %") for reason in refusals)


def test_a_small_step_from_the_parent_is_new_unless_only_numbers_differ():
    strategy = started(text=NAIVE.replace("step_9(items)", "step_9(items, 3)"))
    assert objection(strategy, NAIVE.replace("step_9(items)", "step_9(items, 4)")) is not None
    assert objection(strategy, NAIVE.replace("step_9(items)", "step_9(items, 3, items)")) is None


def test_a_small_step_from_somebody_else_is_not_new():
    strategy = Shinka((EDIT,), seed=0, islands=1)
    strategy.tell(make_trial("s0", [0.5], text="def solve(items):\n    return items\n"))
    strategy.tell(make_trial("s1", [0.5, 0.5], text=NAIVE))
    brief = next(b for b in iter(strategy.ask, None) if b.parent.candidate.id == "s0")
    reason = strategy.objection(brief, Program.from_text(OTHER))
    assert reason is not None
    assert "s1" in reason


def test_what_differs_enough_is_let_through_and_the_check_can_be_off():
    half = NAIVE.replace("step_1", "leap_1").replace("step_2", "leap_2")
    assert objection(started(), half) is None
    assert objection(started(novelty=None), NAIVE) is None
    assert objection(started(arms=(TUNER,)), NAIVE) is None  # constants are alike on purpose


def test_after_three_refusals_in_a_row_the_next_is_let_through():
    strategy = started()
    for _ in range(3):
        brief = strategy.ask()
        reason = strategy.objection(brief, brief.parent.candidate.program)
        assert reason is not None
        strategy.fail(brief, reason)
    brief = strategy.ask()
    assert strategy.objection(brief, brief.parent.candidate.program) is None
    strategy.tell(make_child(brief, [0.4], outcome=Outcome.CRASHED), brief.arm)
    assert objection(strategy, NAIVE) is not None


@pytest.mark.parametrize("wrong", [{"islands": 0}, {"parents": "beam"}, {"bandit": "none"}])
def test_impossible_options_are_refused(wrong):
    with pytest.raises(ValueError, match=r"weighted or power_law|one for each island"):
        Shinka((EDIT,), seed=0, **wrong)
