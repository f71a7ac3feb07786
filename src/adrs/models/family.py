"""What the wire formats have in common: a client of the library, and the settings of one request."""

from __future__ import annotations

import importlib
import ssl
from dataclasses import dataclass
from typing import Any, Protocol

from adrs.core.errors import UsageError
from adrs.core.model import Request
from adrs.models.secret import Secret
from adrs.models.spec import ModelSpec

NO_KEY = "no-key-needed"
"""Sent where a local server wants none, because the libraries insist on some."""

_CONNECT_S = 10.0
_SHARES = {"low": 0.25, "medium": 0.5, "high": 0.75}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a request asks of a model, the model's own defaults filled in."""

    max_tokens: int
    temperature: float | None
    effort: str | None
    calls_tools: bool

    @property
    def thinking_tokens(self) -> int:
        """A share of the output, for models that take a budget of thought in place of an effort."""
        return int(self.max_tokens * _SHARES[self.effort]) if self.effort else 0


class Family(Protocol):
    """One wire format: ``model`` is the library's client for one model."""

    model: Any

    def settings(self, asking: Asking) -> dict[str, Any]:
        """The library's settings for one request."""
        ...


def asking(spec: ModelSpec, request: Request) -> Asking:
    """What ``request`` asks of the model of ``spec``."""
    return Asking(
        max_tokens=spec.output_limit(request.max_output_tokens),
        temperature=spec.temperature if request.temperature is None else request.temperature,
        effort=spec.effort if request.effort is None else request.effort,
        calls_tools=any(message.calls for message in request.messages),
    )


def sampling(asked: Asking) -> dict[str, Any]:
    """Settings that every family words alike: limit, temperature, and no retries of the library's own."""
    settings: dict[str, Any] = {"max_tokens": asked.max_tokens, "max_retries": 0}
    return settings if asked.temperature is None else settings | {"temperature": asked.temperature}


def library(module: str) -> Any:
    """A module of the optional extra.

    Raises:
        UsageError: It is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise UsageError(
            f"language models need the extra packages ({error.name or module} is missing): "
            "pip install 'adrs[models]'"
        ) from None


def http_client(spec: ModelSpec) -> Any:
    """An HTTP client whose single waits are as long as an attempt may take.

    A proxy named in the environment is used, except towards this machine. Plain HTTP gets a TLS context that
    trusts nobody, because reading the system's certificates is most of what making a client costs.
    """
    httpx = library("httpx2")
    timeout = httpx.Timeout(spec.timeout_s, connect=min(_CONNECT_S, spec.timeout_s))
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=spec.concurrency)
    verify = True if spec.url.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.AsyncClient(timeout=timeout, limits=limits, trust_env=not spec.on_loopback, verify=verify)


def revealed(key: Secret | None) -> str:
    """The key for the library."""
    return key.reveal() if key else NO_KEY
