"""Runs a policy against a simulator that waits, suspended, for each decision.

For problems in which a program decides step by step. The simulator is a generator, because a suspended
generator keeps its state, the future above all, where a program reaches it only by means that
:mod:`adrs.core.guard` refuses. For the same reason a simulator binds every function it calls before it
yields for the first time: whatever a program patches later is then never handed anything.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Sequence
from types import ModuleType
from typing import Any

import numpy.random

from adrs.core import guard
from adrs.core.errors import InvalidAnswer
from adrs.core.harness import entry

_SEED = 48

_watches = [guard.install()]

Steps = Generator[Any, Any, None]
"""Yields ``None`` before each episode, an observation (never a list) for each decision, which is sent
back, and at last the answer, a list."""


def play(load: Callable[[], ModuleType], steps: Steps, *, name: str = "Policy") -> list[Any]:
    """The answer that the decisions of the program lead to; each episode has a fresh policy.

    Args:
        load: Executes the program and returns its module.
        steps: The simulator, not yet started.
        name: The class that the program defines, with a method ``decide(self, observation)``.

    Raises:
        InvalidAnswer: There is no policy, the simulator refuses a decision, or the program looks where it
            must not.
    """
    send, step = steps.send, next(steps)
    watch = _watches.pop()  # out of a program's reach
    policy_in, seed, seed_numpy = _policy_in, random.seed, numpy.random.seed
    finished, refuse, message = list, InvalidAnswer, guard.refusal
    decide: Callable[..., Any] = repr
    with guard.quiet():
        watch(True)
        try:
            make = policy_in(load(), name)
            while type(step) is not finished:
                if step is None:
                    seed(_SEED)
                    seed_numpy(_SEED)
                    decide = make().decide
                    step = send(None)
                else:
                    step = send(decide(step))
        finally:
            tried = watch(False)
            _watches.append(watch)
    if tried:
        raise refuse(message(tried))
    return step


def episodes(games: Sequence[Generator[Any, Any, Any]]) -> Steps:
    """The steps of several simulators in turn; the answer is what each of them returns.

    All begin at once, so before the program is loaded.
    """
    first = [next(game) for game in games]
    results: list[Any] = []
    for game, told in zip(games, first, strict=True):
        yield None
        try:
            while True:
                told = game.send((yield told))
        except StopIteration as end:
            results.append(end.value)
    yield results


def _policy_in(module: ModuleType, name: str) -> Callable[[], Any]:
    """What makes a fresh policy for each episode."""
    policy = entry(module, name)
    if not isinstance(policy, type) or not callable(getattr(policy, "decide", None)):
        raise InvalidAnswer(f"class {name} needs a method decide(self, observation)")
    return policy
