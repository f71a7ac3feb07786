"""What a user says about a model: ``--model PROVIDER:MODEL[@BASE_URL]``, or a TOML file with many."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from adrs.core.errors import DataError, UsageError
from adrs.models.fields import check_keys, read_price, read_value
from adrs.models.price import Price
from adrs.models.providers import PROVIDERS, Provider

ROLES = ("explore", "refine")
EFFORTS = ("low", "medium", "high")
_SHORT = re.compile(r"(?P<provider>[A-Za-z-]+):(?P<model>.+?)(?:@(?P<url>[A-Za-z]+://.*))?")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """A model, where it is, and how it is to be used. Holds no key, only the name under which to find one.

    Args:
        name: What arms, prices and journals call it.
        provider: One of :data:`adrs.models.providers.PROVIDERS`.
        model: The model, as the provider calls it.
        base_url: Where, when not at the provider's usual address.
        key_env: Environment variable or keyring entry of the key, when not the provider's usual one.
        price: The user's own price; ``None`` to look it up.
        context_tokens: Tokens that fit, input and output together; ``None`` if not known.
        max_output_tokens: Upper limit on what a request may ask for; ``None`` leaves it to the request.
        temperature: Where a request names none; dropped where the model takes none.
        effort: Reasoning effort where a request names none, likewise.
        prompt_cache: Have the provider cache the stable prefix, where that must be asked for (Anthropic).
        concurrency: Calls in flight at the endpoint.
        tokens_per_minute: Input and output tokens that the endpoint grants; ``None`` for no limit.
        requests_per_minute: Requests that it grants; ``None`` for no limit.
        timeout_s: How long one attempt may take.
        total_timeout_s: How long all attempts of a call and the waits between them may take together.
        retries: Attempts after the first.
        roles: What it may be used for in a pool.

    Raises:
        UsageError: A field makes no sense; says which and why.
    """

    name: str
    provider: str
    model: str
    base_url: str = ""
    key_env: str = ""
    price: Price | None = None
    context_tokens: int | None = None
    max_output_tokens: int | None = None
    temperature: float | None = None
    effort: str | None = None
    prompt_cache: bool = False
    concurrency: int = 8
    tokens_per_minute: int | None = None
    requests_per_minute: int | None = None
    timeout_s: float = 300.0
    total_timeout_s: float = 900.0
    retries: int = 4
    roles: tuple[str, ...] = ROLES

    def __post_init__(self) -> None:
        if self.provider not in PROVIDERS:
            raise UsageError(f"no provider {self.provider!r}; {_nearest(self.provider, PROVIDERS)}")
        if not self.model.strip():
            raise UsageError(f"{self.provider}: no model is named")
        _check_numbers(self)
        _check_words(self)
        _check_url(self)

    @property
    def about(self) -> Provider:
        """The provider's entry in the table."""
        return PROVIDERS[self.provider]

    @property
    def url(self) -> str:
        """Where requests go; models with the same one share limits and circuit breaker."""
        return (self.base_url or self.about.base_url).rstrip("/")

    @property
    def key_name(self) -> str:
        """Environment variable or keyring entry of the key."""
        return self.key_env or self.about.key_env

    @property
    def on_loopback(self) -> bool:
        """Whether the endpoint is this machine."""
        return (urlsplit(self.url).hostname or "") in _LOOPBACK

    @property
    def needs_key(self) -> bool:
        """Whether a missing key is an error."""
        return bool(self.key_env) or not (self.about.local or self.on_loopback)

    def output_limit(self, asked: int) -> int:
        """Output tokens that a request for ``asked`` gets."""
        return asked if self.max_output_tokens is None else min(asked, self.max_output_tokens)


def parse_spec(text: str) -> ModelSpec:
    """The model that ``PROVIDER:MODEL[@BASE_URL]`` names.

    Raises:
        UsageError: The text is not of this form, or names an unknown provider.
    """
    found = _SHORT.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            f"model {_shown(text)!r} is not PROVIDER:MODEL or PROVIDER:MODEL@BASE_URL, "
            "for example openai:gpt-5-mini or vllm:qwen3@http://127.0.0.1:8000/v1"
        )
    provider, model = found["provider"], found["model"]
    return ModelSpec(name=f"{provider}:{model}", provider=provider, model=model, base_url=found["url"] or "")


def read_specs(path: str | Path) -> dict[str, ModelSpec]:
    """The models of a TOML file by name: one table ``[models.NAME]`` each.

    Raises:
        DataError: The file cannot be read, or says something that makes no sense; names file, table and key.
    """
    try:
        raw = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path} is not TOML: {error}") from None
    try:
        check_keys("the file", raw, ["models"])
        tables = raw.get("models")
        if not isinstance(tables, dict) or not tables:
            raise UsageError("no [models.NAME] table is in it")
        return {name: _read_spec(name, table) for name, table in tables.items()}
    except UsageError as error:
        raise DataError(f"{path}: {error}") from None


def _read_spec(name: str, table: Any) -> ModelSpec:
    where = f"models.{name}"
    if not isinstance(table, dict):
        raise UsageError(f"{where} is not a table; write [{where}]")
    known = [field for field in ModelSpec.__dataclass_fields__ if field != "name"]
    check_keys(where, table, known)
    for key in ("provider", "model"):
        if key not in table:
            raise UsageError(f"{where} has no {key}")
    kinds = {key: ModelSpec.__dataclass_fields__[key].type for key in table}
    values: dict[str, Any] = {
        key: read_price(f"{where}.price", value)
        if key == "price"
        else read_value(f"{where}.{key}", value, str(kinds[key]))
        for key, value in table.items()
    }
    try:
        return ModelSpec(name=name, **values)
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from None


def _check_numbers(spec: ModelSpec) -> None:
    for key in ("concurrency", "tokens_per_minute", "requests_per_minute", "timeout_s"):
        _positive(key, getattr(spec, key))
    for key in ("context_tokens", "max_output_tokens"):
        _positive(key, getattr(spec, key))
    if spec.retries < 0:
        raise UsageError(f"retries = {spec.retries} is negative")
    if spec.total_timeout_s < spec.timeout_s:
        raise UsageError(
            f"total_timeout_s = {spec.total_timeout_s:g} is shorter than timeout_s = {spec.timeout_s:g}"
        )
    if spec.temperature is not None and not 0 <= spec.temperature <= 2:
        raise UsageError(f"temperature = {spec.temperature:g} is not between 0 and 2")


def _positive(key: str, value: float | None) -> None:
    if value is not None and not 0 < value < float("inf"):
        raise UsageError(f"{key} = {value:g} is not a number above 0")


def _check_words(spec: ModelSpec) -> None:
    if spec.effort is not None and spec.effort not in EFFORTS:
        raise UsageError(f"no effort {spec.effort!r}; {_nearest(spec.effort, EFFORTS)}")
    for role in spec.roles:
        if role not in ROLES:
            raise UsageError(f"no role {role!r}; {_nearest(role, ROLES)}")
    if not spec.roles:
        raise UsageError(f"roles is empty; name some of {', '.join(ROLES)}")


def _check_url(spec: ModelSpec) -> None:
    if not spec.url:
        raise UsageError(f"{spec.provider} has no usual address: add @BASE_URL or base_url")
    parts = urlsplit(spec.url)
    if "@" in parts.netloc or parts.query:
        raise UsageError(
            f"the base URL of {spec.name.partition('@')[0]} carries credentials or a query; "
            "keep keys in the environment and name the variable with key_env"
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"base URL {spec.url!r} is not http://HOST/… or https://HOST/…")


def _nearest(word: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    close = get_close_matches(word, list(known), n=1)
    return f"did you mean {close[0]!r}?" if close else f"there are {', '.join(known)}"


def _shown(text: str) -> str:
    from adrs.models.secret import mask

    return mask(text if len(text) <= 80 else text[:77] + "…")
