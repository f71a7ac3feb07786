"""One question of an audit and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A question that an audit asks of a problem.

    Args:
        name: What is asked, in a few words.
        ok: Whether the answer is as it must be.
        detail: What was found, in a sentence.
        figures: What was measured, as plain data.
        left_out: Whether it could not be asked of this problem; then ``ok`` and ``detail`` says why.
    """

    name: str
    ok: bool
    detail: str
    figures: Mapping[str, Any] = field(default_factory=dict)
    left_out: bool = False
