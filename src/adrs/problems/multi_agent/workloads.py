"""Generated workloads: each is a handful of tasks of one kind. A program is told nothing of them.

``Random`` of the standard library with text seeds: its ``random``, ``choice`` and the like are the same in
every version that is supported.
"""

from __future__ import annotations

import hashlib
from functools import cache
from random import Random

from adrs.core.workload import Split, Workload
from adrs.problems.multi_agent.deliverable import tells_mistakes
from adrs.problems.multi_agent.tasks import Mix, Task, draw

SEED = "mast/1"
TASKS = 4
"""Tasks of a workload."""

PLAN: dict[Split, tuple[Mix, ...]] = {
    Split.TRAIN: (
        Mix(family="small", least=6, most=8),
        Mix(family="large", least=11, most=14),
        Mix(family="vague", ambiguous=0.5),
        Mix(family="split", private=0.45),
        Mix(family="chained", chained=0.7),
        Mix(family="hard", difficulty=0.65),
        Mix(family="mixed", ambiguous=0.3, private=0.25, chained=0.4),
        Mix(family="mixed", ambiguous=0.3, private=0.25, chained=0.4, least=8, most=12),
    ),
    Split.VALIDATION: (
        Mix(family="small", least=6, most=9, difficulty=0.5),
        Mix(family="large", least=10, most=13, chained=0.35),
        Mix(family="vague", ambiguous=0.4, difficulty=0.45),
        Mix(family="split", private=0.35, ambiguous=0.25),
        Mix(family="chained", chained=0.55, least=8),
        Mix(family="hard", difficulty=0.6, private=0.2),
        Mix(family="mixed", ambiguous=0.25, private=0.3, chained=0.45),
        Mix(family="mixed", ambiguous=0.35, private=0.2, chained=0.3),
    ),
    Split.TEST: (
        Mix(family="small", least=6, most=7, difficulty=0.3),
        Mix(family="small", least=6, most=8, ambiguous=0.4),
        Mix(family="large", least=12, most=14),
        Mix(family="large", least=11, most=14, private=0.25),
        Mix(family="vague", ambiguous=0.6),
        Mix(family="vague", ambiguous=0.45, chained=0.45),
        Mix(family="split", private=0.55),
        Mix(family="split", private=0.4, difficulty=0.55),
        Mix(family="chained", chained=0.85),
        Mix(family="chained", chained=0.6, ambiguous=0.3),
        Mix(family="hard", difficulty=0.7),
        Mix(family="hard", difficulty=0.6, least=9, most=12),
        Mix(family="mixed", ambiguous=0.4, private=0.35, chained=0.5),
        Mix(family="mixed", ambiguous=0.2, private=0.3, chained=0.6, difficulty=0.5),
        Mix(family="mixed", ambiguous=0.35, private=0.15, chained=0.3, least=9, most=13),
        Mix(family="mixed", ambiguous=0.3, private=0.3, chained=0.4, difficulty=0.55),
    ),
}
"""The draws of each split; sizes, shares and difficulties of the splits differ."""

SIZES = {split: len(plan) for split, plan in PLAN.items()}


@cache
def workloads(split: Split) -> tuple[Workload, ...]:
    """The workloads of a split, in the order of the plan; there is no leaderboard."""
    return tuple(
        Workload(f"{split}/{mix.family}-{number}", split, {"name": _name(split, number)}, mix.family)
        for number, mix in enumerate(PLAN.get(split, ()))
    )


def tasks_of(workload: Workload) -> tuple[Task, ...]:
    """The tasks behind a workload's name.

    Raises:
        KeyError: It is none of ours.
    """
    split, number = _places()[workload.inputs["name"]]
    return _tasks(split, number)


@cache
def _tasks(split: Split, number: int) -> tuple[Task, ...]:
    rng = Random(f"{SEED}/{split}/{number}")
    return tuple(_telling(rng, PLAN[split][number]) for _ in range(TASKS))


def _telling(rng: Random, mix: Mix) -> Task:
    """A task whose tests tell every mistake, where everything else is right."""
    while True:
        task = draw(rng, mix)
        if tells_mistakes(task):
            return task


def _name(split: Split, number: int) -> str:
    return hashlib.sha256(f"{SEED}/{split}/{number}".encode()).hexdigest()[:16]


@cache
def _places() -> dict[str, tuple[Split, int]]:
    return {_name(split, n): (split, n) for split, plan in PLAN.items() for n in range(len(plan))}
