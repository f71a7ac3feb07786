"""Takes its time before it calls ``solve``, so that a test can catch a candidate at work."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from adrs.core.harness import entry

NAP_S = 0.1


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> Any:
    """The order that ``solve`` gives, after a nap."""
    solve = entry(load(), "solve")
    time.sleep(NAP_S)
    return solve(inputs["jobs"])
