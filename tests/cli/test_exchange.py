"""``adrs export`` and ``adrs data``."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from adrs.interop.data_sets import registry
from adrs.interop.data_sets.registry import DataFile, DataSet
from tests.cli.conftest import Adrs


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> DataSet:
    """The one data set there is."""
    file = DataFile(path="few/bytes", size_bytes=3, sha256=hashlib.sha256(b"abc").hexdigest())
    told = {"what": "Three bytes", "licence": "CC0", "citation": "A., 2020", "home": "repository a/b"}
    small = DataSet(name="few", problems=("tiny",), files=(file,), **told)
    monkeypatch.setattr(registry, "data_sets", lambda: (small,))
    return small


@pytest.mark.parametrize("form", ["openevolve", "evotrace", "jsonl"])
def test_a_run_is_exported_with_all_that_was_tried(adrs: Adrs, here: Path, form: str) -> None:
    run = adrs("run", "tiny", "--evals", "8", "--workers", "1", "--json").json["run"]
    done = adrs("export", run, "--format", form, "--out", "out", "--json")
    assert (done.code, done.json["candidates"]) == (0, 8)
    assert any((here / "out").iterdir())
    again = adrs("export", run, "--format", form, "--out", "out")
    assert again.code == 2
    assert "is there already" in again.err


def test_the_exported_champion_is_the_one_that_best_writes(adrs: Adrs, here: Path) -> None:
    run = adrs("run", "tiny", "--evals", "8", "--workers", "1", "--json").json["run"]
    adrs("export", run, "--format", "openevolve", "--out", "out")
    assert (here / "out" / "best_program.py").read_text() == adrs("best", run, "--json").json["text"]
    info = json.loads((here / "out" / "best_program_info.json").read_text())
    assert "test" in info["adrs"]["opened"]


def test_data_are_listed_fetched_and_verified(adrs: Adrs, here: Path, small: DataSet) -> None:
    (here / "data").mkdir()
    (here / "copy").mkdir()
    (here / "copy" / "bytes").write_bytes(b"abc")
    assert "repository a/b" in adrs("data", "list").out
    assert adrs("data", "verify", "few", "--data", "data").code == 2
    assert adrs("data", "verify", "--data", "data").code == 0  # nothing is wrong with what is there
    done = adrs("data", "fetch", "few", "--data", "data", "--from", "copy", "--yes", "--json")
    assert done.json["written"] == ["few/bytes"]
    assert adrs("data", "verify", "few", "--data", "data", "--json").json["files"][0]["state"] == "present"
    (here / "data" / "few" / "bytes").write_bytes(b"abd")
    altered = adrs("data", "verify", "--data", "data")
    assert altered.code == 2
    assert "altered" in altered.out


def test_nothing_is_fetched_unasked(adrs: Adrs, here: Path, small: DataSet) -> None:
    (here / "data").mkdir()
    (here / "bytes").write_bytes(b"abc")
    done = adrs("data", "fetch", "few", "--data", "data", "--from", ".")  # nobody says yes
    assert done.code == 130
    assert "CC0" in done.err
    assert list((here / "data").iterdir()) == []


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("fetch", "fwe", "--data", "."), "did you mean few"),
        (("fetch", "few"), "where is the data folder"),
        (("fetch", "few", "--data", ".", "--yes"), "no address is known for few"),
        (("fetch", "few", "--data", ".", "--from", ".", "--mirror", "http://a"), "exclude each other"),
    ],
)
def test_bad_requests_get_one_sentence(
    adrs: Adrs, small: DataSet, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], complaint: str
) -> None:
    monkeypatch.delenv("ADRS_DATA", raising=False)
    done = adrs("data", *words)
    assert done.code == 2
    assert complaint in done.err
