"""The report of a run: what was found, how good it is, on what, and how to get it again."""

from __future__ import annotations

import difflib
import json
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from adrs.core.errors import DataError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Store
from adrs.core.workload import Split
from adrs.run.interventions import sentence_of
from adrs.run.report import tables
from adrs.run.report.lineage import Lineage, lineage
from adrs.run.report.tables import figure, percent
from adrs.run.state import RunState
from adrs.run.summary import champion, summarise

_MOST_COMMON = 12


def report_markdown(
    state: RunState, problem: Problem, store: Store, *, curve: str | None, audit: str | None = None
) -> str:
    """The whole report.

    Args:
        state: The run.
        problem: Its problem.
        store: Where its journal and programs are.
        curve: Relative path of the curve's drawing, if there is one.
        audit: Whether the problem was audited, in words; ``None`` if nobody asked.
    """
    summary = summarise(state, problem, audit=audit)
    parts = [f"# {problem.title}: run `{state.run_id}`", headline(summary), _on_which(problem, summary)]
    if audit is not None:
        word, colon, why = audit.partition(":")
        parts.append(f"Sandbox and judge: **{word}**{colon}{why}.")
    if curve is not None:
        parts.append(f"![Best train value so far against evaluations]({curve})")
    best = champion(state)
    if best is not None:
        found = lineage(store.read(state.run_id), best.candidate)
        parts += _results(state, problem, summary, found)
        parts += [*_search(state), *_failures(found)]
        parts += _program(store.program(best.program), found, store)
    else:
        parts += _search(state)
    parts += [_steering(state), _cost(state), _environment(state), _again(state, problem)]
    return "\n\n".join(part for part in parts if part) + "\n"


def headline(summary: Mapping[str, Any]) -> str:
    """The answer in a few sentences."""
    best = summary["best"]
    if best is None:
        return f"**Nothing valid was found** in {summary['evaluations']} evaluations."
    if best["test"] is None and summary["finished"]:
        return (
            f"The champion `{best['candidate']}` (`{best['origin']}`) **fails on held-out test workloads**"
            f" and has no value there: {best['test_failure'] or 'there are none without data'}."
            f" On validation it has {figure(best['validation'])} {summary['unit']}, human"
            f" {figure(summary['human_by_split'].get('validation'))}."
        )
    if best["test"] is None:
        return (
            f"The run is **not finished**: after {summary['evaluations']} evaluations the best candidate"
            f" `{best['candidate']}` (`{best['origin']}`) has {figure(best['train'])} {summary['unit']} on"
            f" the train workloads (human state of the art {figure(summary['human'])}). Held-out workloads"
            " have not been opened."
        )
    sentences = [
        f"**{figure(best['test'])} {summary['unit']} on the held-out test workloads**"
        f" ({summary['direction']}), by candidate `{best['candidate']}` (`{best['origin']}`)."
    ]
    return " ".join([*sentences, *_comparisons(summary)])


def _comparisons(summary: Mapping[str, Any]) -> list[str]:
    best, margin = summary["best"], summary["test_margin"]
    human, sentences = summary["human_by_split"].get("test"), []
    if margin is not None:
        sentences.append(
            f"Over the human state of the art ({figure(human)}) the gain, averaged over workloads, is"
            f" **{percent(margin['mean'])}** (95 % interval {percent(margin['low'])}"
            f" to {percent(margin['high'])}, paired bootstrap over {margin['workloads']} workloads)"
            f"{_verdict(margin)}."
        )
    if (bound := best["bound"]) is not None:
        distance = abs(best["test"] - bound["value"]) / abs(bound["value"]) if bound["value"] else None
        far = "" if distance is None else f", {distance:.2%} away"
        known = f"; the best known is {figure(bound['best_known'])}" if "best_known" in bound else ""
        sentences.append(f"The bound is {figure(bound['value'])} ({_kind(bound['kind'])}){far}{known}.")
    else:
        sentences.append("No bound is known for these workloads.")
    return sentences


def _verdict(margin: Mapping[str, Any]) -> str:
    if margin["low"] > 0:
        return ""
    return ": a loss" if margin["high"] < 0 else ": the interval contains zero, so no gain is shown"


def _kind(kind: str) -> str:
    return {
        "optimal": "proven optimal",
        "bound": "proven, not known to be reachable",
        "best_known": "best known, not proven",
    }[kind]


def _results(state: RunState, problem: Problem, summary: Mapping[str, Any], found: Lineage) -> list[str]:
    best = summary["best"]["candidate"]
    parts = ["## By split", tables.split_table(summary), _board(summary)]
    test = tables.workload_table(problem, state, best, Split.TEST)
    if test is not None:
        parts += ["### Workloads of test", test]
    for split in (Split.VALIDATION, Split.LEADERBOARD):
        parts.append(_folded(f"Workloads of {split}", tables.workload_table(problem, state, best, split)))
    if found.train is not None:
        seen = tables.evaluation_table(problem, state, found.train, Split.TRAIN)
        parts.append(_folded("Workloads of train (what the search saw)", seen))
    return parts


def _folded(title: str, text: str | None) -> str:
    return "" if text is None else f"<details><summary>{title}</summary>\n\n{text}\n\n</details>"


def _on_which(problem: Problem, summary: Mapping[str, Any]) -> str:
    """What the figures above were measured on."""
    best = summary["best"]
    split = Split.TRAIN if best is None or best["test"] is None else Split.TEST
    try:
        workloads = problem.workloads(split)
    except DataError:
        return ""
    families = sorted({workload.family for workload in workloads if workload.family})
    kinds = f" of the families {', '.join(families)}" if families else ""
    objective = problem.objective
    seen = "which the search saw" if split is Split.TRAIN else "none of which the search ever saw"
    return (
        f"Measured on {len(workloads)} {split} workloads{kinds}, {seen}. The value is the"
        f" {objective.aggregate} over workloads of {objective.name}."
    )


def _board(summary: Mapping[str, Any]) -> str:
    board = (summary["leaderboard"] or {}).get("published")
    if board is None:
        return ""
    human = summary["leaderboard"]["human_published"]
    beside = "" if human is None else f" (human state of the art: {figure(human['value'])})"
    return f"As the public board counts, {board['name']}: **{figure(board['value'])}**{beside}."


def _search(state: RunState) -> list[str]:
    parts = ["## The search", tables.counts_table("outcome of a trial", state.outcomes)]
    if state.arms:
        parts += ["### Arms", tables.arms_table(state)]
    if state.reasons:
        parts += ["### Proposals that brought nothing", tables.counts_table("reason", state.reasons)]
    return parts


def _failures(found: Lineage) -> list[str]:
    if not found.failures:
        return []
    common = dict(Counter(found.failures).most_common(_MOST_COMMON))
    return ["### Candidates that failed", tables.counts_table("reason (numbers as N)", common)]


def _program(program: Program, found: Lineage, store: Store) -> list[str]:
    parts = ["## Lineage", tables.lineage_table(found)]
    if len(found.line) > 1:
        seed = found.line[0]
        changes = _diff(store.program(seed.program), program, seed.candidate, found.line[-1].candidate)
        parts += [f"## Changes from its seed (`{seed.origin}`)", _fence(changes, "diff")]
    return [*parts, "## The program", _fence(program.text, program.language)]


def _diff(before: Program, after: Program, before_name: str, after_name: str) -> str:
    return "\n".join(
        difflib.unified_diff(
            before.text.splitlines(), after.text.splitlines(), before_name, after_name, lineterm=""
        )
    )


def _fence(text: str, language: str) -> str:
    marks = "```"
    while marks in text:
        marks += "`"
    return f"{marks}{language}\n{text.rstrip()}\n{marks}"


def _steering(state: RunState) -> str:
    rows = [
        (f"{event.at - state.began_at:,.0f} s", event.author, sentence_of(event, author=False))
        for event in state.steered
    ]
    if not rows:
        return ""
    return "## Steering\n\n" + tables.table(("after", "who", "what"), map(_safe_row, rows), left=3)


def _safe_row(row: Sequence[str]) -> Sequence[str]:
    """Cells as one line of code each: people's words are not Markdown of ours."""
    plain = (" ".join(cell.replace("`", "'").split()) for cell in row[1:])
    return [row[0], *(f"`{cell}`" for cell in plain)]


def _cost(state: RunState) -> str:
    usage = state.usage
    rows = [
        ("evaluations", f"{usage.evaluations:,}"),
        ("proposals that brought nothing", f"{state.failed:,}"),
        ("time, pauses left out", f"{state.elapsed_s:,.1f} s"),
        ("CPU time of candidates while searching", f"{usage.cpu_s:,.1f} s"),
        ("largest memory of a candidate", f"{usage.peak_memory_bytes / 1024**2:,.0f} MiB"),
        ("tokens", f"{usage.tokens:,}"),
        ("model calls", f"{usage.cost_usd:,.2f} USD"),
    ]
    return "## Cost\n\n" + tables.table(("what", "spent"), rows)


def _environment(state: RunState) -> str:
    rows = [(key, _plain(value)) for key, value in state.environment.items() if key != "machine_load"]
    rows += [(f"machine_load, {when}", _plain(load)) for when, load in state.machine_load.items()]
    return "## Environment\n\n" + tables.table(("what", "value"), rows, left=2) if rows else ""


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {inner}" for key, inner in value.items())
    return str(value)


def _again(state: RunState, problem: Problem) -> str:
    config = state.config
    if config is None:
        return ""
    chosen = (f"{key}={json.dumps(value)}" for key, value in config.strategy_options.items())
    flags = [f"--strategy {config.strategy}", *(f"--strategy-option {shlex.quote(c)}" for c in chosen)]
    flags += [f"--proposer {name}" for name in config.proposers]
    limits = {
        "--evals": config.evaluations,
        "--seconds": config.seconds,
        "--cpu-seconds": config.cpu_seconds,
        "--tokens": config.tokens,
        "--usd": config.cost_usd,
        "--target": config.target,
    }
    flags += [f"{flag} {value}" for flag, value in limits.items() if value is not None]
    flags += [f"--workers {config.workers}", f"--seed {config.seed}"]
    data = " --data DIR" if config.data is not None else ""
    exact = (
        "With one worker, equal seeds give equal runs."
        if config.workers == 1
        else f"With {config.workers} workers, results arrive in an order that depends on timing; the"
        " champion's scores can be reproduced exactly, the path to it need not repeat. `--workers 1` repeats"
        " exactly."
    )
    lines = [f"adrs run {config.problem} {' '.join(flags)}{data}"]
    lines += [f"adrs score {config.problem} best.py --split {s}{data}" for s in ("test", "validation")]
    return f"## To get it again\n\n{_fence(chr(10).join(lines), 'sh')}\n\n{exact}"
