from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import UsageError
from adrs.models.price import FREE, Price
from adrs.models.pricing import describe, price_of, require_prices
from adrs.models.spec import parse_spec

OURS = Price(input_usd=1.0, output_usd=2.0, source="your configuration", date="2026-11-01")


def test_the_users_price_comes_first() -> None:
    assert price_of(replace(parse_spec("openai:gpt-4o"), price=OURS)) is OURS
    assert price_of(replace(parse_spec("ollama:q"), price=OURS)) is OURS


@pytest.mark.parametrize("text", ["ollama:q", "vllm:q", "llamacpp:q", "vllm:q@http://localhost:9/v1"])
def test_a_server_on_this_machine_is_free(text: str) -> None:
    assert price_of(parse_spec(text)) is FREE
    assert describe(price_of(parse_spec(text))) == "free (a server of your own)"


@pytest.mark.parametrize("text", ["openai:gpt-4o", "anthropic:claude-sonnet-4-5", "google:gemini-2.5-pro"])
def test_known_models_have_a_bundled_price_with_its_source(text: str) -> None:
    price = price_of(parse_spec(text))
    assert price is not None
    assert 0 < price.input_usd < price.output_usd
    assert price.cached_input_usd is not None
    assert price.cached_input_usd < price.input_usd
    assert price.source.startswith("genai-prices ")
    assert "out USD per million tokens (genai-prices" in describe(price)


@pytest.mark.parametrize(
    "text",
    [
        "openai:gpt-nobody-has-heard-of",
        "openai:gpt-4o@https://gateway.example/v1",
        "vllm:q@http://gpu:8000/v1",
        "compatible:m@http://127.0.0.1:1/v1",
    ],
)
def test_an_unknown_price_is_none_and_never_nothing(text: str) -> None:
    assert price_of(parse_spec(text)) is None
    assert describe(None) == "price unknown"
    require_prices([parse_spec(text)], usd_cap=None)
    with pytest.raises(UsageError, match=r"a cap of 2 USD cannot be kept"):
        require_prices([parse_spec("ollama:q"), parse_spec(text)], usd_cap=2.0)


def test_a_long_prompt_pays_the_price_of_long_prompts_for_all_of_it() -> None:
    price = price_of(parse_spec("google:gemini-2.5-pro"))
    assert price is not None
    ((start, dearer),) = price.above
    assert price.cost_usd(input_tokens=start, output_tokens=0) == start * price.input_usd / 1e6
    assert price.cost_usd(input_tokens=start + 1, output_tokens=0) == (start + 1) * dearer.input_usd / 1e6
    assert dearer.input_usd > price.input_usd


def test_cached_and_written_input_have_prices_of_their_own() -> None:
    price = Price(input_usd=10, cached_input_usd=1, cache_write_usd=12.5, output_usd=100)
    cost = price.cost_usd(input_tokens=100, cached_tokens=50, written_tokens=20, output_tokens=3)
    assert cost == pytest.approx((30 * 10 + 50 * 1 + 20 * 12.5 + 3 * 100) / 1e6)
    plain = Price(input_usd=10, output_usd=100)
    assert (
        plain.cost_usd(input_tokens=100, cached_tokens=50, written_tokens=20, output_tokens=3) == 1300 / 1e6
    )


NUMBER = st.floats(0, 1000)
TOKENS = st.integers(0, 10**6)


@given(
    st.builds(
        Price,
        input_usd=NUMBER,
        output_usd=NUMBER,
        cached_input_usd=st.none() | NUMBER,
        cache_write_usd=st.none() | NUMBER,
        above=st.builds(Price, input_usd=NUMBER, output_usd=NUMBER).map(lambda price: ((1000, price),)),
    ),
    st.lists(TOKENS, min_size=4, max_size=4),
    TOKENS,
)
def test_no_call_costs_more_than_its_worst(price: Price, counts: list[int], more: int) -> None:
    sent, cached, written, output = counts
    cost = price.cost_usd(
        input_tokens=sent, cached_tokens=cached, written_tokens=written, output_tokens=output
    )
    worst = price.worst_usd(input_tokens=sent + more, output_tokens=output + more)
    assert cost <= worst * (1 + 1e-12) + 1e-15


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_a_price_is_a_number(value: float) -> None:
    with pytest.raises(UsageError, match="is not a number from 0 up"):
        Price(input_usd=value, output_usd=1.0)
