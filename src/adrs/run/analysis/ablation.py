"""What each change of a champion is worth: it is undone, and the rest is evaluated again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adrs.core.errors import ProgramError
from adrs.core.program import Program
from adrs.core.syntax import syntax_digest
from adrs.run.analysis.bench import Bench
from adrs.run.analysis.changes import Change, without
from adrs.run.analysis.effect import Effect, effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Ablation:
    """What became of a champion without some of its changes.

    Args:
        labels: The changes that were undone.
        effect: What they are worth; ``None`` where that could not be measured.
        needed: Why the rest fails without them, if it does; then they cannot be undone alone.
        silent: Whether nothing but comments or layout is undone, so that nothing had to be measured.
    """

    labels: tuple[str, ...]
    effect: Effect | None = None
    needed: str = ""
    silent: bool = False

    @property
    def measured(self) -> bool:
        """Whether anything is known."""
        return self.silent or bool(self.needed) or self.effect is not None


async def ablate(bench: Bench, champion: Program, changes: Sequence[Change]) -> list[Ablation]:
    """Each change undone by itself, hunks before the statements inside them; in the order of ``changes``.

    Last comes one for all hunks together that cannot be undone alone, if there are at least two: what they
    are worth as a whole.
    """
    found = {c.label: await _undone(bench, champion, [c]) for c in sorted(changes, key=lambda c: c.depth)}
    result = [found[change.label] for change in changes]
    bound = [c for c in changes if c.depth == 0 and found[c.label].needed]
    if len(bound) > 1:
        result.append(await _undone(bench, champion, bound))
    return result


async def _undone(bench: Bench, champion: Program, changes: Sequence[Change]) -> Ablation:
    labels = tuple(change.label for change in changes)
    try:
        rest = without(champion, changes)
    except ProgramError as error:
        return Ablation(labels=labels, needed=str(error))
    if syntax_digest(rest) == syntax_digest(champion):
        return Ablation(labels=labels, silent=True)
    reference, variant = await bench.both(champion), await bench.both(rest)
    if reference is None or variant is None:
        return Ablation(labels=labels)
    if variant.reason:
        return Ablation(labels=labels, needed=f"{variant.outcome} on {variant.reason}")
    return Ablation(labels=labels, effect=effect(bench.problem.objective, reference, variant))
