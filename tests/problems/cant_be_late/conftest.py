"""What the tests of this problem share."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]


def shared_folder() -> Path:
    """Where the golden cases and the measured data lie; they are not part of this project."""
    return Path(os.environ.get("ADRS_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def golden() -> dict[str, Any]:
    """The reference's own figures."""
    path = shared_folder() / "golden" / "cant_be_late.json"
    if not path.is_file():
        pytest.skip("golden/cant_be_late.json is absent; set ADRS_SHARED to the folder that holds golden/")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder with the measured traces."""
    folder = shared_folder() / "data"
    if not (folder / "spot" / "single_region.json").is_file():
        pytest.skip("data/spot/single_region.json is absent; set ADRS_SHARED to the folder that holds data/")
    return folder
