"""What the programs share."""

from __future__ import annotations

HONEST = "def get_best_schedule(workload, num_seqs):\n    return 4, list(range(workload.num_txns))\n"


def program(body: str, head: str = "") -> str:
    """A program whose entry has this body; ``n`` is the number of transactions."""
    return f"{head}\ndef get_best_schedule(workload, num_seqs):\n    n = workload.num_txns\n    {body}\n"
