"""The first screen of a report: what was found, how good, how sure, how far from optimal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adrs.core.claimed import SELF_SCORED
from adrs.core.errors import DataError
from adrs.core.problem import Problem
from adrs.core.workload import Split
from adrs.run.analysis.analyse import Analysis
from adrs.run.analysis.ceiling import gain_by_tuning
from adrs.run.report.document import (
    Answers,
    Block,
    Bullets,
    Code,
    Fold,
    Heading,
    Inline,
    Line,
    Listing,
    Paragraph,
    Strong,
    say,
    spans,
)
from adrs.run.report.lineage import Lineage
from adrs.run.report.tables import figure, gap_closed, percent

_FAMILIES = 6
_KINDS = {
    "optimal": "proven optimal",
    "bound": "proven, not known to be reachable",
    "best_known": "best known, not proven",
}


def opening(
    problem: Problem, summary: Mapping[str, Any], found: Lineage | None, analysis: Analysis | None
) -> list[Block]:
    """The answer: a sentence, four questions with their answers, and what was measured on."""
    if summary["self_scored"]:
        return _claimed(summary)
    blocks: list[Block] = [headline(summary)]
    best = summary["best"]
    if best is not None and best["test"] is not None:
        blocks.append(
            Answers((_found(summary, found, analysis), _good(summary), _sure(summary), _far(summary)))
        )
    blocks.append(_on_which(problem, summary))
    if (board := _board(summary)) is not None:
        blocks.append(board)
    if summary["audit"] is not None:
        word, colon, why = summary["audit"].partition(":")
        blocks.append(say("Sandbox and judge: ", Strong(word), colon, *spans(why), "."))
    return blocks


def _claimed(summary: Mapping[str, Any]) -> list[Block]:
    """The answer where scores are claims: what is claimed, what is odd about it, what could be faked."""
    best, unit = summary["best"], summary["unit"]
    if best is None:
        return [headline(summary), say(Strong(SELF_SCORED), ".", warning=True)]
    again = figure(best["validation"])
    blocks: list[Block] = [
        say("Candidate ", Code(best["candidate"]), " (", Code(best["origin"]), ") claims ",
            Strong(f"{figure(best['train'])} {unit}"),
            f"; the initial program claims {figure(summary['initial'])}. Evaluated again in fresh sandboxes,"
            f" with other random numbers, it claims {again}."),
        say(Strong(SELF_SCORED), ". There is no bound and no human state of the art to hold it against.",
            warning=True),
    ]  # fmt: skip
    if summary["doubts"]:
        blocks += [say("What is odd about it:"), Bullets(tuple((doubt,) for doubt in summary["doubts"]))]
    if summary["audit"] is not None:
        blocks.append(say("Sandbox and evaluator: ", *spans(summary["audit"]), "."))
    return blocks


def headline(summary: Mapping[str, Any]) -> Paragraph:
    """The answer in a few sentences."""
    best = summary["best"]
    if best is None:
        return say(Strong("Nothing valid was found"), f" in {summary['evaluations']} evaluations.")
    who: Line = (Code(best["candidate"]), " (", Code(best["origin"]), ")")
    unit = summary["unit"]
    if best["test"] is None and summary["finished"]:
        return say(
            "The champion ", *who, " ", Strong("fails on held-out test workloads"),
            f" and has no value there: {best['test_failure'] or 'there are none without data'}."
            f" On validation it has {figure(best['validation'])} {unit}, human"
            f" {figure(summary['human_by_split'].get('validation'))}.",
            warning=True,
        )  # fmt: skip
    if best["test"] is None:
        return say(
            "The run is ", Strong("not finished"),
            f": after {summary['evaluations']} evaluations the best candidate ", *who,
            f" has {figure(best['train'])} {unit} on the train workloads (human state of the art"
            f" {figure(summary['human'])}). Held-out workloads have not been opened.",
            warning=True,
        )  # fmt: skip
    return say(
        Strong(f"{figure(best['test'])} {unit} on the held-out test workloads"),
        f" ({summary['direction']}), by candidate ", *who, ".", *_comparison(summary),
    )  # fmt: skip


def _comparison(summary: Mapping[str, Any]) -> list[Inline]:
    margin, human = summary["test_margin"], summary["human_by_split"].get("test")
    if margin is None:
        return []
    return [
        f" Over the human state of the art ({figure(human)}) the gain, averaged over workloads, is ",
        Strong(percent(margin["mean"])),
        f" (95 % interval {percent(margin['low'])} to {percent(margin['high'])}, paired bootstrap over"
        f" {margin['workloads']} workloads){_verdict(margin)}.",
    ]


def _verdict(margin: Mapping[str, Any]) -> str:
    if margin["low"] > 0:
        return ""
    return ": a loss" if margin["high"] < 0 else ": the interval contains zero, so no gain is shown"


Row = tuple[str, Line, Line]


def _found(summary: Mapping[str, Any], found: Lineage | None, analysis: Analysis | None) -> Row:
    best = summary["best"]
    if found is None or not found.line:
        return "What was found?", (f"Candidate {best['candidate']}",), ()
    steps = len(found.line) - 1
    seed = found.line[0].origin.removeprefix("seed:")
    if steps == 0:
        return (
            "What was found?",
            (f"Nothing better than the seed {seed}",),
            ("The champion is a program that the search began with.",),
        )
    last = found.line[-1]
    return (
        "What was found?",
        (f"A program {steps} step{'s' if steps > 1 else ''} from the seed {seed}",),
        ("Candidate ", Code(best["candidate"]), " of ", f"{summary['evaluations']} tried, last written by ",
         Code(last.origin), f". {_taken_apart(analysis, best['validation'])}"),
    )  # fmt: skip


def _taken_apart(analysis: Analysis | None, validation: float | None) -> str:
    """What the analysis adds in a sentence."""
    if analysis is None:
        return "Its changes are below."
    hunks = sum(change.depth == 0 for change in analysis.changes)
    said = [f"Its {hunks} change{'s are' if hunks != 1 else ' is'} below, with what each is worth."]
    if (ceiling := analysis.ceiling) is not None:
        share = gain_by_tuning(ceiling.before[1], ceiling.after[1], validation)
        if share is not None:
            said.append(
                "Tuning the constants of that seed alone does at least as well on validation."
                if share >= 1.0
                else f"Tuning the constants of that seed alone goes {max(0.0, share):.0%} of its way."
            )
    return " ".join(said)


def _good(summary: Mapping[str, Any]) -> Row:
    margin, best = summary["test_margin"], summary["best"]
    human, naive = summary["human_by_split"].get("test"), summary["initial_by_split"].get("test")
    values = (
        f"{figure(best['test'])} {summary['unit']} on test; human state of the art {figure(human)},"
        f" naive start {figure(naive)}. {_direction(summary)}"
    )
    if margin is None:
        return "How good is it?", (f"{figure(best['test'])} {summary['unit']}",), (values,)
    span = f"{percent(margin['low'])} to {percent(margin['high'])}"
    return "How good is it?", (f"{percent(margin['mean'])} over human ({span})",), (values,)


def _direction(summary: Mapping[str, Any]) -> str:
    return "Less is better." if summary["direction"] == "minimize" else "More is better."


def _sure(summary: Mapping[str, Any]) -> Row:
    margin = summary["test_margin"]
    if margin is None:
        return "How sure is that?", ("Not at all",), ("There are too few test workloads for an interval.",)
    if margin["low"] > 0:
        short = "The gain is shown on held-out workloads"
    elif margin["high"] < 0:
        short = "A loss is shown on held-out workloads"
    else:
        short = "No difference is shown"
    detail = (
        f"95 % interval from a paired bootstrap over {margin['workloads']} test workloads that neither search"
        " nor election saw. It speaks of these workloads and their like; another seed of the search is"
        " another champion."
    )
    return "How sure is that?", (short,), (detail,)


def _far(summary: Mapping[str, Any]) -> Row:
    best, question = summary["best"], "How far from optimal?"
    bound = best["bound"]
    if bound is None:
        return question, ("Unknown",), ("No bound is known for these workloads.",)
    distance = abs(best["test"] - bound["value"]) / abs(bound["value"]) if bound["value"] else None
    human = summary["human_by_split"].get("test")
    closed = gap_closed(best["test"], human, bound["value"])
    short = "At a distance" if distance is None else f"{distance:.2%} from the bound"
    known = f"; the best known is {figure(bound['best_known'])}" if "best_known" in bound else ""
    detail = f"The bound is {figure(bound['value'])} ({_KINDS[bound['kind']]}){known}."
    if closed is not None and closed > 0:
        detail += f" Of the gap between human and bound, {closed:.1%} is closed."
    return question, (short,), (detail,)


def _on_which(problem: Problem, summary: Mapping[str, Any]) -> Paragraph:
    """What the figures above were measured on."""
    best = summary["best"]
    split = Split.TRAIN if best is None or best["test"] is None else Split.TEST
    try:
        workloads = problem.workloads(split)
    except DataError:
        return say(f"The data of the {split} workloads are not here.")
    families = sorted({workload.family for workload in workloads if workload.family})
    more = f" and {len(families) - _FAMILIES} more" if len(families) > _FAMILIES else ""
    kinds = f" of the families {', '.join(families[:_FAMILIES])}{more}" if families else ""
    objective = problem.objective
    seen = "which the search saw" if split is Split.TRAIN else "none of which the search ever saw"
    return say(
        f"Measured on {len(workloads)} {split} workloads{kinds}, {seen}. The value is the"
        f" {objective.aggregate} over workloads of {objective.name}."
    )


def _board(summary: Mapping[str, Any]) -> Paragraph | None:
    board = (summary["leaderboard"] or {}).get("published")
    if board is None:
        return None
    human = summary["leaderboard"]["human_published"]
    beside = "" if human is None else f" (human state of the art: {figure(human['value'])})"
    return say(f"As the public board counts, {board['name']}: ", Strong(figure(board["value"])), f"{beside}.")


def question(problem: Problem) -> list[Block]:
    """What was asked: the first paragraph of the statement, the entry, and how answers are valued."""
    paragraphs = [part.strip() for part in problem.statement.split("\n\n")]
    first = next((part for part in paragraphs if part and not part.startswith("#")), problem.title)
    objective = problem.objective
    return [
        Heading(2, "The question"),
        Paragraph(spans(" ".join(first.split()))),
        say("A program defines ", Code(problem.contract.signature), ". What counts is the ",
            f"{objective.aggregate} over workloads of {objective.name} ({objective.unit});"
            f" the search was to {objective.direction} it."),
        Fold("The statement in full, as those who write programs are told", (Listing(problem.statement),)),
    ]  # fmt: skip
