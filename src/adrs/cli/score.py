"""``adrs score``: one program on one split."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adrs.api.assemble import on_model
from adrs.cli import options, placement
from adrs.cli.output import emit, number, say, table
from adrs.cli.workshop import workshop

if TYPE_CHECKING:
    from adrs.cli.placement import Placing
    from adrs.core.problem import Problem
    from adrs.core.workload import Split, Workload
    from adrs.evaluate.report_card import ReportCard


@click.command("score", short_help="Score a program on a problem.")
@click.argument("problem")
@click.argument("program")
@click.option("--split", default="test", show_default=True, help="train, validation, test or leaderboard.")
@options.workers
@options.fixed_time
@options.isolation
@placement.options
@options.data
@options.model_dir
@options.as_json
def command(
    problem: str,
    program: str,
    split: str,
    workers: int | None,
    fixed_time: bool,
    sandbox: str,
    unsafe: bool,
    placing: Placing,
    data: Path | None,
    model_dir: Path | None,
    as_json: bool,
) -> None:
    """Score PROGRAM, a file or the name of a seed or baseline, on PROBLEM.

    An invalid answer is a result, not an error: the outcome says so.
    """
    import asyncio

    from adrs.api.programs import find_program
    from adrs.api.scoring import card_of, parse_split

    shop = placement.placed(workshop(sandbox), placing, sandbox=sandbox)
    slots = options.checked_workers(placement.workers(placing, workers))
    shop = on_model(shop, options.checked_model(model_dir))
    stated = shop.problem(problem, options.checked_data(data))
    where = parse_split(split)
    candidate = find_program(stated, program)
    workloads = stated.workloads(where)
    bench = shop.sandbox(stated, slots, unsafe)
    card = asyncio.run(
        card_of(stated, bench, candidate, workloads, slots=slots, fixed_time=fixed_time, note=say)
    )
    result = _result(stated, where, workloads, card)
    if as_json:
        emit(result)
    else:
        click.echo(_readable(result))


def _result(
    problem: Problem, split: Split, workloads: Sequence[Workload], card: ReportCard
) -> dict[str, Any]:
    from adrs.core.claimed import self_scored
    from adrs.run.bounds import bound_json, combined_bound
    from adrs.run.summary import published

    board = published(problem, card.ours, split)
    result = {
        "problem": problem.name,
        "self_scored": self_scored(problem),
        "split": split.value,
        "outcome": card.ours.outcome.value,
        "reason": card.ours.reason,
        "value": card.ours.value,
        "unit": problem.objective.unit,
        "direction": problem.objective.direction.value,
        "normalised": card.normalised(problem),
        "naive": card.naive.value,
        "human": None if self_scored(problem) else card.human.value,
        "bound": bound_json(combined_bound(problem, workloads)),
        "seconds": card.ours.usage.cpu_s,
        "workloads": _workloads(problem, workloads, card),
    }
    if board is not None:
        result["published"] = {"name": board.name, "value": board.value, "bound": board.bound}
    return result


def _workloads(problem: Problem, workloads: Sequence[Workload], card: ReportCard) -> list[dict[str, Any]]:
    from adrs.run.bounds import bound_json

    scale = card.scale(problem)
    return [
        {
            "id": workload.id,
            "outcome": verdict.outcome.value,
            "value": verdict.value,
            "normalised": None if verdict.value is None else scale.normalise(workload.id, verdict.value),
            "bound": bound_json(problem.bound(workload)),
            "reason": "" if verdict.ok else verdict.feedback,
            "feedback": verdict.feedback,
            "seconds": verdict.usage.cpu_s,
            "metrics": dict(verdict.metrics),
        }
        for workload, verdict in zip(workloads, card.ours.verdicts, strict=True)
    ]


def _readable(result: dict[str, Any]) -> str:
    timed = any("cpu_ratio" in w["metrics"] for w in result["workloads"])
    rows = [
        (
            w["id"],
            w["outcome"],
            number(w["value"]),
            number(w["bound"]["value"] if w["bound"] else None),
            number(None if w["normalised"] is None else round(w["normalised"], 3)),
            number(round(w["seconds"], 3)),
            *([_times(w["metrics"].get("cpu_ratio"))] if timed else []),
        )
        for w in result["workloads"]
    ]
    header = ("workload", "outcome", "value", "bound", "0=naive 1=human", "CPU s", "times as fast")
    return f"{table(header[: 6 + timed], rows)}\n\n{_headline(result)}"


def _times(ratio: float | None) -> str:
    return number(None if ratio is None else float(f"{ratio:.2g}"))


def _headline(result: dict[str, Any]) -> str:
    from adrs.core.claimed import SELF_SCORED

    where = f"{result['problem']}, {result['split']}"
    if result["value"] is None:
        return f"{where}: {result['outcome']} — {result['reason']}"
    lines = [f"{where}: {number(result['value'])} {result['unit']} ({result['direction']})"]
    if result["bound"]:
        lines.append(f"bound {number(result['bound']['value'])} ({result['bound']['kind']})")
    if result["self_scored"]:
        lines += [f"initial program {number(result['naive'])}", SELF_SCORED]
    else:
        lines.append(f"naive {number(result['naive'])}, human {number(result['human'])}")
    if board := result.get("published"):
        lines.append(f"{board['name']}: {number(board['value'])}")
    return "\n".join(lines)
