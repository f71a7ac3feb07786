"""Stand-in for ``gepa.utils``."""

from __future__ import annotations

from typing import Any

from gepa import stand_in


def __getattr__(name: str) -> Any:
    return stand_in(name)
