"""Gemini's ``generateContent``."""

from __future__ import annotations

from typing import Any

from adrs.models.family import Asking, library, revealed, sampling
from adrs.models.secret import Secret
from adrs.models.spec import ModelSpec


class Google:
    """The Gemini API."""

    def __init__(self, spec: ModelSpec, key: Secret | None, http: Any) -> None:
        provider = library("pydantic_ai.providers.google").GoogleProvider(
            api_key=revealed(key), base_url=spec.url, http_client=http
        )
        self.model = library("pydantic_ai.models.google").GoogleModel(spec.model, provider=provider)

    def settings(self, asking: Asking) -> dict[str, Any]:
        """Effort becomes a thinking level where the model has them, else a budget within the output limit."""
        settings = sampling(asking)
        del settings["max_retries"]  # this library makes none unless asked to
        profile = self.model.profile
        if asking.effort and profile.get("supports_thinking", False):
            if profile.get("google_supports_thinking_level", True):
                settings["thinking"] = asking.effort
            else:
                settings["google_thinking_config"] = {"thinking_budget": asking.thinking_tokens}
        return settings
