"""Generated workloads, the same on every machine: numpy's legacy generator, whose streams are frozen.

Times are a calibrated model, not measurements: sizes of the named models over a PCIe 4.0 x16 channel at an
assumed 25 GB/s, and assumed times of layers at a batch of a few tokens. Layers are fewer than the models'.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from adrs.core.workload import Split, Workload
from adrs.problems.expert_offload.scene import Machine

SEED = 2308
"""First part of every generator's seed; split and number are the others."""

Rng = np.random.RandomState
Array = np.ndarray[Any, Any]

FINE = Machine(layers=12, experts=64, slots=192, load_ms=0.69, dense_ms=1.2, expert_ms=0.05, accuracy=0.0)
"""Like DeepSeekMoE 16B: an expert has 3 x 2048 x 1408 half-precision weights, 17.3 MB."""
SWITCH = Machine(layers=6, experts=64, slots=48, load_ms=0.75, dense_ms=1.0, expert_ms=0.1, accuracy=0.0)
"""Like Switch-Base: 2 x 768 x 3072 weights in single precision, 18.9 MB, in every other layer."""
COARSE = Machine(layers=16, experts=8, slots=56, load_ms=3.5, dense_ms=1.2, expert_ms=0.4, accuracy=0.0)
"""Like Mixtral 8x7B in 4 bits: 3 x 4096 x 14336 weights, 88 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """How a workload's routing is drawn.

    Args:
        family: What is announced, and of which kind of model.
        machine: Sizes and times.
        top: Experts that a sequence's token needs in a layer.
        sequences: Sequences decoded together.
        tokens: Tokens.
        zipf: Exponent of the popularity of experts within a topic.
        keep: How likely an expert is needed again for the next token of a sequence.
        follow: How likely an expert follows from the one that the layer before needed.
        topic_tokens: Mean tokens until a sequence changes its topic.
        window: Layers announced at each gate; 0 for none.
    """

    family: str
    machine: Machine
    top: int
    sequences: int
    tokens: int
    zipf: float = 0.9
    keep: float = 0.35
    follow: float = 0.3
    topic_tokens: float = 25.0
    window: int = 0


TOPICS = 4

_KINDS: dict[str, dict[str, Any]] = {
    "fine": {"machine": FINE, "top": 6, "sequences": 1, "tokens": 40},
    "switch": {"machine": SWITCH, "top": 1, "sequences": 4, "tokens": 75},
    "coarse": {"machine": COARSE, "top": 2, "sequences": 1, "tokens": 48},
}


def mix(
    kind: str, tier: str, *, accuracy: float = 0.0, slots: int = 0, window: int = 0, **changes: Any
) -> Mix:
    """A kind of model with a tier of information: ``blind``, ``predicted`` or ``window``."""
    usual = {**_KINDS[kind], **changes}
    machine: Machine = usual.pop("machine")
    accuracy = {"blind": 0.0, "predicted": accuracy, "window": 1.0}[tier]
    machine = replace(machine, accuracy=accuracy, slots=slots or machine.slots)
    window = {"blind": 0, "predicted": 1, "window": window}[tier]
    return Mix(family=f"{tier}-{kind}", machine=machine, window=window, **usual)


PLAN: dict[Split, tuple[Mix, ...]] = {
    Split.TRAIN: (
        mix("switch", "blind"),
        mix("switch", "predicted", accuracy=0.9),
        mix("switch", "window", window=3, slots=40),
        mix("coarse", "blind", slots=64),
        mix("coarse", "predicted", accuracy=0.85),
        mix("coarse", "window", window=4, slots=48),
        mix("fine", "blind"),
        mix("fine", "predicted", accuracy=0.8),
        mix("fine", "window", window=3, slots=160),
    ),
    Split.VALIDATION: (
        mix("switch", "blind", sequences=3, zipf=1.1),
        mix("switch", "predicted", accuracy=0.75, sequences=5),
        mix("coarse", "window", window=3, slots=60, keep=0.5),
        mix("coarse", "predicted", accuracy=0.95, keep=0.2),
        mix("fine", "blind", slots=224, follow=0.5),
        mix("fine", "window", window=2, zipf=0.7),
    ),
    Split.TEST: (
        mix("switch", "blind", sequences=6, keep=0.5, topic_tokens=12),
        mix("switch", "predicted", accuracy=0.6, zipf=1.2),
        mix("switch", "predicted", accuracy=1.0, slots=32, sequences=2),
        mix("switch", "window", window=5, sequences=6),
        mix("coarse", "blind", slots=40, keep=0.6),
        mix("coarse", "predicted", accuracy=0.7, slots=72),
        mix("coarse", "window", window=8, slots=64, topic_tokens=10),
        mix("fine", "blind", slots=256, topic_tokens=60),
        mix("fine", "predicted", accuracy=0.95, slots=144),
        mix("fine", "predicted", accuracy=0.65, zipf=1.1),
        mix("fine", "window", window=6, keep=0.2),
        mix("fine", "window", window=2, sequences=2, tokens=30, slots=224),
    ),
}
"""The draws of each split; caches, accuracies, windows and routing of the splits differ."""

SIZES = {split: len(plan) for split, plan in PLAN.items()}


@cache
def workloads(split: Split) -> tuple[Workload, ...]:
    """The workloads of ``split``, in the order of the plan; there is no leaderboard."""
    return tuple(
        Workload(f"{split}/{drawn.family}-{number}", split, inputs(_rng(split, number), drawn), drawn.family)
        for number, drawn in enumerate(PLAN.get(split, ()))
    )


def inputs(rng: Rng, drawn: Mix) -> dict[str, Any]:
    """A workload drawn from ``drawn``; see :class:`adrs.problems.expert_offload.scene.Scene`."""
    routing = Routing(rng, drawn)
    needed = routing.tokens(drawn.tokens)
    announced = _announced(rng, drawn, needed)
    few = drawn.tokens // 3
    at = int(rng.randint(few // 3, 2 * few // 3)) * drawn.machine.layers + int(
        rng.randint(drawn.machine.layers)
    )
    # The first layer that differs is announced as if it did not, where announcements may be wrong.
    surprising = int(drawn.machine.accuracy < 1.0)
    other = Routing(rng, drawn).tokens(few)
    other_announced = _announced(rng, drawn, other)
    return {
        "machine": asdict(drawn.machine),
        "window": drawn.window,
        "needed": needed,
        "announced": announced,
        "twin_needed": _spliced(needed, other, at),
        "twin_announced": _spliced(announced, other_announced, at + surprising),
    }


def _rng(split: Split, number: int) -> Rng:
    return Rng([SEED, list(Split).index(split), number])


class Routing:
    """Draws which experts are needed: topics with Zipf popularities, habits of tokens, and of layers."""

    def __init__(self, rng: Rng, drawn: Mix) -> None:
        self._rng, self._mix = rng, drawn
        layers, experts = drawn.machine.layers, drawn.machine.experts
        weights = 1.0 / np.arange(1, experts + 1) ** drawn.zipf
        ranks = np.array([[rng.permutation(experts) for _ in range(layers)] for _ in range(TOPICS)])
        self._sums = np.cumsum((weights / weights.sum())[ranks], axis=2)
        self._follows = np.array([rng.permutation(experts) for _ in range(layers)])

    def tokens(self, count: int) -> Array:
        """``(count, layers, most)`` experts, ascending, the union over the sequences; -1 for none."""
        layers, most = self._mix.machine.layers, self._mix.top * self._mix.sequences
        result = np.full((count, layers, most), -1, dtype=np.int16)
        for _ in range(self._mix.sequences):
            for token, rows in enumerate(self._sequence(count)):
                for layer, row in enumerate(rows):
                    union = sorted({*row, *(e for e in result[token, layer].tolist() if e >= 0)})
                    result[token, layer, : len(union)] = union
        return result

    def _sequence(self, count: int) -> list[list[list[int]]]:
        rng, drawn, topic = self._rng, self._mix, int(self._rng.randint(TOPICS))
        tokens: list[list[list[int]]] = []
        for _ in range(count):
            if rng.random_sample() < 1.0 / drawn.topic_tokens:
                topic = int(rng.randint(TOPICS))
            rows: list[list[int]] = []
            for layer in range(drawn.machine.layers):
                before = tokens[-1][layer] if tokens else []
                rows.append(self._row(topic, layer, before, rows[-1] if rows else []))
            tokens.append(rows)
        return tokens

    def _row(self, topic: int, layer: int, before: list[int], above: list[int]) -> list[int]:
        """``top`` experts: kept from the token before, following from the layer above, or popular."""
        rng, drawn = self._rng, self._mix
        row = [e for e in before if rng.random_sample() < drawn.keep]
        for e in above:
            follower = int(self._follows[layer, e])
            if len(row) < drawn.top and follower not in row and rng.random_sample() < drawn.follow:
                row.append(follower)
        while len(row) < drawn.top:
            e = min(
                int(np.searchsorted(self._sums[topic, layer], rng.random_sample())), drawn.machine.experts - 1
            )
            if e not in row:
                row.append(e)
        return row


def _announced(rng: Rng, drawn: Mix, needed: Array) -> Array:
    """``needed``, each expert right with the machine's accuracy and any other otherwise; empty if blind."""
    if drawn.window == 0:
        return np.full((*needed.shape[:2], 0), -1, dtype=np.int16)
    result = needed.copy()
    wrong = (needed >= 0) & (rng.random_sample(needed.shape) >= drawn.machine.accuracy)
    result[wrong] = rng.randint(0, drawn.machine.experts, int(wrong.sum()))
    for row in result.reshape(-1, needed.shape[2]):
        experts = sorted({e for e in row.tolist() if e >= 0})
        row[:] = -1
        row[: len(experts)] = experts
    return result


def _spliced(first: Array, second: Array, at: int) -> Array:
    """The layers of ``first`` before number ``at``, counted through all tokens, then those of ``second``."""
    count, layers, most = second.shape
    result = second.reshape(count * layers, most).copy()
    result[:at] = first[:count].reshape(count * layers, most)[:at]
    return result.reshape(second.shape)
