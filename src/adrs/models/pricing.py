"""The price of a model: the user's own first, then a server of one's own, then the bundled genai-prices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from adrs.core.errors import UsageError
from adrs.models.family import library
from adrs.models.price import FREE, Price
from adrs.models.spec import ModelSpec

_FIELDS = {
    "input_usd": "input_mtok",
    "output_usd": "output_mtok",
    "cached_input_usd": "cache_read_mtok",
    "cache_write_usd": "cache_write_mtok",
}


def price_of(spec: ModelSpec) -> Price | None:
    """What the model costs, or ``None`` where nobody says: unknown is never free.

    A local provider on loopback is free. A base URL of the user's own has no price but the user's, because
    whoever is behind it sets it.

    Raises:
        UsageError: The extra ``adrs[models]`` is not installed and the price is not given.
    """
    if spec.price is not None:
        return spec.price
    if spec.about.local and spec.on_loopback:
        return FREE
    usual = not spec.base_url or spec.base_url.rstrip("/") == spec.about.base_url
    return _bundled(spec.model, spec.about.prices) if usual and spec.about.prices else None


def require_prices(specs: Iterable[ModelSpec], *, usd_cap: float | None) -> None:
    """Refuse to run under a USD cap with a model whose price nobody knows.

    Raises:
        UsageError: Names the models, and says how to state a price.
    """
    if usd_cap is None:
        return
    unknown = [spec.name for spec in specs if price_of(spec) is None]
    if unknown:
        raise UsageError(
            f"a cap of {usd_cap:g} USD cannot be kept: the price of {', '.join(unknown)} is not known; state "
            "it as price = { input_usd = …, output_usd = … } (USD per million tokens) under [models.NAME] in "
            "a TOML file, or cap tokens instead"
        )


def describe(price: Price | None) -> str:
    """A price in one line, with who says so and when."""
    if price is None:
        return "price unknown"
    if price.source == FREE.source:
        return f"free ({FREE.source})"
    cached = "" if price.cached_input_usd is None else f", cached {price.cached_input_usd:g}"
    said = " ".join(part for part in (price.source, price.date) if part)
    return f"{price.input_usd:g} in{cached}, {price.output_usd:g} out USD per million tokens ({said})"


def _bundled(model: str, provider: str) -> Price | None:
    package = library("genai_prices")
    snapshot = library("genai_prices.data_snapshot").get_snapshot()
    try:
        _, info = snapshot.find_provider_model(model, None, provider, None)
    except LookupError:
        return None
    listed = info.get_prices(datetime.now(UTC))
    source = f"genai-prices {package.__version__}"
    if (
        _at(getattr(listed, "input_mtok", None), 0) is None
        or _at(getattr(listed, "output_mtok", None), 0) is None
    ):
        return None
    starts = sorted({tier.start for name in _FIELDS.values() for tier in _tiers(getattr(listed, name, None))})
    above = tuple((start, _price(listed, start, source, ())) for start in starts)
    return _price(listed, 0, source, above)


def _price(listed: Any, start: int, source: str, above: Sequence[tuple[int, Price]]) -> Price:
    values = {key: _at(getattr(listed, name, None), start) for key, name in _FIELDS.items()}
    return Price(
        input_usd=values["input_usd"] or 0.0,
        output_usd=values["output_usd"] or 0.0,
        cached_input_usd=values["cached_input_usd"],
        cache_write_usd=values["cache_write_usd"],
        source=source,
        above=tuple(above),
    )


def _tiers(value: Any) -> Sequence[Any]:
    return getattr(value, "tiers", ())


def _at(value: Any, start: int) -> float | None:
    """A listed price for requests of just more than ``start`` input tokens."""
    if value is None or isinstance(value, Decimal):
        return None if value is None else float(value)
    price = value.base
    for tier in value.tiers:
        price = tier.price if start >= tier.start and tier.start else price
    return float(price)
