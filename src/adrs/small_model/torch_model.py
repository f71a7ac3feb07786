"""The transformer in torch, for training and for checking the numpy one; the only module that imports torch.

Names of parameters are those of Hugging Face's Llama, so that a state dictionary is a checkpoint. The parts:
RMS norm (Zhang and Sennrich 2019), rotary positions (Su et al. 2021), grouped-query attention (Ainslie et al.
2023) and SwiGLU (Shazeer 2020).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from adrs.small_model.config import ModelConfig

Watch = Callable[[Any, Any], None]


class Norm(nn.Module):
    """RMS norm with a gain."""

    def __init__(self, width: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x: Any) -> Any:
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.eps) * self.weight


class Attention(nn.Module):
    """Causal grouped-query attention."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.shape = (config.heads, config.kv_heads, config.head_width)
        self.q_proj = nn.Linear(config.width, config.heads * config.head_width, bias=False)
        self.k_proj = nn.Linear(config.width, config.kv_heads * config.head_width, bias=False)
        self.v_proj = nn.Linear(config.width, config.kv_heads * config.head_width, bias=False)
        self.o_proj = nn.Linear(config.heads * config.head_width, config.width, bias=False)

    def forward(self, x: Any, turn: Any, watch: Watch) -> Any:
        rows, length, _ = x.shape
        heads, kv_heads, width = self.shape
        q = _turned(self.q_proj(x).view(rows, length, heads, width).transpose(1, 2), turn)
        k = _turned(self.k_proj(x).view(rows, length, kv_heads, width).transpose(1, 2), turn)
        watch(q, k)
        v = self.v_proj(x).view(rows, length, kv_heads, width).transpose(1, 2)
        k, v = (part.repeat_interleave(heads // kv_heads, dim=1) for part in (k, v))
        out = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.o_proj(out.transpose(1, 2).reshape(rows, length, heads * width))


class FeedForward(nn.Module):
    """SwiGLU."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(config.width, config.hidden, bias=False)
        self.up_proj = nn.Linear(config.width, config.hidden, bias=False)
        self.down_proj = nn.Linear(config.hidden, config.width, bias=False)

    def forward(self, x: Any) -> Any:
        return self.down_proj(functional.silu(self.gate_proj(x)) * self.up_proj(x))


class Block(nn.Module):
    """Attention and feed-forward, each on a normalised copy and added to the stream."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.input_layernorm = Norm(config.width, config.norm_eps)
        self.self_attn = Attention(config)
        self.post_attention_layernorm = Norm(config.width, config.norm_eps)
        self.mlp = FeedForward(config)

    def forward(self, x: Any, turn: Any, watch: Watch) -> Any:
        x = x + self.self_attn(self.input_layernorm(x), turn, watch)
        return x + self.mlp(self.post_attention_layernorm(x))


class Body(nn.Module):
    """Embedding, blocks and the last norm."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(config.vocabulary, config.width)
        self.layers = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = Norm(config.width, config.norm_eps)


class Transformer(nn.Module):
    """``(rows, length)`` tokens to ``(rows, length, vocabulary)`` logits; the head is the embedding.

    ``watch`` is called with the number of each block and its turned queries and keys.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        if not config.tied or config.rope_scaling:
            raise ValueError("the torch model has a tied head and plain rotary positions only")
        self.config = config
        self.model = Body(config)
        self.apply(lambda module: _start(module, config))

    def forward(self, tokens: Any, watch: Callable[[int, Any, Any], None] = lambda *_: None) -> Any:
        x = self.model.embed_tokens(tokens)
        turn = _angles(self.config, tokens.shape[1], x.device)
        for number, block in enumerate(self.model.layers):
            x = block(x, turn, partial(watch, number))
        return functional.linear(self.model.norm(x), self.model.embed_tokens.weight)


def _start(module: nn.Module, config: ModelConfig) -> None:
    """Normal weights; what writes to the stream starts smaller, as in GPT-2."""
    if isinstance(module, nn.Linear | nn.Embedding):
        nn.init.normal_(module.weight, std=0.02)
    if isinstance(module, Attention):
        nn.init.normal_(module.o_proj.weight, std=0.02 / (2 * config.layers) ** 0.5)
    if isinstance(module, FeedForward):
        nn.init.normal_(module.down_proj.weight, std=0.02 / (2 * config.layers) ** 0.5)


def _angles(config: ModelConfig, length: int, device: Any) -> Any:
    half = config.head_width // 2
    frequency = config.rope_theta ** (-torch.arange(half, dtype=torch.float64) / half)
    angle = torch.outer(torch.arange(length, dtype=torch.float64), frequency)
    return angle.cos().float().to(device), angle.sin().float().to(device)


def _turned(x: Any, turn: Any) -> Any:
    """Rotates the halves of the last axis against each other, as Hugging Face lays them out."""
    cos, sin = turn
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)
