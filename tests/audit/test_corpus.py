"""The corpus is large, documented, and contained: nothing escapes and no neighbour suffers."""

from __future__ import annotations

from collections import Counter

import pytest

from adrs.audit import corpus
from adrs.audit.corpus import Attack
from adrs.audit.fit import fitted
from adrs.core.problem import Problem
from adrs.core.syntax import parse
from adrs.core.verdict import Outcome
from adrs.core.workload import Split
from adrs.problems import NAMES, load
from adrs.testing.tiny import TinyProblem
from tests.audit.conftest import Ground

ATTACKS = corpus.attacks()
WITNESSES = {"breach", "canary", "file", "neighbour", "outcome", "packet", "score", "survivor"}
SLOW_OUTCOMES = {Outcome.TIMED_OUT}


def quick(attack: Attack) -> bool:
    """Half of the corpus: every second attack that does not wait for a deadline."""
    return not SLOW_OUTCOMES & set(attack.contained) and ATTACKS.index(attack) % 2 == 0


def test_there_are_enough_of_every_kind() -> None:
    groups = Counter(attack.group for attack in ATTACKS)
    assert len(ATTACKS) >= 60
    assert set(groups) == set(corpus.GROUPS)
    assert min(groups.values()) >= 8


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a.name)
def test_every_attack_says_what_it_tries_and_how_an_escape_would_show(attack: Attack) -> None:
    assert len(attack.tries) > 10
    assert attack.witness in WITNESSES
    assert "def attack(bait)" in attack.source
    assert "adrs.audit" not in attack.source


def test_every_group_has_a_title() -> None:
    assert all(corpus.group_titles().values())


@pytest.mark.parametrize("name", NAMES)
def test_attacks_fit_every_problem(name: str) -> None:
    problem = load(name)
    for attack in ATTACKS:
        text = fitted(problem, attack, {"pid": 1}).text
        parse(text, name=attack.name)
        assert text.index("import") < text.index("def attack(bait)")


@pytest.mark.parametrize("attack", [a for a in ATTACKS if quick(a)], ids=lambda a: a.name)
def test_is_contained(ground: Ground, attack: Attack) -> None:
    assert ground.attack(attack).escapes == ()


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("attack", [a for a in ATTACKS if not quick(a)], ids=lambda a: a.name)
def test_is_contained_too(ground: Ground, attack: Attack) -> None:
    assert ground.attack(attack).escapes == ()


def test_no_neighbour_was_penalised(ground: Ground) -> None:
    ground.attack(next(a for a in ATTACKS if a.name == "kill/signal_everybody"))
    assert ground.rounds.neighbours.ran > 0
    assert ground.rounds.neighbours.penalised == []


def test_an_honest_program_is_not_blamed(ground: Ground) -> None:
    nothing = Attack(name="cheat/nothing", tries="nothing", source="def attack(bait):\n    pass\n")
    tried = ground.attack(nothing)
    assert tried.outcome is Outcome.VALID
    assert tried.escapes == ()


@pytest.mark.parametrize(
    ("source", "evidence"),
    [
        ("tell('stat', 'BREACH')", "stat: worked"),
        ("while True: pass", "ended TIMED_OUT"),
    ],
)
def test_what_is_not_contained_is_told(ground: Ground, source: str, evidence: str) -> None:
    attack = Attack(
        name="cheat/x", tries="x", source=f"def attack(bait):\n    {source}\n", limits={"cpu_s": 0.2}
    )
    assert evidence in "; ".join(ground.attack(attack).escapes)


def test_problems_bring_their_own(prism: Problem) -> None:
    cheats = corpus.cheats(prism, prism.workloads(Split.TRAIN)[0])
    assert {cheat.refused for cheat in cheats} == {True, False}
    assert corpus.cheats(TinyProblem(), prism.workloads(Split.TRAIN)[0]) == ()


def test_a_cheat_that_is_accepted_or_gains_is_told(ground: Ground, prism: Problem) -> None:
    naive, human = prism.seeds["naive"].text, prism.baselines["human_sota"].text
    accepted = corpus.Cheat(name="c/accepted", text=naive, refused=True, honest=naive)
    gains = corpus.Cheat(name="c/gains", text=human, refused=False, honest=naive)
    for cheat, evidence in ((accepted, "was accepted"), (gains, "better than the honest")):
        assert evidence in "; ".join(ground.cheat(cheat).escapes)
