"""Calls taken from a language model: what its layers ask, hold and return over a long prompt."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np

from adrs.problems.sparse_attention.calls import Call
from adrs.small_model import documents, synthetic
from adrs.small_model.checkpoint import Checkpoint
from adrs.small_model.forward import Floats, Hooks, causal_attention, in_64_bits, logits

LENGTH = 512
"""Tokens of a prompt."""
QUERIES = 32
"""Positions that are looked at, evenly over the second half of the prompt."""
LAYERS = 4
"""Layers that are looked at; of deeper models, evenly spaced ones."""


def prompt(checkpoint: Checkpoint, kind: str, seed: str) -> list[int]:
    """The tokens of a prompt.

    Args:
        checkpoint: Whose tokenizer to use.
        kind: ``prose`` (``seed`` names a held-out document), ``facts``, ``table`` or ``copy``.
        seed: What to draw it from.
    """
    tokenizer, rng = checkpoint.tokenizer, Random(seed)
    tokens = [tokenizer.start]
    if kind == "prose":
        text = documents.held_out()[seed]
        return (tokens + tokenizer.encode(text))[:LENGTH]
    if kind == "copy":
        period = rng.randint(LENGTH // 8, LENGTH // 2)
        ids = [rng.randrange(256, 1000) for _ in range(period)]  # no bytes, nothing special
        return tokens + [ids[i % period] for i in range(LENGTH - 1)]
    make = {"facts": synthetic.facts, "table": synthetic.table}[kind]
    while len(tokens) < LENGTH:
        tokens += tokenizer.encode(synthetic.text_of(make(rng)))
    return tokens[:LENGTH]


def calls(checkpoint: Checkpoint, tokens: Sequence[int], *, frozen: bool) -> list[Call]:
    """One call for each layer that is looked at.

    The pass is in 64 bits and its results are rounded to 16, so that every machine gets the same.
    """
    config = checkpoint.model.config
    wanted = _spaced(config.layers, LAYERS)
    places = np.linspace(len(tokens) // 2, len(tokens) - 1, QUERIES).astype(int)
    visible = np.arange(len(tokens)) <= places[:, None]
    made: dict[int, Call] = {}

    def attend(layer: int, queries: Floats, keys: Floats, values: Floats) -> Floats:
        if layer in wanted:
            q, k, v = (_short(part) for part in (queries[0][:, places], keys[0], values[0]))
            made[layer] = Call(q, k, v, visible, config.head_width**-0.5, frozen)
        return causal_attention(queries, keys, values)

    logits(in_64_bits(checkpoint.model), np.array([tokens]), hooks=Hooks(attend=attend))
    return [made[layer] for layer in wanted]


def _short(array: Floats) -> Floats:
    return array.astype(np.float16).astype(np.float32)


def _spaced(count: int, wanted: int) -> list[int]:
    return sorted({int(i) for i in np.linspace(0, count - 1, min(count, wanted)).round()})
