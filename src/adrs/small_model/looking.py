"""Where the heads of a model look: their shares of attention over one sequence."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from adrs.small_model.forward import Floats, Hooks, Ints, Model, causal_attention, logits


def attention_shares(model: Model, tokens: Ints) -> Mapping[tuple[int, int], Floats]:
    """``(length, length)`` shares, queries by keys, of each layer and head over ``(length,)`` tokens."""
    shares: dict[tuple[int, int], Floats] = {}

    def attend(layer: int, queries: Floats, keys: Floats, values: Floats) -> Floats:
        for head in range(queries.shape[1]):
            scores = queries[0, head] @ keys[0, head * keys.shape[1] // queries.shape[1]].T
            scores = np.where(np.tri(len(scores), dtype=bool), scores * queries.shape[-1] ** -0.5, -np.inf)
            exps = np.exp(scores - scores.max(axis=1, keepdims=True))
            shares[layer, head] = exps / exps.sum(axis=1, keepdims=True)
        return causal_attention(queries, keys, values)

    logits(model, tokens[None], hooks=Hooks(attend=attend))
    return shares
