"""Proposals are looked at before anything is spent on evaluating them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from adrs.core.candidate import Arm, Brief, Proposal
from adrs.core.errors import ModelError, ProposalError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.syntax import syntax_digest
from adrs.core.verdict import Usage
from adrs.run.chronicle import Chronicle
from adrs.run.writer import Draft, Objecting, Writer
from adrs.testing.tiny import BEST, HUMAN, NAIVE, TinyProblem
from adrs.testing.trials import make_trial

CALL = Usage(tokens=100, cost_usd=0.01)
OLD, NEW = Program.from_text(HUMAN), Program.from_text(BEST)


class Answers:
    """Says one thing after another; an exception is raised."""

    name = "llm"
    operators: Sequence[str] = ("edit",)

    def __init__(self, *answers: Program | Exception, reads: bool = True) -> None:
        self.answers = list(answers)
        self.reads = reads
        self.asked: list[Brief] = []

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        self.asked.append(brief)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Proposal(program=answer, usage=CALL)


def write(proposer: Answers, seen: dict[str, str] | None = None, objecting: Objecting | None = None) -> Draft:
    chronicle = Chronicle(TinyProblem.objective, ["llm"] if proposer.reads else [], hints=["a hint"])
    seen = {syntax_digest(OLD): "c3"} if seen is None else seen
    writer = Writer(TinyProblem(), {"llm": proposer}, chronicle=chronicle, seen=seen, objecting=objecting)
    brief = Brief(id=9, arm=Arm("llm", "edit"), parent=make_trial("s0", [0.0], text=NAIVE))
    return asyncio.run(writer.write(writer.informed(brief)))


def test_a_new_program_is_let_through_and_remembered() -> None:
    seen: dict[str, str] = {}
    draft = write(Answers(NEW), seen)
    assert draft.proposal.program == NEW
    assert seen == {draft.syntax: "c9"}


def test_a_reader_is_told_what_the_run_knows() -> None:
    proposer = Answers(NEW)
    write(proposer)
    assert proposer.asked[0].lore.hints == ("a hint",)


def test_a_duplicate_is_asked_for_again_once_with_the_reason_and_both_calls_count() -> None:
    proposer = Answers(OLD, NEW)
    draft = write(proposer)
    objection = proposer.asked[1].objection
    assert objection is not None
    assert (objection.program, objection.reason) == (OLD, "duplicate: the same program as c3")
    assert draft.proposal.usage == CALL + CALL


def test_a_second_duplicate_is_the_end_of_it() -> None:
    proposer = Answers(OLD, OLD)
    with pytest.raises(ProposalError, match="duplicate: the same program as c3") as caught:
        write(proposer)
    assert caught.value.usage == CALL + CALL
    assert len(proposer.asked) == 2


@pytest.mark.parametrize("failure", [ProposalError("no edit", usage=CALL), ModelError("429", usage=CALL)])
def test_what_the_first_call_cost_is_not_forgotten_when_the_second_fails(failure: ProposalError) -> None:
    with pytest.raises(type(failure)) as caught:
        write(Answers(OLD, failure))
    assert caught.value.usage == CALL + CALL  # type: ignore[attr-defined]


def test_who_insists_on_other_numbers_gets_them_evaluated() -> None:
    first, second = (Program.from_text(NAIVE.replace("1.0", number)) for number in ("2.0", "3.0"))
    proposer = Answers(first, second)
    assert write(proposer).proposal.program == second
    objection = proposer.asked[1].objection
    assert objection is not None
    assert "nothing but numbers" in objection.reason


def test_who_does_not_read_is_not_asked_again() -> None:
    proposer = Answers(OLD, NEW, reads=False)
    with pytest.raises(ProposalError, match="duplicate"):
        write(proposer)
    assert len(proposer.asked) == 1


def dislikes(*programs: Program) -> Objecting:
    return lambda brief, program: "not novel: seen" if program in programs else None


def test_what_the_strategy_objects_to_may_be_mended_once() -> None:
    proposer = Answers(NEW, OLD)
    assert write(proposer, {}, dislikes(NEW)).proposal.program == OLD
    objection = proposer.asked[1].objection
    assert objection is not None
    assert (objection.program, objection.reason) == (NEW, "not novel: seen")


def test_what_the_strategy_still_objects_to_is_not_evaluated_and_not_remembered() -> None:
    seen: dict[str, str] = {}
    with pytest.raises(ProposalError, match="not novel: seen") as caught:
        write(Answers(NEW, OLD), seen, dislikes(NEW, OLD))
    assert caught.value.usage == CALL + CALL
    assert seen == {}


def test_an_objection_to_who_does_not_read_is_the_end_of_it() -> None:
    proposer = Answers(NEW, OLD, reads=False)
    with pytest.raises(ProposalError, match="not novel"):
        write(proposer, {}, dislikes(NEW))
    assert len(proposer.asked) == 1


def test_a_duplicate_is_not_shown_to_the_strategy() -> None:
    shown: list[Program] = []

    def objecting(brief: Brief, program: Program) -> str | None:
        shown.append(program)
        return None

    write(Answers(OLD, NEW), None, objecting)
    assert shown == [NEW]
