"""Replays a log of decisions on the workload's own network and scores what comes of it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score
from adrs.core.workload import Workload
from adrs.problems.congestion_control import rules
from adrs.problems.congestion_control.fluid import Share, shares
from adrs.problems.congestion_control.network import Network
from adrs.problems.congestion_control.simulator import Packet, Sender, Simulation


def judge(workload: Workload, answer: Any) -> Score:
    """Score of ``{"windows": array, "rates": array}``, one entry per decision in the order of events.

    Raises:
        InvalidAnswer: The log is malformed, too short or too long, or a guard-rail is broken.
    """
    windows, rates = _log(answer, "windows"), _log(answer, "rates")
    if len(windows) != len(rates):
        raise InvalidAnswer(f"the log has {len(windows)} windows but {len(rates)} pacing rates")
    simulation = replay(Network.of(workload.inputs), windows, rates)
    parts = rules.measure(simulation, _ideal(workload))
    check_guard_rails(parts)
    metrics = {
        "throughput_gbps": parts.throughput_gbps,
        "queue_bytes": parts.queue_bytes,
        "longest_queue_bytes": parts.longest_queue_bytes,
        "drops": float(parts.drops),
        "fairness": parts.fairness,
        "least_share": parts.least_share,
        "tail_slowdown": parts.tail,
        "mean_slowdown": parts.mean_slowdown,
        "finished": parts.finished,
    }
    return Score(parts.value, metrics, _feedback(parts))


def replay(network: Network, windows: list[float], rates: list[float]) -> Simulation:
    """The simulation that a log leads to.

    Raises:
        InvalidAnswer: It needs more or fewer decisions than the log holds.
    """
    used = 0

    def respond(sender: Sender, packet: Packet | None, now: float) -> tuple[float, float]:
        nonlocal used
        if used == len(windows):
            raise InvalidAnswer(
                f"the log ends after {used} decisions, but flow {sender.index} gets another "
                f"acknowledgement at {now:.3f} us"
            )
        used += 1
        return windows[used - 1], rates[used - 1]

    simulation = Simulation(network, respond).run()
    if used != len(windows):
        raise InvalidAnswer(f"the log holds {len(windows)} decisions, but the network asks for {used}")
    return simulation


def check_guard_rails(parts: rules.Parts) -> None:
    """Refuse what is fast only because somebody starves.

    Raises:
        InvalidAnswer: Names the rail, the figure and the limit.
    """
    if parts.throughput_gbps < rules.MIN_THROUGHPUT_GBPS:
        raise InvalidAnswer(
            f"idle: {parts.throughput_gbps:.2f} Gbit/s of 25 are used while data wait; "
            f"at least {rules.MIN_THROUGHPUT_GBPS} are asked for"
        )
    if parts.fairness < rules.MIN_FAIRNESS:
        raise InvalidAnswer(
            f"unfair: Jain's index of the long flows' shares is {parts.fairness:.3f}; "
            f"at least {rules.MIN_FAIRNESS} is asked for"
        )
    if parts.least_share < rules.MIN_SHARE:
        raise InvalidAnswer(
            f"starvation: a long flow got {parts.least_share:.1%} of its fair share; "
            f"at least {rules.MIN_SHARE:.0%} is asked for"
        )
    if parts.tail > rules.MAX_TAIL:
        raise InvalidAnswer(
            f"slow: the 95th percentile of completion times is {parts.tail:.2f} times that of fair sharing; "
            f"at most {rules.MAX_TAIL:g} times is allowed"
        )


@lru_cache(maxsize=256)
def _ideal(workload: Workload) -> list[Share]:
    return shares(Network.of(workload.inputs))


def _log(answer: Any, name: str) -> list[float]:
    if type(answer) is not dict or set(answer) != {"windows", "rates"}:
        raise InvalidAnswer("a log is a dict of the arrays 'windows' and 'rates'")
    values = answer[name]
    if type(values) is not np.ndarray or values.dtype != np.float64 or values.ndim != 1:
        raise InvalidAnswer(f"the log's {name} must be a one-dimensional array of float64")
    if not bool(np.isfinite(values).all()) or bool((values <= 0).any()):
        raise InvalidAnswer(f"the log's {name} must be finite and above 0")
    plain: list[float] = values.tolist()
    return plain


def _feedback(parts: rules.Parts) -> str:
    """What a proposer should know: how much each part of the metric costs, and who waits."""
    lost = rules.BOUND - rules.published(parts.throughput_gbps, 0.0)
    lines = [
        f"throughput {parts.throughput_gbps:.3f} Gbit/s costs {lost:.1f} points",
        f"mean queue {parts.queue_bytes:.0f} B costs {parts.queue_bytes / 100:.1f} points "
        f"(longest {parts.longest_queue_bytes:.0f} B, {parts.drops} packets trimmed)",
        f"fairness {parts.fairness:.3f}, least share {parts.least_share:.2f}",
        f"completion times over fair sharing: mean {parts.mean_slowdown:.2f}, 95 % {parts.tail:.2f}",
    ]
    return "; ".join(lines)
