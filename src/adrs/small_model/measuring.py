"""What the model card states: loss on held-out text, and how often answers that the text gives are found."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

import numpy as np

from adrs.small_model import batches, documents, synthetic
from adrs.small_model.bpe import BytePairs
from adrs.small_model.forward import Floats, Ints, Model, logits, nats
from adrs.small_model.synthetic import Piece

LENGTH = 512
"""Predictions in a row: the longest the model was trained on."""
ROWS = 24
"""Rows of each synthetic kind."""


def measure(model: Model, pairs: BytePairs) -> dict[str, float]:
    """The card's figures; takes about two minutes of one core for the model that ships.

    Returns:
        ``prose_perplexity`` per token over all held-out documents in rows of :data:`LENGTH`,
        ``prose_bits_per_byte``, and for facts, tables and copies the perplexity and the share of answer
        tokens (for copies: of repeated tokens) that are the most likely ones.
    """
    rows = prose_rows(pairs)
    losses = per_row(model, rows)
    widths = np.array(pairs.widths())[rows[:, 1:]]
    found = {
        "prose_perplexity": math.exp(losses.mean()),
        "prose_bits_per_byte": float(losses.sum() / math.log(2) / widths.sum()),
    }
    for name, make in (("facts", synthetic.facts), ("table", synthetic.table)):
        found |= _recall(model, name, _grammar(pairs, make, name))
    return found | _recall(model, "copy", copies(pairs))


def prose_rows(pairs: BytePairs) -> Ints:
    """``(rows, LENGTH + 1)`` tokens of the held-out documents; the rest of a document is left out."""
    rows = []
    for text in documents.held_out().values():
        tokens = pairs.encode(text)
        rows += [
            [pairs.start, *tokens[at : at + LENGTH]] for at in range(0, len(tokens) - LENGTH + 1, LENGTH)
        ]
    return np.array(rows, dtype=np.int64)


def per_row(model: Model, tokens: Ints) -> Floats:
    """``(rows, length)`` nats, one row at a time, so that memory stays small."""
    return np.concatenate([nats(model, row[None]) for row in tokens])


def copies(pairs: BytePairs) -> batches.Rows:
    """Rows of random tokens that repeat."""
    return batches.copied_rows(pairs, "held out/copy", rows=ROWS, length=LENGTH)


def _grammar(pairs: BytePairs, make: Callable[[Random], list[Piece]], name: str) -> batches.Rows:
    return batches.synthetic_rows(pairs, make, f"held out/{name}", rows=ROWS, length=LENGTH)


def _recall(model: Model, name: str, rows: batches.Rows) -> dict[str, float]:
    losses, right = [], []
    for row in rows.tokens:
        scores = logits(model, row[None, :-1])[0]
        right.append(scores.argmax(axis=-1) == row[1:])
        scores = scores - scores.max(axis=-1, keepdims=True)
        losses.append(np.log(np.exp(scores).sum(axis=-1)) - scores[np.arange(len(scores)), row[1:]])
    return {
        f"{name}_perplexity": math.exp(float(np.array(losses)[rows.counted].mean())),
        f"{name}_recall": float(np.array(right)[rows.answers].mean()),
    }
