"""What a sitting on the command line leaves behind: the champion, the report, the summary."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adrs.cli.output import emit, number, say
from adrs.core.claimed import SELF_SCORED
from adrs.run.summary import champion, summarise

if TYPE_CHECKING:
    from adrs.api.sitting import Sitting
    from adrs.core.problem import Problem
    from adrs.core.seams import Store
    from adrs.run.state import RunState

INTERRUPTED = 130


def sit(sitting: Sitting, *, out: Path, path: Path, as_json: bool) -> None:
    """Run a sitting and tell what came of it.

    Args:
        sitting: What to run.
        out: Folder for the champion and the report.
        path: The journal, for the line that tells how to resume.
        as_json: Whether to print the JSON object.
    """
    run_id = sitting.session.state.run_id
    try:
        state = sitting.run()
    except asyncio.CancelledError:
        say(f"interrupted; everything tried so far is kept. Go on with: adrs resume {run_id} --store {path}")
        sys.exit(INTERRUPTED)
    conclude(state, sitting.problem, sitting.store, out=out, path=path, as_json=as_json)


def conclude(
    state: RunState,
    problem: Problem,
    store: Store,
    *,
    out: Path,
    path: Path,
    as_json: bool,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Write the champion and the report of a run, and print its summary; ``more`` goes into the JSON."""
    result = {**conclusion(state, problem, store, out=out, path=path), **(more or {})}
    if as_json:
        emit(result)
    else:
        click.echo(readable(result))


def conclusion(state: RunState, problem: Problem, store: Store, *, out: Path, path: Path) -> dict[str, Any]:
    """Write the champion and the report of a run; its summary."""
    from adrs.cli.history import audited
    from adrs.run.report.write import write_program, write_report

    audit = audited(state, problem, path)
    best = champion(state)
    written = None if best is None else str(write_program(store.program(best.program), out))
    report = write_report(state, problem, store, out, audit=audit)
    return {**summarise(state, problem, program=written, audit=audit), "report": str(report)}


def readable(result: dict[str, Any]) -> str:
    """A run's summary for people."""
    best, unit = result["best"], result["unit"]
    head = f"{result['run']}: {result['evaluations']} evaluations, stopped by {result['stopped']}"
    if best is None:
        broken = (result["terms"] or {}).get("infeasible", 0)
        why = f"all {broken} valid candidates broke a rail" if broken else "nothing valid was found"
        return f"{head}\n{why}; see {result['report']}"
    lines = [head, f"champion {best['candidate']} ({best['origin']})", ""]
    if result["self_scored"]:
        return "\n".join([*lines, *claimed(result), "", *_files(result)])
    for split in ("train", "validation", "test"):
        human, bound = result["human_by_split"].get(split), result["bounds"].get(split)
        limit = f", bound {number(bound['value'])} ({bound['kind']})" if bound else ""
        lines.append(f"{split:>10}: {number(best[split])} {unit}, human {number(human)}{limit}")
    if board := result["leaderboard"]:
        lines.append(f"leaderboard: {number(board['value'])} {unit}, human {number(board['human'])}")
    lines += [f"rail {words}" for words in _rails(result["terms"])]
    if margin := result["test_margin"]:
        lines.append(
            f"gain over human on test: {margin['mean']:+.2%}"
            f" (95 % interval {margin['low']:+.2%} to {margin['high']:+.2%})"
        )
    return "\n".join([*lines, *([result["audit"]] if result["audit"] else []), "", *_files(result)])


def claimed(result: dict[str, Any]) -> list[str]:
    """What a run on a self-scored problem brought, in lines, with what is odd about it."""
    best, initial = result["best"], result["initial"]
    lines = [f"   claimed: {number(best['train'])}, initial program {number(initial)}"]
    if best["validation"] is not None:
        lines.append(
            f"     again: {number(best['validation'])}, in fresh sandboxes with other random numbers"
        )
    lines += [f"     doubt: {doubt}" for doubt in result["doubts"]]
    return [*lines, SELF_SCORED, *([result["audit"]] if result["audit"] else [])]


def _files(result: dict[str, Any]) -> list[str]:
    return [f"program: {result['best']['program']}", f"report:  {result['report']}"]


def _rails(terms: dict[str, Any] | None) -> list[str]:
    """Each rail of the run on the test split, in words."""
    found = []
    for rail in (terms or {}).get("rails", ()):
        if (test := rail["by_split"].get("test")) is not None:
            sign, state = ">=" if rail["at_least"] else "<=", "kept" if test["kept"] else "BROKEN"
            value = f"{number(test['value'])} on test, {sign} {number(test['limit'])} asked"
            found.append(f"{rail['metric']}: {value}: {state}")
    return found
