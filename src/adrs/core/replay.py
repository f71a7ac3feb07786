"""For judges of problems in which a program decides step by step: drives a simulator, and compares futures.

A *twin* is an episode that begins like the scored one and goes on otherwise. A program that decides from what
it observed decides alike in both until they differ; one that looks ahead, by whatever way, does not.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeVar

from adrs.core.errors import InvalidAnswer

Told = TypeVar("Told")
Result = TypeVar("Result")


def replay(
    game: Generator[Told, Any, Result], decide: Callable[[Told], Any]
) -> tuple[Result, list[tuple[Told, Any]]]:
    """What a simulator returns under ``decide``, and everything observed on the way with its decision.

    Args:
        game: Yields an observation, is sent the decision.
        decide: Called with each observation.
    """
    past: list[tuple[Told, Any]] = []
    try:
        told = next(game)
    except StopIteration as end:
        return end.value, past
    while True:
        decided = decide(told)
        past.append((told, decided))
        try:
            told = game.send(decided)
        except StopIteration as end:
            return end.value, past


def check_alike(past: Sequence[tuple[Any, Any]], twin: Sequence[tuple[Any, Any]]) -> None:
    """Refuse decisions that differ although everything seen until then was the same.

    Args:
        past: Observations and decisions of an episode, as :func:`replay` returns them.
        twin: Those of another that begins alike.

    Raises:
        InvalidAnswer: They do.
    """
    for number, ((told, decided), (told_too, decided_too)) in enumerate(zip(past, twin, strict=False)):
        if told != told_too:
            return
        if decided != decided_too:
            raise InvalidAnswer(
                f"decision {number} was another one when the episode ran again with another future, although "
                "everything seen until then was the same; a policy must not look ahead, keep anything from "
                "episode to episode, or be random"
            )
