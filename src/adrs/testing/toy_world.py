"""A toy world to compare strategies in: arms have hidden gains that change as the search matures.

Programs are rows of scores. Most arms only harm, one pays below a mean score of a half and another above it,
and a tuner pays a little once it has tried for a while. Three children in ten crash.
"""

from __future__ import annotations

from random import Random

from adrs.core.candidate import Arm, Brief, Trial
from adrs.core.seams import Strategy
from adrs.core.verdict import Outcome
from adrs.testing.trials import make_child, make_trial

WORKLOADS = 6
TUNER = Arm("tuner", "constants")
USELESS = tuple(Arm("genetic", f"useless{number}") for number in range(6))
EARLY, LATE = Arm("genetic", "statement"), Arm("genetic", "expression")
ARMS = (*USELESS, EARLY, LATE, TUNER)


def run(strategy: Strategy, *, evaluations: int, seed: int, in_flight: int = 4) -> list[float]:
    """Drive a fresh strategy; the best score after each evaluation.

    Args:
        strategy: A strategy over ``ARMS`` that was told nothing yet.
        evaluations: Children to try.
        seed: Seed of the world: the children's scores and the order of the tells.
        in_flight: Briefs out at once.
    """
    rng = Random(f"world/{seed}")
    strategy.tell(make_trial("s0", [0.0] * WORKLOADS))
    best = 0.0
    curve: list[float] = []
    out: list[Brief] = []
    for _ in range(evaluations):
        while len(out) < in_flight:
            out.append(strategy.ask())
        brief = out.pop(rng.randrange(len(out)))
        child = answer(brief, rng)
        strategy.tell(child, brief.arm)
        best = max(best, child.evaluation.score or 0.0)
        curve.append(best)
    return curve


def answer(brief: Brief, rng: Random) -> Trial:
    """The child of a brief."""
    scores = list(brief.parent.evaluation.scores.values())
    level = sum(scores) / WORKLOADS
    if rng.random() < 0.3:
        return make_child(brief, scores, outcome=Outcome.CRASHED)
    if brief.arm == TUNER:
        gain = 0.002 * min(len(brief.attempts), 20)  # tells little until it has tried a while
        return make_child(brief, [score + gain * rng.gauss(0.0, 0.5) for score in scores])
    pays = brief.arm == (EARLY if level < 0.5 else LATE)
    if pays and rng.random() < 0.25:
        better = rng.randrange(WORKLOADS)  # one workload gains much, another loses a little
        scores[better] += 0.3 * rng.random()
        scores[rng.randrange(WORKLOADS)] -= 0.02
        return make_child(brief, scores)
    return make_child(brief, [score - abs(rng.gauss(0.0, 0.1)) for score in scores])
