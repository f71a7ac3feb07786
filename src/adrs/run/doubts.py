"""Is a claimed score plausible? What can be asked of it without knowing the problem.

Nothing here proves a score. It names what an honest evaluation seldom shows, so that somebody looks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from adrs.core.verdict import Evaluation
from adrs.core.workload import Split
from adrs.run.finale import NAIVE
from adrs.run.state import Ranked, RunState

_DIFFERENCE = 0.01
"""Relative difference between an evaluation and its repetitions above which luck is worth a word."""
_LEAP = 10.0
"""Growth of the score in one step above which somebody should read the change."""
_SHARES = re.compile(r"(accuracy|rate|ratio|share|fraction|probability|validity|reliability)s?$")


def doubts(state: RunState, best: Ranked | None) -> tuple[str, ...]:
    """Sentences on what is odd about the champion's claim; none when nothing is."""
    if best is None:
        return ()
    again = state.assessed.get((best.candidate, Split.VALIDATION.value))
    seed = state.assessed.get((NAIVE, Split.TRAIN.value))
    found = [_repeated(best.value, again), _leap(state)]
    if again is not None and seed is not None:
        found += [_names(_metrics(seed), _metrics(again)), _ranges(_metrics(seed), _metrics(again))]
    return tuple(sentence for sentence in found if sentence)


def _repeated(value: float | None, again: Evaluation | None) -> str:
    if value is None or again is None:
        return ""
    failed = next((v for v in again.verdicts if not v.ok), None)
    if failed is not None:
        return f"evaluated again it is {failed.outcome.value}: {failed.feedback[:200]}"
    values = [v.value for v in again.verdicts if v.value is not None]
    far = max(abs(other - value) for other in values) / max(abs(value), 1e-12)
    if far <= _DIFFERENCE:
        return ""
    return (
        f"evaluated again with other random numbers it claims {_span(values)} instead of {value:.6g}:"
        " part of the score is luck"
    )


def _leap(state: RunState) -> str:
    """The largest step of the best score, when it multiplied the score."""
    steps = [
        (after.value / before.value, before.value, after)
        for before, after in zip(state.curve, state.curve[1:], strict=False)
        if before.value > 0.0
    ]
    if not steps:
        return ""
    ratio, value, after = max(steps, key=lambda step: step[0])
    if ratio < _LEAP:
        return ""
    grew = f"{value:.6g} to {after.value:.6g}"
    return f"{after.candidate} multiplied the score by {ratio:.3g} ({grew}): read what it changed"


def _names(seed: Mapping[str, float], ours: Mapping[str, float]) -> str:
    new, lost = sorted(set(ours) - set(seed)), sorted(set(seed) - set(ours))
    if not new and not lost:
        return ""
    parts = [f"{', '.join(new[:6])} new"] if new else []
    parts += [f"{', '.join(lost[:6])} missing"] if lost else []
    return f"its metrics are not those of the initial program ({'; '.join(parts)})"


def _ranges(seed: Mapping[str, float], ours: Mapping[str, float]) -> str:
    """Metrics that are shares by their name, and were for the initial program."""
    past = [
        f"{name} {value:.6g}"
        for name, value in ours.items()
        if _SHARES.search(name) and 0.0 <= seed.get(name, -1.0) <= 1.0 and not 0.0 <= value <= 1.0
    ]
    return f"shares outside 0 to 1: {', '.join(past)}" if past else ""


def _metrics(evaluation: Evaluation) -> Mapping[str, float]:
    return evaluation.verdicts[0].metrics if evaluation.verdicts else {}


def _span(values: list[float]) -> str:
    low, high = min(values), max(values)
    return f"{low:.6g}" if low == high else f"{low:.6g} to {high:.6g}"
