"""What a page asks of a running search, as a wish."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from adrs.core.errors import UsageError
from adrs.run.steering import Wish, check, login

Post = Callable[[Path, str, Wish], None]
"""Takes the journal's path, the run and the wish."""


def wish_of(body: Any) -> Wish:
    """The wish that a page has sent; without an author, that of the server's user.

    Raises:
        UsageError: It is not one; says why.
    """
    if not isinstance(body, dict) or not set(body) <= {"kind", "author", "detail"}:
        raise UsageError("a wish has `kind`, `detail` and perhaps `author`")
    wish = Wish(body.get("kind", ""), body.get("author") or login(), body.get("detail", {}))
    check(wish)
    return wish
