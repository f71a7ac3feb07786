"""Anthropic's messages."""

from __future__ import annotations

from typing import Any

from adrs.models.family import Asking, library, revealed, sampling
from adrs.models.secret import Secret
from adrs.models.spec import ModelSpec

_LEAST_BUDGET = 1024
"""Anthropic takes no thinking budget below."""


class Anthropic:
    """The messages API."""

    def __init__(self, spec: ModelSpec, key: Secret | None, http: Any) -> None:
        provider = library("pydantic_ai.providers.anthropic").AnthropicProvider(
            api_key=revealed(key), base_url=spec.url, http_client=http
        )
        self.model = library("pydantic_ai.models.anthropic").AnthropicModel(spec.model, provider=provider)
        self._cache = spec.prompt_cache

    def settings(self, asking: Asking) -> dict[str, Any]:
        """Effort becomes adaptive thinking where the model has it, else a budget within the output limit.

        A thinking model takes no temperature. A conversation with tool calls is continued without thinking,
        because the thoughts before them, which would have to be given back, are not kept.
        """
        settings = sampling(asking)
        if self._cache:
            settings["cache"] = True
        if asking.effort and not asking.calls_tools and self.model.profile.get("supports_thinking", False):
            settings |= self._thinking(asking)
        if "thinking" in settings or "anthropic_thinking" in settings:
            settings.pop("temperature", None)
        return settings

    def _thinking(self, asking: Asking) -> dict[str, Any]:
        if self.model.profile.get("anthropic_supports_adaptive_thinking", False):
            return {"thinking": asking.effort}
        if asking.thinking_tokens < _LEAST_BUDGET:
            return {}
        return {"anthropic_thinking": {"type": "enabled", "budget_tokens": asking.thinking_tokens}}
