"""One named input a program is judged on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from adrs.core import wire


class Split(StrEnum):
    """Where a workload belongs. The search sees ``TRAIN`` only."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"
    LEADERBOARD = "leaderboard"


@dataclass(frozen=True)
class Workload:
    """Inputs as plain data, named, and belonging to one split.

    Args:
        id: Unique within the problem, e.g. ``"train/skewed-3"``.
        split: The split it belongs to.
        inputs: Plain data and arrays (what :mod:`adrs.core.wire` carries).
        family: Which generator made it; reports group by it.
    """

    id: str
    split: Split
    inputs: Mapping[str, Any] = field(repr=False)
    family: str = ""

    @cached_property
    def encoded(self) -> bytes:
        """The inputs as they cross to the sandbox."""
        return wire.encode(dict(self.inputs))

    @cached_property
    def digest(self) -> str:
        """Content address of the inputs (32 hex digits); bounds and caches key on it."""
        return hashlib.sha256(self.encoded).hexdigest()[:32]

    def __hash__(self) -> int:
        return hash((self.id, self.digest))
