import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def golden() -> dict[str, Any]:
    """The reference's own figures, which are not part of this project."""
    shared = Path(os.environ.get("ADRS_SHARED", ROOT.parent / "shared"))
    path = shared / "golden" / "prism.json"
    if not path.exists():
        pytest.skip("golden/prism.json is absent; set ADRS_SHARED to the folder that holds golden/")
    return json.loads(path.read_text(encoding="utf-8"))
