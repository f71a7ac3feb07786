"""Runs policies written for the public evaluator, unchanged, on the same narrow observations.

Such a program imports ``sky_spot.strategies.strategy.Strategy`` and ``sky_spot.utils.ClusterType``, and
defines ``_step(last_cluster_type, has_spot)`` in a subclass. What ``_step`` reads from ``self``
is kept up to date from the observation; a program that changes it is refused.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from enum import Enum
from importlib.util import find_spec
from types import ModuleType, SimpleNamespace
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.problems.cant_be_late.observation import Observation


class ClusterType(Enum):
    """The public names of the three choices."""

    NONE = "wait"
    SPOT = "spot"
    ON_DEMAND = "on_demand"


class Strategy:
    """The public base class, as far as a policy may use it."""

    NAME = "abstract"

    def __init__(self, args: Any = None) -> None:
        self.args = args

    def reset(self, env: Any, task: Any) -> None:
        """Called before each run."""
        self.env, self.task = env, task
        self.deadline = self.args.deadline_hours * 3600
        self.task_duration = task.get_total_duration_seconds()
        self.restart_overhead = self.args.restart_overhead_hours[0] * 3600
        self.restart_overheads = [self.restart_overhead]
        self.remaining_restart_overhead = 0.0
        self.task_done_time: list[float] = []

    def _step(self, last_cluster_type: ClusterType, has_spot: bool) -> ClusterType:
        raise NotImplementedError


def offer() -> None:
    """Make the public modules importable."""
    root, strategies = ModuleType("sky_spot"), ModuleType("sky_spot.strategies")
    strategy, utils = ModuleType("sky_spot.strategies.strategy"), ModuleType("sky_spot.utils")
    strategy.Strategy = Strategy  # type: ignore[attr-defined]
    utils.ClusterType = ClusterType  # type: ignore[attr-defined]
    root.strategies, root.utils, strategies.strategy = strategies, utils, strategy  # type: ignore[attr-defined]
    for module in (root, strategies, strategy, utils):
        sys.modules[module.__name__] = module
    if "configargparse" not in sys.modules and find_spec("configargparse") is None:
        parsers = ModuleType("configargparse")
        parsers.ArgumentParser = Namespace  # type: ignore[attr-defined]
        sys.modules["configargparse"] = parsers


def strategy_in(module: ModuleType) -> type[Strategy] | None:
    """The last strategy that the program defines itself."""
    own = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Strategy) and value is not Strategy
    ]
    return own[-1] if own else None


class Adapter:
    """A policy in our terms around a published strategy."""

    asks_when_done = True

    def __init__(self, kind: type[Strategy]) -> None:
        self._kind = kind
        self._strategy: Strategy | None = None
        self._credited: list[float] = []

    def decide(self, observation: Observation) -> str:
        """What ``_step`` answers; asking for a spot machine that is not there means to wait, as published."""
        strategy = self._strategy or self._begin(observation)
        self._credited.append(observation.credited_s)
        done = list(self._credited)
        shown: dict[str, Any] = {
            "elapsed_seconds": observation.elapsed_s,
            "gap_seconds": observation.gap_s,
            "tick": observation.tick,
            "cluster_type": ClusterType(observation.running),
        }
        env = SimpleNamespace(**shown)
        strategy.env, strategy.task_done_time = env, done
        strategy.remaining_restart_overhead = observation.overhead_left_s
        answer = strategy._step(ClusterType(observation.last), observation.has_spot)
        self._check_unchanged(observation, env.__dict__ == shown)
        if type(answer) is not ClusterType:
            raise InvalidAnswer(f"_step must return a ClusterType, not a {type(answer).__name__[:40]}")
        if answer is ClusterType.SPOT and not observation.has_spot:
            return "wait"
        return answer._value_

    def _begin(self, observation: Observation) -> Strategy:
        hours = {
            "deadline_hours": observation.deadline_s / 3600,
            "task_duration_hours": [observation.duration_s / 3600],
            "restart_overhead_hours": [observation.overhead_s / 3600],
            "inter_task_overhead": [0.0],
        }
        task = SimpleNamespace(get_total_duration_seconds=lambda: observation.duration_s, is_done=False)
        strategy = self._kind(Namespace(**hours))
        if hasattr(strategy, "solve"):
            strategy.solve("")
        strategy.args = Namespace(**hours)
        strategy.reset(SimpleNamespace(elapsed_seconds=0.0, gap_seconds=observation.gap_s), task)
        strategy.deadline = observation.deadline_s
        strategy.restart_overhead = observation.overhead_s
        self._strategy = strategy
        return strategy

    def _check_unchanged(self, observation: Observation, env_unchanged: bool) -> None:
        strategy = self._strategy
        assert strategy is not None
        for name, value in (
            ("task_done_time", self._credited),
            ("remaining_restart_overhead", observation.overhead_left_s),
            ("deadline", observation.deadline_s),
            ("task_duration", observation.duration_s),
            ("restart_overhead", observation.overhead_s),
        ):
            if getattr(strategy, name, None) != value:
                raise InvalidAnswer(f"a policy may not change what it was given; it changed {name}")
        if not env_unchanged:
            raise InvalidAnswer("a policy may not change what it was given; it changed env")
