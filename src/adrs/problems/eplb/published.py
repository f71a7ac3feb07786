"""Measured loads, read from files that are not part of this project.

Two kinds are known. A *load history* (``expert-load.json``) is the public benchmark's: a list of steps, each
with the tokens of every expert of every layer; a hundred steps make a window, and every window but the first
is judged. *Snapshots* (``deepseek_expert_counts.json.gz``) are single windows under different prompts and
outputs; pairs of neighbouring settings are judged, from one to the next.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from adrs.core.errors import DataError
from adrs.core.workload import Split, Workload
from adrs.problems.eplb.cases import Case, series, workload_of
from adrs.problems.eplb.rules import Ints

HISTORY_FILE = "expert-load.json"
SNAPSHOT_FILE = "deepseek_expert_counts.json.gz"
STEPS_PER_WINDOW = 100
EXPERTS = 256
_DECODE = ("decode_in500out1500", "decode_in1000out1000", "decode_in1800out100", "decode_in2000out100")
_MIXED = tuple(name.replace("decode", "prefill") for name in _DECODE)
_PROMPTS = ("prefill_in512", "prefill_in1024", "prefill_in2048", "prefill_in4096")
PAIRS: Sequence[tuple[str, str, str]] = (
    *(("decode", a, b) for a, b in pairwise(_DECODE)),
    *(("prefill", a, b) for a, b in pairwise(_MIXED)),
    *(("prompts", a, b) for a, b in pairwise(_PROMPTS)),
    *(("prefill_to_decode", a, b) for a, b in zip(_MIXED, _DECODE, strict=True)),
)
"""Family and the two snapshots, seen and judged."""
LEADERBOARD_SIZE = len(PAIRS)


def leaderboard(data: Path | None) -> tuple[Workload, ...]:
    """One decision a workload: from a load history where there is one, else from the snapshots.

    Raises:
        DataError: No folder was given, or it holds neither file, or the file is malformed.
    """
    if data is None:
        raise DataError(f"the leaderboard of eplb needs the data folder (--data) with eplb/{HISTORY_FILE}")
    for read, name in ((_from_history, HISTORY_FILE), (_from_snapshots, SNAPSHOT_FILE)):
        for path in (data / "eplb" / name, data / name):
            if path.is_file():
                return tuple(read(path))
    raise DataError(f"there is neither eplb/{HISTORY_FILE} nor eplb/{SNAPSHOT_FILE} in {data}")


def _from_history(path: Path) -> list[Workload]:
    cases = series(read_history(path))
    if not cases:
        raise DataError(f"{path} has fewer than two windows of {STEPS_PER_WINDOW} steps")
    return [
        workload_of(f"leaderboard/window-{i:03d}", Split.LEADERBOARD, "history", [case])
        for i, case in enumerate(cases, start=1)
    ]


def _from_snapshots(path: Path) -> list[Workload]:
    found = read_snapshots(path)
    missing = sorted({name for _, *names in PAIRS for name in names} - set(found))
    if missing:
        raise DataError(f"{path} lacks the snapshots {', '.join(missing)}")
    return [_pair(family, seen, judged, found) for family, seen, judged in PAIRS]


def _pair(family: str, seen: str, judged: str, found: Mapping[str, Ints]) -> Workload:
    case = Case(found[seen][None], found[judged])
    return workload_of(f"leaderboard/{seen}-{judged}", Split.LEADERBOARD, family, [case])


def read_history(path: Path) -> list[Ints]:
    """The windows of a load history, each ``(L, E)``: sums of a hundred steps, the last may have fewer.

    Raises:
        DataError: It cannot be read, or is not the published form.
    """
    content = _json(path)
    try:
        steps = [np.array(step["logical_expert_load"]) for step in content["load_history"]]
        windows = [sum(steps[i : i + STEPS_PER_WINDOW]) for i in range(0, len(steps), STEPS_PER_WINDOW)]
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{path} is not a load history: {type(error).__name__} {error}") from None
    return [_loads(window, f"{path}, window {i}") for i, window in enumerate(windows)]


def read_snapshots(path: Path) -> Mapping[str, Ints]:
    """Loads ``(L, E)`` by the snapshot's name.

    Raises:
        DataError: It cannot be read, or is not the published form.
    """
    content = _json(path)
    try:
        return {name: _loads(np.array(v), f"{path}, {name}") for name, v in content["snapshots"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"{path} holds no snapshots: {type(error).__name__} {error}") from None


def _json(path: Path) -> Any:
    try:
        data = path.read_bytes()
        return json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DataError(f"{path} cannot be read: {error}") from None


def _loads(array: Any, where: str) -> Ints:
    """A window, checked: this cluster's experts, and counts of tokens."""
    if not isinstance(array, np.ndarray) or array.ndim != 2 or array.shape[1] != EXPERTS:
        raise DataError(f"{where}: rows of {EXPERTS} experts are expected, one a layer")
    if array.dtype.kind not in "iu" or (array < 0).any():
        raise DataError(f"{where}: loads are counts of tokens, integers from 0")
    return array.astype(np.int64)
