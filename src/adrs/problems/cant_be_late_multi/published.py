"""Runs policies written for the public evaluator, unchanged, on the same narrow observations.

Such a program subclasses ``MultiRegionStrategy`` and defines ``_step(last_cluster_type, has_spot)``. What it
asks ``self.env`` about another region is asked of the observation: free under the published rules, billed as
a look under strict ones. The modules it imports are made here, and hold nothing but what it needs.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from types import ModuleType
from typing import Any, NoReturn

from adrs.core.errors import InvalidAnswer
from adrs.problems.cant_be_late_multi.job import EPS_WORK


class ClusterType(Enum):
    """The public names of the three choices."""

    NONE = "wait"
    SPOT = "spot"
    ON_DEMAND = "on_demand"


class Environment:
    """The public environment, as far as a policy may use it: one tick's observation under public names.

    ``switch_region`` moves at once, several times in a call if need be; the last region counts.
    """

    __slots__ = ("_observation", "_region")

    _observation: Any
    _region: int

    def __init__(self, observation: Any) -> None:
        show(self, observation)

    tick = property(lambda self: self._observation.tick)
    gap_seconds = property(lambda self: self._observation.gap_s)
    elapsed_seconds = property(lambda self: self._observation.elapsed_s)
    cluster_type = property(lambda self: ClusterType(self._observation.running))

    def get_num_regions(self) -> int:
        """Number of regions."""
        return self._observation.regions  # type: ignore[no-any-return]

    def get_current_region(self) -> int:
        """Index of the region, hops of this call included."""
        return self._region

    def switch_region(self, region_idx: int) -> bool:
        """Hop to a region; always succeeds.

        Raises:
            InvalidAnswer: There is no such region.
        """
        if type(region_idx) is not int or not 0 <= region_idx < self._observation.regions:
            raise InvalidAnswer(f"switch_region: there is no region {region_idx!r:.40}")
        object.__setattr__(self, "_region", region_idx)
        return True

    def spot_available(self) -> bool:
        """Whether the current region has a spot machine for the coming gap."""
        return self.spot_available_in_region(self._region)

    def spot_available_in_region(self, region_idx: int) -> bool:
        """The same of any region; a look."""
        return self._observation.look(region_idx)  # type: ignore[no-any-return]

    def get_all_regions_spot_available(self) -> list[bool]:
        """The same of every region; a look at each."""
        return [self.spot_available_in_region(region) for region in range(self._observation.regions)]

    def get_all_regions_spot_prices(self) -> list[float | None]:
        """USD an hour now, ``None`` where there is no spot machine; so a look at each region too."""
        available = self.get_all_regions_spot_available()
        prices = self._observation.prices
        return [price if there else None for price, there in zip(prices, available, strict=True)]

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise InvalidAnswer(f"a policy may not change what it was given; it assigns to env.{name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise InvalidAnswer(f"a policy may not change what it was given; it deletes env.{name}")


def show(env: Environment, observation: Any) -> None:
    """Turn to the observation of the next tick."""
    object.__setattr__(env, "_observation", observation)
    object.__setattr__(env, "_region", observation.region)


class Task:
    """The public task, as far as a policy may use it."""

    def __init__(self, duration_s: float) -> None:
        self.is_done = False
        self._duration_s = duration_s

    def get_total_duration_seconds(self) -> float:
        """Seconds of work in all."""
        return self._duration_s


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
        self.inter_task_overheads, self.inter_task_overhead = [0.0], 0.0
        self.remaining_restart_overhead = 0.0
        self.task_done_time: list[float] = []

    @property
    def task_done(self) -> bool:
        """Whether all work is done."""
        return self.task.is_done  # type: ignore[no-any-return]

    @property
    def name(self) -> str:
        """The strategy's name."""
        return self.NAME

    def _step(self, last_cluster_type: ClusterType, has_spot: bool) -> ClusterType:
        raise InvalidAnswer("a MultiRegionStrategy must define _step(self, last_cluster_type, has_spot)")


class MultiRegionStrategy(Strategy):
    """The public base class of strategies that may hop."""

    NAME = "multi_region_base"


class Logger:
    """A logger that writes nothing down."""

    def __init__(self, name: str = "") -> None:
        self.name = name

    def debug(self, *message: Any, **options: Any) -> None:
        """Nothing."""

    info = warning = error = critical = exception = log = setLevel = addHandler = debug  # noqa: N815


class Path:
    """A file name that nobody opens: some programs end in a wrapper, unused here, that reads their text."""

    def __init__(self, *parts: str) -> None:
        self.parts = parts


_LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}
_PARSING = {"Namespace": Namespace, "ArgumentParser": type("ArgumentParser", (), {})}
_OFFERED: dict[str, dict[str, Any]] = {
    "sky_spot": {},
    "sky_spot.env": {"Env": Environment},
    "sky_spot.task": {"Task": Task},
    "sky_spot.utils": {"ClusterType": ClusterType},
    "sky_spot.strategies": {},
    "sky_spot.strategies.strategy": {"Strategy": Strategy, "MultiRegionStrategy": MultiRegionStrategy},
    "sky_spot.strategies.multi_strategy": {"MultiRegionStrategy": MultiRegionStrategy},
    "logging": {"getLogger": Logger, "Logger": Logger, "basicConfig": Logger().debug, **_LEVELS},
    "pathlib": {"Path": Path},
    "argparse": _PARSING,
    "configargparse": _PARSING,
}
MODULES = frozenset(_OFFERED)
"""What such programs import, and what is made here in place of it."""


@contextmanager
def offered() -> Iterator[None]:
    """Our own modules under the public names, instead of any others, for as long as a program runs."""
    before = {name: sys.modules.get(name) for name in _OFFERED}
    made = {name: ModuleType(name) for name in _OFFERED}
    for name, module in made.items():
        vars(module).update(_OFFERED[name])
        package, _, last = name.rpartition(".")
        if package:
            setattr(made[package], last, module)
    sys.modules.update(made)
    try:
        yield
    finally:
        for name, old in before.items():
            sys.modules.pop(name, None)
            if old is not None:
                sys.modules[name] = old


def strategy_in(module: ModuleType) -> type[Strategy] | None:
    """The last strategy that the program defines itself."""
    own = [
        value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Strategy)
    ]
    own = [value for value in own if value not in (Strategy, MultiRegionStrategy)]
    return own[-1] if own else None


def adapted(kind: type[Strategy]) -> Callable[[], Adapter]:
    """What makes a fresh policy in our terms for each run.

    Raises:
        InvalidAnswer: The strategy is written for the evaluator that steps generators.
    """
    if kind._step is Strategy._step and hasattr(kind, "_step_multi"):
        raise InvalidAnswer("_step_multi, a generator of launches, is another evaluator's; define _step")
    return lambda: Adapter(kind)


class Adapter:
    """A policy in our terms around a published strategy."""

    def __init__(self, kind: type[Strategy]) -> None:
        self._kind = kind
        self._strategy: Strategy | None = None
        self._credited: list[float] = []

    def decide(self, observation: Any) -> tuple[str, int]:
        """What ``_step`` answers, and the region it ended in."""
        strategy = self._strategy or self._begin(observation)
        self._credited.append(observation.credited_s)
        env = strategy.env
        show(env, observation)
        strategy.task.is_done = observation.left_s <= EPS_WORK
        strategy.task_done_time = list(self._credited)
        strategy.remaining_restart_overhead = observation.remaining_overhead_s
        answer = strategy._step(ClusterType(observation.last), observation.has_spot)
        self._check_unchanged(strategy, env, observation)
        if type(answer) is not ClusterType:
            raise InvalidAnswer(f"_step must return a ClusterType, not a {type(answer).__name__[:40]}")
        return answer._value_, env.get_current_region()

    def _begin(self, observation: Any) -> Strategy:
        hours = {
            "deadline_hours": observation.deadline_s / 3600,
            "task_duration_hours": [observation.duration_s / 3600],
            "restart_overhead_hours": [observation.overhead_s / 3600],
            "inter_task_overhead": [0.0],
        }
        env, task = Environment(observation), Task(observation.duration_s)
        strategy = self._kind(Namespace(**hours))
        strategy.env = env
        if hasattr(strategy, "solve"):
            strategy.solve("")
        strategy.args = Namespace(**hours)
        strategy.reset(env, task)
        strategy.env, strategy.task = env, task
        strategy.deadline, strategy.restart_overhead = observation.deadline_s, observation.overhead_s
        self._strategy = strategy
        return strategy

    def _check_unchanged(self, strategy: Strategy, env: Environment, observation: Any) -> None:
        for name, value in (
            ("env", env),
            ("task_done_time", self._credited),
            ("remaining_restart_overhead", observation.remaining_overhead_s),
            ("deadline", observation.deadline_s),
            ("task_duration", observation.duration_s),
            ("restart_overhead", observation.overhead_s),
        ):
            if getattr(strategy, name, None) != value:
                raise InvalidAnswer(f"a policy may not change what it was given; it changed {name}")
