"""The workloads: layers of the small model over held-out prompts, and calls of controlled sharpness.

In half of them the frozen first stage has selected its keys, as in the public benchmark; in the others
(``free``) everything is left to the program. Test shifts what train shows: other documents, copies, flatter
and sharper logits, shorter and longer caches, shared key heads.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from adrs.core.workload import Split, Workload
from adrs.problems.sparse_attention import captured, controlled
from adrs.problems.sparse_attention.calls import Call, workload_of
from adrs.problems.sparse_attention.controlled import Kind
from adrs.small_model.checkpoint import Checkpoint, read, shipped

SEED = "sparse_attention"


@dataclass(frozen=True, slots=True)
class Plan:
    """A workload to be.

    Args:
        family: What it is called.
        source: A kind of logits, or the kind of a prompt.
        frozen: Whether the first stage has selected keys already.
        document: The held-out document of a prompt of prose.
    """

    family: str
    source: Kind | str
    frozen: bool = True
    document: str = ""


def _plans(prose: tuple[str, str]) -> tuple[Plan, ...]:
    """Train and validation: the same kinds."""
    return (
        Plan("prose", "prose", True, prose[0]),
        Plan("facts", "facts"),
        Plan("table", "table"),
        Plan("normal-1", Kind(shape="normal", spread=1.0)),
        Plan("needles", Kind(shape="needles", tilt=0.5)),
        Plan("recency", Kind(shape="recency", keys=512)),
        Plan("free/prose", "prose", False, prose[1]),
        Plan("free/facts", "facts", False),
        Plan("free/table", "table", False),
        Plan("free/normal-2", Kind(shape="normal", spread=2.0), False),
        Plan("free/power", Kind(shape="power", outliers=8), False),
        Plan("free/recency", Kind(shape="recency", tilt=0.5), False),
    )


PLANS: Mapping[Split, tuple[Plan, ...]] = {
    Split.TRAIN: _plans(("topics/cache.txt", "topics/email.txt")),
    Split.VALIDATION: _plans(("topics/security.txt", "ref/csrf.txt")),
    Split.TEST: (
        Plan("other_prose", "prose", True, "intro/tutorial05.txt"),
        Plan("copy", "copy"),
        Plan("facts", "facts"),
        Plan("normal-0.5", Kind(shape="normal", spread=0.5)),
        Plan("normal-4", Kind(shape="normal", spread=4.0, tilt=0.5)),
        Plan("long_power", Kind(shape="power", keys=8192, kv_heads=2, outliers=8)),
        Plan("free/other_prose", "prose", False, "misc/design-philosophies.txt"),
        Plan("free/copy", "copy", False),
        Plan("free/table", "table", False),
        Plan("free/normal-0.5", Kind(shape="normal", spread=0.5, keys=512, kv_heads=2), False),
        Plan("free/long_needles", Kind(shape="needles", keys=8192, outliers=8), False),
        Plan("free/long_recency", Kind(shape="recency", keys=8192, tilt=0.5), False),
    ),
}
SIZES: Mapping[Split, int] = {**{split: len(plans) for split, plans in PLANS.items()}, Split.LEADERBOARD: 0}


def checkpoint_in(folder: Path | None) -> Checkpoint:
    """The checkpoint in a folder, or the small model.

    Raises:
        DataError: A file is missing or malformed.
    """
    return shipped() if folder is None else _read(folder)


@cache
def _read(folder: Path) -> Checkpoint:
    return read(folder)


@cache
def workloads(split: Split, model_dir: Path | None = None) -> Sequence[Workload]:
    """The workloads of a split, with prompts run through the model in a folder, or the small model.

    Raises:
        DataError: The folder holds no checkpoint that can be read.
    """
    made = []
    for plan in PLANS.get(split, ()):
        name = f"{split.value}/{plan.family}"
        seed = zlib.crc32(f"{SEED} {name}".encode())
        made.append(workload_of(name, split, plan.family, _calls(plan, seed, model_dir), seed=seed))
    return tuple(made)


def _calls(plan: Plan, seed: int, model_dir: Path | None) -> Sequence[Call]:
    if isinstance(plan.source, Kind):
        return [controlled.call(plan.source, np.random.RandomState(seed), frozen=plan.frozen)]
    checkpoint = checkpoint_in(model_dir)
    tokens = captured.prompt(checkpoint, plan.source, plan.document or f"{SEED} {seed}")
    return captured.calls(checkpoint, tokens, frozen=plan.frozen)
