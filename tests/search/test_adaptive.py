"""The default strategy: what it does beyond the contract."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from adrs.core.candidate import Arm, Trial
from adrs.core.errors import UsageError
from adrs.core.verdict import Usage
from adrs.search import create
from adrs.search.adaptive import MECHANISMS, Adaptive
from adrs.testing import toy_world as toy
from adrs.testing.trials import make_child, make_trial

TUNER, WRITER, CONSTANTS = Arm("tuner", "constants"), Arm("llm", "edit"), Arm("genetic", "constants")


def tell_duds(strategy, count):
    """Ask and answer ``count`` briefs with children that are worse everywhere; the briefs."""
    briefs = []
    for _ in range(count):
        brief = strategy.ask()
        briefs.append(brief)
        strategy.tell(make_child(brief, [-1.0, -1.0, -1.0]), brief.arm)
    return briefs


def started(**options):
    strategy = Adaptive((TUNER, WRITER, CONSTANTS), seed=0, **{"opening": 0, **options})
    strategy.tell(make_trial("s0", [0.5, 0.5, 0.5]))
    return strategy


def blocks(briefs):
    """Lengths of unbroken stretches of tuner briefs."""
    lengths, current = [], 0
    for brief in [*briefs, None]:
        if brief is not None and brief.arm == TUNER:
            current += 1
        elif current:
            lengths.append(current)
            current = 0
    return lengths


def test_a_tuner_is_kept_for_a_block_from_one_parent_with_its_attempts():
    strategy = started(quantum=5)
    first = next(brief for brief in iter(strategy.ask, None) if brief.arm == TUNER)
    strategy.tell(make_child(first, [0.1, 0.1, 0.1]), TUNER)
    for count in range(1, 5):
        brief = strategy.ask()
        assert (brief.arm, brief.parent) == (TUNER, first.parent)
        assert len(brief.attempts) == count
        strategy.tell(make_child(brief, [0.1, 0.1, 0.1]), TUNER)
    assert [attempt.score for attempt in brief.attempts] == pytest.approx([0.1] * 4)


def test_blocks_that_gain_nothing_are_whole_quanta():
    lengths = blocks(tell_duds(started(quantum=5), 203))
    assert lengths
    assert all(length % 5 == 0 for length in lengths[:-1])


def test_only_members_of_the_front_are_tuned():
    strategy = started()
    strategy.tell(make_trial("s1", [0.1, 0.1, 0.1]))
    briefs = tell_duds(strategy, 300)
    assert {brief.parent.candidate.id for brief in briefs if brief.arm == TUNER} == {"s0"}
    assert len({brief.parent.candidate.id for brief in briefs if brief.arm == WRITER}) > 1


def test_an_arm_whose_model_is_away_counts_as_if_it_had_been_tried():
    def asks_a_trial(reason):
        strategy = Adaptive((WRITER, CONSTANTS), seed=1, patience=10_000)
        strategy.tell(make_trial("s0", [0.5]))
        trials = 0
        for _ in range(400):
            brief = strategy.ask()
            if brief.arm == WRITER:
                strategy.fail(brief, reason)
            else:
                strategy.tell(make_child(brief, [-1.0]), brief.arm)
                trials += 1
        return 400 / trials

    assert asks_a_trial("model: HTTP 503") < 2.5 < asks_a_trial("duplicate: of c1")


def test_failing_to_write_costs_an_arm_less_than_writing_what_fails():
    def dud(strategy, brief):
        strategy.tell(make_child(brief, [-1.0]), brief.arm)

    def share_of_writer(answer):
        times = 0
        for seed in range(10):
            strategy = Adaptive((WRITER, CONSTANTS), seed=seed, patience=10_000)
            strategy.tell(make_trial("s0", [0.5]))
            for _ in range(200):
                brief = strategy.ask()
                times += brief.arm == WRITER
                (answer if brief.arm == WRITER else dud)(strategy, brief)
        return times / 2000

    assert share_of_writer(dud) == pytest.approx(0.5, abs=0.05)
    assert share_of_writer(lambda strategy, brief: strategy.fail(brief, "a duplicate")) > 0.65


def test_a_session_outlives_its_parents_place_in_the_archive():
    strategy = started(quantum=5)
    first = next(brief for brief in iter(strategy.ask, None) if brief.arm == TUNER)
    strategy.tell(make_child(first, [0.9, 0.9, 0.9]), TUNER)  # beats the parent everywhere
    brief = strategy.ask()
    assert brief.parent.candidate.id == "s0"
    assert [attempt.candidate.id for attempt in brief.attempts] == [f"c{first.id}"]
    assert strategy.best().candidate.id == f"c{first.id}"


def test_a_plateau_brings_structural_arms_and_other_parents_and_a_gain_ends_it():
    strategy = started(patience=30)
    strategy.tell(make_trial("s1", [0.9, 0.1, 0.1]))
    tell_duds(strategy, 30)
    assert strategy.exploring
    explored = tell_duds(strategy, 29)
    parents = Counter(brief.parent.candidate.id for brief in explored if brief.arm == WRITER)
    assert parents.total() > 5
    assert parents["s0"] < 0.7 * parents.total()
    brief = strategy.ask()
    strategy.tell(make_child(brief, [2.0, 2.0, 2.0]), brief.arm)
    assert not strategy.exploring


def test_exploring_and_climbing_alternate_on_a_long_plateau():
    strategy = started(patience=10)
    states = []
    for _ in range(40):
        states.append(strategy.exploring)
        tell_duds(strategy, 1)
    assert states == [False] * 10 + [True] * 10 + [False] * 10 + [True] * 10


def test_inspirations_are_strong_where_the_parent_is_weak():
    strategy = started(inspirations=2)
    strategy.tell(make_trial("s1", [0.9, 0.1, 0.1]))
    strategy.tell(make_trial("s2", [0.0, 0.9, 0.2]))
    for brief in tell_duds(strategy, 60):
        if brief.parent.candidate.id == "s1":
            assert brief.inspirations[0].candidate.id in {"s0", "s2"}
            assert len(brief.inspirations) == 2


def test_the_arm_that_pays_gets_more_briefs():
    strategy = Adaptive(toy.ARMS, seed=1)
    strategy.tell(make_trial("s0", [0.0, 0.0]))
    times = Counter()
    for number in range(300):
        brief = strategy.ask()
        times[brief.arm] += 1
        gain = 0.01 if brief.arm == toy.LATE and number % 3 == 0 else -0.01
        level = brief.parent.evaluation.score + gain
        strategy.tell(make_child(brief, [level, level]), brief.arm)
    assert times.most_common(1)[0][0] == toy.LATE
    assert set(times) == set(toy.ARMS)


def test_it_beats_random_search_at_equal_budget():
    seeds = range(20)
    finals = {
        name: [toy.run(create(name, toy.ARMS, seed), evaluations=300, seed=seed)[-1] for seed in seeds]
        for name in ("adaptive", "random")
    }
    wins = sum(a > r for a, r in zip(finals["adaptive"], finals["random"], strict=True))
    assert wins >= 18
    assert sum(finals["adaptive"]) > 1.5 * sum(finals["random"])


def test_a_run_opens_with_every_structural_arm_in_turn():
    arms = (TUNER, Arm("llm", "edit"), Arm("llm", "rewrite"), CONSTANTS)
    strategy = Adaptive(arms, seed=0, opening=3)
    strategy.tell(make_trial("s0", [0.5, 0.5, 0.5]))
    opened = [brief.arm.operator for brief in tell_duds(strategy, 6)]
    assert opened == ["edit", "rewrite"] * 3


def test_a_plateau_opens_an_island_whose_members_are_parents_though_others_are_better():
    strategy = started(patience=20)
    strategy.tell(make_trial("s1", [0.1, 0.1, 0.1]))
    tell_duds(strategy, 20)
    parents = Counter(brief.parent.candidate.id for brief in tell_duds(strategy, 20) if brief.arm == WRITER)
    without = started(patience=20, without=["islands"])
    without.tell(make_trial("s1", [0.1, 0.1, 0.1]))
    tell_duds(without, 20)
    calm = Counter(brief.parent.candidate.id for brief in tell_duds(without, 20) if brief.arm == WRITER)
    assert parents["s0"] / parents.total() < calm["s0"] / calm.total() + 0.3
    assert any(parents[name] > 1 for name in parents if name != "s0")


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_mechanism_can_be_left_out_and_then_something_else_is_asked(mechanism):
    """On a walk through a made-up world: two functions, plateaus, gains, a tuner."""

    def walk(without):
        strategy = Adaptive((TUNER, WRITER, CONSTANTS), seed=3, patience=15, without=without)
        rng = Random(4)
        text = "def a():\n    pass\n\n\ndef b():\n    pass\n"
        for number in range(3):
            strategy.tell(
                make_trial(f"s{number}", [rng.random() for _ in range(4)], text=f"{text}# {number}\n")
            )
        briefs = []
        for _ in range(250):
            brief = strategy.ask()
            scores = [s + rng.gauss(-0.02, 0.03) for s in brief.parent.evaluation.scores.values()]
            briefs.append(
                (
                    brief.arm,
                    brief.parent.candidate.id,
                    [t.candidate.id for t in brief.inspirations],
                    brief.focus,
                )
            )
            name = f"c{brief.id}"
            strategy.tell(make_trial(name, scores, text=f"{text}# {name}\n"), brief.arm)
        return briefs

    assert walk([mechanism]) != walk([])
    assert walk([mechanism]) == walk(mechanism)


def test_an_unknown_mechanism_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="no mechanism 'luck'; there are cells, complements"):
        started(without=["luck"])


def test_an_arm_that_has_cost_something_is_opened_no_further():
    def openings(cost):
        strategy = Adaptive((WRITER, CONSTANTS, Arm("genetic", "keys")), seed=0, opening=10)
        strategy.tell(make_trial("s0", [0.5]))
        for _ in range(14):
            brief = strategy.ask()
            trial = make_child(brief, [-1.0])
            strategy.tell(
                Trial(trial.candidate, trial.evaluation, cost if brief.arm == WRITER else Usage()), brief.arm
            )
            yield brief.arm

    assert list(openings(Usage())).count(WRITER) == 7
    assert list(openings(Usage(tokens=1000))).count(WRITER) < 4


def test_briefs_for_a_paradigm_come_first_on_a_plateau():
    bold = Arm("llm", "paradigm")
    strategy = Adaptive((*[Arm("genetic", f"op{i}") for i in range(9)], bold), seed=1, opening=0, patience=50)
    strategy.tell(make_trial("s0", [0.5]))
    tell_duds(strategy, 50)
    explored = tell_duds(strategy, 49)
    assert sum(brief.arm == bold for brief in explored) / 49 > 0.2
