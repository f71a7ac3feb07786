from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import DataError, UsageError
from adrs.models.price import Price
from adrs.models.providers import PROVIDERS
from adrs.models.spec import ModelSpec, parse_spec, read_specs

FULL = """
[models.big]
provider = "openai-responses"
model = "gpt-5"
base_url = "https://gateway.example/v1"
key_env = "BIG_KEY"
price.input_usd = 1
price.cached_input_usd = 0.1
price.cache_write_usd = 1.25
price.output_usd = 10.0
price.date = 2026-11-01
context_tokens = 400000
max_output_tokens = 32000
temperature = 1
effort = "high"
prompt_cache = true
concurrency = 4
tokens_per_minute = 1000000
requests_per_minute = 500
timeout_s = 120
total_timeout_s = 600.0
retries = 2
roles = ["explore"]

[models.small]
provider = "vllm"
model = "qwen3"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "models.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "provider", "model", "url"),
    [
        ("openai:gpt-5-mini", "openai", "gpt-5-mini", "https://api.openai.com/v1"),
        ("ollama:qwen3:8b", "ollama", "qwen3:8b", "http://127.0.0.1:11434/v1"),
        ("vllm:Qwen/Qwen3-32B@http://gpu:8000/v1/", "vllm", "Qwen/Qwen3-32B", "http://gpu:8000/v1"),
        ("compatible:a@b@https://h/v1", "compatible", "a@b", "https://h/v1"),
        (" anthropic:claude-opus-5 ", "anthropic", "claude-opus-5", "https://api.anthropic.com"),
    ],
)
def test_a_short_name_says_provider_model_and_place(text: str, provider: str, model: str, url: str) -> None:
    spec = parse_spec(text)
    assert (spec.provider, spec.model, spec.url) == (provider, model, url)
    assert spec.name == f"{provider}:{model}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("gpt-5", "is not PROVIDER:MODEL"),
        ("", "is not PROVIDER:MODEL"),
        ("openai:", "is not PROVIDER:MODEL"),
        ("opnai:gpt-5", "did you mean 'openai'"),
        ("zzz:gpt-5", "there are openai"),
        ("compatible:m", "add @BASE_URL"),
        ("vllm:m@ftp://h", "is not http"),
        ("vllm:m@http://", "is not http"),
        ("vllm:m@http://user:hunter2@h/v1", "carries credentials"),
        ("vllm:m@http://h/v1?key=hunter2", "carries credentials"),
    ],
)
def test_a_short_name_that_makes_no_sense_is_refused(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        parse_spec(text)
    assert "hunter2" not in str(caught.value)


@given(st.text(max_size=40))
def test_any_text_is_a_spec_or_one_clear_sentence(text: str) -> None:
    try:
        spec = parse_spec(text)
    except UsageError:
        return
    assert spec.provider in PROVIDERS


def test_a_file_says_everything_about_many_models(tmp_path: Path) -> None:
    big, small = read_specs(written(tmp_path, FULL)).values()
    assert big == ModelSpec(
        name="big",
        provider="openai-responses",
        model="gpt-5",
        base_url="https://gateway.example/v1",
        key_env="BIG_KEY",
        price=Price(
            input_usd=1.0,
            cached_input_usd=0.1,
            cache_write_usd=1.25,
            output_usd=10.0,
            date="2026-11-01",
            source="your configuration",
        ),
        context_tokens=400_000,
        max_output_tokens=32_000,
        temperature=1.0,
        effort="high",
        prompt_cache=True,
        concurrency=4,
        tokens_per_minute=1_000_000,
        requests_per_minute=500,
        timeout_s=120.0,
        total_timeout_s=600.0,
        retries=2,
        roles=("explore",),
    )
    assert small == ModelSpec(name="small", provider="vllm", model="qwen3")


def test_the_full_example_leaves_no_key_out() -> None:
    assert [f.name for f in fields(ModelSpec) if f.name != "name" and f"\n{f.name}" not in FULL] == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("temprature = 1", "models.m has an unknown key 'temprature'; did you mean 'temperature'?"),
        ('api_key = "sk-hunter2"', "keys stay out of files: name an environment variable with key_env"),
        ("retries = -1", "retries = -1 is negative"),
        ("retries = 1.5", "models.m.retries = 1.5 is not a whole number"),
        ("concurrency = true", "is not a whole number"),
        ("concurrency = 0", "concurrency = 0 is not a number above 0"),
        ("timeout_s = inf", "timeout_s = inf is not a number above 0"),
        ("temperature = 3", "temperature = 3 is not between 0 and 2"),
        ("temperature = nan", "temperature = nan is not between 0 and 2"),
        ('effort = "hihg"', "did you mean 'high'"),
        ('roles = ["judge"]', "no role 'judge'"),
        ("roles = []", "roles is empty"),
        ('roles = "explore"', "is not a list of words"),
        ("timeout_s = 10\ntotal_timeout_s = 5", "total_timeout_s = 5 is shorter than timeout_s = 10"),
        ("price = 3", "models.m.price is not a table"),
        ("price = { input_usd = 1 }", "models.m.price has no output_usd"),
        ("price = { input_usd = -1, output_usd = 1 }", "input_usd = -1 is not a number from 0 up"),
        ("price = { inputusd = 1, output_usd = 1 }", "did you mean 'input_usd'"),
        ('base_url = "http://u:hunter2@h"', "carries credentials"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_by_name(tmp_path: Path, line: str, words: str) -> None:
    path = written(tmp_path, f'[models.m]\nprovider = "vllm"\nmodel = "m"\n{line}\n')
    with pytest.raises(DataError) as caught:
        read_specs(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("models = [", "is not TOML"),
        ("", "no [models.NAME] table"),
        ("[models]\nm = 1", "models.m is not a table"),
        ("[model.m]\nprovider = 'vllm'", "unknown key 'model'; did you mean 'models'?"),
        ("[models.m]\nmodel = 'm'", "models.m has no provider"),
        ("[models.m]\nprovider = 'vllm'", "models.m has no model"),
        ("[models.m]\nprovider = 'vlm'\nmodel = 'm'", "did you mean 'vllm'"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(DataError) as caught:
        read_specs(written(tmp_path, text))
    assert words in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"cannot read .*nowhere\.toml"):
        read_specs(tmp_path / "nowhere.toml")


def test_a_key_is_needed_where_one_is_named_or_the_provider_is_somebody_else() -> None:
    assert parse_spec("openai:gpt-5").needs_key
    assert not parse_spec("ollama:q").needs_key
    assert not parse_spec("vllm:q@http://gpu:8000/v1").needs_key
    assert not parse_spec("compatible:q@http://127.0.0.1:1/v1").needs_key
    assert ModelSpec(name="m", provider="vllm", model="m", key_env="K").needs_key
