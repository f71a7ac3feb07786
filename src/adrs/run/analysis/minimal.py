"""The minimal champion: what is worth nothing is left out, for as long as nothing is lost.

Greedy backward elimination. It is a heuristic: the smallest program of the same worth may be smaller still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adrs.core.errors import ProgramError
from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.run.analysis.ablation import Ablation
from adrs.run.analysis.bench import Bench
from adrs.run.analysis.changes import Change, without
from adrs.run.analysis.effect import no_worse

_HARMLESS = 0.0005
"""A change whose undoing alone costs more than this share is not tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimal:
    """A champion without what it does not need.

    Args:
        text: Its main file.
        removed: Labels of the changes that were undone.
        lines: Lines of code of the champion and of the minimal one, blank lines and comments left out.
        train, validation: Values of the minimal one.
        complete: Whether every remaining change was tried; else the budget ended it.
    """

    text: str
    removed: tuple[str, ...]
    lines: tuple[int, int]
    train: float | None
    validation: float | None
    complete: bool


async def minimise(
    bench: Bench, champion: Program, changes: Sequence[Change], ablations: Sequence[Ablation], *, noise: float
) -> Minimal | None:
    """The champion with as many changes undone as it bears; ``None`` if it was not evaluated.

    A change is undone if the rest is no worse than the champion, beyond ``noise``, on train and then on
    validation. Rounds are repeated until one brings nothing: what another change needed may be undone once
    that is gone.
    """
    train = await bench.on(champion, Split.TRAIN)
    validation = await bench.on(champion, Split.VALIDATION)
    if train is None or validation is None:
        return None
    shed = _Shed(bench, champion, (train.value, validation.value), noise)
    worthless = _worthless_first(changes, ablations)
    while await shed.round(worthless):
        pass
    return await shed.result()


def _worthless_first(changes: Sequence[Change], ablations: Sequence[Ablation]) -> list[Change]:
    """Changes whose undoing may be harmless, the least worth first, wholes before their parts."""
    by_label = {a.labels[0]: a for a in ablations if len(a.labels) == 1}
    weighed: list[tuple[float, int, int, Change]] = []
    for position, change in enumerate(changes):
        found = by_label.get(change.label)
        if found is None or not found.measured:
            continue
        worth = 0.0 if found.silent else _HARMLESS if found.effect is None else found.effect.lost.mean
        if worth <= _HARMLESS:
            weighed.append((max(worth, 0.0), change.depth, -position, change))
    return [change for *_, change in sorted(weighed, key=lambda w: w[:3])]


class _Shed:
    """Changes that are undone so far."""

    def __init__(
        self, bench: Bench, champion: Program, values: tuple[float | None, float | None], noise: float
    ) -> None:
        self.bench = bench
        self.champion = champion
        self.undone: list[Change] = []
        self.complete = True
        self._values = values
        self._noise = noise

    async def round(self, changes: Sequence[Change]) -> bool:
        """Try to undo each; whether any could be."""
        before = len(self.undone)
        for change in changes:
            if not any(change == other or change.within(other) for other in self.undone):
                if await self._bears([*self.undone, change]):
                    self.undone.append(change)
        return len(self.undone) > before

    async def _bears(self, undone: Sequence[Change]) -> bool:
        try:
            rest = without(self.champion, undone)
        except ProgramError:
            return False
        if rest.digest == self.champion.digest:
            return False
        for split, reference in zip((Split.TRAIN, Split.VALIDATION), self._values, strict=True):
            evaluation = await self.bench.on(rest, split)
            if evaluation is None:
                self.complete = False
                return False
            if not no_worse(self.bench.problem.objective, evaluation.value, reference, self._noise):
                return False
        return True

    async def result(self) -> Minimal:
        rest = without(self.champion, self.undone)
        values = [await self.bench.on(rest, split) for split in (Split.TRAIN, Split.VALIDATION)]
        outer = [c for c in self.undone if not any(c.within(other) for other in self.undone)]
        return Minimal(
            text=rest.text,
            removed=tuple(change.label for change in sorted(outer, key=lambda c: c.start)),
            lines=(code_lines(self.champion), code_lines(rest)),
            train=values[0].value if values[0] else None,
            validation=values[1].value if values[1] else None,
            complete=self.complete,
        )


def code_lines(program: Program) -> int:
    """Lines of the main file that are neither blank nor a comment."""
    stripped = (line.strip() for line in program.text.splitlines())
    return sum(bool(line) and not line.startswith("#") for line in stripped)
