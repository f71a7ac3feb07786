"""What the tests of this problem share."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from adrs.core.workload import Split, Workload
from adrs.problems.telemetry_repair.cases import Case, workload_of
from adrs.problems.telemetry_repair.damage import Damaged
from adrs.problems.telemetry_repair.snapshots import Interface

SHARED = Path(os.environ.get("ADRS_SHARED", Path(__file__).resolve().parents[4] / "shared"))


@pytest.fixture(scope="session")
def golden() -> dict[str, Any]:
    """The reference's own figures, which are not part of this project."""
    path = SHARED / "golden" / "telemetry_repair.json"
    if not path.is_file():
        pytest.skip("golden/telemetry_repair.json is absent; set ADRS_SHARED")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder with the published snapshots."""
    folder = SHARED / "data"
    if not (folder / "telemetry" / "evaluation_data.csv").is_file():
        pytest.skip("data/telemetry/evaluation_data.csv is absent; set ADRS_SHARED")
    return folder


@pytest.fixture
def tiny() -> Workload:
    """One link of 100 Mbps there and 50 back, of which A's end was dropped."""
    a = Interface("A", "B", rx=50.0, tx=100.0, true_rx=50.0, true_tx=100.0)
    b = Interface("B", "A", rx=100.0, tx=50.0, true_rx=100.0, true_tx=50.0)
    struck = {"A_to_B": (True, True), "B_to_A": (False, False)}
    damaged = Damaged("dropped", {"A_to_B": (0.0, 0.0), "B_to_A": (100.0, 50.0)}, struck)
    case = Case({"A_to_B": a, "B_to_A": b}, damaged)
    return workload_of("train/tiny", Split.TRAIN, "tiny", [case])
