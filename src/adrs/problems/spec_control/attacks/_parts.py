"""What the programs share."""

from __future__ import annotations

from adrs.core.peeking import policy

DECIDES = "return [2] * len(o.requests)"
HONEST = policy(DECIDES)
