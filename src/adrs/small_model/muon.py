"""Muon: momentum whose matrices are made nearly orthogonal before each step.

Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024). torch has one of its own that
works in bfloat16, which takes eight times as long as the rest of a step on processors without it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import torch


class Muon(torch.optim.Optimizer):
    """Updates matrices, those of one shape together.

    Args:
        parameters: Matrices.
        lr: Learning rate; a matrix with more rows than columns moves the root of their ratio further.
        momentum: Share of the running sum that is kept.
    """

    def __init__(self, parameters: Any, *, lr: float, momentum: float = 0.95) -> None:
        super().__init__(parameters, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        """One update from the gradients."""
        for group in self.param_groups:
            shapes = defaultdict(list)
            for parameter in group["params"]:
                shapes[parameter.shape].append(parameter)
            for (rows, columns), same in shapes.items():
                moves = torch.stack([self._pushed(p, group["momentum"]) for p in same])
                rate = group["lr"] * max(1.0, rows / columns) ** 0.5
                for parameter, move in zip(same, orthogonal(moves), strict=True):
                    parameter.add_(move, alpha=-rate)

    def _pushed(self, parameter: Any, momentum: float) -> Any:
        """The gradient looked ahead along the running sum (Nesterov)."""
        state = self.state[parameter]
        if "sum" not in state:
            state["sum"] = torch.zeros_like(parameter)
        state["sum"].lerp_(parameter.grad, 1 - momentum)
        return parameter.grad.lerp(state["sum"], momentum)


def orthogonal(matrices: Any) -> Any:
    """``(n, rows, columns)`` matrices, singular values brought near one by five Newton-Schulz steps."""
    wide = matrices.shape[1] <= matrices.shape[2]
    x = matrices if wide else matrices.transpose(1, 2)
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(5):
        square = x @ x.transpose(1, 2)
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x if wide else x.transpose(1, 2)
