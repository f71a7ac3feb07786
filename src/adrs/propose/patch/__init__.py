"""From a reply to a program: edit blocks or whole files, applied exactly or rejected with a reason."""

from adrs.propose.patch.apply import apply_reply
from adrs.propose.patch.diff import blocks_between

__all__ = ["apply_reply", "blocks_between"]
