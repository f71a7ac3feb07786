"""A second account of serving: requests as records in lists, drafts checked one by one.

Slow and obvious; it shares nothing with :mod:`.simulator`, :mod:`.judge` and :mod:`.rules` but the
description. Tests and the audit compare the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from adrs.core.workload import Workload

_PREFILL = 2048


@dataclass(slots=True)
class _Request:
    number: int
    arrival: float
    prompt: int
    accepts: str
    done: int = 0

    def speculate(self, length: int) -> None:
        """Take drafts until one is refused or the output is complete, and one token more."""
        for _ in range(length):
            if self.done == len(self.accepts) or self.accepts[self.done] == "0":
                break
            self.done += 1
        self.done = min(self.done + 1, len(self.accepts))


def value(workload: Workload, answer: Any) -> float:
    """Mean latency over that without speculation; what exceeds 1 counts five times."""
    digits = iter(answer[0])
    ratio = _latency(workload.inputs, lambda: int(next(digits))) / _latency(workload.inputs, lambda: 0)
    return ratio if ratio <= 1 else 5 * ratio - 4


def _latency(inputs: Mapping[str, Any], choose: Callable[[], int]) -> float:
    """Mean time from arrival to the last token, in ms, when ``choose`` gives the lengths in order."""
    figures = zip(inputs["arrivals_ms"].tolist(), inputs["prompts"].tolist(), inputs["accepts"], strict=True)
    waiting = [_Request(number, *figure) for number, figure in enumerate(figures)]
    running: list[_Request] = []
    latencies: list[float] = []
    count, clock = len(waiting), 0.0
    while waiting or running:
        joining = _joining(waiting, clock, inputs["max_batch"] - len(running))
        if not running and not joining:
            clock = min(request.arrival for request in waiting)
            continue
        lengths = [choose() for _ in running]
        clock += _time(inputs["profile"], running, joining, lengths)
        for request, length in zip(running, lengths, strict=True):
            request.speculate(length)
        for request in joining:
            request.done = 1
            waiting.remove(request)
        running += joining
        latencies += [clock - r.arrival for r in running if r.done == len(r.accepts)]
        running = [r for r in running if r.done < len(r.accepts)]
    return sum(latencies) / count


def _joining(waiting: list[_Request], clock: float, places: int) -> list[_Request]:
    joining: list[_Request] = []
    for request in waiting:
        tokens = request.prompt + sum(other.prompt for other in joining)
        if request.arrival > clock or len(joining) == places or (joining and tokens > _PREFILL):
            break
        joining.append(request)
    return joining


def _time(
    profile: Mapping[str, float], running: list[_Request], joining: list[_Request], lengths: list[int]
) -> float:
    time = profile["base_ms"] + profile["token_ms"] * sum(request.prompt for request in joining)
    for request, length in zip(running, lengths, strict=True):
        time += profile["token_ms"] * (1 + length) + profile["draft_token_ms"] * length
        time += profile["context_ms"] * (request.prompt + request.done)
    if any(lengths):
        time += profile["draft_once_ms"] + profile["draft_step_ms"] * max(lengths)
    return time
