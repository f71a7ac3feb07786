"""Replays the lengths on the judge's own copy of the requests, and compares with no speculation."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score
from adrs.core.replay import check_alike, replay
from adrs.core.workload import Workload
from adrs.problems.spec_control.observation import Observation
from adrs.problems.spec_control.rules import mean, percentile, value
from adrs.problems.spec_control.scene import Scene
from adrs.problems.spec_control.simulator import Served, serve

Past = list[tuple[Observation, list[int]]]
"""Everything observed in an episode, with what was decided on it."""


def judge(workload: Workload, answer: Any) -> Score:
    """Score of the lengths, ``[scored episode, twin]``, a digit for each.

    Raises:
        InvalidAnswer: A log does not fit its episode, or the same past was decided differently.
    """
    if type(answer) is not list or len(answer) != 2 or any(type(log) is not str for log in answer):
        raise InvalidAnswer("the answer must be a list of two strings of digits")
    scene = Scene.of(workload.inputs)
    served, past = logged(scene, answer[0])
    _, twin = logged(Scene.twin_of(workload.inputs), answer[1])
    check_alike(past, twin)
    return _score(served, plain(workload), sum(map(len, scene.accepts)))


def logged(scene: Scene, log: str) -> tuple[Served, Past]:
    """The episode that a log leads to, and what was observed on the way.

    Raises:
        InvalidAnswer: The log is too short or too long, or holds what is no length.
    """
    if not log.isascii() or not (log.isdigit() or log == ""):
        raise InvalidAnswer("a log is a string of digits")
    at = 0

    def decide(told: Observation) -> list[int]:
        nonlocal at
        lengths = [int(digit) for digit in log[at : at + len(told.requests)]]
        if len(lengths) < len(told.requests):
            raise InvalidAnswer(f"the log ends at iteration {told.iteration}, before the requests do")
        at += len(lengths)
        return lengths

    served, past = replay(serve(scene), decide)
    if at != len(log):
        raise InvalidAnswer(f"the log holds {len(log)} lengths where {at} are decided")
    return served, past


@lru_cache(maxsize=256)
def plain(workload: Workload) -> Served:
    """The scored episode without speculation."""
    return replay(serve(Scene.of(workload.inputs)), lambda told: [0] * len(told.requests))[0]


def _score(served: Served, without: Served, tokens: int) -> Score:
    latency, plain_ms = mean(served.latencies_ms), mean(without.latencies_ms)
    metrics = {
        "latency_ms": latency,
        "latency_p95_ms": percentile(served.latencies_ms, 0.95),
        "plain_latency_ms": plain_ms,
        "ratio": latency / plain_ms,
        "iterations": float(served.iterations),
        "iterations_plain": float(without.iterations),
        "drafted_per_token": served.drafted / tokens,
        "accepted_share": served.accepted / served.drafted if served.drafted else 0.0,
    }
    return Score(value(latency, plain_ms), metrics, _feedback(metrics))


def _feedback(metrics: dict[str, float]) -> str:
    text = (
        f"mean latency {metrics['latency_ms']:.0f} ms, "
        f"{metrics['plain_latency_ms']:.0f} ms without speculation; "
        f"{metrics['drafted_per_token']:.2f} draft tokens per output token, "
        f"{metrics['accepted_share']:.0%} of them accepted"
    )
    if metrics["ratio"] > 1.0:
        text += "; slower than no speculation, which counts five times: speculate less in large batches"
    return text
