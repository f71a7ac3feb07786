"""What the tests of this problem share."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]


def shared_folder() -> Path:
    """Where the shared specifications and data lie."""
    return Path(os.environ.get("ADRS_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def golden() -> dict[str, Any]:
    """The reference's own figures, which are not part of this project."""
    path = shared_folder() / "golden" / "eplb.json"
    if not path.is_file():
        pytest.skip("golden/eplb.json is absent; set ADRS_SHARED to the folder that holds golden/")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder with the measured loads."""
    folder = shared_folder() / "data"
    if not (folder / "eplb" / "deepseek_expert_counts.json.gz").is_file():
        pytest.skip("data/eplb is absent; set ADRS_SHARED to the folder that holds data/")
    return folder
