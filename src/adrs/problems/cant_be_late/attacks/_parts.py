"""What the programs share."""

from __future__ import annotations

DECIDES = "return 'spot' if o.has_spot and o.tick < 6 else 'on_demand'"


def policy(body: str, *, head: str = "", begin: str = "pass") -> str:
    """A program whose ``decide(self, o)`` has this body and whose policy begins with ``begin``."""
    indented = body.strip().replace("\n", "\n        ")
    return (
        f"{head}\nclass Policy:\n    def __init__(self):\n        {begin}\n\n"
        f"    def decide(self, o):\n        {indented}\n"
    )


HONEST = policy(DECIDES)
