"""The twelve names that most users need."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import adrs

PAGE = Path(__file__).parents[1] / "docs" / "python.md"


def test_there_are_twelve_and_each_is_there() -> None:
    assert len(adrs.__all__) == 12
    assert all(getattr(adrs, name).__name__ in (name, f"{name}_run") for name in adrs.__all__)
    assert set(adrs.__all__) <= set(dir(adrs))


@pytest.mark.parametrize("name", adrs.__all__)
def test_each_is_on_its_page_and_documented(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")
    assert getattr(adrs, name).__doc__


def test_a_name_that_is_not_there_is_said() -> None:
    with pytest.raises(AttributeError, match="no attribute 'envolve'; it has Bound, Budget"):
        _ = adrs.envolve


def test_importing_loads_nothing_else() -> None:
    code = "import sys, adrs; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"adrs.core", "adrs.api", "numpy", "click", "rich", "cmaes", "asyncio"}
    assert heavy.isdisjoint(done.stdout.split())


def test_twins_say_what_they_take() -> None:
    ours, theirs = (inspect.signature(one).parameters for one in (adrs.evolve, adrs.evolve_async))
    assert ours == theirs
    assert {"problem", "budget", "on_event"} <= set(ours)
