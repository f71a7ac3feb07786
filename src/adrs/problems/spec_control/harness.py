"""Runs beside the candidate: asks the policy iteration by iteration, and returns the lengths it chose.

Nothing here is trusted: the judge replays them on its own copy of the requests.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from adrs.core.online import episodes, play
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
    games = [serve(Scene.of(inputs)), serve(Scene.twin_of(inputs))]
    inputs.clear()
    return [served.log for served in play(load, episodes(games))]
