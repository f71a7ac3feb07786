"""Runs beside the candidate: asks the policy gap by gap, and returns what it asked for.

The future waits in a suspended generator and the inputs are emptied before the program is loaded; see
``stepper.py`` and :mod:`adrs.core.guard`. Nothing here is trusted: the judge replays the decisions
on its own traces.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy.random

from adrs.core import guard
from adrs.core.errors import InvalidAnswer
from adrs.problems.cant_be_late import published
from adrs.problems.cant_be_late.stepper import stepper

ENTRY = "Policy"
_SEED = 48

_watches = [guard.install()]


def run(load: Callable[[], ModuleType], inputs: dict[str, Any]) -> list[str]:
    """The program's decisions in each run, a letter a gap: ``S`` spot, ``O`` on demand, ``N`` wait.

    Args:
        load: Executes the program and returns its module.
        inputs: The workload's inputs; emptied.

    Raises:
        InvalidAnswer: There is no policy, it decides something impossible, or it looks where it must not.
    """
    steps = stepper(dict(inputs))
    send, step = steps.send, next(steps)
    inputs.clear()
    watch = _watches.pop()  # out of a program's reach
    policy_in, seed, seed_numpy = _policy_in, random.seed, numpy.random.seed
    finished, refuse, message = list, InvalidAnswer, guard.refusal
    decide: Callable[..., Any] = repr
    with guard.quiet():
        watch(True)
        try:
            published.offer()
            make = policy_in(load())
            while type(step) is not finished:
                if step is None:
                    seed(_SEED)
                    seed_numpy(_SEED)
                    policy = make()
                    decide = policy.decide
                    step = send(getattr(policy, "asks_when_done", False) is True)
                else:
                    step = send(decide(step))
        finally:
            tried = watch(False)
            _watches.append(watch)
    if tried:
        raise refuse(message(tried))
    return step


def _policy_in(module: ModuleType) -> Callable[[], Any]:
    """What makes a fresh policy for each run."""
    policy = getattr(module, ENTRY, None)
    if isinstance(policy, type) and not issubclass(policy, published.Strategy):
        if not callable(getattr(policy, "decide", None)):
            raise InvalidAnswer(f"class {ENTRY} needs a method decide(self, observation)")
        return policy
    strategy = policy if isinstance(policy, type) else published.strategy_in(module)
    if strategy is None:
        raise InvalidAnswer(f"the program does not define the class {ENTRY}")
    return lambda: published.Adapter(strategy)
