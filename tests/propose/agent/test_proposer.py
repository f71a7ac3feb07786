"""The tool loop: it ends by handing in, by its limits, or by going round in circles."""

import asyncio

import pytest

from adrs.core.candidate import Objection
from adrs.core.errors import ModelError, ProposalError, SpendingError
from adrs.core.model import Finish, Reply, Request, Role
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Proposer
from adrs.core.verdict import Usage
from adrs.propose.agent.proposer import Agent
from adrs.testing.proposer import ProposerContract
from adrs.testing.scripted import ScriptedModel
from adrs.testing.tiny import BEST, HUMAN, NAIVE, TinyProblem
from tests.propose.agent.world import SUBMIT, TEST, Bench, calls, make_agent, make_brief, propose, rewrite


class TestContract(ProposerContract):
    @pytest.fixture(scope="class")
    @classmethod
    def proposer(cls) -> Proposer:
        def act(request: Request) -> Reply:
            return calls(rewrite()) if request.messages[-1].role is Role.USER else calls(SUBMIT)

        return Agent(ScriptedModel(act), tester=Bench())

    @pytest.fixture(scope="class")
    @classmethod
    def problem(cls) -> Problem:
        return TinyProblem()


def test_an_agent_edits_tests_and_hands_in() -> None:
    bench = Bench()
    agent, model = make_agent(
        [calls(rewrite(HUMAN)), calls(TEST), calls(rewrite(BEST), TEST), calls(SUBMIT)], bench
    )
    proposal = propose(agent)
    assert proposal.program.text == BEST
    assert proposal.note == "shortest first"
    assert [program.text for program in bench.tested] == [HUMAN, BEST]
    assert proposal.usage == Usage(tokens=400, cost_usd=0.04, evaluations=2, cpu_s=1.0)
    results = [message.text for message in model.requests[-1].messages if message.role is Role.TOOL]
    assert "1.0000 on the scale" in results[1]
    assert "Test runs left: 4" in results[1]


def test_the_conversation_only_grows_and_every_call_is_answered() -> None:
    agent, model = make_agent([calls(rewrite(HUMAN), TEST), calls(TEST), calls(SUBMIT)])
    propose(agent)
    for before, after in zip(model.requests, model.requests[1:], strict=False):
        assert after.messages[: len(before.messages)] == before.messages
    assert len({request.digest for request in model.requests}) == 3
    last = model.requests[-1]
    asked = [call.id for message in last.messages for call in message.calls]
    assert asked == [message.answers for message in last.messages if message.role is Role.TOOL]
    assert last.purpose == "agent:solve"
    assert last.brief == 3


def test_steps_are_limited_and_malformed_calls_count() -> None:
    bad = [
        ("fly", {}),
        ("read_file", {}),
        ("read_file", {"path": 7}),
        ("search", {"text": "a", "regex": True}),
    ]
    agent, model = make_agent([calls(call) for call in bad], steps=4)
    with pytest.raises(ProposalError, match="all 4 steps are used") as caught:
        propose(agent)
    assert len(model.requests) == 4
    assert caught.value.usage.cost_usd == pytest.approx(0.04)
    told = [message.text for message in model.requests[-1].messages if message.role is Role.TOOL]
    assert told[0].startswith("error: there is no tool 'fly'")
    assert told[1] == "error: read_file needs path"
    assert told[2] == "error: read_file: path must be of type string"


def test_calls_past_the_limit_are_not_carried_out() -> None:
    bench = Bench()
    agent, _ = make_agent([calls(rewrite(HUMAN), TEST, rewrite(BEST), TEST)], bench, steps=2)
    assert propose(agent).program.text == HUMAN
    assert len(bench.tested) == 1


def test_test_runs_are_rationed_and_known_results_are_free() -> None:
    bench = Bench()
    agent, model = make_agent([calls(TEST, TEST), calls(rewrite(HUMAN), TEST), calls(SUBMIT)], bench, tests=1)
    propose(agent)
    assert len(bench.tested) == 1
    told = [message.text for message in model.requests[-1].messages if message.role is Role.TOOL]
    assert told[0] == told[1]
    assert told[3] == "error: no test runs are left; submit, or go on without"


def test_tokens_are_limited_before_a_call_is_made() -> None:
    agent, model = make_agent(
        [calls(("list_files", {}), tokens=5000)] * 9, tokens=10_500, max_output_tokens=9000
    )
    with pytest.raises(ProposalError, match="does not fit into 10500 tokens; 10000 are used"):
        propose(agent)
    assert len(model.requests) == 2
    assert model.requests[1].max_output_tokens < model.requests[0].max_output_tokens < 9001


def test_no_call_is_made_once_the_money_is_spent() -> None:
    agent, model = make_agent([calls(rewrite(text)) for text in (HUMAN, BEST, HUMAN)], cost_usd=0.015)
    with pytest.raises(ProposalError, match=r"0\.0200 of 0\.015 USD are spent"):
        propose(agent)
    assert len(model.requests) == 2


def test_the_same_call_three_times_on_the_same_program_ends_it() -> None:
    agent, model = make_agent([calls(("read_file", {"path": "program.py"}))] * 9)
    with pytest.raises(ProposalError, match="going round in circles: read_file"):
        propose(agent)
    assert len(model.requests) == 3


def test_the_same_call_on_a_changed_program_is_no_loop() -> None:
    look = ("read_file", {"path": "program.py"})
    script = [
        calls(look),
        calls(look, rewrite(HUMAN)),
        calls(look),
        calls(look, rewrite(BEST)),
        calls(look),
        calls(SUBMIT),
    ]
    assert propose(make_agent(script)[0]).program.text == BEST


def test_an_agent_that_only_talks_is_reminded_and_then_stopped() -> None:
    agent, model = make_agent(["I would sort the jobs.", "By weight.", "That is all."])
    with pytest.raises(ProposalError, match="no tool, 3 times"):
        propose(agent)
    assert "called no tool" in model.requests[1].messages[-1].text


def test_a_reply_that_was_cut_off_does_nothing() -> None:
    bench = Bench()
    cut = calls(rewrite("def solve(jobs):\n    return jobs\n"), finish=Finish.LENGTH)
    agent, model = make_agent([cut, calls(rewrite(BEST)), calls(SUBMIT)], bench)
    assert propose(agent).program.text == BEST
    assert "cut off" in model.requests[1].messages[-1].text


def test_without_handing_in_the_best_tested_program_is_taken_if_it_is_better() -> None:
    script = [calls(rewrite(BEST), TEST), calls(rewrite(HUMAN), TEST), calls(rewrite(NAIVE), TEST)]
    agent, _ = make_agent(script, steps=6)
    proposal = propose(agent)
    assert proposal.program.text == BEST
    assert "not handed in: all 6 steps" in proposal.note


def test_a_tested_program_that_is_no_better_is_not_taken() -> None:
    agent, _ = make_agent([calls(rewrite(HUMAN), TEST)], steps=2)
    with pytest.raises(ProposalError, match="nothing better") as caught:
        propose(agent, make_brief(BEST))
    assert caught.value.usage.evaluations == 1


def test_a_program_that_crashes_is_told_and_not_taken() -> None:
    agent, model = make_agent(
        [calls(rewrite("def solve(jobs):\n    return nothing\n"), TEST), calls(TEST)], steps=3
    )
    with pytest.raises(ProposalError):
        propose(agent)
    assert "CRASHED: name 'nothing' is not defined" in model.requests[1].messages[-1].text


def test_a_hand_in_that_cannot_be_evaluated_is_an_error_to_the_agent() -> None:
    script = [calls(SUBMIT), calls(rewrite("x = 1\n")), calls(SUBMIT), calls(rewrite(BEST)), calls(SUBMIT)]
    agent, model = make_agent(script)
    assert propose(agent).program.text == BEST
    told = [message.text for message in model.requests[-1].messages if message.role is Role.TOOL]
    assert "its parent again" in told[0]
    assert "does not define" in told[2]


def test_what_was_objected_to_is_not_handed_in_again() -> None:
    objection = Objection(program=Program.from_text(HUMAN), reason="the same program as c1")
    script = [calls(rewrite(HUMAN), SUBMIT), calls(rewrite(BEST)), calls(SUBMIT)]
    agent, model = make_agent(script)
    assert propose(agent, make_brief(objection=objection)).program.text == BEST
    assert "the same program as c1" in model.requests[0].messages[-1].text
    assert "turned away before" in model.requests[1].messages[-1].text


def test_a_refusal_ends_the_proposal() -> None:
    agent, model = make_agent([Reply(text="I cannot help.", finish=Finish.REFUSAL, usage=Usage(tokens=9))])
    with pytest.raises(ProposalError, match="refused: I cannot help") as caught:
        propose(agent)
    assert len(model.requests) == 1
    assert caught.value.usage.tokens == 9


def test_a_model_that_fails_costs_what_was_spent_in_all() -> None:
    failure = ModelError("no reply", usage=Usage(cost_usd=0.5, tokens=7))
    agent, _ = make_agent([calls(("list_files", {})), failure])
    with pytest.raises(ProposalError, match="no reply") as caught:
        propose(agent)
    assert caught.value.usage.cost_usd == pytest.approx(0.51)


def test_a_cap_of_the_run_is_told_upwards_with_what_was_spent() -> None:
    agent, _ = make_agent([calls(TEST), SpendingError("0.01 USD are left", cap="usd")])
    with pytest.raises(SpendingError) as caught:
        propose(agent)
    assert caught.value.cap == "usd"
    assert caught.value.usage == Usage(tokens=100, cost_usd=0.01, evaluations=1, cpu_s=0.5)


def test_at_a_cap_of_the_run_a_better_tested_program_is_not_lost() -> None:
    agent, _ = make_agent([calls(rewrite(HUMAN), TEST), SpendingError("nothing left", cap="usd")])
    assert propose(agent).program.text == HUMAN


def test_a_bug_in_the_tester_is_not_swallowed() -> None:
    async def broken(program: Program) -> None:
        raise RuntimeError("ours")

    agent = Agent(ScriptedModel([calls(TEST)]), tester=broken)  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="ours"):
        asyncio.run(agent.propose(TinyProblem(), make_brief()))
