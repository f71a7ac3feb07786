from __future__ import annotations

import asyncio

import pytest

from adrs.core.errors import ProposalError
from adrs.core.model import Finish, Reply, Request, user
from adrs.core.program import Program
from adrs.core.syntax import defines_function, parse
from adrs.interop.proposer_server.contracts import contract_of
from adrs.interop.proposer_server.embeddings import embed
from adrs.interop.proposer_server.stand_in import StandIn
from adrs.propose.patch import apply_reply
from adrs.testing.tiny import TinyProblem
from tests.interop.proposer_server import prompts
from tests.interop.proposer_server.prompts import PROGRAM


def replies(model: StandIn, prompt: str, count: int = 1) -> list[Reply]:
    async def ask() -> list[Reply]:
        return [await model.reply(Request(messages=(user(prompt),))) for _ in range(count)]

    return asyncio.run(ask())


def stand_in(seed: int = 1) -> StandIn:
    return StandIn(TinyProblem.contract, seed=seed)


@pytest.mark.parametrize("name", prompts.ALL)
def test_a_reply_can_be_applied_and_changes_the_program(name: str) -> None:
    parent = Program.from_text(PROGRAM)
    for reply in replies(stand_in(), prompts.ALL[name](), 10):
        child = apply_reply(parent, reply.text)
        assert defines_function(parse(child.text), "solve")
        assert child != parent
        assert child.text.startswith('"""A rule."""\n\nLIMIT = 3\n')


def test_the_nth_request_gets_the_same_reply_whatever_came_between() -> None:
    prompt, other = prompts.edit_prompt(), prompts.whole_prompt()
    alone = [reply.text for reply in replies(stand_in(), prompt, 4)]
    model, mixed = stand_in(), []
    for number in range(4):
        replies(model, other, number)
        mixed += [reply.text for reply in replies(model, prompt)]
    assert mixed == alone
    assert len(set(alone)) > 1


def test_another_seed_gives_other_replies() -> None:
    first, second = ([r.text for r in replies(stand_in(seed), prompts.edit_prompt(), 5)] for seed in (1, 2))
    assert first != second


def test_tokens_are_estimated_and_a_long_reply_is_cut_off() -> None:
    async def ask() -> Reply:
        return await stand_in().reply(Request(messages=(user(prompts.whole_prompt()),), max_output_tokens=5))

    reply = asyncio.run(ask())
    assert reply.finish is Finish.LENGTH
    assert 0 < reply.output_tokens <= 5
    assert reply.usage.tokens == reply.input_tokens + reply.output_tokens


def test_a_prompt_without_a_program_gets_a_sentence() -> None:
    (reply,) = replies(stand_in(), "Summarise the run.")
    assert "no change to offer" in reply.text
    assert "```" not in reply.text


def test_without_a_contract_one_is_read_off_the_program() -> None:
    contract = contract_of(
        "def helper():\n    return 1\n\ndef solve(jobs: 'list[int]', k=1) -> int:\n    return k\n"
    )
    assert contract.function == "solve"
    assert contract.parameters == {"jobs": "list[int]", "k": "object"}
    assert contract.returns == "int"
    parent = Program.from_text(PROGRAM)
    for reply in replies(StandIn(seed=3), prompts.edit_prompt(), 5):
        assert apply_reply(parent, reply.text) != parent


def test_a_program_that_may_not_be_changed_has_no_contract() -> None:
    with pytest.raises(ProposalError, match="no function"):
        contract_of("x = 1\n")


def test_embeddings_are_unit_vectors_near_for_like_texts() -> None:
    def cosine(a: str, b: str) -> float:
        return sum(x * y for x, y in zip(embed(a), embed(b), strict=True))

    assert cosine(PROGRAM, PROGRAM) == pytest.approx(1.0)
    near = cosine(PROGRAM, PROGRAM.replace("weight = 2.5", "weight = 2.6"))
    assert near > 0.9
    assert near > cosine(PROGRAM, "entirely different words about the sea")
    assert embed("") == embed("")
