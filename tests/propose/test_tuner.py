"""The tuner folds an optimiser over what was tried."""

import math
import re
from dataclasses import replace

import pytest

from adrs import problems
from adrs.core.candidate import Arm, Attempt, Brief, Candidate, Trial
from adrs.core.errors import ProposalError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Proposer
from adrs.core.verdict import Evaluation
from adrs.propose.genetic.proposer import Genetic
from adrs.propose.source import Source
from adrs.propose.tuner import Tuner, tunable
from adrs.testing.proposer import ProposerContract, ask, attempt, make_briefs
from adrs.testing.tiny import TinyProblem

TEXT = """
def solve(jobs):
    a, b = 5.0, 40
    return jobs[1:3][0] * a + b - 1 + 0
"""


class TestContract(ProposerContract):
    @pytest.fixture(scope="class")
    @classmethod
    def proposer(cls) -> Proposer:
        return Tuner()

    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        """Prism, with seeds that have constants: local search put on top."""
        problem, genetic = problems.load("prism"), Genetic()
        briefs = [b for b in make_briefs(genetic, problem, 1) if b.arm.operator == "improve"]
        problem.seeds = {str(i): ask(genetic, problem, b).program for i, b in enumerate(briefs)}
        return problem


def brief_for(text: str, attempts: tuple[Attempt, ...] = (), score: float = 0.0, seed: int = 0) -> Brief:
    parent = Trial(Candidate("p", Program.from_text(text)), Evaluation(verdicts=(), score=score))
    return Brief(id=0, arm=Arm("tuner", "constants"), parent=parent, attempts=attempts, seed=seed)


def test_structure_is_left_alone() -> None:
    assert [node.value for node in tunable(Source(TEXT))] == [5.0, 40]


NAMED = """
FIXED = 9.0

# EVOLVE-BLOCK-START
SHARE, COUNT = 0.3, 40
WINDOW: int = 16


class Rule:
    weight = 2.5


def solve(jobs):
    return SHARE * 7.0 / max(sum(jobs), 1e-300)


# EVOLVE-BLOCK-END
"""


def test_named_constants_are_tuned_and_guards_are_not() -> None:
    assert [node.value for node in tunable(Source(NAMED))] == [0.3, 40, 16, 2.5, 7.0]


def test_with_a_function_in_focus_its_own_constants_alone_are() -> None:
    assert [node.value for node in tunable(Source(NAMED, focus="solve"))] == [7.0]


def test_only_the_constants_change() -> None:
    proposal = ask(Tuner(), TinyProblem(), brief_for(TEXT))
    pattern = re.escape(TEXT).replace("5\\.0", r"[\d.e-]+").replace("40", r"\d+")
    assert re.fullmatch(pattern, proposal.program.text)


@pytest.mark.parametrize("rounds", [50, 150])
def test_it_climbs_to_the_best_constants(rounds: int) -> None:
    """Score peaks at a = 1.3, b = 11: the evolution strategy nears it, and CMA-ES goes on."""

    def score_of(text: str) -> float:
        a, b = [float(node.value) for node in tunable(Source(text))]  # type: ignore[arg-type]
        return -(math.log(a / 1.3) ** 2 + math.log(b / 11) ** 2)

    attempts: tuple[Attempt, ...] = ()
    start = score_of(TEXT)
    for seed in range(rounds):
        proposal = ask(Tuner(), TinyProblem(), brief_for(TEXT, attempts, start, seed))
        if len(tunable(Source(proposal.program.text))) == 2:
            attempts += (attempt(proposal, score_of(proposal.program.text)),)
    best = max(a.score for a in attempts if a.score is not None)
    assert best > -0.05 > start


def test_failures_do_not_move_it() -> None:
    brief = brief_for(TEXT)
    failed = tuple(attempt(ask(Tuner(), TinyProblem(), replace(brief, seed=s)), None) for s in range(80))
    proposal = ask(Tuner(), TinyProblem(), brief_for(TEXT, failed, seed=99))
    assert proposal.program.text != TEXT


def test_nothing_to_tune_is_a_proposal_error() -> None:
    with pytest.raises(ProposalError, match="no constants"):
        ask(Tuner(), TinyProblem(), brief_for("def solve(jobs):\n    return jobs[0]\n"))
