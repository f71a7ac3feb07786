"""Reads the study's file of measured traces; the project ships none of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from adrs.core.errors import DataError

FILE = "multi_region.json"


def find(data: Path) -> Path:
    """The file in a data folder, or in its ``spot``.

    Raises:
        DataError: It is in neither.
    """
    for path in (data / "spot" / FILE, data / FILE):
        if path.is_file():
            return path
    raise DataError(f"there is no spot/{FILE} in {data}")


@lru_cache(maxsize=2)
def load(path: Path) -> Mapping[str, Any]:
    """The file's object: ``gap_seconds``, and ``zones`` with the windows of each.

    Raises:
        DataError: It cannot be read, or is something else.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path} cannot be read as JSON: {error}") from None
    if not isinstance(content, dict) or not {"gap_seconds", "zones"} <= set(content):
        raise DataError(f"{path} must hold an object with gap_seconds and zones")
    return content


def inputs(
    content: Mapping[str, Any], zones: Sequence[str], window: int, *, hours: tuple[float, float, float]
) -> dict[str, Any]:
    """Inputs of a job on measured traces, all but the rules.

    Args:
        content: What :func:`load` returned.
        zones: Names without ``_v100_1``, in the order of the job's regions.
        window: Position of the window among those of each zone.
        hours: Work, deadline and overhead.

    Raises:
        KeyError, IndexError, TypeError, ValueError: The file lacks a zone, a window or its series.
    """
    series = [content["zones"][f"{zone}_v100_1"][window] for zone in zones]
    duration, deadline, overhead = (h * 3600.0 for h in hours)
    return {
        "gap_s": float(content["gap_seconds"]),
        "duration_s": duration,
        "deadline_s": deadline,
        "overhead_s": overhead,
        "interrupted": [one["data"] for one in series],
        "prices": [one["prices_rle"] for one in series],
    }
