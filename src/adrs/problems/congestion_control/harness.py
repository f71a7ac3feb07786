"""Runs beside the candidate: steps the network, asks each flow's policy, and logs what it decides.

Every flow gets its program executed afresh, so that senders share no module: a sender in a datacentre does
not know the others' state. Nothing here is trusted: the judge replays the log on its own copy.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from math import isfinite
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import numpy as np

from adrs.core.errors import InvalidAnswer
from adrs.core.harness import entry
from adrs.problems.congestion_control import network, observation, simulator
from adrs.problems.congestion_control.guard import watched
from adrs.problems.congestion_control.network import Network
from adrs.problems.congestion_control.observation import Observation, observe
from adrs.problems.congestion_control.simulator import Packet, Sender, Simulation

ENTRY = "Policy"

Decide = Callable[[Observation], Any]
Asked = list[tuple[Observation, float, float]]
"""What a flow was told, and the window and rate that it decided."""


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The log of decisions, ``{"windows": float64 array, "rates": float64 array}``, in the order of events.

    Raises:
        InvalidAnswer: There is no policy, a decision is not a pair of positive numbers, a flow's decisions
            depend on more than what the flow was told, or the program meddles with the simulation.
    """
    with watched((network, observation, simulator, sys.modules[__name__])):
        return _log(load, Network.of(inputs))


def _log(load: Callable[[], ModuleType], net: Network) -> dict[str, Any]:
    make = maker(load())
    policies: list[Decide | None] = [None] * len(net.flows)
    seen: dict[int, Asked] = {flow: [] for flow in _witnesses(net)}
    windows: list[float] = []
    rates: list[float] = []

    def respond(sender: Sender, packet: Packet | None, now: float) -> tuple[float, float]:
        decide = policies[sender.index]
        if decide is None:
            decide = policies[sender.index] = make()
        told = observe(simulation, sender, packet, now)
        window, rate = decision(decide(told))
        windows.append(window)
        rates.append(rate)
        if sender.index in seen:
            seen[sender.index].append((told, window, rate))
        return window, rate

    simulation = Simulation(net, respond)
    simulation.run()
    for asked in seen.values():
        _check_isolated(make(), asked)
    return {"windows": np.array(windows), "rates": np.array(rates)}


def maker(module: ModuleType) -> Callable[[], Decide]:
    """A function that executes the program of ``module`` afresh and returns a new policy's ``decide``."""
    entry(module, ENTRY)
    code: CodeType = compile(Path(str(module.__file__)).read_bytes(), str(module.__file__), "exec")
    name, file = module.__name__, module.__file__

    def make() -> Decide:
        fresh = ModuleType(name)
        fresh.__file__ = file
        exec(code, fresh.__dict__)
        policy = entry(fresh, ENTRY)()
        decide = getattr(policy, "decide", None)
        if not callable(decide):
            raise InvalidAnswer(f"{ENTRY} has no method decide(self, observation)")
        return decide  # type: ignore[no-any-return]

    return make


def decision(result: Any) -> tuple[float, float]:
    """Window in bytes and pacing rate in Gbit/s, as plain floats."""
    if type(result) is not tuple or len(result) != 2:
        raise InvalidAnswer("decide must return the pair (window in bytes, pacing rate in Gbit/s)")
    return _positive(result[0], "window"), _positive(result[1], "pacing rate")


def _positive(value: Any, what: str) -> float:
    if type(value) is float or type(value) is int:
        try:
            number = float(value)
        except OverflowError:
            number = 0.0
        if number > 0.0 and isfinite(number):
            return number
        raise InvalidAnswer(f"the {what} must be finite and above 0, not {number:g}")
    raise InvalidAnswer(f"the {what} must be a plain number, not a {type(value).__name__[:60]}")


def _witnesses(net: Network) -> set[int]:
    """The flows whose decisions are asked for a second time, alone: the one in the middle, and the first.

    Two, because a counter that all flows share may happen to stand where it stood for one of them.
    """
    return {len(net.flows) // 2, 0}


def _check_isolated(decide: Decide, seen: Asked) -> None:
    """Ask a fresh policy again what one flow was asked; the answers must be the same."""
    for told, window, rate in seen:
        if decision(decide(told)) != (window, rate):
            raise InvalidAnswer(
                "asked again alone, a flow decides otherwise: a policy may use nothing but its own "
                "observations (no state shared between flows, no unseeded randomness, no clock)"
            )
