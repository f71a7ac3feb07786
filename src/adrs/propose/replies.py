"""JSON inside a model's reply."""

from __future__ import annotations

import json
import re
from typing import Any

_LIST = re.compile(r"\[\s*[\[{\]]")
_MOST_TRIES = 20


def json_list_in(reply: str) -> list[Any] | None:
    """The first JSON list of objects (or empty list) in a reply, fenced or not; ``None`` if there is none."""
    for match in list(_LIST.finditer(reply))[:_MOST_TRIES]:
        try:
            found, _ = json.JSONDecoder().raw_decode(reply, match.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(found, list):
            return found
    return None
