"""Providers by name: which wire format they speak, where, and under which name their key is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Wire(StrEnum):
    """A wire format."""

    OPENAI_CHAT = "openai-chat"
    OPENAI_RESPONSES = "openai-responses"
    ANTHROPIC = "anthropic"
    GOOGLE = "google"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Who serves models.

    Args:
        wire: The format spoken.
        base_url: Where; empty where the user must say.
        key_env: Environment variable (or keyring entry) of the key.
        local: Runs on one's own machine: needs no key, and costs nothing when it is reached on loopback.
        prices: The provider's id in genai-prices; empty where there is none.
    """

    wire: Wire = Wire.OPENAI_CHAT
    base_url: str = ""
    key_env: str = ""
    local: bool = False
    prices: str = ""


PROVIDERS: Mapping[str, Provider] = {
    "openai": Provider(base_url="https://api.openai.com/v1", key_env="OPENAI_API_KEY", prices="openai"),
    "openai-responses": Provider(
        wire=Wire.OPENAI_RESPONSES,
        base_url="https://api.openai.com/v1",
        key_env="OPENAI_API_KEY",
        prices="openai",
    ),
    "anthropic": Provider(
        wire=Wire.ANTHROPIC,
        base_url="https://api.anthropic.com",
        key_env="ANTHROPIC_API_KEY",
        prices="anthropic",
    ),
    "google": Provider(
        wire=Wire.GOOGLE,
        base_url="https://generativelanguage.googleapis.com",
        key_env="GOOGLE_API_KEY",
        prices="google",
    ),
    "openrouter": Provider(
        base_url="https://openrouter.ai/api/v1", key_env="OPENROUTER_API_KEY", prices="openrouter"
    ),
    "deepseek": Provider(base_url="https://api.deepseek.com", key_env="DEEPSEEK_API_KEY", prices="deepseek"),
    "mistral": Provider(base_url="https://api.mistral.ai/v1", key_env="MISTRAL_API_KEY", prices="mistral"),
    "groq": Provider(base_url="https://api.groq.com/openai/v1", key_env="GROQ_API_KEY", prices="groq"),
    "together": Provider(
        base_url="https://api.together.xyz/v1", key_env="TOGETHER_API_KEY", prices="together"
    ),
    "xai": Provider(base_url="https://api.x.ai/v1", key_env="XAI_API_KEY", prices="x-ai"),
    "ollama": Provider(base_url="http://127.0.0.1:11434/v1", key_env="OLLAMA_API_KEY", local=True),
    "vllm": Provider(base_url="http://127.0.0.1:8000/v1", key_env="VLLM_API_KEY", local=True),
    "llamacpp": Provider(base_url="http://127.0.0.1:8080/v1", key_env="LLAMACPP_API_KEY", local=True),
    "compatible": Provider(key_env="COMPATIBLE_API_KEY"),
}
"""``compatible`` is any other server that speaks OpenAI chat; it needs a base URL."""
