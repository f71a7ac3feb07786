"""Everything that can be found out about a champion after its run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from adrs.core.pace import pace_of
from adrs.core.program import Program
from adrs.core.seams import Store
from adrs.core.verdict import Evaluation
from adrs.core.workload import Split
from adrs.evaluate.scale import Scale
from adrs.run.analysis.ablation import Ablation, ablate
from adrs.run.analysis.bench import Bench
from adrs.run.analysis.ceiling import Ceiling, tuning_ceiling
from adrs.run.analysis.changes import Change, changes_between
from adrs.run.analysis.constants import Sensitivity, knobs, sensitivities, source_of
from adrs.run.analysis.minimal import Minimal, minimise
from adrs.run.analysis.scaling import Scaling, scaling
from adrs.run.finale import HUMAN, NAIVE
from adrs.run.paired import gain
from adrs.run.report.lineage import Lineage
from adrs.run.state import RunState

DEFAULT_EVALUATIONS = 300
_CEILING_SHARE = 0.3
_CONSTANTS_SHARE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What was found out, and what was not.

    Args:
        candidate: The champion that was taken apart.
        seed: The seed that its changes are counted from, ``"seed:naive"``.
        changes: What it changed of that, hunk by hunk.
        ablations: What each is worth.
        constants: Which of its constants matter.
        minimal: The champion without what it does not need.
        ceiling: The seed with its constants tuned.
        scaling: Time and memory over sizes.
        noise: Relative difference between two evaluations of the champion; 0 where nothing is timed.
        evaluations: Evaluations made for this report; 0 if all were remembered.
        missing: What was not analysed, and why, in words.
    """

    candidate: str
    seed: str
    changes: tuple[Change, ...] = ()
    ablations: tuple[Ablation, ...] = ()
    constants: tuple[Sensitivity, ...] = ()
    minimal: Minimal | None = None
    ceiling: Ceiling | None = None
    scaling: Scaling | None = None
    noise: float = 0.0
    evaluations: int = 0
    missing: tuple[str, ...] = ()


async def analyse(
    state: RunState, bench: Bench, store: Store, found: Lineage, *, evaluations: int = DEFAULT_EVALUATIONS
) -> Analysis | None:
    """The analysis of a run's champion; ``None`` if there is none, or its seed is not in the journal.

    Args:
        state: The run.
        bench: Evaluates, or only remembers.
        store: Where programs are.
        found: Where the champion came from.
        evaluations: Evaluations of one program on one split that may be made: half for hunks and the minimal
            champion, a fifth for constants, three tenths for the tuning ceiling; what one part leaves over
            goes to the next.

    Raises:
        SandboxError: The sandbox broke.
        UsageError: The file of evaluations cannot be written.
    """
    if not found.line:
        return None
    first, last = found.line[0], found.line[-1]
    seed, champion = store.program(first.program), store.program(last.program)
    ceiling_share = int(evaluations * _CEILING_SHARE)
    constants_share = int(evaluations * _CONSTANTS_SHARE)
    bench.allow(evaluations - ceiling_share - constants_share)
    changes = changes_between(seed, champion)
    ablations = await ablate(bench, champion, changes)
    noise = await _noise(bench, champion, state.assessed.get((last.candidate, Split.VALIDATION.value)))
    minimal = await minimise(bench, champion, changes, ablations, noise=noise)
    bench.allow(bench.left + constants_share)
    source = source_of(champion)
    constants = await sensitivities(bench, champion, source)
    bench.allow(bench.left + ceiling_share)
    ceiling = await tuning_ceiling(
        bench, seed, first.origin, _scale(state, bench), budget=max(ceiling_share - 3, 1)
    )
    result = Analysis(
        candidate=last.candidate,
        seed=first.origin,
        changes=changes,
        ablations=tuple(ablations),
        constants=tuple(constants),
        minimal=minimal,
        ceiling=ceiling,
        scaling=scaling(bench.problem, _evaluations(state, found)),
        noise=noise,
        evaluations=bench.spent,
    )
    several = len(champion.files) > 1 or len(seed.files) > 1
    return replace(result, missing=tuple(_missing(result, len(knobs(source)), several=several)))


async def _noise(bench: Bench, champion: Program, before: Evaluation | None) -> float:
    """Share by which the champion's validation value differs between run and now, where time counts."""
    if pace_of(bench.problem) is None or before is None or before.value is None:
        return 0.0
    again = await bench.on(champion, Split.VALIDATION)
    if again is None or again.value is None:
        return 0.0
    return abs(gain(bench.problem.objective, again.value, before.value))


def _scale(state: RunState, bench: Bench) -> Scale:
    naive, human = (state.assessed.get((name, Split.TRAIN.value)) for name in (NAIVE, HUMAN))
    objective = bench.problem.objective
    if naive is None or human is None:
        return Scale(objective, {})
    return Scale.between(objective, naive, human)


def _evaluations(state: RunState, found: Lineage) -> list[tuple[Split, Evaluation]]:
    """What the run measured of the champion, test included: nothing is chosen by it."""
    result = [] if found.train is None else [(Split.TRAIN, found.train)]
    for split in (Split.VALIDATION, Split.TEST):
        evaluation = state.assessed.get((found.line[-1].candidate, split.value))
        if evaluation is not None:
            result.append((split, evaluation))
    return result


def _missing(result: Analysis, constants: int, *, several: bool) -> Iterator[str]:
    if unmeasured := sum(not a.measured for a in result.ablations):
        yield f"{unmeasured} of {len(result.ablations)} changes were not undone and evaluated"
    if result.minimal is None:
        yield "no minimal champion was looked for"
    elif not result.minimal.complete:
        yield "the search for a minimal champion was cut short"
    if len(result.constants) < constants:
        yield f"{constants - len(result.constants)} of {constants} constants were not moved"
    if result.ceiling is None:
        yield "the seed was not tuned"
    if several:
        yield "of several files only the main one was taken apart"
