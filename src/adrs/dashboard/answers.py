"""How the API answers: JSON without infinities, and one sentence where it cannot."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from adrs.core.errors import StoreError
from adrs.core.finite import finite


class Answer(JSONResponse):
    """JSON in ASCII, so that any text a candidate has printed survives, lone surrogates too."""

    def render(self, content: Any) -> bytes:
        """The body."""
        try:
            text = json.dumps(content, separators=(",", ":"), allow_nan=False)
        except ValueError:
            text = json.dumps(finite(content), separators=(",", ":"))
        return text.encode("ascii")


async def refused(request: Request, error: Exception) -> Answer:
    """The answer to a request that cannot be fulfilled."""
    return Answer({"error": str(error)}, 404 if isinstance(error, StoreError) else 400)
