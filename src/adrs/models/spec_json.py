"""A model's specification as plain data, for the configuration of a run; there is no key in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from adrs.models.price import Price
from adrs.models.spec import ModelSpec


def spec_to_json(spec: ModelSpec) -> dict[str, Any]:
    """``spec`` with lists for tuples."""
    body = asdict(spec)
    body["roles"] = list(spec.roles)
    body["price"] = None if spec.price is None else _price_to_json(spec.price)
    return body


def spec_from_json(body: Mapping[str, Any]) -> ModelSpec:
    """Inverse of :func:`spec_to_json`."""
    values = dict(body)
    values["roles"] = tuple(values["roles"])
    if values["price"] is not None:
        values["price"] = _price_from_json(values["price"])
    return ModelSpec(**values)


def _price_to_json(price: Price) -> dict[str, Any]:
    return {**asdict(price), "above": [[tokens, _price_to_json(p)] for tokens, p in price.above]}


def _price_from_json(body: Mapping[str, Any]) -> Price:
    above = tuple((int(tokens), _price_from_json(p)) for tokens, p in body["above"])
    return Price(**{**body, "above": above})
