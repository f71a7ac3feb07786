from __future__ import annotations

import json
from pathlib import Path

import pytest

from adrs.core.errors import DataError
from adrs.core.workload import Split
from adrs.problems.txn_scheduling import workloads
from adrs.problems.txn_scheduling.rules import parse

SYNTHETIC = (Split.TRAIN, Split.VALIDATION, Split.TEST)
NAMES = ("workload_1", "workload_2", "workload_3")


@pytest.mark.parametrize("split", SYNTHETIC)
def test_a_split_starts_with_one_batch_of_each_family(split: Split) -> None:
    batches = workloads.synthetic(split)
    assert len(batches) == workloads.SIZES[split]
    assert [w.family for w in batches[:3]] == ["handover", "upgrade", "skewed"]


def test_ids_say_split_family_and_number() -> None:
    assert [w.id for w in workloads.synthetic(Split.TRAIN)][:4] == [
        "train/handover-0",
        "train/upgrade-0",
        "train/skewed-0",
        "train/handover-1",
    ]


@pytest.mark.parametrize("split", SYNTHETIC)
def test_every_batch_parses_and_is_of_its_size(split: Split) -> None:
    for workload in workloads.synthetic(split):
        sizes = {60, 100, 140} if split is Split.TEST else {100}
        assert len(parse(tuple(workload.inputs["txns"]))) in sizes


def test_training_batches_resemble_the_published_ones(data: Path) -> None:
    ours = {w.family: parse(tuple(w.inputs["txns"])) for w in workloads.synthetic(Split.TRAIN)}
    theirs = [parse(tuple(w.inputs["txns"])) for w in workloads.published(data)]
    for family, published in zip(("skewed", "upgrade", "handover"), theirs, strict=True):
        assert {t.length for t in ours[family]} == {t.length for t in published}
        shapes = ({(len(t.reads), len(t.writes)) for t in batch} for batch in (ours[family], published))
        if family != "skewed":
            assert next(shapes) == next(shapes)
        keys = [len({k for t in batch for k, _ in t.reads + t.writes}) for batch in (ours[family], published)]
        assert keys[0] == pytest.approx(keys[1], rel=0.1)


def test_reads_the_published_batches_in_order(data: Path) -> None:
    batches = workloads.published(data)
    assert [w.id for w in batches] == [f"leaderboard/{name}" for name in NAMES]
    assert {len(w.inputs["txns"]) for w in batches} == {100}
    assert [w.digest for w in workloads.published(data / "txn")] == [w.digest for w in batches]


def write(folder: Path, content: object) -> Path:
    (folder / "workloads.json").write_text(content if isinstance(content, str) else json.dumps(content))
    return folder


def test_takes_the_folder_of_the_file_itself(tmp_path: Path) -> None:
    batches = workloads.published(write(tmp_path, {name: {"a": "w-1"} for name in NAMES}))
    assert [w.inputs["txns"] for w in batches] == [["w-1"]] * 3


def test_asks_for_the_folder_when_none_is_given() -> None:
    with pytest.raises(DataError, match="--data"):
        workloads.published(None)


def test_says_which_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no txn/workloads\.json in"):
        workloads.published(tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "cannot be read"),
        ([], "must hold an object"),
        ({}, "workload_1 must be"),
        ({name: {} for name in NAMES}, "workload_1 must be"),
        ({name: {"a": 3} for name in NAMES}, "workload_1 must be"),
        ({name: {"a": "w1"} for name in NAMES}, "transaction 0, slot 1"),
    ],
    ids=["broken", "list", "nothing", "empty", "numbers", "token"],
)
def test_says_what_is_wrong_with_the_file(tmp_path: Path, content: object, reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        workloads.published(write(tmp_path, content))
