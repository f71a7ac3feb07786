"""A scripted agent on the tiny problem, and a tester that scores programs for real."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from adrs.core.candidate import Arm, Brief, Candidate, Objection, Proposal, Trial
from adrs.core.model import Finish, Reply, ToolCall
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Usage, Verdict
from adrs.propose.agent.proposer import Agent, Allowance
from adrs.testing.scripted import ScriptedModel
from adrs.testing.tiny import BEST, HUMAN, NAIVE, TinyProblem, cost

JOBS = ((3, 5), (9, 1), (4, 4), (1, 7))


class Bench:
    """Scores programs on one workload and counts how often."""

    def __init__(self) -> None:
        self.tested: list[Program] = []

    async def __call__(self, program: Program) -> Evaluation:
        self.tested.append(program)
        return evaluate(program)


def evaluate(program: Program) -> Evaluation:
    """The tiny problem's judge on one workload: 0 for the naive order, 1 for the human one."""
    scope: dict[str, Any] = {}
    exec(program.text, scope)
    try:
        value = cost(JOBS, scope["solve"](JOBS))
    except (TypeError, ZeroDivisionError, NameError) as error:
        failed = Verdict(workload="train/0", outcome=Outcome.CRASHED, feedback=str(error))
        return Evaluation(verdicts=(failed,))
    scale = {text: cost(JOBS, _order(text)) for text in (NAIVE, HUMAN)}
    score = (scale[NAIVE] - value) / (scale[NAIVE] - scale[HUMAN])
    verdict = Verdict(
        workload="train/0", outcome=Outcome.VALID, value=value, normalised=score, usage=Usage(cpu_s=0.5)
    )
    return Evaluation(verdicts=(verdict,), value=value, score=score)


def _order(text: str) -> list[int]:
    scope: dict[str, Any] = {}
    exec(text, scope)
    return scope["solve"](JOBS)  # type: ignore[no-any-return]


def calls(*wanted: tuple[str, dict[str, Any]], tokens: int = 100, finish: Finish = Finish.TOOL) -> Reply:
    """A reply that calls tools and costs a cent."""
    made = [ToolCall(id=f"call-{at}", name=name, arguments=said) for at, (name, said) in enumerate(wanted)]
    return Reply(text="", finish=finish, calls=tuple(made), usage=Usage(tokens=tokens, cost_usd=0.01))


def rewrite(text: str = BEST) -> tuple[str, dict[str, Any]]:
    """A call that replaces the program."""
    return "write_file", {"path": "program.py", "text": text}


TEST: tuple[str, dict[str, Any]] = ("test", {})
SUBMIT: tuple[str, dict[str, Any]] = ("submit", {"note": "shortest first"})


def make_agent(
    script: Iterable[Any], bench: Bench | None = None, **allowed: Any
) -> tuple[Agent, ScriptedModel]:
    """An agent whose model follows a script."""
    model = ScriptedModel(script)
    return Agent(model, tester=bench or Bench(), allowance=Allowance(**allowed)), model


def make_brief(text: str = NAIVE, objection: Objection | None = None) -> Brief:
    """A brief to improve a program whose evaluation is known."""
    program = Program.from_text(text)
    parent = Trial(Candidate("s0", program), evaluate(program))
    return Brief(id=3, arm=Arm("agent", "solve"), parent=parent, objection=objection)


def propose(agent: Agent, brief: Brief | None = None) -> Proposal:
    """What the agent writes."""
    return asyncio.run(agent.propose(TinyProblem(), brief or make_brief()))
