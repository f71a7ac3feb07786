"""A tiny checkpoint of random weights in Hugging Face's layout, made on the spot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from adrs.small_model import bpe, safetensors
from adrs.small_model.checkpoint import shapes
from adrs.small_model.config import ModelConfig, to_json

TINY = ModelConfig(
    vocabulary=300,
    width=16,
    layers=2,
    heads=4,
    kv_heads=2,
    head_width=8,
    hidden=24,
    rope_theta=500.0,
    tied=False,
)


def weights_of(config: ModelConfig, seed: int = 0) -> dict[str, np.ndarray[Any, Any]]:
    """Normal matrices and gains near one."""
    rng = np.random.RandomState(seed)
    return {
        name: (rng.standard_normal(shape) * (0.2 if len(shape) == 2 else 0.1) + (len(shape) == 1)).astype(
            "f4"
        )
        for name, shape in shapes(config)
    }


def write(folder: Path, config: ModelConfig = TINY, **fields: Any) -> dict[str, np.ndarray[Any, Any]]:
    """Writes ``config.json`` with ``fields`` changed, weights and ``bpe.json``; the weights come back."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = weights_of(config)
    safetensors.write(weights, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({**to_json(config), **fields}))
    bpe.save(bpe.learn(["the cat sat on the mat and the dog sat on the log"], 270), folder / "bpe.json")
    return weights
