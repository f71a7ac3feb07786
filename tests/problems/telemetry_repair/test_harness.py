from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import adrs
from adrs.core.errors import InvalidAnswer
from adrs.core.workload import Workload
from adrs.problems.telemetry_repair import harness

ECHO = """
def {name}(telemetry, topology):
    calls.append(list(topology))
    return {{n: {{"rx_rate": (0, r["rx_rate"], 0.5), "tx_rate": (0, r["tx_rate"], 0.25), "local_router": None,
                 "interface_status": ("up", "up", 1.0)}} for n, r in telemetry.items()}}
"""


def answered(text: str, workload: Workload) -> tuple[Any, list[Any]]:
    module = ModuleType("program")
    module.calls = calls = []  # type: ignore[attr-defined]
    exec(text, module.__dict__)
    return harness.run(lambda: module, workload.inputs), calls


@pytest.mark.parametrize("name", ["repair", "run_repair", "repair_network_telemetry"])
def test_keeps_values_and_confidences(tiny: Workload, name: str) -> None:
    answer, calls = answered(ECHO.format(name=name), tiny)
    assert answer == [
        {
            "A_to_B": [[0.0, 0.5], [0.0, 0.25], ["up", 1.0]],
            "B_to_A": [[100.0, 0.5], [50.0, 0.25], ["up", 1.0]],
        }
    ]
    assert calls == [["A", "B"]]


def test_repair_comes_before_the_other_names(tiny: Workload) -> None:
    text = ECHO.format(name="repair") + "\ndef run_repair(telemetry, topology):\n    raise ValueError\n"
    assert answered(text, tiny)[1] == [["A", "B"]]


def test_a_program_without_entry_is_told_so(tiny: Workload) -> None:
    with pytest.raises(InvalidAnswer, match="function repair"):
        answered("x = 1", tiny)


def test_the_harness_brings_neither_judge_nor_generators_along() -> None:
    source = Path(adrs.__file__).parents[1]
    code = f"""
import sys
sys.path.insert(0, {str(source)!r})
import adrs.problems.telemetry_repair.harness
print(*(name for name in sys.modules if name.startswith("adrs.problems.telemetry")))
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {name.rpartition(".")[2] for name in out.stdout.split()} == {"telemetry_repair", "harness"}
