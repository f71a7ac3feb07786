"""The wheel, built, installed alone in a clean place, and used there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UNREACHABLE = 3


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_wheel_is_complete_and_works_with_the_core_alone() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("what belongs into the wheel is what git has, and this is no checkout")
    command = [sys.executable, str(ROOT / "scripts" / "try_wheel.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == UNREACHABLE:
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stdout + done.stderr
