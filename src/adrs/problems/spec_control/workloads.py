"""Generated workloads, the same on every machine: numpy's legacy generator, whose streams are frozen.

Iteration costs are a calibrated model, not measurements: data-sheet rates of the named GPUs, the models'
sizes, and assumed efficiencies.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from adrs.core.workload import Split, Workload
from adrs.problems.spec_control.scene import Profile

SEED = 2406
"""First part of every generator's seed; split and number are the others."""
BANDWIDTH_SHARE, COMPUTE_SHARE = 0.8, 0.55
"""Assumed shares of the data sheets' memory bandwidth and dense half-precision rate."""
K_MAX = 8

Rng = np.random.RandomState
Array = np.ndarray[Any, Any]


def profile(
    *,
    parameters: float,
    kv_bytes: float,
    gb_s: float,
    tflop_s: float,
    draft_parameters: float = 0.0,
    draft_step_ms: float = 0.0,
    draft_once_ms: float = 0.0,
) -> Profile:
    """Iteration costs of a model in half precision: weights and context are read, tokens are computed.

    Args:
        parameters: Of the target model; 2 bytes to read in each iteration, 2 operations a token.
        kv_bytes: Keys and values of one token of context.
        gb_s: Memory bandwidth of the GPU.
        tflop_s: Its dense half-precision rate.
        draft_parameters: Of the draft model.
        draft_step_ms: A step of the draft model; small models are bound by kernel launches.
        draft_once_ms: What drafting costs however much is drafted.
    """
    bytes_ms, operations_ms = gb_s * 1e6 * BANDWIDTH_SHARE, tflop_s * 1e9 * COMPUTE_SHARE
    costs = (
        2 * parameters / bytes_ms,
        2 * parameters / operations_ms,
        kv_bytes / bytes_ms,
        draft_once_ms,
        draft_step_ms,
        2 * draft_parameters / operations_ms,
    )
    return Profile(*(round(cost, 6) for cost in costs))


A100 = {"gb_s": 1555.0, "tflop_s": 312.0}
A100_80 = {"gb_s": 2039.0, "tflop_s": 312.0}
MODEL_7B = {"parameters": 6.74e9, "kv_bytes": 2.0 * 32 * 4096 * 2}
MODEL_13B = {"parameters": 13.0e9, "kv_bytes": 2.0 * 40 * 5120 * 2}

DRAFT_7B = profile(**A100, **MODEL_7B, draft_parameters=0.16e9, draft_step_ms=1.0)
"""Llama 7B with a draft model of 160 M parameters, one A100 of 40 GB."""
LOOKUP_7B = profile(**A100, **MODEL_7B, draft_once_ms=0.3)
"""The same with prompt lookup (n-grams of the prompt) instead of a draft model."""
DRAFT_13B = profile(**A100_80, **MODEL_13B, draft_parameters=0.16e9, draft_step_ms=1.0)
"""Llama 13B with the same draft model, one A100 of 80 GB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """How a workload's requests are drawn.

    Args:
        family: Its name.
        requests: How many.
        per_s: Mean arrivals a second.
        burst: How many times the rate is during the first half of each cycle of ``cycle_s``; the second
            half has the rest. 1 is a plain Poisson process.
        prompt, output: Means of the log-normal token counts.
        easy, hard: Acceptance of a token in the two regimes, mean over requests.
        spell: Mean tokens in a regime.
        share: Share of requests whose tokens are in the easy regime to begin with.
    """

    family: str
    requests: int
    per_s: float
    prompt: float
    output: float
    easy: float
    hard: float
    spell: float
    share: float = 0.5
    burst: float = 1.0
    cycle_s: float = 8.0
    profile: Profile = DRAFT_7B
    max_batch: int = 64


def chat(per_s: float, requests: int, **changes: Any) -> Mix:
    """Conversations: medium prompts and answers, acceptance around 0.7 (7B) with harder passages."""
    usual: dict[str, Any] = {"prompt": 160, "output": 110, "easy": 0.8, "hard": 0.45, "spell": 40}
    return Mix(**{"family": "chat", "requests": requests, "per_s": per_s, **usual, **changes})


def lookup(per_s: float, requests: int, **changes: Any) -> Mix:
    """Summaries with prompt lookup: long prompts; copied passages are accepted, others hardly ever."""
    usual: dict[str, Any] = {
        "prompt": 500, "output": 90, "easy": 0.93, "hard": 0.08, "spell": 15, "profile": LOOKUP_7B,
    }  # fmt: skip
    return Mix(**{"family": "lookup", "requests": requests, "per_s": per_s, **usual, **changes})


PLAN: dict[Split, tuple[Mix, ...]] = {
    Split.TRAIN: (
        chat(1.5, 40),
        lookup(2.0, 50),
        chat(7.0, 70),
        chat(5.0, 60, family="hard", easy=0.5, hard=0.2, spell=60),
        lookup(6.0, 70, spell=25),
        chat(6.0, 70, family="burst", burst=1.8),
        chat(13.0, 80),
        chat(5.0, 60, family="slow-turn", easy=0.9, hard=0.3, spell=90),
    ),
    Split.VALIDATION: (
        chat(3.0, 50, spell=25),
        lookup(4.0, 60, spell=10),
        chat(10.0, 80, prompt=120),
        chat(8.0, 70, family="burst", burst=1.7, cycle_s=5.0),
        chat(6.0, 60, family="hard", easy=0.55, hard=0.15, spell=35),
        lookup(7.5, 70, easy=0.9, spell=40),
    ),
    Split.TEST: (
        chat(0.7, 40, spell=60),
        chat(4.0, 70, prompt=220, output=150),
        chat(11.0, 110, spell=20),
        chat(15.0, 110, prompt=110),
        lookup(3.0, 60, spell=20, easy=0.96),
        lookup(9.0, 90, prompt=420, spell=12),
        chat(7.0, 80, family="hard", easy=0.45, hard=0.1, spell=50),
        chat(6.0, 80, family="burst", burst=1.9, cycle_s=12.0),
        chat(4.0, 70, family="slow-turn", easy=0.92, hard=0.2, spell=150),
        chat(3.0, 70, family="13b", profile=DRAFT_13B, max_batch=48),
        chat(6.0, 80, family="13b", profile=DRAFT_13B, max_batch=48, spell=80),
        chat(9.0, 90, family="narrow", max_batch=16),
    ),
}
"""The draws of each split; rates, mixes and spells of validation and test do not occur in train."""

SIZES = {split: len(plan) for split, plan in PLAN.items()}


@cache
def workloads(split: Split) -> tuple[Workload, ...]:
    """The workloads of ``split``, in the order of the plan; there is no leaderboard."""
    return tuple(
        Workload(f"{split}/{mix.family}-{number}", split, inputs(_rng(split, number), mix), mix.family)
        for number, mix in enumerate(PLAN.get(split, ()))
    )


def inputs(rng: Rng, mix: Mix) -> dict[str, Any]:
    """A workload drawn from ``mix``; see :class:`adrs.problems.spec_control.scene.Scene`."""
    arrivals = _arrivals(rng, mix)
    prompts = _lengths(rng, mix.prompt, mix.requests, spread=0.7, most=1500)
    outputs = _lengths(rng, mix.output, mix.requests, spread=0.6, most=400)
    accepts = [_accepts(rng, mix, int(n)) for n in outputs]
    return {
        "arrivals_ms": arrivals,
        "prompts": prompts,
        "accepts": accepts,
        "max_batch": mix.max_batch,
        "k_max": K_MAX,
        "profile": mix.profile._asdict(),
        "twin": [_another_future(rng, mix, bits) for bits in accepts[: mix.requests // 3]],
    }


def _rng(split: Split, number: int) -> Rng:
    return Rng([SEED, list(Split).index(split), number])


def _arrivals(rng: Rng, mix: Mix) -> Array:
    """Poisson arrivals in ms, in bursts by stretching time in the quieter half of each cycle."""
    even = np.cumsum(rng.exponential(1.0 / mix.per_s, mix.requests))
    cycle, phase = np.divmod(even / mix.cycle_s, 1.0)
    busy = mix.burst / 2  # share of a cycle's arrivals that its first half has
    first = phase < busy
    quiet = max(1.0 - busy, 1e-9)
    within = np.where(first, 0.5 * phase / busy, 0.5 + 0.5 * (phase - busy) / quiet)
    return np.round(1000.0 * mix.cycle_s * (cycle + within), 3)


def _lengths(rng: Rng, mean: float, count: int, *, spread: float, most: int) -> Array:
    """Log-normal token counts with about this mean, from 4 to ``most``."""
    drawn = rng.lognormal(np.log(mean) - spread**2 / 2, spread, count)
    return np.clip(np.round(drawn), 4, most).astype(np.int64)


def _accepts(rng: Rng, mix: Mix, tokens: int) -> str:
    """Which draft tokens are accepted: two regimes that alternate, each with the request's own rate."""
    rates = [_own_rate(rng, mix.hard), _own_rate(rng, mix.easy)]
    easy = int(rng.random_sample() < mix.share)
    bits = []
    for draw, turn in rng.random_sample((tokens, 2)).tolist():
        bits.append("1" if draw < rates[easy] else "0")
        if turn < 1.0 / mix.spell:
            easy = 1 - easy
    return "".join(bits)


def _own_rate(rng: Rng, mean: float) -> float:
    """A request's acceptance rate: beta with the concentration of 12 observations."""
    return float(rng.beta(12 * mean, 12 * (1 - mean)))


def _another_future(rng: Rng, mix: Mix, bits: str) -> str:
    """``bits`` up to somewhere in the middle, where it turns out differently, and a new draw behind."""
    at = int(rng.randint(len(bits) // 4, max(len(bits) // 4 + 1, 3 * len(bits) // 4)))
    flipped = "1" if bits[at] == "0" else "0"
    return bits[:at] + flipped + _accepts(rng, mix, len(bits))[at + 1 :]
