from __future__ import annotations

from pathlib import Path

import pytest

from adrs.core.errors import DataError
from adrs.core.workload import Split
from adrs.problems.telemetry_repair.cases import cases_of
from adrs.problems.telemetry_repair.workloads import (
    LEADERBOARD_SIZE,
    SIZES,
    SNAPSHOTS,
    published,
    read,
    synthetic,
)

SYNTHETIC = (Split.TRAIN, Split.VALIDATION, Split.TEST)


@pytest.mark.parametrize("split", SYNTHETIC)
def test_each_snapshot_is_a_network_of_its_own(split: Split) -> None:
    for workload in synthetic(split):
        names = [frozenset(snapshot["telemetry"]) for snapshot in workload.inputs["snapshots"]]
        assert len(names) == len(set(names)) == SNAPSHOTS


def test_no_snapshot_occurs_in_two_splits() -> None:
    seen: set[str] = set()
    for split in SYNTHETIC:
        rates = {str(c.reported) for w in synthetic(split) for c in cases_of(w)}
        truths = {str(c.truth) for w in synthetic(split) for c in cases_of(w)}
        assert not seen & (rates | truths)
        assert len(rates) == len(truths) == SIZES[split] * SNAPSHOTS
        seen |= rates | truths


@pytest.mark.parametrize("split", SYNTHETIC)
def test_inputs_hold_readings_and_no_truth(split: Split) -> None:
    fields = {"interface_status", "rx_rate", "tx_rate", "connected_to", "local_router", "remote_router"}
    for workload in synthetic(split):
        for snapshot, case in zip(workload.inputs["snapshots"], cases_of(workload), strict=True):
            assert set(snapshot) == {"telemetry", "topology"}
            assert all(set(record) == fields for record in snapshot["telemetry"].values())
            truth = {rate for *rates, _ in case.truth.values() for rate in rates} - {0.0}
            assert not truth & {record["rx_rate"] for record in snapshot["telemetry"].values()}
            assert not truth & {record["tx_rate"] for record in snapshot["telemetry"].values()}


def test_ids_say_split_family_and_number() -> None:
    assert [w.id for w in synthetic(Split.TRAIN)][:4] == [
        "train/mixed-0",
        "train/scaled-0",
        "train/correlated_scaled-0",
        "train/mixed-1",
    ]


def test_the_leaderboard_is_the_published_one(golden: dict[str, list[int]], data: Path) -> None:
    workloads = published(data)
    assert len(workloads) == LEADERBOARD_SIZE
    rows = [int(w.id.rpartition("-")[2]) for w in workloads]
    assert rows == golden["aggregates"]["sample_rows"]  # type: ignore[call-overload]
    assert [w.digest for w in published(data / "telemetry")] == [w.digest for w in workloads]


def test_asks_for_the_folder_when_none_is_given() -> None:
    with pytest.raises(DataError, match="--data"):
        published(None)


def test_says_which_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no telemetry/evaluation_data\.csv in"):
        published(tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "not the published table"),
        ("a,b\n1\n", "not the published table"),
        ("a,b\n1,2\n", "1 snapshots instead of 40"),
        ("low_A_egress_to_B\n" + "\"{'ground_truth': None}\"\n" * 40, "40 snapshots"),
        ("low_A_egress_to_B\n" + "\"{'ground_truth': None, 'perturbed': 1}\"\n" * 40, "not the published"),
        ("low_A_egress_to_B\n" + "\"{'ground_truth': 'x', 'perturbed': 1}\"\n", "not the published table"),
    ],
    ids=["empty", "ragged", "short", "no readings", "no truth", "no number"],
)
def test_says_what_is_wrong_with_the_file(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "evaluation_data.csv").write_text(content)
    if reason == "40 snapshots":
        assert all(not interface.true_tx for snapshot in read(tmp_path) for interface in snapshot.values())
        return
    with pytest.raises(DataError, match=reason):
        read(tmp_path)
