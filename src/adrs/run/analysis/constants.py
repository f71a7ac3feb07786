"""Which constants of a champion matter: each is moved by itself, and the program evaluated again."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from adrs.core.errors import ProgramError, ProposalError
from adrs.core.program import Program
from adrs.propose.source import Source
from adrs.propose.tuner import tunable
from adrs.run.analysis.bench import Bench
from adrs.run.analysis.effect import Effect, effect

MOST_CONSTANTS = 12
FACTORS = (0.5, 0.9, 1.1, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A constant with another value, and what the champion gains over that; ``failed`` says why it fails."""

    value: float
    effect: Effect | None = None
    failed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """One constant of the champion.

    Args:
        line: Its line, counted from 1.
        code: That line.
        value: What it is.
        settings: What was tried instead.
    """

    line: int
    code: str
    value: float
    settings: tuple[Setting, ...]

    @property
    def swing(self) -> float:
        """The largest mean relative change by any setting; infinite where one makes the program fail."""
        if any(setting.failed for setting in self.settings):
            return float("inf")
        return max((abs(s.effect.lost.mean) for s in self.settings if s.effect), default=0.0)

    @property
    def matters(self) -> bool:
        """Whether some setting changes the value on any workload."""
        return any(s.failed or (s.effect is not None and not s.effect.same) for s in self.settings)


def knobs(source: Source | None) -> list[ast.Constant]:
    """The constants that are moved."""
    return [] if source is None else tunable(source)[:MOST_CONSTANTS]


def source_of(champion: Program) -> Source | None:
    """The program as source to be edited; ``None`` if it is not Python."""
    try:
        return Source(champion.text)
    except ProgramError:
        return None


async def sensitivities(bench: Bench, champion: Program, source: Source | None) -> list[Sensitivity]:
    """The constants that the tuner could tune, most sensitive first; at most :data:`MOST_CONSTANTS`.

    Empty for programs that are not Python. Settings that the budget did not reach are left out.
    """
    found = []
    for knob in knobs(source):
        assert source is not None
        settings = [s for value in _others(knob) if (s := await _tried(bench, champion, source, knob, value))]
        assert isinstance(knob.value, int | float)
        if settings:
            code = source.text.split("\n")[knob.lineno - 1].strip()
            found.append(Sensitivity(line=knob.lineno, code=code, value=knob.value, settings=tuple(settings)))
    return sorted(found, key=lambda s: -s.swing)


def _others(knob: ast.Constant) -> Sequence[int | float]:
    value = knob.value
    assert isinstance(value, int | float)
    if isinstance(value, int):
        moved = [round(value * factor) for factor in FACTORS] + [value - 1, value + 1]
        return [v for v in dict.fromkeys(moved) if v not in (0, value)][: len(FACTORS)]
    return [float(f"{value * factor:.6g}") for factor in FACTORS]


async def _tried(
    bench: Bench, champion: Program, source: Source, knob: ast.Constant, value: int | float
) -> Setting | None:
    text = repr(value) if value >= 0 else f"({value!r})"
    try:
        variant = champion.with_text(source.apply([source.replace(knob, text)]))
    except ProposalError:
        return None
    reference, other = await bench.both(champion), await bench.both(variant)
    if reference is None or other is None:
        return None
    if other.reason:
        return Setting(value=value, failed=f"{other.outcome} on {other.reason}")
    return Setting(value=value, effect=effect(bench.problem.objective, reference, other))
