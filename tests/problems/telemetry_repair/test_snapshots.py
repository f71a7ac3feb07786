from __future__ import annotations

from typing import Any

import pytest

from adrs.problems.telemetry_repair.snapshots import Interface, parse, telemetry_of, topology_of


def test_every_golden_row_parses_as_published(golden: dict[str, Any]) -> None:
    for case in (case for case in golden["cases"] if case["kind"] == "parse"):
        columns, expect = case["columns"].items(), case["expect"]
        if not expect["ok"]:
            with pytest.raises((TypeError, ValueError)):
                parse(columns)
            continue
        found = parse(columns)
        assert list(found) == list(expect["interfaces"]), case["name"]
        for name, fields in expect["interfaces"].items():
            interface = found[name]
            assert (interface.rx, interface.tx) == (fields["rx_rate"], fields["tx_rate"]), case["name"]
            assert interface.true_rx == fields.get("_ground_truth_rx"), case["name"]
            assert interface.true_tx == fields.get("_ground_truth_tx"), case["name"]
            reported = {n: (i.rx, i.tx) for n, i in found.items()}
            shown = telemetry_of(found, reported)[name]
            assert shown == {key: value for key, value in fields.items() if not key.startswith("_")}


def test_a_null_reading_is_the_truth() -> None:
    found = parse([("low_A_egress_to_B", "{'ground_truth': 7, 'perturbed': None}")])
    assert found == {"A_to_B": Interface("A", "B", tx=7.0, true_tx=7.0)}


@pytest.mark.parametrize("cell", ["", "{'ground_truth': ", "3", "[]", "{'perturbed': 1}", "__import__('os')"])
def test_a_cell_that_is_no_record_is_skipped(cell: str) -> None:
    assert parse([("low_A_egress_to_B", cell)]) == {}


@pytest.mark.parametrize("column", ["timestamp", "low_A_origination", "low_A_termination", "high_A_B"])
def test_other_columns_are_left_alone(column: str) -> None:
    assert parse([(column, "{'ground_truth': None}")]) == {}


def test_topology_keeps_the_order_of_appearance() -> None:
    interfaces = [Interface("B", "A"), Interface("A", "C"), Interface("B", "C")]
    assert list(topology_of(interfaces).items()) == [("B", ["B_to_A", "B_to_C"]), ("A", ["A_to_C"])]


def test_no_truth_is_shown() -> None:
    snapshot = {"A_to_B": Interface("A", "B", 1.0, 2.0, 3.5, 4.5)}
    shown = telemetry_of(snapshot, {"A_to_B": (1.0, 2.0)})
    assert "3.5" not in str(shown)
    assert "4.5" not in str(shown)
