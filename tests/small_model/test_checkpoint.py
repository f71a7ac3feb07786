from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from adrs.core.errors import DataError
from adrs.small_model import safetensors
from adrs.small_model.checkpoint import DATA, read, shipped
from adrs.small_model.config import SMALL, from_json, to_json
from adrs.small_model.forward import logits
from tests.small_model.random_checkpoint import TINY, write


def test_the_weights_that_ship_load_without_torch_and_without_safetensors() -> None:
    code = (
        "import sys; sys.modules['torch'] = sys.modules['safetensors'] = None\n"
        "from adrs.small_model.checkpoint import shipped; from adrs.small_model.forward import nats\n"
        "import numpy as np; c = shipped()\n"
        "t = np.array([[c.tokenizer.start, *c.tokenizer.encode(' the cache')]])\n"
        "print(float(nats(c.model, t).mean()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 0.0 < float(done.stdout) < 8.0


def test_what_ships_is_small_and_is_what_the_configuration_says() -> None:
    found = shipped()
    assert found.model.config == SMALL
    assert 2_000_000 < sum(w.size for w in found.model.weights.values()) < 4_000_000
    assert (DATA / "model.safetensors").stat().st_size < 12_000_000
    assert len(found.tokenizer.encode("a")) == 1


def test_a_checkpoint_in_one_file_is_read(tmp_path: Path) -> None:
    weights = write(tmp_path)
    found = read(tmp_path)
    assert found.model.config == TINY
    assert set(found.model.weights) == set(weights)
    assert np.allclose(found.model.weights["lm_head.weight"], weights["lm_head.weight"], atol=1e-3)


def test_a_checkpoint_in_several_files_is_the_same(tmp_path: Path) -> None:
    weights = write(tmp_path / "one")
    write(tmp_path / "two")
    (tmp_path / "two" / "model.safetensors").unlink()
    placed = {}
    for i, name in enumerate(sorted(weights)):
        placed[name] = f"model-{i % 2}.safetensors"
    for file in set(placed.values()):
        part = {name: weights[name] for name, where in placed.items() if where == file}
        safetensors.write(part, tmp_path / "two" / file)
    (tmp_path / "two" / "model.safetensors.index.json").write_text(json.dumps({"weight_map": placed}))
    tokens = np.arange(10)[None]
    one, two = (read(tmp_path / name).model for name in ("one", "two"))
    assert np.array_equal(logits(one, tokens), logits(two, tokens))


def test_a_tokenizer_of_hugging_face_is_read(tmp_path: Path) -> None:
    tokenizers = pytest.importorskip("tokenizers", reason="pip install 'adrs[checkpoints]'")
    write(tmp_path, bos_token_id=3)
    (tmp_path / "bpe.json").unlink()
    words = tokenizers.models.WordLevel({"a": 0, "b": 1, "[UNK]": 2, "<s>": 3}, unk_token="[UNK]")
    made = tokenizers.Tokenizer(words)
    made.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    made.save(str(tmp_path / "tokenizer.json"))
    found = read(tmp_path).tokenizer
    assert found.start == 3
    assert found.encode("a b c") == [0, 1, 2]


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"model_type": "gpt2"}, "only 'llama' can be read"),
        ({"hidden_size": None}, "lacks hidden_size"),
        ({"attention_bias": True}, "biases"),
        ({"num_key_value_heads": 3}, "must be a multiple"),
        ({"rope_scaling": {"rope_type": "yarn"}}, "only 'llama3' is"),
        ({"hidden_size": 32}, "config.json asks for"),
        ({"num_hidden_layers": 3}, "lack model.layers.2"),
        ({"vocab_size": 260}, "config.json asks for"),
    ],
)
def test_a_checkpoint_that_does_not_fit_is_refused(
    tmp_path: Path, fields: dict[str, Any], complaint: str
) -> None:
    write(tmp_path, **fields)
    with pytest.raises(DataError, match=complaint):
        read(tmp_path)


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"config\.json cannot be read"):
        read(tmp_path)
    write(tmp_path)
    (tmp_path / "bpe.json").unlink()
    with pytest.raises(DataError, match=r"tokenizer\.json"):
        read(tmp_path)
    (tmp_path / "model.safetensors").unlink()
    with pytest.raises(DataError, match=r"model\.safetensors"):
        read(tmp_path)


def test_sizes_come_back_from_json() -> None:
    assert from_json(to_json(SMALL), "x") == SMALL
    assert from_json(to_json(TINY), "x") == TINY
