"""The examples do what they say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"


def test_tiny_finds_its_way_to_the_optimum() -> None:
    pytest.importorskip("adrs.sandbox.forkserver")
    pytest.importorskip("adrs.store.memory")
    pytest.importorskip("adrs.search.top_k")
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "tiny.py")], capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr
    found = re.search(r"test: ([\d.]+), optimum ([\d.]+)", done.stdout)
    assert found is not None
    value, optimum = map(float, found.groups())
    assert optimum <= value < 1.02 * optimum
