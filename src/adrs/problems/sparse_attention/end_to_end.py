"""What sparse reads do to the model as a whole: loss and answers when every layer reads sparsely.

Prompts are read densely, as in deployment; the last positions, where the questions stand, read what a
selector chooses, in every layer, so that errors of one layer reach the next. This validates the per-layer
objective and is no part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from adrs.problems.sparse_attention import rules
from adrs.problems.sparse_attention.calls import Call
from adrs.problems.sparse_attention.rules import Floats
from adrs.small_model.checkpoint import Checkpoint
from adrs.small_model.forward import Hooks, causal_attention, logits

LAST = 64
"""Positions that read sparsely."""

Selector = Callable[[Call], Floats]
"""Inclusion probabilities for a call."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A prompt with sparse reads.

    Args:
        nats: ``(LAST,)`` loss of each of the last tokens.
        right: ``(LAST,)`` whether the most likely token was the one that came.
        density: Active keys over visible pairs, over all layers.
    """

    nats: Floats
    right: Floats
    density: float


def run(checkpoint: Checkpoint, tokens: Sequence[int], select: Selector | None, *, seed: int) -> Whole:
    """The last :data:`LAST` predictions of a prompt; ``None`` reads everything."""
    length = len(tokens) - 1
    visible = np.arange(length) <= np.arange(length - LAST, length)[:, None]
    rng = np.random.RandomState(seed)
    reads, pairs = 0.0, 0

    def attend(layer: int, queries: Floats, keys: Floats, values: Floats) -> Floats:
        nonlocal reads, pairs
        out = causal_attention(queries, keys, values)
        if select is not None:
            scale = checkpoint.model.config.head_width**-0.5
            call = Call(queries[0][:, -LAST:], keys[0], values[0], visible, scale, False)
            pi = np.where(visible, np.clip(select(call), 0.0, 1.0), 0.0)
            active = rng.random_sample(pi.shape) < pi
            out[0][:, -LAST:] = rules.estimate(call.exps, call.values, active, pi)
            reads, pairs = reads + float(active.sum()), pairs + call.pairs
        return out

    scores = logits(checkpoint.model, np.array([tokens[:-1]]), hooks=Hooks(attend=attend))[0][-LAST:]
    came = np.array(tokens[-LAST:])
    scores = scores - scores.max(axis=1, keepdims=True)
    loss = np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(LAST), came]
    return Whole(loss, scores.argmax(axis=1) == came, reads / pairs if pairs else 1.0)
