"""Puts a team of ``multi_agent`` to work with a real model, and scores it as the simulated ones are.

    python scripts/multi_agent_live.py human_sota --model openai:gpt-5-mini --usd 1
    python scripts/multi_agent_live.py my_team.py --model ollama:qwen3:8b --judge openai:gpt-5-mini --tasks 6

Calls are paid for, and never pass ``--usd``. What the team writes runs in the sandbox. Temperature is 0, with
which hosted models still vary: hence ``--repeat``. Values are not comparable with simulated ones.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from statistics import fmean, pstdev
from typing import Any

from adrs.api.assemble import open_sandbox
from adrs.api.programs import find_program
from adrs.core.errors import AdrsError
from adrs.core.events import Event
from adrs.core.model import Model
from adrs.core.program import Program
from adrs.core.seams import Sandbox
from adrs.core.workload import Split
from adrs.models.create import Surroundings, create_models
from adrs.models.ledger import Ledger
from adrs.models.spec import parse_spec
from adrs.problems.multi_agent.design import Design, design_of
from adrs.problems.multi_agent.live import HARNESS, LiveRun
from adrs.problems.multi_agent.live_judge import judged, value_of
from adrs.problems.multi_agent.problem import create
from adrs.problems.multi_agent.tasks import Task
from adrs.problems.multi_agent.workloads import tasks_of
from adrs.sandbox.choose import create as create_sandbox

PROBLEM = create()


def unlogged(event: Event, programs: Sequence[Program] = (), /) -> None:
    """Takes what models would write into the journal of a run; here there is none."""


async def design_from(program: Program) -> Design:
    """The team that a program designs, asked in the sandbox.

    Raises:
        InvalidAnswer: It designs none.
    """
    sandbox = open_sandbox(PROBLEM, 1)
    try:
        workload = PROBLEM.workloads(Split.TRAIN)[0]
        (done,) = await sandbox.run(program, [workload], limits=PROBLEM.limits)
    finally:
        await sandbox.aclose()
    return design_of(done.answer)


async def one(design: Design, task: Task, *, member: Model, judge: Model, sandbox: Sandbox) -> dict[str, Any]:
    """What a team of real models comes to on one task."""
    trace = await LiveRun(design, task, model=member, sandbox=sandbox).run()
    judgement = await judged(judge, task, trace)
    usage = trace.usage + judgement.usage
    return {
        "value": value_of(trace, judgement),
        "modes": sorted(judgement.modes),
        "delivered": trace.delivered,
        "stopped": trace.stopped,
        "tokens": usage.tokens,
        "cost_usd": usage.cost_usd,
        "said": [asdict(said) for said in trace.said],
        "work": trace.work,
    }


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Every task as often as it is to be repeated.

    Raises:
        AdrsError: A model, the sandbox or the budget failed.
    """
    design = await design_from(find_program(PROBLEM, options.program))
    specs = [parse_spec(name) for name in dict.fromkeys([options.model, options.judge or options.model])]
    ledger = Ledger(usd_cap=options.usd, token_cap=options.tokens)
    models = create_models(specs, Surroundings(ledger=ledger, log=unlogged))
    member, judge = models[specs[0].name], models[specs[-1].name]
    tasks = [tasks_of(workload)[0] for workload in PROBLEM.workloads(Split.TEST)][: options.tasks]
    sandbox = create_sandbox("auto", HARNESS)
    try:
        runs = [
            [
                await one(design, task, member=member, judge=judge, sandbox=sandbox)
                for _ in range(options.repeat)
            ]
            for task in tasks
        ]
    finally:
        await sandbox.aclose()
        for model in models.values():
            await model.aclose()
    return summary(options, runs, ledger)


def summary(options: argparse.Namespace, runs: list[list[dict[str, Any]]], ledger: Ledger) -> dict[str, Any]:
    """Mean over tasks of each repetition, their mean and spread, and what it cost."""
    rounds = [fmean(task[n]["value"] for task in runs) for n in range(options.repeat)]
    return {
        "program": options.program,
        "model": options.model,
        "judge": options.judge or options.model,
        "value": fmean(rounds),
        "spread": pstdev(rounds),
        "delivered": fmean(run["delivered"] for task in runs for run in task),
        "tokens": ledger.spent.tokens,
        "cost_usd": ledger.spent.cost_usd,
        "runs": runs,
    }


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("program", help="a file, or the name of a seed or baseline")
    parser.add_argument("--model", required=True, help="PROVIDER:MODEL[@BASE_URL] of the team's members")
    parser.add_argument("--judge", help="the same for the judge (default: the members' model)")
    parser.add_argument("--tasks", type=int, default=6, help="held-out tasks, at most 16")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each task")
    parser.add_argument("--usd", type=float, help="most money to spend")
    parser.add_argument("--tokens", type=int, help="most tokens to spend")
    options = parser.parse_args()
    try:
        print(json.dumps(asyncio.run(measure(options))))
    except AdrsError as error:
        parser.exit(2, f"error: {error}\n")


if __name__ == "__main__":
    main()
