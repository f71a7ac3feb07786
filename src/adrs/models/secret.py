"""Keys that never show themselves, and the one function that masks what leaves this package."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from adrs.core.errors import UsageError

MASK = "[masked]"
SERVICE = "adrs"
_RECOGNISABLE = 8
"""A provider that quotes the wrong key back often shows only its ends: this many characters are enough."""

_PATTERNS = (
    (re.compile(r"(?<=://)[^/\s@'\"]+@"), f"{MASK}@"),
    (
        re.compile(
            r"((?:proxy-)?authorization|x-api-key|x-goog-api-key|api-key|apikey)"
            r"(['\"]?\s*[:=]\s*['\"]?)(?:(bearer|basic)\s+)?[^\s'\",;&}]+",
            re.IGNORECASE,
        ),
        rf"\1\2{MASK}",
    ),
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE), rf"\1 {MASK}"),
    (re.compile(r"([?&](?:key|api[_-]?key|token|access_token)=)[^&\s'\"]+", re.IGNORECASE), rf"\1{MASK}"),
    (re.compile(r"\b(?:sk|pk|rk|gsk|xai|hf|r8)[-_][\w*.…-]{6,}"), MASK),
    (re.compile(r"\bAIza[\w*.…-]{8,}"), MASK),
)


class Secret:
    """A key. Neither ``repr``, ``str``, formatting nor pickling shows it; :meth:`reveal` does."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The key itself, for the one place that sends it."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written down")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


def mask(text: str, secrets: Iterable[Secret] = ()) -> str:
    """``text`` without ``secrets`` and without anything that looks like a key.

    Masks each secret as it is, URL-quoted and in base64, and where only its beginning or its end is quoted;
    then what stands where keys stand: user names in URLs, authorisation headers, key parameters, and words
    with the prefixes of the large providers.
    """
    for secret in secrets:
        text = _mask_known(text, secret.reveal())
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def mask_known(text: str, secrets: Iterable[Secret]) -> str:
    """``text`` without ``secrets``, all else untouched: for replies, where code may look like a key."""
    for secret in secrets:
        text = text.replace(secret.reveal(), MASK) if secret.reveal() else text
    return text


def find_key(
    name: str | None, *, environ: Mapping[str, str] | None = None, keyring: bool = True
) -> Secret | None:
    """The key called ``name`` from the environment, else from the keyring's service ``adrs``; else ``None``.

    Raises:
        UsageError: The value cannot be sent in a header.
    """
    if not name:
        return None
    value = (os.environ if environ is None else environ).get(name, "").strip()
    value = value or (_from_keyring(name) if keyring else "")
    if not value:
        return None
    if not (value.isascii() and value.isprintable()):
        raise UsageError(f"the key in {name} holds characters that no header can carry; set it again")
    return Secret(value)


def _from_keyring(name: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return (keyring.get_password(SERVICE, name) or "").strip()
    except KeyringError:
        return ""  # a machine without a keyring service is as good as one without the library


def _mask_known(text: str, value: str) -> str:
    if not value:
        return text
    encoded = base64.b64encode(value.encode()).decode()
    for form in {value, quote(value, safe=""), encoded}:
        text = text.replace(form, MASK)
    if len(value) >= 2 * _RECOGNISABLE:
        head, tail = re.escape(value[:_RECOGNISABLE]), re.escape(value[-_RECOGNISABLE:])
        text = re.sub(rf"{head}[^\s'\",]*|[^\s'\",]*{tail}", MASK, text)
    return text
