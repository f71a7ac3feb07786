"""What every proposer must do. Subclass and override the fixtures ``proposer`` and ``problem``."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from adrs.core.candidate import Arm, Attempt, Brief, Candidate, Proposal, Trial
from adrs.core.errors import ProposalError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Proposer
from adrs.core.syntax import defines_function, parse
from adrs.core.verdict import Evaluation
from adrs.propose.source import frozen_parts


class ProposerContract:
    """Proposals parse, keep the entry and everything that is frozen, and follow from the brief."""

    briefs = 12
    """Briefs tried for each operator and seed program."""

    @pytest.fixture(scope="class")
    @classmethod
    def proposer(cls) -> Proposer:
        """The proposer under test."""
        raise NotImplementedError("override the fixture `proposer`")

    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        """A problem whose seeds are the parents."""
        raise NotImplementedError("override the fixture `problem`")

    @pytest.fixture(scope="class")
    @classmethod
    def proposals(cls, proposer: Proposer, problem: Problem) -> list[tuple[Brief, Proposal]]:
        """Everything the proposer writes for a spread of briefs."""
        found = []
        for brief in make_briefs(proposer, problem, cls.briefs):
            with suppress(ProposalError):
                found.append((brief, ask(proposer, problem, brief)))
        return found

    def test_it_has_a_name_and_operators(self, proposer: Proposer) -> None:
        assert proposer.name
        assert proposer.operators

    def test_every_operator_finds_something_to_do(
        self, proposer: Proposer, proposals: list[tuple[Brief, Proposal]]
    ) -> None:
        assert {brief.arm.operator for brief, _ in proposals} == set(proposer.operators)

    def test_proposals_parse_and_define_the_entry(
        self, problem: Problem, proposals: list[tuple[Brief, Proposal]]
    ) -> None:
        for _, proposal in proposals:
            assert defines_function(parse(proposal.program.text), problem.contract.function)

    def test_frozen_text_is_kept_byte_for_byte(self, proposals: list[tuple[Brief, Proposal]]) -> None:
        for brief, proposal in proposals:
            parent = brief.parent.candidate.program
            assert frozen_parts(proposal.program.text) == frozen_parts(parent.text)

    def test_proposals_differ_from_their_parent(self, proposals: list[tuple[Brief, Proposal]]) -> None:
        for brief, proposal in proposals:
            assert proposal.program != brief.parent.candidate.program

    def test_borrowed_code_is_from_the_brief(self, proposals: list[tuple[Brief, Proposal]]) -> None:
        for brief, proposal in proposals:
            assert set(proposal.borrowed) <= {t.candidate.id for t in brief.inspirations}

    def test_equal_briefs_give_equal_proposals(
        self, proposer: Proposer, problem: Problem, proposals: list[tuple[Brief, Proposal]]
    ) -> None:
        for brief, proposal in proposals[::7]:
            assert ask(proposer, problem, brief) == proposal

    def test_a_parent_that_does_not_parse_is_a_proposal_error(
        self, proposer: Proposer, problem: Problem
    ) -> None:
        parent = _trial("broken", Program.from_text("def f(:\n"))
        for operator in proposer.operators:
            brief = Brief(id=0, arm=Arm(proposer.name, operator), parent=parent)
            with pytest.raises(ProposalError):
                ask(proposer, problem, brief)


def ask(proposer: Proposer, problem: Problem, brief: Brief) -> Proposal:
    """What the proposer writes for one brief."""
    return asyncio.run(proposer.propose(problem, brief))


def make_briefs(proposer: Proposer, problem: Problem, count: int) -> list[Brief]:
    """``count`` briefs for each operator and seed program, with the other seeds as inspirations."""
    trials = [_trial(name, program) for name, program in problem.seeds.items()]
    return [
        Brief(
            id=number,
            arm=Arm(proposer.name, operator),
            parent=parent,
            inspirations=tuple(t for t in trials if t is not parent),
            seed=1000 * number + 7,
        )
        for operator in proposer.operators
        for parent in trials
        for number in range(count)
    ]


def attempt(proposal: Proposal, score: float | None) -> Attempt:
    """A proposal as a later brief remembers it."""
    return Attempt(candidate=Candidate("c0", proposal.program), score=score)


def _trial(name: str, program: Program) -> Trial:
    return Trial(Candidate(name, program), Evaluation(verdicts=(), score=0.0))
