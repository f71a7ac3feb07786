"""OpenAI's chat completions and responses, and the many servers that speak the former."""

from __future__ import annotations

from typing import Any

from adrs.models.family import Asking, library, revealed, sampling
from adrs.models.providers import Wire
from adrs.models.secret import Secret
from adrs.models.spec import ModelSpec


class OpenAI:
    """Chat completions, or responses where the provider's wire says so."""

    def __init__(self, spec: ModelSpec, key: Secret | None, http: Any) -> None:
        models = library("pydantic_ai.models.openai")
        self._responses = spec.about.wire is Wire.OPENAI_RESPONSES
        made = models.OpenAIResponsesModel if self._responses else models.OpenAIChatModel
        self.model = made(spec.model, provider=_provider(spec, key, http))

    def settings(self, asking: Asking) -> dict[str, Any]:
        """Effort goes to models that reason; those take no temperature, and the library leaves it out."""
        settings = sampling(asking)
        if asking.effort:
            settings["thinking"] = asking.effort
        if self._responses:
            settings["openai_store"] = False  # nobody continues a response by its id: nothing need be kept
        return settings


def _provider(spec: ModelSpec, key: Secret | None, http: Any) -> Any:
    options = {"base_url": spec.url, "api_key": revealed(key), "http_client": http}
    if spec.provider in ("openai", "openai-responses"):
        return library("pydantic_ai.providers.openai").OpenAIProvider(**options)
    # Elsewhere ``max_tokens`` is the field that every server knows; one that ignored the limit would make a
    # call dearer than was reserved for it.
    profile = {"openai_chat_supports_max_completion_tokens": False}
    compatible = library("pydantic_ai.providers.openai_compatible")
    return compatible.OpenAICompatibleProvider(spec.provider, profile=profile, **options)
