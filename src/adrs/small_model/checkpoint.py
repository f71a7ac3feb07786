"""Reads a model from a folder in Hugging Face's layout, and the one that ships."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from adrs.core.errors import DataError
from adrs.small_model import bpe
from adrs.small_model.config import ModelConfig, from_json
from adrs.small_model.forward import Floats, Model
from adrs.small_model.safetensors import SafeTensors

DATA = Path(__file__).parent / "data"


class Tokenizer(Protocol):
    """Text to tokens, and the token that opens a sequence."""

    @property
    def start(self) -> int:
        """The token that opens a sequence."""
        ...

    def encode(self, text: str) -> list[int]:
        """Tokens of ``text``, without :attr:`start`."""
        ...


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A model, its tokenizer, and what to call it."""

    name: str
    model: Model
    tokenizer: Tokenizer


@cache
def shipped() -> Checkpoint:
    """The small model, with its weights in memory."""
    found = read(DATA)
    weights = dict(found.model.weights.items())
    return Checkpoint("small model", Model(found.model.config, weights), found.tokenizer)


def read(folder: Path) -> Checkpoint:
    """The checkpoint in a folder: ``config.json``, weights in safetensors (one file or many), a tokenizer.

    Weights stay on disk until they are asked for. The tokenizer is ``bpe.json`` (ours) or
    ``tokenizer.json``, which needs the package tokenizers (extra ``checkpoints``).

    Raises:
        DataError: A file is missing or malformed, or a weight has not the shape that the sizes ask for.
    """
    where = folder / "config.json"
    try:
        raw = json.loads(where.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{where} cannot be read: {error}") from None
    config = from_json(raw, str(where))
    weights = _weights(folder)
    for name, shape in shapes(config):
        if name not in weights:
            raise DataError(f"the weights in {folder} lack {name}")
        if weights.shape(name) != shape:
            raise DataError(
                f"{name} in {folder} has the shape {weights.shape(name)}; config.json asks for {shape}"
            )
    return Checkpoint(folder.name, Model(config, weights), _tokenizer(folder, config, raw))


def shapes(config: ModelConfig) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Name and shape of every weight."""
    width, kv = config.width, config.kv_heads * config.head_width
    inner = config.heads * config.head_width
    yield "model.embed_tokens.weight", (config.vocabulary, width)
    for layer in range(config.layers):
        place = f"model.layers.{layer}."
        yield f"{place}input_layernorm.weight", (width,)
        yield f"{place}self_attn.q_proj.weight", (inner, width)
        yield f"{place}self_attn.k_proj.weight", (kv, width)
        yield f"{place}self_attn.v_proj.weight", (kv, width)
        yield f"{place}self_attn.o_proj.weight", (width, inner)
        yield f"{place}post_attention_layernorm.weight", (width,)
        yield f"{place}mlp.gate_proj.weight", (config.hidden, width)
        yield f"{place}mlp.up_proj.weight", (config.hidden, width)
        yield f"{place}mlp.down_proj.weight", (width, config.hidden)
    yield "model.norm.weight", (width,)
    if not config.tied:
        yield "lm_head.weight", (config.vocabulary, width)


class _Sharded(Mapping[str, Floats]):
    """Several files as one; ``files`` says which file has which name."""

    def __init__(self, files: Mapping[str, SafeTensors]) -> None:
        self._files = files

    def __getitem__(self, name: str) -> Floats:
        return self._files[name][name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of an array, without reading it."""
        return self._files[name].shape(name)


def _weights(folder: Path) -> SafeTensors | _Sharded:
    index = folder / "model.safetensors.index.json"
    if not index.exists():
        return SafeTensors(folder / "model.safetensors")
    try:
        placed: dict[str, str] = dict(json.loads(index.read_text(encoding="utf-8"))["weight_map"])
        files = {file: SafeTensors(folder / Path(file).name) for file in sorted(set(placed.values()))}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{index} cannot be read: {error}") from None
    missing = [name for name, file in placed.items() if name not in files[file]]
    if missing:
        raise DataError(f"{index} says that {missing[0]} is in {placed[missing[0]]}; it is not")
    return _Sharded({name: files[file] for name, file in placed.items()})


@dataclass(frozen=True, slots=True)
class _HuggingFace:
    """A tokenizer of the package tokenizers."""

    inner: Any
    start: int

    def encode(self, text: str) -> list[int]:
        tokens: list[int] = self.inner.encode(text, add_special_tokens=False).ids
        return tokens


def _tokenizer(folder: Path, config: ModelConfig, raw: Mapping[str, Any]) -> Tokenizer:
    if (folder / "bpe.json").exists():
        pairs = bpe.read(folder / "bpe.json")
        if len(pairs) > config.vocabulary:
            raise DataError(f"{folder / 'bpe.json'} has {len(pairs)} tokens, the model {config.vocabulary}")
        return pairs
    try:
        import tokenizers
    except ImportError:
        raise DataError(
            f"{folder} has no bpe.json, and reading a tokenizer.json needs: pip install 'adrs[checkpoints]'"
        ) from None
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise DataError(f"{folder} has neither bpe.json nor tokenizer.json")
    try:
        inner = tokenizers.Tokenizer.from_file(str(path))
    except Exception as error:  # the package raises bare Exception
        raise DataError(f"{path} cannot be read: {error}") from None
    start = raw.get("bos_token_id")
    if (
        type(start) is not int
        or not 0 <= start < config.vocabulary
        or inner.get_vocab_size() > config.vocabulary
    ):
        raise DataError(
            f"{folder}: bos_token_id is {start!r} and tokenizer.json has {inner.get_vocab_size()} tokens;"
            f" the model has {config.vocabulary}"
        )
    return _HuggingFace(inner, start)
