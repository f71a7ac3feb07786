"""Proposer: the numeric literals of a good program as a black-box optimisation problem.

Model calls are too dear for constants. The optimiser keeps no state of its own: it is folded from the
brief's earlier attempts, so a run replays and several tunings can be under way at once.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence
from random import Random
from typing import Any

import numpy as np

from adrs.core.candidate import Attempt, Brief, Proposal
from adrs.core.errors import ProgramError, ProposalError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.propose.marks import Range, ranges
from adrs.propose.source import Edit, Source

_FEW = 60
_MOST_LITERALS = 12
_FIRST_STEP = 0.5
_LOST = -1e6
_GUARD = 1e-6

Vector = np.ndarray[Any, np.dtype[np.float64]]


class Tuner:
    """(1+1)-ES with the one-fifth rule for the first attempts, separable CMA-ES after.

    Literals are tuned on a logarithmic scale, up to twelve of a program; where some are marked (see
    :mod:`adrs.propose.marks`), these only and each within its range. References: Rechenberg 1973
    (one-fifth rule, in the form of Kern et al. 2004); Ros & Hansen 2008 (sep-CMA-ES, by ``cmaes``).
    """

    name = "tuner"
    operators: Sequence[str] = ("constants",)

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        """The parent with other constants.

        Raises:
            ProposalError: The parent has no constants worth tuning.
        """
        parent = brief.parent.candidate.program
        try:
            source = Source(parent.text)
        except ProgramError as error:
            raise ProposalError(f"the parent cannot be edited: {error}") from None
        marked = ranges(source)
        knobs = _choose(list(marked) or tunable(source), Random(parent.digest))
        if not knobs:
            raise ProposalError("no constants worth tuning")
        history = _history(source, knobs, brief)
        rng = np.random.default_rng(brief.seed & 0xFFFFFFFF)
        tried = {tuple(values) for values, _ in history}
        for _ in range(20):
            point = _next_point(history, len(knobs), rng)
            values = [_value(knob, x, marked.get(knob)) for knob, x in zip(knobs, point, strict=True)]
            if tuple(values) not in tried:
                return _proposal(parent, source, knobs, values)
        raise ProposalError("every nearby setting of the constants was tried")


def tunable(source: Source) -> list[ast.Constant]:
    """Literals of named constants and evolvable functions that size or weigh something.

    Left out are 0 and ±1 (usually structure), indices, and what only keeps a divisor from being 0.
    """
    return [node for node in source.literals if _weighs(source, node)]


def _weighs(source: Source, node: ast.Constant) -> bool:
    value = _literal(node)
    if not math.isfinite(value) or isinstance(source.parents[node], ast.Subscript | ast.Slice):
        return False
    return abs(value) > 1 if isinstance(node.value, int) else value != 1.0 and abs(value) >= _GUARD


History = list[tuple[list[float], float | None]]


def _choose(knobs: list[ast.Constant], rng: Random) -> list[ast.Constant]:
    if len(knobs) <= _MOST_LITERALS:
        return knobs
    kept = set(rng.sample(range(len(knobs)), _MOST_LITERALS))
    return [knob for i, knob in enumerate(knobs) if i in kept]


def _history(source: Source, knobs: Sequence[ast.Constant], brief: Brief) -> History:
    """Settings tried so far, the parent's first, with their scores."""
    history: History = [([_literal(k) for k in knobs], brief.parent.evaluation.score)]
    positions = [i for i, node in enumerate(source.literals) if node in knobs]
    for attempt in brief.attempts:
        values = _read(attempt, positions)
        if values is not None:
            history.append((values, attempt.score))
    return history


def _read(attempt: Attempt, positions: Sequence[int]) -> list[float] | None:
    try:
        found = Source(attempt.candidate.program.text).literals
    except ProgramError:
        return None
    if positions and positions[-1] >= len(found):
        return None
    return [_literal(found[i]) for i in positions]


def _literal(node: ast.Constant) -> float:
    assert isinstance(node.value, int | float)
    return float(node.value)


def _next_point(history: History, n: int, rng: np.random.Generator) -> Vector:
    """Where to look next, as log-ratios to the parent's literals."""
    start = history[0][0]
    points = [(_log_ratio(values, start), score) for values, score in history]
    if len(points) <= _FEW:
        return _one_plus_one(points, n, rng)
    return _cma(points, n, rng)


def _log_ratio(values: Sequence[float], start: Sequence[float]) -> Vector:
    ratios = [v / s if s and v / s > 0 else 1.0 for v, s in zip(values, start, strict=True)]
    return np.asarray(np.log(ratios), dtype=np.float64)


Points = list[tuple[Vector, float | None]]


def _one_plus_one(points: Points, n: int, rng: np.random.Generator) -> Vector:
    best, best_score = points[0]
    step = _FIRST_STEP
    for point, score in points[1:]:
        if score is not None and (best_score is None or score >= best_score):
            best, best_score = point, score
            step = min(2.0, step * math.exp(0.8))
        else:
            step = max(0.03, step * math.exp(-0.2))
    # In most programs few constants matter: move a few at a time.
    moved = rng.random(n) < max(1.0 / n, 0.4)
    if not moved.any():
        moved[rng.integers(n)] = True
    return np.asarray(best + step * moved * rng.standard_normal(n), dtype=np.float64)


def _cma(points: Points, n: int, rng: np.random.Generator) -> Vector:
    from cmaes import SepCMA

    best = max(points[:_FEW], key=lambda p: _LOST if p[1] is None else p[1])[0]
    seed = int(rng.integers(2**31))
    optimiser = SepCMA(mean=best.astype(float), sigma=0.3, seed=seed)
    size = optimiser.population_size
    later = points[_FEW:]
    for at in range(0, len(later) - size + 1, size):
        batch = [(x, -(_LOST if s is None else s)) for x, s in later[at : at + size]]
        optimiser.tell(batch)
    return np.asarray(optimiser.ask(), dtype=np.float64)


def _value(knob: ast.Constant, log_ratio: float, within: Range | None) -> float:
    value = knob.value
    assert isinstance(value, int | float)
    scaled = value * math.exp(max(-4.0, min(4.0, log_ratio)))
    if within is not None:
        scaled = within.clamp(scaled)
    if isinstance(value, int):
        return float(max(1, round(scaled))) if value > 0 else float(round(scaled))
    return float(f"{scaled:.4g}")


def _proposal(
    parent: Program, source: Source, knobs: Sequence[ast.Constant], values: Sequence[float]
) -> Proposal:
    edits: list[Edit] = []
    notes: list[str] = []
    for knob, value in zip(knobs, values, strict=True):
        new = int(value) if isinstance(knob.value, int) else value
        if new != knob.value:
            text = repr(new) if new >= 0 else f"({new!r})"
            edits.append(source.replace(knob, text))
            notes.append(f"{knob.value!r} → {new!r}")
    return Proposal(program=parent.with_text(source.apply(edits)), note=", ".join(notes))
