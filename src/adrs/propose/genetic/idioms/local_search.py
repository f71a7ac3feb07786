"""Idiom: perturb and keep the best (local search over a neighbourhood, with an acceptance rule)."""

from __future__ import annotations

from random import Random

from adrs.propose.genetic.context import Change, Context
from adrs.propose.genetic.idioms import moves
from adrs.propose.genetic.idioms.entry import Wrap

_STEPS = (100, 300, 1000, 1000, 3000)

# Descent, sideways steps, threshold accepting (Dueck & Scheuer 1990), record-to-record travel (Dueck
# 1993) and simulated annealing (Kirkpatrick et al. 1983).
_ACCEPT = {
    "descent": "trial_cost < current_cost",
    "sideways": "trial_cost <= current_cost",
    "threshold": "trial_cost <= current_cost * (1 + {t} * (1 - step / steps))",
    "record": "trial_cost <= best_cost * (1 + {t})",
    "annealing": (
        "trial_cost <= current_cost or random.random()"
        " < math.exp((current_cost - trial_cost) / ({t} * abs(current_cost) * (1.001 - step / steps)"
        " + 1e-12))"
    ),
}


def local_search(context: Context) -> Change | None:
    """Let the entry improve its answer step by step before it returns it."""
    wrap = Wrap.of(context)
    if wrap is None:
        return None
    rng = context.rng
    steps = rng.choice(_STEPS)
    rule, accept = _rule(rng)
    name, lines = moves.move(wrap, rng)
    kick = _kick(rng) if rng.random() < 0.3 else ""
    note = f"local search: {name}, {rule}, {steps} steps{', kicks' if kick else ''}"

    def write(base: str) -> str:
        return _TEMPLATE.format(
            start=moves.copy(wrap, wrap.unpack(f"{base}({wrap.parameters})")),
            start_cost=wrap.cost("current"),
            setup=moves.setup(wrap),
            steps=steps,
            move=_indent(lines),
            trial_cost=wrap.cost("trial"),
            accept=accept,
            kick=kick,
            result=wrap.pack("best", "best_cost"),
        )

    return wrap.over(note, write)


def _rule(rng: Random) -> tuple[str, str]:
    name = rng.choice(["descent", "sideways", "sideways", "threshold", "record", "annealing"])
    return name, _ACCEPT[name].format(t=rng.choice(["0.003", "0.01", "0.03"]))


def _kick(rng: Random) -> str:
    patience = rng.choice([50, 100, 300])
    return f"""
    stalled = 0 if trial_cost < best_cost else stalled + 1
    if stalled > {patience}:
        current, current_cost, stalled = best, best_cost, 0"""


def _indent(lines: str) -> str:
    return "\n".join("    " + line for line in lines.split("\n"))


_TEMPLATE = """\
import math
import random

current = {start}
current_cost = {start_cost}
best, best_cost = current, current_cost
{setup}
steps = {steps} if n > 1 else 0
stalled = 0
for step in range(steps):
{move}
    trial_cost = {trial_cost}{kick}
    if {accept}:
        current, current_cost = trial, trial_cost
    if trial_cost < best_cost:
        best, best_cost = trial, trial_cost
return {result}"""
