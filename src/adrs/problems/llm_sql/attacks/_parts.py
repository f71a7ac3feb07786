"""What the programs share."""

from __future__ import annotations

ANSWER = "return None, list(range(table.num_columns))[::-1]"


def program(body: str, *, head: str = "") -> str:
    """A program whose ``reorder(table, hints)`` has this body; statements are told apart by ``; ``."""
    lines = body.replace("; ", "\n    ")
    return f"import numpy as np\n{head}\ndef reorder(table, hints):\n    {lines}\n"


HONEST = program(ANSWER)
