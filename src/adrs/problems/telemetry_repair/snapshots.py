"""Snapshots of a network: what its routers report, and what is true.

A snapshot holds the interfaces of all routers in order of first appearance. Interface ``A_to_B`` belongs to
router A; its ``tx_rate`` is what A sends to B and its ``rx_rate`` what A receives from B, in Mbps. The other
end is ``B_to_A``: what one sends, the other receives, within a few per cent.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Counters = tuple[float, float]
"""``(rx, tx)`` of an interface in Mbps."""


@dataclass(frozen=True, slots=True)
class Interface:
    """One end of a link, undamaged.

    Args:
        local: Router it belongs to.
        remote: Router at the other end.
        rx: Observed rate received, in Mbps.
        tx: Observed rate sent, in Mbps.
        true_rx: Recorded truth; ``None`` where there is none.
        true_tx: The same for ``tx``.
    """

    local: str
    remote: str
    rx: float = 0.0
    tx: float = 0.0
    true_rx: float | None = None
    true_tx: float | None = None

    @property
    def name(self) -> str:
        """``A_to_B``."""
        return f"{self.local}_to_{self.remote}"

    @property
    def peer(self) -> str:
        """Name of the other end."""
        return f"{self.remote}_to_{self.local}"


Snapshot = Mapping[str, Interface]
"""Interfaces by name, in order of first appearance."""


def topology_of(interfaces: Iterable[Interface]) -> dict[str, list[str]]:
    """Names of the interfaces of each router, both in order of appearance."""
    routers: dict[str, list[str]] = {}
    for interface in interfaces:
        routers.setdefault(interface.local, []).append(interface.name)
    return routers


def telemetry_of(snapshot: Snapshot, reported: Mapping[str, Counters]) -> dict[str, dict[str, Any]]:
    """What a program is handed: the interfaces with ``reported`` rates, without any truth."""
    return {
        name: {
            "interface_status": "up",
            "rx_rate": reported[name][0],
            "tx_rate": reported[name][1],
            "connected_to": interface.peer,
            "local_router": interface.local,
            "remote_router": interface.remote,
        }
        for name, interface in snapshot.items()
    }


def parse(columns: Iterable[tuple[str, str]]) -> dict[str, Interface]:
    """The snapshot in one row of the published table, from its ``(column, cell)`` pairs in header order.

    Cells that are no Python literals, or hold no ``ground_truth``, are skipped.

    Raises:
        TypeError: A ground truth is ``None``.
        ValueError: A number is not one.
    """
    found: dict[str, dict[str, Any]] = {}
    for column, text in columns:
        place = _place(column)
        cell = None if place is None else _cell(text)
        if place is None or cell is None:
            continue
        local, remote, way = place
        fields = found.setdefault(f"{local}_to_{remote}", {"local": local, "remote": remote})
        if "perturbed" in cell:
            truth = float(cell["ground_truth"])
            fields[way] = truth if cell["perturbed"] is None else float(cell["perturbed"])
            fields[f"true_{way}"] = truth
    return {name: Interface(**fields) for name, fields in found.items()}


def _place(column: str) -> tuple[str, str, str] | None:
    """Local router, remote router and counter that a column is about; ``None`` for other columns."""
    if not column.startswith("low_"):
        return None
    for mark, way in (("_egress_to_", "tx"), ("_ingress_from_", "rx")):
        local, found, remote = column.removeprefix("low_").partition(mark)
        if found:
            return local, remote, way
    return None


def _cell(text: str) -> dict[str, Any] | None:
    try:
        cell = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return None
    return cell if isinstance(cell, dict) and "ground_truth" in cell else None
