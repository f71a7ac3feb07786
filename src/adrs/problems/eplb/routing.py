"""Synthetic routing loads, calibrated on measured ones.

Experts of a layer have a popularity by rank (Zipf with Mandelbrot's shift), groups of experts are liked
together, and every topic of conversation bends this log-normally. A window is a mixture of topics plus
counting noise; the mixture drifts, with momentum, or swings between phases as prefill and decode do; single
experts burst for a window. Exponent, shift and deviations are fitted to twelve measured snapshots of
DeepSeek-V3 (58 layers x 256 experts); what moves between windows is set to lie between the distances found
among these snapshots. Nothing measured is taken over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from adrs.problems.eplb.rules import Ints

Array = np.ndarray[Any, np.dtype[np.float64]]

ZIPF_EXPONENT = 0.4
ZIPF_SHIFT = 4.0
EXPERT_SIGMA = 0.2
GROUP_SIGMA = 0.45
TOPIC_SIGMA = 0.65
TOPICS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """A family of series.

    Args:
        layers, experts, groups: Of the model; experts of a group are liked together.
        tokens: Assignments to experts in a layer and window.
        zipf: Mean exponent of popularity; layers differ by up to 0.15.
        drift: Standard deviation of a step of the mixture's logits.
        momentum: Share of a step that goes on in the next.
        period: The mixture swings between two phases, each this many windows long; 0 for no phases.
        swing: How far the phases' logits lie apart.
        burst: Probability that an expert bursts in a window.
        burst_factor: Greatest factor of a burst.
    """

    layers: int = 58
    experts: int = 256
    groups: int = 8
    tokens: int = 2_000_000
    zipf: float = ZIPF_EXPONENT
    drift: float = 0.3
    momentum: float = 0.0
    period: int = 0
    swing: float = 2.0
    burst: float = 1 / 256
    burst_factor: float = 3.0


def windows(traffic: Traffic, count: int, rng: np.random.RandomState) -> Ints:
    """``(count, L, E)`` token counts of a new series."""
    shares = np.stack([_layer(traffic, count, rng) for _ in range(traffic.layers)], axis=1)
    shares = shares * _bursts(traffic, count, rng)
    expected = traffic.tokens * shares / shares.sum(axis=2, keepdims=True)
    noise = np.sqrt(expected) * rng.normal(size=expected.shape)
    counts: Ints = np.maximum(np.rint(expected + noise), 0).astype(np.int64)
    return counts


def _layer(traffic: Traffic, count: int, rng: np.random.RandomState) -> Array:
    """``(count, E)`` shares of one layer's experts."""
    exponent = traffic.zipf + rng.uniform(-0.15, 0.15)
    popularity = (1.0 + rng.permutation(traffic.experts) + ZIPF_SHIFT) ** -exponent
    popularity = popularity * np.exp(EXPERT_SIGMA * rng.normal(size=traffic.experts))
    group = np.exp(GROUP_SIGMA * rng.normal(size=traffic.groups))
    popularity = popularity * np.repeat(group, traffic.experts // traffic.groups)
    topics = popularity * np.exp(TOPIC_SIGMA * rng.normal(size=(TOPICS, traffic.experts)))
    topics = topics / topics.sum(axis=1, keepdims=True)
    return np.asarray(_mixtures(traffic, count, rng) @ topics)


def _mixtures(traffic: Traffic, count: int, rng: np.random.RandomState) -> Array:
    """``(count, topics)`` weights of the topics in each window."""
    logits = rng.normal(size=TOPICS)
    phase = 0.5 * traffic.swing * rng.choice([-1.0, 1.0], size=TOPICS)
    late = int(rng.randint(0, 2 * traffic.period)) if traffic.period else 0
    step = np.zeros(TOPICS)
    made = []
    for window in range(count):
        side = 0.0 if traffic.period == 0 else (-1.0) ** ((window + late) // traffic.period)
        weights = np.exp(logits + side * phase)
        made.append(weights / weights.sum())
        step = traffic.momentum * step + traffic.drift * rng.normal(size=TOPICS)
        logits = logits + step
    return np.stack(made)


def _bursts(traffic: Traffic, count: int, rng: np.random.RandomState) -> Array:
    shape = (count, traffic.layers, traffic.experts)
    factor = 1.5 + (traffic.burst_factor - 1.5) * rng.uniform(size=shape)
    return np.where(rng.uniform(size=shape) < traffic.burst, factor, 1.0)
