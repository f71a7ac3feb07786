"""The sections of a prompt that come and go with a brief, each from what a run knows."""

from __future__ import annotations

from collections.abc import Sequence

from adrs.core.candidate import Brief, Objection, Tried
from adrs.core.problem import Contract, Limits, Objective, Problem
from adrs.core.program import Program
from adrs.propose.context.budget import Section
from adrs.propose.context.levels import Detail
from adrs.propose.context.scores import chosen, rows, strengths, summary
from adrs.propose.context.text import bullets, fenced, figure, has_regions, one_line, program_text
from adrs.propose.findings import Findings
from adrs.propose.patch import blocks_between

_MOST_TRIED = 40
_MOST_LESSONS = 60
_MOST_DIFF = 4000


def objective_text(objective: Objective) -> str:
    """What is optimised, in one sentence."""
    verb = "Minimise" if objective.direction.value == "minimize" else "Maximise"
    how = {
        "mean": "the mean over workloads",
        "sum": "the sum over workloads",
        "worst": "the worst workload's",
        "cvar": f"the mean over the worst {100 * objective.tail:g} % of workloads",
    }
    return f"{verb} {objective.name} in {objective.unit}: {how[objective.aggregate.value]}."


def contract_text(contract: Contract, limits: Limits) -> str:
    """The entry, its types, and what a program may use."""
    lines = [f"The program must define `{contract.function}`."]
    if contract.function[:1].islower():
        lines.append(f"Signature: `{contract.signature}`.")
    for name, fields in contract.records.items():
        lines.append(
            f"`{name}` has " + ", ".join(f"`{field}: {kind}`" for field, kind in fields.items()) + "."
        )
    if contract.cost is not None:
        lines.append(
            f"The cost of an answer may be computed with `{contract.cost.call.format(answer='answer')}`."
        )
        if contract.cost.source:
            lines.append(
                f"The program must bring that function itself:\n{fenced(contract.cost.source, 'python')}"
            )
    lines.append(
        f"Limits on each workload: {figure(limits.cpu_s)} s of processor time, "
        f"{limits.memory_bytes // 1024**2} MiB of memory, {limits.processes} process, no network."
    )
    return "\n".join(lines)


def program_section(program: Program) -> str:
    """The editable program."""
    rule = "Only lines between EVOLVE-BLOCK-START and EVOLVE-BLOCK-END may change.\n\n"
    return f"## The program\n\n{rule if has_regions(program) else ''}{program_text(program)}"


def objection_section(brief: Brief, objection: Objection) -> str:
    """What was wrong with the last proposal, and what it was."""
    parent = brief.parent.candidate.program
    diffs = [
        blocks_between(before, objection.program.files[path], path=path if len(parent.files) > 1 else "")
        for path, before in parent.files.items()
        if before.strip() and objection.program.files.get(path, before) != before
    ]
    diff = "\n".join(diffs)
    diff = diff if len(diff) <= _MOST_DIFF else diff[:_MOST_DIFF] + "\n…"
    return (
        "## Your last proposal was turned away\n\n"
        f"Reason: {one_line(objection.reason, 400)}\n\n"
        f"It changed the program like this:\n\n{fenced(diff)}\n\n"
        "Propose something that differs in substance."
    )


def variable_sections(brief: Brief, findings: Findings, detail: Detail, problem: Problem) -> list[Section]:
    """Everything between the program and the task, except hints and knowledge, in order of value."""
    per_workload = detail >= Detail.PER_WORKLOAD
    sections = [_scores(brief, detail, problem)] if detail >= Detail.SCORE else []
    if detail is Detail.FULL:
        sections.append(_listed("Where it spends its time", findings.hot_lines, 0.06))
        sections.append(_listed("Its decisions with most regret", findings.decisions, 0.08))
    sections.append(_tried(brief.lore.tried, detail))
    if per_workload:
        lessons = [one_line(lesson.text, 240) for lesson in brief.lore.lessons[:_MOST_LESSONS]]
        sections.append(_listed("Lessons of this run", lessons, 0.1))
    families = list(dict.fromkeys(one_line(note, 120) for note in brief.lore.families[-200:]))[::-1][:20]
    sections.append(_listed("Other families of algorithms that were tried", families, 0.04))
    sections.append(_inspirations(brief, per_workload))
    return [section for section in sections if section.items]


def _listed(title: str, lines: Sequence[str], share: float) -> Section:
    return Section(title=title, items=bullets(lines), share=share)


def _scores(brief: Brief, detail: Detail, problem: Problem) -> Section:
    evaluation = brief.parent.evaluation
    items = [summary(evaluation, problem.objective)]
    if detail >= Detail.PER_WORKLOAD:
        items += bullets(rows(evaluation, problem.objective, feedback=detail is Detail.FULL))
    title = "How it scored" + (", the worst workloads first" if len(items) > 1 else "")
    return Section(title=title, items=tuple(items), share=0.2)


def _tried(tried: Sequence[Tried], detail: Detail) -> Section:
    """Newest last; of very many the newest."""
    lines = [_attempt(entry, detail) for entry in tried[-_MOST_TRIED:]]
    return Section(
        title="What was tried from this program, and what became of it",
        items=bullets(lines[::-1]),
        share=0.12,
        newest_last=True,
    )


def _attempt(entry: Tried, detail: Detail) -> str:
    note = one_line(entry.note, 160) or "(no note)"
    what = f"{one_line(entry.origin, 40)}: {note}"
    if detail is Detail.NONE:
        return what
    result = one_line(entry.result, 240)
    if detail is Detail.SCORE:
        result = result.partition(" (")[0].partition(":")[0]
    return f"{what} → {result}"


def _inspirations(brief: Brief, per_workload: bool) -> Section:
    items = []
    for trial in chosen(brief.inspirations, brief.parent):
        why = f": {strengths(trial, brief.parent)}" if per_workload else ""
        items.append(f"### Program {trial.candidate.id}{why}\n\n{program_text(trial.candidate.program)}\n")
    return Section(title="Other programs of this run, for ideas", items=tuple(items), share=0.26)
