"""What the tests of this problem share."""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from adrs.core import wire
from adrs.core.workload import Split, Workload
from adrs.problems.txn_scheduling import harness

Answers = Callable[[str, Workload], Any]


def shared_folder() -> Path:
    """Where the shared specifications and data lie."""
    root = Path(__file__).resolve().parents[3]
    return Path(os.environ.get("ADRS_SHARED", root.parent / "shared"))


@pytest.fixture(scope="session")
def golden() -> dict[str, Any]:
    """The golden vectors."""
    path = shared_folder() / "golden" / "txn_scheduling.json"
    if not path.is_file():
        pytest.skip("golden/txn_scheduling.json is not there")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder with the published workloads."""
    folder = shared_folder() / "data"
    if not (folder / "txn" / "workloads.json").is_file():
        pytest.skip("data/txn/workloads.json is not there")
    return folder


@pytest.fixture
def batch() -> Workload:
    """Five transactions: three readers and writers of key 1, one elsewhere, one idle."""
    txns = ["w-1 r-2 *", "r-1 w-1", "* w-1", "r-3", "* *"]
    return Workload("train/tiny", Split.TRAIN, {"txns": txns}, "tiny")


@pytest.fixture
def answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    """Runs a program's text through the harness in an empty folder; the answer crosses the wire."""
    monkeypatch.chdir(tmp_path)
    modules, path, state = dict(sys.modules), list(sys.path), random.getstate()

    def run(text: str, workload: Workload) -> Any:
        program = tmp_path / "program.py"
        program.write_text(text, encoding="utf-8")

        def load() -> ModuleType:
            module = ModuleType("program")
            module.__file__ = str(program)
            exec(compile(text, str(program), "exec"), module.__dict__)
            return module

        return wire.decode(wire.encode(harness.run(load, wire.decode(workload.encoded))))

    yield run
    for name in ("txn_simulator", "workloads"):
        sys.modules.pop(name, None)
    sys.modules.update(modules)
    sys.path[:] = path
    random.setstate(state)
