"""Trains the small model: a fixed plan of steps from a seed, with checkpoints to resume from.

Matrices inside the blocks are trained with Muon (Jordan et al. 2024), the embedding and the gains with AdamW.
The learning rate warms up, stays, and falls linearly to zero.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from adrs.small_model.batches import Rows, Source, training_rows
from adrs.small_model.config import ModelConfig


@dataclass(frozen=True, slots=True)
class Phase:
    """What is trained on from a step on.

    Args:
        since: First step.
        length: Length of the rows.
        mix: Share of each kind of row.
        guide: Weight of the loss that tells two heads where to look.
    """

    since: int
    length: int
    mix: Mapping[str, float]
    guide: float = 0.0


PHASES = (
    Phase(0, 128, {"prose": 0.5, "drill": 0.3, "copy": 0.2}, guide=0.2),
    Phase(250, 256, {"prose": 0.55, "facts": 0.15, "table": 0.15, "copy": 0.15}, guide=0.05),
    Phase(600, 256, {"prose": 0.6, "facts": 0.15, "table": 0.15, "copy": 0.1}),
    Phase(1900, 512, {"prose": 0.6, "facts": 0.15, "table": 0.15, "copy": 0.1}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a training run does.

    Args:
        steps: Updates of the weights.
        decay: The last of them, over which the learning rate falls to zero.
        warm_up: The first of them, over which it rises.
        tokens: Predictions in each step.
        phases: What is trained on; short rows first, since they are cheaper.
        matrix_rate: Learning rate of Muon.
        vector_rate: Learning rate of AdamW.
        seed: Of weights and batches.
    """

    steps: int = 2700
    decay: int = 700
    warm_up: int = 50
    tokens: int = 2048
    phases: tuple[Phase, ...] = PHASES
    matrix_rate: float = 0.02
    vector_rate: float = 3e-3
    seed: int = 0

    def phase_at(self, step: int) -> Phase:
        """What a step is trained on."""
        return [phase for phase in self.phases if step >= phase.since][-1]

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
    config: ModelConfig,
    plan: Plan,
    source: Source,
    *,
    checkpoint: Path,
    device: str = "cpu",
    tell: Callable[[Progress], None],
) -> Mapping[str, np.ndarray[Any, Any]]:
    """The trained weights by name, in 32 bits.

    Args:
        config: Sizes of the model.
        plan: Steps and rates.
        source: Vocabulary and training documents.
        checkpoint: File to resume from and to write to every hundred steps.
        device: What torch computes on.
        tell: Called every twenty steps.
    """
    import torch

    from adrs.small_model.torch_model import Transformer

    torch.manual_seed(plan.seed)
    model = Transformer(config).to(device)
    optimisers = _optimisers(model, plan)
    step, cpu_s = 0, 0.0
    if checkpoint.exists():
        step, cpu_s = _restore(checkpoint, model, optimisers)
    began, late = time.process_time() - cpu_s, []
    while step < plan.steps:
        phase, rate = plan.phase_at(step), plan.rate_at(step)
        muon, adam = (optimiser.param_groups[0] for optimiser in optimisers)
        muon["lr"], adam["lr"] = plan.matrix_rate * rate, plan.vector_rate * rate
        count = plan.tokens // phase.length
        rows = training_rows(source, phase.mix, f"{plan.seed}/{step}", rows=count, length=phase.length)
        late.append(_step(model, rows, optimisers, phase.guide))
        step += 1
        if step % 20 == 0:
            tell(Progress(step, float(np.mean(late)), time.process_time() - began))
            late = []
        if step % 100 == 0 or step == plan.steps:
            _keep(checkpoint, model, optimisers, step, time.process_time() - began)
    return {name: value.detach().cpu().numpy().copy() for name, value in model.state_dict().items()}


def _optimisers(model: Any, plan: Plan) -> list[Any]:
    import torch

    from adrs.small_model.muon import Muon

    inside = {name: p for name, p in model.named_parameters() if p.ndim == 2 and "embed" not in name}
    rest = [p for name, p in model.named_parameters() if name not in inside]
    muon = Muon(inside.values(), lr=plan.matrix_rate)
    adam = torch.optim.AdamW(rest, lr=plan.vector_rate, betas=(0.9, 0.95), weight_decay=0.0)
    return [muon, adam]


def _step(model: Any, rows: Rows, optimisers: list[Any], guided: float) -> float:
    import torch
    from torch.nn import functional

    from adrs.small_model.guiding import Guide

    device = next(model.parameters()).device
    tokens = torch.from_numpy(rows.tokens).to(device)
    counted = torch.from_numpy(rows.counted).to(device)
    guide = Guide(tokens[:, :-1])
    logits = model(tokens[:, :-1], guide.watch) if guided else model(tokens[:, :-1])
    loss = functional.cross_entropy(logits[counted], tokens[:, 1:][counted])
    for optimiser in optimisers:
        optimiser.zero_grad(set_to_none=True)
    (loss + guided * guide.loss).backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    for optimiser in optimisers:
        optimiser.step()
    return float(loss.detach())


def _keep(path: Path, model: Any, optimisers: list[Any], step: int, cpu_s: float) -> None:
    import torch

    states = [optimiser.state_dict() for optimiser in optimisers]
    part = path.with_suffix(".part")
    torch.save({"model": model.state_dict(), "optimisers": states, "step": step, "cpu_s": cpu_s}, part)
    part.replace(path)  # a run that is killed while it writes keeps the one before


def _restore(path: Path, model: Any, optimisers: list[Any]) -> tuple[int, float]:
    import torch

    device = next(model.parameters()).device
    kept = torch.load(path, weights_only=True, map_location=device)
    model.load_state_dict(kept["model"])
    for optimiser, state in zip(optimisers, kept["optimisers"], strict=True):
        optimiser.load_state_dict(state)
    return kept["step"], kept["cpu_s"]
