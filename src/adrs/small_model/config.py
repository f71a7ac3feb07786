"""The sizes of a decoder-only transformer, as a Llama-style ``config.json`` states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adrs.core.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfig:
    """Sizes of a transformer with rotary positions, grouped-query attention and SwiGLU.

    Args:
        vocabulary: Number of tokens.
        width: Width of the residual stream.
        layers: Number of blocks.
        heads: Query heads in a layer.
        kv_heads: Key and value heads in a layer; divides ``heads``.
        head_width: Width of one head.
        hidden: Width between the matrices of the feed-forward part.
        rope_theta: Base of the rotary frequencies.
        rope_scaling: How the frequencies are stretched (Llama 3.1), or ``None``.
        norm_eps: What is added to the mean square before the root.
        tied: Whether the head's matrix is the embedding.
    """

    vocabulary: int
    width: int
    layers: int
    heads: int
    kv_heads: int
    head_width: int
    hidden: int
    rope_theta: float = 10_000.0
    rope_scaling: Mapping[str, Any] | None = None
    norm_eps: float = 1e-5
    tied: bool = True


SMALL = ModelConfig(vocabulary=1024, width=192, layers=4, heads=6, kv_heads=2, head_width=32, hidden=640)
"""The model that ships: 2.1 million parameters."""

_NAMES = {
    "vocab_size": "vocabulary",
    "hidden_size": "width",
    "num_hidden_layers": "layers",
    "num_attention_heads": "heads",
    "intermediate_size": "hidden",
}


def to_json(config: ModelConfig) -> dict[str, Any]:
    """``config`` in the words of Hugging Face's ``LlamaConfig``."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_act": "silu",
        **{theirs: getattr(config, ours) for theirs, ours in _NAMES.items()},
        "num_key_value_heads": config.kv_heads,
        "head_dim": config.head_width,
        "rope_theta": config.rope_theta,
        "rope_scaling": dict(config.rope_scaling) if config.rope_scaling else None,
        "rms_norm_eps": config.norm_eps,
        "tie_word_embeddings": config.tied,
    }


def from_json(raw: Any, where: str) -> ModelConfig:
    """The sizes in a ``config.json``.

    Args:
        raw: The decoded file.
        where: Its name, for messages.

    Raises:
        DataError: It describes another architecture, lacks a field, or its sizes do not fit each other.
    """
    if not isinstance(raw, dict) or raw.get("model_type") != "llama":
        kind = raw.get("model_type") if isinstance(raw, dict) else type(raw).__name__
        raise DataError(f"{where} is for a model of type {kind!r}; only 'llama' can be read")
    missing = [name for name in _NAMES if type(raw.get(name)) is not int or raw[name] < 1]
    if missing:
        raise DataError(f"{where} lacks {', '.join(missing)} (positive integers)")
    if raw.get("attention_bias") or raw.get("mlp_bias"):
        raise DataError(
            f"{where} asks for biases in the linear layers; only a Llama without them can be read"
        )
    heads = raw["num_attention_heads"]
    config = ModelConfig(
        **{ours: raw[theirs] for theirs, ours in _NAMES.items()},
        kv_heads=raw.get("num_key_value_heads") or heads,
        head_width=raw.get("head_dim") or raw["hidden_size"] // heads,
        rope_theta=float(raw.get("rope_theta") or 10_000.0),
        rope_scaling=_scaling(raw.get("rope_scaling"), where),
        norm_eps=float(raw.get("rms_norm_eps") or 1e-6),
        tied=bool(raw.get("tie_word_embeddings", False)),
    )
    if config.heads % config.kv_heads or config.head_width % 2:
        raise DataError(
            f"{where}: {config.heads} query heads and {config.kv_heads} key heads of width"
            f" {config.head_width}; the first must be a multiple of the second and the width even"
        )
    return config


def _scaling(raw: Any, where: str) -> Mapping[str, Any] | None:
    if not raw or raw.get("rope_type", raw.get("type")) == "default":
        return None
    wanted = ("factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings")
    if raw.get("rope_type", raw.get("type")) != "llama3" or any(name not in raw for name in wanted):
        raise DataError(f"{where}: rope_scaling {raw!r} is not known; only 'llama3' is")
    return {"rope_type": "llama3", **{name: float(raw[name]) for name in wanted}}
