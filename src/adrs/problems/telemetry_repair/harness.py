"""Runs beside the candidate: hands it one damaged snapshot after the other and keeps what it repaired.

No truth comes near: inputs hold what routers report, and nothing else. Each snapshot of a workload is another
network, so nothing learned from one helps with the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.harness import entry

ENTRIES = ("repair", "run_repair", "repair_network_telemetry")
"""Names of the entry; published programs define one of the others."""

FIELDS = ("rx_rate", "tx_rate", "interface_status")


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For each snapshot the repairs as ``{interface: [[rx, confidence], [tx, confidence], [status, …]]}``.

    Raises:
        InvalidAnswer: There is no entry, or it returned something else than a repair of every interface.
    """
    module = load()
    name = next((name for name in ENTRIES if hasattr(module, name)), ENTRIES[0])
    repair = entry(module, name)
    answer = []
    for number, snapshot in enumerate(inputs["snapshots"]):
        expected = list(snapshot["telemetry"])
        result = repair(snapshot["telemetry"], snapshot["topology"])
        answer.append(_plain(result, expected, number))
    return answer


def _plain(result: Any, expected: list[str], number: int) -> dict[str, Any]:
    """Base-class methods are called throughout, so that a subclass cannot answer for itself."""
    if type(result) is not dict:
        raise InvalidAnswer(f"snapshot {number}: return a dict by interface, not {_a(result)}")
    missing = [name for name in expected if name not in result]
    if missing:
        raise InvalidAnswer(
            f"snapshot {number}: {len(missing)} of {len(expected)} interfaces are missing, first "
            f"{missing[0]}; "
            "every interface must be returned, doubtful ones with a low confidence"
        )
    if len(result) != len(expected):
        raise InvalidAnswer(f"snapshot {number}: {len(result) - len(expected)} interfaces do not exist")
    return {name: _fields(result[name], f"snapshot {number}, {name}") for name in expected}


def _fields(record: Any, where: str) -> list[list[Any]]:
    if type(record) is not dict:
        raise InvalidAnswer(f"{where}: a dict with {', '.join(FIELDS)} is expected, not {_a(record)}")
    return [_entry(record, field, where) for field in FIELDS]


def _entry(record: dict[str, Any], field: str, where: str) -> list[Any]:
    if field not in record:
        raise InvalidAnswer(f"{where}: {field} is missing")
    value = record[field]
    if type(value) is not tuple or len(value) != 3:
        raise InvalidAnswer(f"{where}: {field} must be a tuple (original, repaired, confidence)")
    return [value[1], value[2]]


def _a(value: Any) -> str:
    return f"a {type(value).__name__[:60]}"
