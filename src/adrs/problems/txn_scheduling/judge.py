"""Scores an order: checks it, runs it on the judge's own account of the rules, says where time went.

Nothing here is shared with the sandbox. The program's own idea of its makespan is compared, never used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score
from adrs.core.workload import Workload
from adrs.problems.txn_scheduling import rules


def judge(workload: Workload, answer: Any) -> Score:
    """The makespan of ``answer["order"]`` in slots.

    Raises:
        InvalidAnswer: The order is not a list of plain ints that names every transaction exactly once.
    """
    transactions = rules.parse(tuple(workload.inputs["txns"]))
    order, reported = _unpack(answer)
    _check(order, len(transactions))
    timeline = rules.run(transactions, order)
    makespan = timeline.makespan
    wrong = reported is not None and not (type(reported) is int and reported == makespan)
    metrics = {
        "reported_makespan_wrong": float(wrong),
        "late_starts": float(len(timeline.held_by)),
        "slots_waited": float(timeline.waits.total()),
    }
    return Score(
        float(makespan), metrics, _feedback(transactions, order, timeline, reported if wrong else None)
    )


def _unpack(answer: Any) -> tuple[Any, Any]:
    if type(answer) is not dict or "order" not in answer:
        raise InvalidAnswer("the answer must be an object with the order in it")
    return answer["order"], answer.get("reported")


def _check(order: Any, n: int) -> None:
    if type(order) is not list:
        raise InvalidAnswer(f"the order must be a list of ints, not a {type(order).__name__}")
    if len(order) != n:
        raise InvalidAnswer(f"the order has {len(order)} entries; there are {n} transactions")
    seen = bytearray(n)
    for place, index in enumerate(order):
        if type(index) is not int:
            raise InvalidAnswer(f"order[{place}] is a {type(index).__name__}, not an int")
        if not 0 <= index < n:
            raise InvalidAnswer(f"order[{place}] is {index}; indices run from 0 to {n - 1}")
        if seen[index]:
            raise InvalidAnswer(f"transaction {index} is in the order more than once")
        seen[index] = 1


def _feedback(
    transactions: Sequence[rules.Transaction],
    order: Sequence[int],
    timeline: rules.Timeline,
    lie: Any,
) -> str:
    last = max(order, key=lambda index: timeline.ends[index], default=None)
    if last is None:
        return "there are no transactions"
    lines = [f"makespan {timeline.makespan}; {_story(last, order, timeline)}"]
    if timeline.waits:
        hottest = ", ".join(f"{key} ({slots})" for key, slots in timeline.waits.most_common(5))
        lines.append(f"keys that delayed starts most (slots from the beginning, summed): {hottest}")
    unhindered = len(order) - len(timeline.held_by)
    idle = sum(txn.idle for txn in transactions)
    lines.append(f"{unhindered} of {len(order)} transactions started in slot 1; {idle} are all idle")
    if lie is not None:
        lines.append(f"the program reported {lie!r:.30} as its makespan")
    return "\n".join(lines)


def _story(last: int, order: Sequence[int], timeline: rules.Timeline) -> str:
    text = f"transaction {last} (place {order.index(last)}) ends last, runs {_span(last, timeline)}"
    key = timeline.held_by.get(last)
    return f"{text}, held back by key {key}" if key is not None else f"{text}, not held back"


def _span(index: int, timeline: rules.Timeline) -> str:
    return f"slots {timeline.starts[index]} to {timeline.ends[index]}"
