"""The second half of a report: what was tried and failed, what it cost, on what, and how to get it again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from shlex import quote

from adrs.core.problem import Problem
from adrs.run.interventions import sentence_of
from adrs.run.report import tables
from adrs.run.report.document import Block, Code, Heading, Listing, Table, say, spans
from adrs.run.report.lineage import Lineage
from adrs.run.report.tables import figure
from adrs.run.state import RunState
from adrs.run.summary import terms as terms_of

_MOST_COMMON = 12


def search(state: RunState, problem: Problem, found: Lineage | None) -> list[Block]:
    """What was tried, what it brought and what failed."""
    blocks: list[Block] = [Heading(2, "The search")]
    if state.outcomes:
        blocks.append(tables.counts_table("outcome of a trial", state.outcomes))
    if state.outcomes.get("GATED"):
        blocks.append(
            say("GATED trials were stopped before the last workload: they had fallen behind the program they"
                " were made from, or answered exactly like it.")
        )  # fmt: skip
    if state.seeds:
        names = {f"s{number}": f"seed:{name}" for number, name in enumerate(problem.seeds)}
        rows = tuple(
            (Code(names.get(candidate, candidate)), figure(evaluation.value))
            for candidate, evaluation in state.seeds.items()
        )
        blocks += [Heading(3, "Where it began"), Table(("seed", "train"), rows)]
    if state.arms:
        blocks += [Heading(3, "Arms"), tables.arms_table(state)]
    if state.reasons:
        blocks += [
            Heading(3, "Proposals that brought nothing"),
            tables.counts_table("reason", state.reasons),
        ]
    if found is not None and found.failures:
        common = dict(Counter(found.failures).most_common(_MOST_COMMON))
        blocks += [
            Heading(3, "Candidates that failed"),
            tables.counts_table("reason (numbers as N)", common),
        ]
    if state.notes:
        blocks += [Heading(3, "Notes in the journal"), tables.counts_table("note", state.notes)]
    return blocks


def steering(state: RunState) -> list[Block]:
    """Who intervened, and how."""
    rows = tuple(
        (f"{event.at - state.began_at:,.0f} s", Code(event.author), Code(sentence_of(event, author=False)))
        for event in state.steered
    )
    return [Heading(2, "Steering"), Table(("after", "who", "what"), rows, left=3)] if rows else []


def terms(state: RunState) -> list[Block]:
    """How the champion stands to the run's rails, and what its further objectives came to."""
    asked = terms_of(state)
    if asked is None:
        return []
    blocks: list[Block] = [Heading(2, "Rails and further objectives")]
    rows = tuple(
        (Code(rail["metric"]), split, ">=" if rail["at_least"] else "<=", figure(at["limit"]),
         figure(at["value"]), "kept" if at["kept"] else "BROKEN")
        for rail in asked["rails"]
        for split, at in rail["by_split"].items()
    )  # fmt: skip
    if rows:
        blocks.append(Table(("rail", "split", "", "limit", "champion", ""), rows, left=3))
        blocks.append(say(f"{asked['infeasible']} valid candidates broke a rail on train."))
    if asked["hypervolume"] is not None:
        blocks.append(
            say(
                f"{len(asked['front'])} candidates are beaten by no other in every objective; the volume"
                f" between them and the naive seed is {asked['hypervolume']:.4g} (human alone: 1)."
            )
        )
    return blocks


def cost(state: RunState, *, analysed: int) -> list[Block]:
    """What was spent."""
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
    if analysed:
        rows.append(("evaluations for the analysis, after the run", f"{analysed:,}"))
    return [Heading(2, "Cost"), tables.facts_table(("what", "spent"), rows)]


def environment(state: RunState) -> list[Block]:
    """What it ran on."""
    rows = [(key, _plain(value)) for key, value in state.environment.items() if key != "machine_load"]
    rows += [(f"machine_load, {when}", _plain(load)) for when, load in state.machine_load.items()]
    if not rows:
        return []
    return [Heading(2, "Environment"), tables.facts_table(("what", "value"), rows, left=2)]


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {inner}" for key, inner in value.items())
    return str(value)


def dossier(problem: Problem, audit: str | None) -> list[Block]:
    """Whether sandbox and judge were attacked before they were believed."""
    if audit is None:
        return []
    word, _, why = audit.partition(":")
    blocks: list[Block] = [
        Heading(2, "Dossier"),
        say(
            f"The problem is {word}",
            *spans(f": {why.strip()}" if why else ""),
            ". An audit puts hostile programs in"
            " front of sandbox and judge and keeps what came of each in a dossier beside the journal.",
        ),
    ]
    if word != "audited":
        blocks.append(Listing(f"adrs audit {problem.name}", "sh"))
    return blocks


def again(state: RunState, problem: Problem) -> list[Block]:
    """Commands that reproduce the run and its figures."""
    config = state.config
    if config is None:
        return []
    chosen = (f"{key}={json.dumps(value)}" for key, value in config.strategy_options.items())
    flags = [f"--strategy {quote(config.strategy)}", *(f"--strategy-option {quote(c)}" for c in chosen)]
    flags += [f"--proposer {quote(name)}" for name in config.proposers]
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
    flags += ["--fixed-time"] if config.fixed_time else []
    asked = config.terms
    flags += [f"--aggregate {quote(asked.aggregate)}"] if asked.aggregate else []
    flags += [f"--rail {quote(rail)}" for rail in asked.rails]
    flags += [f"--also {quote(goal)}" for goal in asked.also]
    flags += [f"--start {quote(seed)}" for seed in asked.start]
    data = " --data DIR" if config.data is not None else ""
    exact = (
        "With one worker, equal seeds give equal runs."
        if config.workers == 1
        else f"With {config.workers} workers, results arrive in an order that depends on timing; the"
        " champion's scores can be reproduced exactly, the path to it need not repeat. --workers 1 repeats"
        " exactly."
    )
    lines = [f"adrs run {quote(config.problem)} {' '.join(flags)}{data}"]
    lines += [f"adrs score {quote(config.problem)} best.py --split {s}{data}" for s in ("test", "validation")]
    lines.append(f"adrs report {state.run_id} --analyse{data}")
    return [Heading(2, "To get it again"), Listing("\n".join(lines), "sh"), say(exact)]
