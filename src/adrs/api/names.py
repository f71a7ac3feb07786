"""What to say when a name does not exist."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from adrs.core.errors import UsageError


def unknown(kind: str, name: str, known: Iterable[str]) -> UsageError:
    """The error for a name that does not exist, with the closest ones that do."""
    names = list(known)
    close = get_close_matches(name, names, n=2, cutoff=0.5)
    hint = f"; did you mean {' or '.join(close)}?" if close else "."
    listed = f" There are: {', '.join(names)}." if names else ""
    return UsageError(f"there is no {kind} called {name!r}{hint}{listed}")
