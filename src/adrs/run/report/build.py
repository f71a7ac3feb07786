"""The report of a run as a document: what was found, how good it is, on what, and how to get it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adrs.core.claimed import self_scored
from adrs.core.problem import Problem
from adrs.core.seams import Store
from adrs.core.workload import Split
from adrs.run.analysis.analyse import Analysis
from adrs.run.bounds import split_bound
from adrs.run.finale import HUMAN, NAIVE
from adrs.run.report import account, tables
from adrs.run.report.champion import champion_blocks
from adrs.run.report.curve_svg import Curve, Reference, curve_svg
from adrs.run.report.document import Block, Bullets, Document, Drawing, Fold, Heading, say
from adrs.run.report.growth import scaling_blocks
from adrs.run.report.lineage import Lineage, lineage
from adrs.run.report.opening import opening, question
from adrs.run.report.structure import structure_blocks
from adrs.run.state import RunState
from adrs.run.summary import champion, summarise, value_on

_SPLITS = (
    "Train is what the search saw, validation is what the champion was chosen by, test was opened once, for"
    " the champion and the two references only. Intervals are paired bootstraps over workloads; that of train"
    " belongs to the workloads that were optimised on."
)
_SPLITS_OF_CLAIMS = (
    "Train is one evaluation; validation is the same evaluation again, with other random numbers. Nothing is"
    " held out, and each value is the candidate's own claim."
)


@dataclass(frozen=True, kw_only=True)
class Material:
    """What a report is made from.

    Args:
        state: The run.
        problem: Its problem.
        store: Where its journal and programs are.
        audit: Whether the problem was audited, in words; ``None`` if nobody asked.
        analysis: What was found out about the champion; ``None`` if it was not analysed.
    """

    state: RunState
    problem: Problem
    store: Store
    audit: str | None = None
    analysis: Analysis | None = None

    def lineage(self) -> Lineage | None:
        """Where the champion came from; ``None`` if there is none."""
        best = champion(self.state)
        return None if best is None else lineage(self.store.read(self.state.run_id), best.candidate)


def report_document(given: Material) -> Document:
    """The whole report."""
    state, problem = given.state, given.problem
    summary = summarise(state, problem, audit=given.audit)
    found = given.lineage()
    blocks: list[Block] = opening(problem, summary, found, given.analysis)
    if state.curve:
        drawing = curve_svg(curve_of(state, problem))
        blocks.append(Drawing("curve", "Best train value so far against evaluations", drawing))
    blocks += question(problem)
    if found is not None:
        blocks += _results(given, summary, found)
        if found.line:
            blocks += champion_blocks(found, given.store, given.analysis)
        blocks += _analysed(given, summary, found)
    blocks += account.search(state, problem, found)
    blocks += [*account.terms(state), *account.steering(state)]
    blocks += account.cost(state, analysed=given.analysis.evaluations if given.analysis else 0)
    blocks += [*account.environment(state), *account.dossier(problem, given.audit)]
    blocks += account.again(state, problem)
    return Document(tables.titled(problem.title, state.run_id), tuple(blocks))


def _results(given: Material, summary: dict[str, Any], found: Lineage) -> list[Block]:
    state, problem, best = given.state, given.problem, summary["best"]["candidate"]
    blocks: list[Block] = [
        Heading(2, "By split"),
        tables.split_table(state, problem, summary, found),
        say(_SPLITS_OF_CLAIMS if summary["self_scored"] else _SPLITS),
    ]
    test = state.assessed.get((best, Split.TEST.value))
    families = tables.family_table(problem, state, test, Split.TEST)
    if families is not None:
        blocks += [Heading(3, "Families of test"), families]
    table = tables.workload_table(problem, state, test, Split.TEST)
    if table is not None:
        blocks += [Heading(3, "Workloads of test"), table]
    others = [
        (split, state.assessed.get((best, split.value))) for split in (Split.VALIDATION, Split.LEADERBOARD)
    ]
    for split, evaluation in [*others, (Split.TRAIN, found.train)]:
        table = tables.workload_table(problem, state, evaluation, split)
        seen = " (what the search saw)" if split is Split.TRAIN else ""
        if table is not None:
            blocks.append(Fold(f"Workloads of {split}{seen}", (table,)))
    return blocks


def _analysed(given: Material, summary: dict[str, Any], found: Lineage) -> list[Block]:
    analysis, best = given.analysis, summary["best"]
    if analysis is None:
        return [
            Heading(2, "Not analysed"),
            say("The champion was not taken apart: what its changes and constants are worth, what of it"
                " could be left out and how far tuning alone goes is not known. It costs evaluations; the"
                " command at the end of this report does it.", warning=True),
        ]  # fmt: skip
    values = {split: best[split] for split in ("train", "validation")}
    blocks = [*structure_blocks(analysis, values), *scaling_blocks(analysis.scaling)]
    if analysis.missing:
        blocks += [Heading(2, "Not analysed"), Bullets(tuple((text,) for text in analysis.missing))]
    return blocks


def curve_of(state: RunState, problem: Problem) -> Curve:
    """A run's progress on train with the lines it is held against."""
    bound = split_bound(problem, Split.TRAIN)
    bound_label = "" if bound is None else bound.kind.value.replace("_", " ")
    best_known = None if bound is None else bound.best_known
    claimed = self_scored(problem)
    known = (
        ("human", None if claimed else value_on(state, HUMAN, Split.TRAIN), "human"),
        ("initial" if claimed else "naive", value_on(state, NAIVE, Split.TRAIN), "naive"),
        ("best known", best_known, "known"),
        (bound_label, None if bound is None else bound.value, "bound"),
    )
    objective = problem.objective
    return Curve(
        title=f"{state.run_id}: best {objective.name} on train ({objective.direction.value})",
        y_label=f"{objective.name} ({objective.unit})",
        steps=[(point.evaluations, point.value) for point in state.curve],
        evaluations=state.evaluations,
        references=[Reference(label, value, style) for label, value, style in known if value is not None],
    )
