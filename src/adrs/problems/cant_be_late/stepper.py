"""The simulator beside the candidate: steps through all runs of a workload, one observation at a time.

It is a generator, because a suspended generator keeps its state, the future above all, where a program
reaches it only by means that the guard refuses. For the same reason every name is bound before the first
observation: whatever a program patches later, no patched function is ever handed a trace.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.problems.cant_be_late.observation import ON_DEMAND, SPOT, WAIT, Observation

Step = Observation | list[str] | None
"""An observation to decide on, ``None`` before each run, at last the decisions of all runs."""


def stepper(inputs: Mapping[str, Any]) -> Generator[Step, Any, None]:
    """Steps through the runs of a workload.

    Send ``None`` after a ``None`` (a run begins; true instead of ``None`` if the policy also wants to be
    asked twice after completion) and a decision after an observation.

    Args:
        inputs: ``duration_s``, ``deadline_s``, ``overhead_s``, ``gap_s`` and ``traces``.

    Raises:
        InvalidAnswer: A decision is none of the three, or asks for a spot machine where there is none.
    """
    duration, deadline = inputs["duration_s"], inputs["deadline_s"]
    overhead, gap = inputs["overhead_s"], inputs["gap_s"]
    traces = list(inputs["traces"])
    letters = {SPOT: "S", ON_DEMAND: "O", WAIT: "N"}
    spot, on_demand, wait, refusal = SPOT, ON_DEMAND, WAIT, InvalidAnswer
    kind, text, new, make, ceil, length, count = (
        type,
        str,
        tuple.__new__,
        Observation,
        math.ceil,
        len,
        enumerate,
    )
    rooms = [math.floor((deadline - t * gap) / gap) for t in range(max(map(len, traces), default=0))]
    logs: list[str] = []
    for trace in traces:
        closing = yield None
        current, pending, total, worked, log = wait, 0.0, 0.0, 0.0, []
        done_at = -1
        for tick, bit in count(trace):
            has_spot = bit == "0"
            if current == wait:
                worked = 0.0
            else:
                left = duration - total
                worked = gap - pending
                if worked < 0:
                    worked = 0.0
                pending -= gap - worked
                if pending < 1e-3:
                    pending = 0.0
                if worked > left:
                    worked = left
                total += worked
            left = duration - total
            if left <= 1e-8 and done_at < 0:
                done_at = tick
            if done_at >= 0 and (not closing or tick > done_at + 1):
                break
            running = wait if current == spot and not has_spot else current
            state = (tick, tick * gap, gap, duration, deadline, overhead, has_spot, current, running, total)
            asked = yield new(make, (*state, left, pending, worked))
            letter = letters.get(asked) if kind(asked) is text else None
            if letter is None:
                said = asked[:40] if kind(asked) is text else kind(asked).__name__[:40]
                raise refusal(f"tick {tick}: a decision is 'spot', 'on_demand' or 'wait', not {said!r}")
            if letter == "S" and not has_spot:
                raise refusal(
                    f"tick {tick} of run {length(logs)}: 'spot' was asked for while has_spot was False; "
                    "ask for 'on_demand' or 'wait' then"
                )
            if done_at < 0:  # what is asked for after completion is not charged
                log.append(letter)
            if left > 1e-3 and ceil((left + overhead) / gap) >= rooms[tick]:
                # At the last moment: a working spot machine stays (and is lost with spot), else on demand.
                asked = on_demand
                if current == spot and pending < 1e-3:
                    asked = spot if has_spot else wait
            if asked != wait and asked != running:
                pending = overhead
            current = asked
        logs.append("".join(log))
    yield logs
