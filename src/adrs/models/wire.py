"""One attempt at a request over the wire: translate, send once, read the reply, name what went wrong.

pydantic-ai's direct request API writes and reads the providers' formats. It is told never to retry.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from adrs.core.model import Reply, Request
from adrs.core.verdict import Usage
from adrs.models.failures import failure
from adrs.models.family import Family, asking, http_client, library
from adrs.models.fault import AttemptError
from adrs.models.price import Price
from adrs.models.providers import Wire
from adrs.models.secret import Secret, mask, mask_known
from adrs.models.spec import ModelSpec
from adrs.models.turns import called, finish, parameters, said, turns
from adrs.models.wire_anthropic import Anthropic
from adrs.models.wire_google import Google
from adrs.models.wire_openai import OpenAI
from adrs.models.worst import worst_case

_FAMILIES: Mapping[Wire, Callable[[ModelSpec, Secret | None, Any], Family]] = {
    Wire.OPENAI_CHAT: OpenAI,
    Wire.OPENAI_RESPONSES: OpenAI,
    Wire.ANTHROPIC: Anthropic,
    Wire.GOOGLE: Google,
}


class WireModel:
    """A model behind its provider's API; every call is one attempt and at most one HTTP request.

    Args:
        spec: Which model, where, and how.
        key: What to identify with; ``None`` where the server needs nothing.
        price: What it costs; ``None`` where nobody knows.

    Raises:
        UsageError: The extra ``adrs[models]`` is not installed.
    """

    def __init__(self, spec: ModelSpec, *, key: Secret | None, price: Price | None) -> None:
        self.name = spec.name
        self.spec = spec
        self.price = price
        self._secrets = (key,) if key else ()
        self._request = library("pydantic_ai.direct").model_request
        self._http = http_client(spec)
        self._family = _FAMILIES[spec.about.wire](spec, key, self._http)

    def worst(self, request: Request) -> Usage:
        """The most that one attempt at ``request`` may cost."""
        limit = self.spec.output_limit(request.max_output_tokens)
        return worst_case(request, price=self.price, output_tokens=limit)

    async def reply(self, request: Request) -> Reply:
        """The reply to one attempt.

        Raises:
            AttemptError: There is none; its usage is the worst case where something may have been billed.
        """
        try:
            async with asyncio.timeout(self.spec.timeout_s):
                response = await self._send(request)
        except Exception as error:  # the libraries' own failures on odd replies are without number
            raise self._failed(error, request) from None
        return self._read(response, request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _send(self, request: Request) -> Any:
        # Settings that a model does not take are left out by design; the user is not told each time. The
        # filter is set again for each call, since others reset it.
        warnings.filterwarnings("ignore", module=r"pydantic_ai\.")
        return await self._request(
            self._family.model,
            turns(request),
            model_settings=self._family.settings(asking(self.spec, request)),
            model_request_parameters=parameters(request),
        )

    def _read(self, response: Any, request: Request) -> Reply:
        usage = self._usage(response, request)
        text = mask_known(said(response), self._secrets)
        try:
            calls = called(response)
        except ValueError as error:
            raise self._malformed(str(error), usage) from None
        ended = finish(response, calls)
        if not text and not calls and ended.value == "stop":
            raise self._malformed("the reply is empty", usage)
        return Reply(
            text=text,
            finish=ended,
            calls=calls,
            usage=usage,
            input_tokens=response.usage.input_tokens,
            cached_tokens=response.usage.cache_read_tokens,
            output_tokens=response.usage.output_tokens,
            model=mask_known(response.model_name or "", self._secrets),
        )

    def _usage(self, response: Any, request: Request) -> Usage:
        """Tokens and money; the worst case where the provider did not say."""
        told = response.usage
        if not told.input_tokens and not told.output_tokens:
            return self.worst(request)
        cost_usd = 0.0
        if self.price:
            cost_usd = self.price.cost_usd(
                input_tokens=told.input_tokens,
                output_tokens=told.output_tokens,
                cached_tokens=told.cache_read_tokens,
                written_tokens=told.cache_write_tokens,
            )
        return Usage(tokens=told.input_tokens + told.output_tokens, cost_usd=cost_usd)

    def _malformed(self, what: str, usage: Usage) -> AttemptError:
        return AttemptError(mask(f"{self.name}: {what}", self._secrets), kind="malformed", usage=usage)

    def _failed(self, error: Exception, request: Request) -> AttemptError:
        return failure(error, name=self.name, worst=self.worst(request), secrets=self._secrets)
