"""Runs beside the candidate: offers the published modules, calls the entry, keeps only the order.

Published programs import ``txn_simulator`` and ``workloads``, and some look for a folder called
``openevolve_examples/txn_scheduling`` first. They find all three; ``workloads`` holds the present workload
under each of its three names, so that a program cannot look at the others.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.harness import entry
from adrs.problems.txn_scheduling import simulator

NUM_SEQS = 10
"""The second argument of ``get_best_schedule``, as the published benchmark calls it."""


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The candidate's order for one workload.

    Args:
        load: Executes the program and returns its module.
        inputs: ``{"txns": [operations of each transaction, ...]}``.

    Returns:
        ``{"order": list of ints, "reported": the makespan the program claims, or None}``.

    Raises:
        InvalidAnswer: There is no entry, or what it returned is not an order.
    """
    text = json.dumps({f"txn{number}": body for number, body in enumerate(inputs["txns"])})
    _offer(text)
    workload = simulator.Workload(text)
    module = load()
    if not hasattr(module, "get_best_schedule") and hasattr(module, "get_random_costs"):
        _, orders, *_ = entry(module, "get_random_costs")()
        return {"order": _plain_order(orders[0]), "reported": None}
    result = entry(module, "get_best_schedule")(workload, NUM_SEQS)
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise InvalidAnswer("get_best_schedule must return the pair (makespan, order)")
    reported, order = result
    return {"order": _plain_order(order), "reported": reported if _is_claim(reported) else None}


def _is_claim(reported: Any) -> bool:
    """Whether it is a number of slots that can cross to the judge."""
    return type(reported) is int and abs(reported) < 2**62


def _offer(text: str) -> None:
    """Make the published modules importable and the published folder exist."""
    sys.modules["txn_simulator"] = simulator
    workloads = ModuleType("workloads", "The present workload, under each of the published names.")
    for name in ("WORKLOAD_1", "WORKLOAD_2", "WORKLOAD_3"):
        setattr(workloads, name, text)
    sys.modules["workloads"] = workloads
    os.makedirs(os.path.join("openevolve_examples", "txn_scheduling"), exist_ok=True)


def _plain_order(order: Any) -> list[int]:
    if type(order) is not list:
        raise InvalidAnswer(f"the order must be a list of ints, not a {type(order).__name__}")
    for item in order:
        if type(item) is not int:
            raise InvalidAnswer(f"the order must hold plain ints; {item!r:.40} is a {type(item).__name__}")
    return order
