"""Trains the small model: a fixed plan of steps from a seed, with checkpoints to resume from.

Matrices inside the blocks are trained with Muon (Jordan et al. 2024), the embedding and the gains with AdamW. The
learning rate warms up, stays, and falls linearly to zero.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from adrs.small_model.batches import Ints, Rows, training_rows
from adrs.small_model.bpe import BytePairs
from adrs.small_model.config import ModelConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a training run does.

    Args:
        steps: Updates of the weights.
        decay: The last of them, over which the learning rate falls to zero.
        warm_up: The first of them, over which it rises.
        tokens: Predictions in each step.
        lengths: Length of the rows from a step on; short rows first, since they are cheaper and recall
            is learned sooner on them.
        matrix_rate: Learning rate of Muon.
        vector_rate: Learning rate of AdamW.
        seed: Of weights and batches.
    """

    steps: int = 1600
    decay: int = 600
    warm_up: int = 50
    tokens: int = 2048
    lengths: tuple[tuple[int, int], ...] = ((0, 256), (640, 512), (1200, 1024))
    matrix_rate: float = 0.02
    vector_rate: float = 3e-3
    seed: int = 0

    def length_at(self, step: int) -> int:
        """Length of the rows in a step."""
        return max(length for since, length in self.lengths if step >= since)

    def rate_at(self, step: int) -> float:
        """Share of the full learning rate in a step."""
        return min(1.0, (step + 1) / self.warm_up, (self.steps - step) / self.decay)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a training run is: steps done, the mean loss in nats per token of late, CPU seconds so far."""

    step: int
    loss: float
    cpu_s: float


def train(
    config: ModelConfig, plan: Plan, pairs: BytePairs, prose: Ints, *, checkpoint: Path, tell: Callable[[Progress], None]
) -> Mapping[str, np.ndarray[Any, Any]]:
    """The trained weights by name, in 32 bits.

    Args:
        config: Sizes of the model.
        plan: Steps and rates.
        pairs: The vocabulary.
        prose: Token stream of the training documents.
        checkpoint: File to resume from and to write to every hundred steps.
        tell: Called every twenty steps.
    """
    import torch

    from adrs.small_model.torch_model import Transformer

    torch.manual_seed(plan.seed)
    model = Transformer(config)
    optimisers = _optimisers(model, plan)
    step, cpu_s = 0, 0.0
    if checkpoint.exists():
        step, cpu_s = _restore(checkpoint, model, optimisers)
    began, late = time.process_time() - cpu_s, []
    while step < plan.steps:
        for optimiser, full in optimisers:
            optimiser.param_groups[0]["lr"] = full * plan.rate_at(step)
        length = plan.length_at(step)
        rows = training_rows(pairs, prose, f"{plan.seed}/{step}", rows=plan.tokens // length, length=length)
        late.append(_step(model, rows, [optimiser for optimiser, _ in optimisers]))
        step += 1
        if step % 20 == 0:
            tell(Progress(step, float(np.mean(late)), time.process_time() - began))
            late = []
        if step % 100 == 0 or step == plan.steps:
            _keep(checkpoint, model, optimisers, step, time.process_time() - began)
    return {name: value.detach().numpy().copy() for name, value in model.state_dict().items()}


def _optimisers(model: Any, plan: Plan) -> list[tuple[Any, float]]:
    import torch

    from adrs.small_model.muon import Muon

    inside = {name: p for name, p in model.named_parameters() if p.ndim == 2 and "embed" not in name}
    rest = [p for name, p in model.named_parameters() if name not in inside]
    muon = Muon(inside.values(), lr=plan.matrix_rate)
    adam = torch.optim.AdamW(rest, lr=plan.vector_rate, betas=(0.9, 0.95), weight_decay=0.0)
    return [(muon, plan.matrix_rate), (adam, plan.vector_rate)]


def _step(model: Any, rows: Rows, optimisers: list[Any]) -> float:
    import torch
    from torch.nn import functional

    tokens = torch.from_numpy(rows.tokens)
    counted = torch.from_numpy(rows.counted)
    logits = model(tokens[:, :-1])
    loss = functional.cross_entropy(logits[counted], tokens[:, 1:][counted])
    for optimiser in optimisers:
        optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    for optimiser in optimisers:
        optimiser.step()
    return float(loss.detach())


def _keep(path: Path, model: Any, optimisers: list[tuple[Any, float]], step: int, cpu_s: float) -> None:
    import torch

    states = [optimiser.state_dict() for optimiser, _ in optimisers]
    part = path.with_suffix(".part")
    torch.save({"model": model.state_dict(), "optimisers": states, "step": step, "cpu_s": cpu_s}, part)
    part.replace(path)  # a run that is killed while it writes keeps the one before


def _restore(path: Path, model: Any, optimisers: list[tuple[Any, float]]) -> tuple[int, float]:
    import torch

    kept = torch.load(path, weights_only=True)
    model.load_state_dict(kept["model"])
    for (optimiser, _), state in zip(optimisers, kept["optimisers"], strict=True):
        optimiser.load_state_dict(state)
    return kept["step"], kept["cpu_s"]
