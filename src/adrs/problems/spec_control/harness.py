"""Runs beside the candidate: asks the policy iteration by iteration, and returns the lengths it chose.

Nothing here is trusted: the judge replays them on its own copy of the requests.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from adrs.core.online import Steps, play
from adrs.problems.spec_control.scene import Scene
from adrs.problems.spec_control.simulator import serve


def run(load: Callable[[], ModuleType], inputs: dict[str, Any]) -> list[str]:
    """The program's lengths, a digit each, in the scored episode and in its twin.

    Args:
        load: Executes the program and returns its module.
        inputs: The workload's inputs; emptied before the program is loaded.

    Raises:
        InvalidAnswer: There is no policy, it decides something impossible, or it looks where it must not.
    """
    steps = _episodes([Scene.of(inputs), Scene.twin_of(inputs)])
    inputs.clear()
    return play(load, steps)


def _episodes(scenes: list[Scene]) -> Steps:
    games = [serve(scene) for scene in scenes]
    told = [next(game, None) for game in games]  # all of them begin before the program is loaded
    logs: list[str] = []
    for game, first in zip(games, told, strict=True):
        yield None
        step = first
        try:
            while step is not None:
                lengths = yield step
                step = game.send(lengths)
        except StopIteration as end:
            logs.append(end.value.log)
        else:
            logs.append("")
    yield logs
