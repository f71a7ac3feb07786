"""A loss that tells two heads where to look while training is young.

In-context look-up takes two heads in a row (Olsson et al., "In-context Learning and Induction Heads", 2022,
section "Argument 3"): one that looks at the token before, and one that looks at what followed the present
token last time. Their parts are useless alone, so plain training finds them late: after millions of tokens
this model had none. The loss is the mean of the negative logarithm of the attention that falls where it
should; it is dropped once the pair works.
"""

from __future__ import annotations

from typing import Any

import torch

BEFORE, LOOK_UP = 0, 1
"""Blocks whose first query head is taught: to look one back, and to look up."""


class Guide:
    """Watches the queries and keys of one pass over ``(rows, length)`` tokens.

    Pass its :meth:`watch` to the model, then add :attr:`loss` to the model's.
    """

    def __init__(self, tokens: Any) -> None:
        self.tokens = tokens
        self.loss: Any = torch.zeros((), device=tokens.device)

    def watch(self, layer: int, queries: Any, keys: Any) -> None:
        """Takes in a layer's turned queries and keys, ``(rows, heads, length, head width)``."""
        if layer not in (BEFORE, LOOK_UP):
            return
        length = self.tokens.shape[1]
        seen = torch.ones(length, length, device=self.tokens.device).tril().bool()
        if layer == BEFORE:
            wanted = (seen.diagonal(-1).diag(-1)).expand(len(self.tokens), -1, -1)
        else:
            wanted = self._followers() & seen
        scores = queries[:, 0] @ keys[:, 0].transpose(1, 2) * queries.shape[-1] ** -0.5
        shares = scores.masked_fill(~seen, -torch.inf).log_softmax(dim=-1)
        there = wanted.any(dim=-1)
        mass = shares.masked_fill(~wanted, -torch.inf)[there].logsumexp(dim=-1)
        self.loss = self.loss - mass.mean()

    def _followers(self) -> Any:
        """``(rows, length, length)``: whether the token before key ``j`` is the query's token."""
        before = torch.cat((torch.full_like(self.tokens[:, :1], -1), self.tokens[:, :-1]), dim=1)
        return self.tokens[:, :, None] == before[:, None, :]
