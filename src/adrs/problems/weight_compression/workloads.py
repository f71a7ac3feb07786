"""The workloads: the small model as it is, and models that compute the same with other columns.

Train shows the model as it is and once permuted; validation has other permutations and texts; test adds
models turned at random, and calibration on one text alone.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from adrs.core.workload import Split, Workload
from adrs.problems.weight_compression import texts, variants
from adrs.problems.weight_compression.cases import Case, workload_of
from adrs.problems.weight_compression.matrices import matrices
from adrs.problems.weight_compression.texts import Text
from adrs.small_model.checkpoint import Checkpoint, read, shipped
from adrs.small_model.forward import Model, in_64_bits

SEED = "weight_compression"
WINDOWS = 8
"""Windows of each text."""
CALIBRATION_WINDOWS = 12


@dataclass(frozen=True, slots=True)
class Plan:
    """A workload to be.

    Args:
        family: What it is called: ``plain``, ``permuted`` or ``rotated``, then what it is calibrated on.
        documents: Held-out documents of text A.
        calibration: ``both``, ``prose`` or ``facts``.
    """

    family: str
    documents: tuple[str, ...]
    calibration: str = "both"

    @property
    def variant(self) -> str:
        """What is done to the model."""
        return self.family.partition("/")[0]


PLANS: Mapping[Split, tuple[Plan, ...]] = {
    Split.TRAIN: (
        Plan("plain", ("topics/cache.txt", "howto/writing-migrations.txt")),
        Plan("permuted", ("topics/email.txt", "howto/deployment/checklist.txt")),
    ),
    Split.VALIDATION: (
        Plan("plain", ("topics/security.txt", "ref/contrib/syndication.txt")),
        Plan("permuted/prose", ("ref/csrf.txt",), "prose"),
        Plan("permuted", ("topics/signing.txt", "ref/csrf.txt")),
    ),
    Split.TEST: (
        Plan("rotated", ("intro/tutorial05.txt",)),
        Plan("permuted/facts", ("misc/design-philosophies.txt",), "facts"),
        Plan("rotated/prose", ("misc/design-philosophies.txt",), "prose"),
        Plan("permuted", ("intro/tutorial05.txt", "misc/design-philosophies.txt")),
    ),
}
SIZES: Mapping[Split, int] = {**{split: len(plans) for split, plans in PLANS.items()}, Split.LEADERBOARD: 0}


@cache
def workloads(split: Split, model_dir: Path | None = None) -> Sequence[Workload]:
    """The workloads of a split, made of the model in a folder, or of the small model.

    Raises:
        DataError: The folder holds no checkpoint that can be read.
    """
    return tuple(_made(split, plan, _checkpoint(model_dir)) for plan in PLANS.get(split, ()))


@cache
def _checkpoint(folder: Path | None) -> Checkpoint:
    return shipped() if folder is None else read(folder)


def _made(split: Split, plan: Plan, checkpoint: Checkpoint) -> Workload:
    name = f"{split.value}/{plan.family}"
    rng = np.random.RandomState(zlib.crc32(f"{SEED} {name}".encode()))
    model = _varied(checkpoint.model, plan.variant, rng)
    held_out = {
        "A": texts.prose(checkpoint.tokenizer, plan.documents, WINDOWS),
        "B": texts.facts(checkpoint.tokenizer, f"{SEED} {name}", WINDOWS),
    }
    calibration = np.concatenate([text.windows[:, :-1] for text in _calibration(plan, checkpoint)])
    found = matrices(in_64_bits(model), calibration)
    return workload_of(name, split, plan.family, Case(model, tuple(found), held_out))


def _varied(model: Model, variant: str, rng: np.random.RandomState) -> Model:
    if variant == "permuted":
        return variants.permuted(model, rng)
    return variants.rotated(model, rng) if variant == "rotated" else model


def _calibration(plan: Plan, checkpoint: Checkpoint) -> Sequence[Text]:
    found = []
    if plan.calibration != "facts":
        found.append(texts.prose(checkpoint.tokenizer, texts.CALIBRATION, CALIBRATION_WINDOWS))
    if plan.calibration != "prose":
        found.append(texts.facts(checkpoint.tokenizer, f"{SEED} calibration", CALIBRATION_WINDOWS))
    return found
