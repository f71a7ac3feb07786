"""What the programs share."""

from __future__ import annotations

from adrs.core.peeking import policy

DECIDES = "return [], [k for k in o.resident if k[0] != o.layer]"
HONEST = policy(DECIDES)
