"""What the programs share."""

from __future__ import annotations

from adrs.core.peeking import policy

DECIDES = "return 'spot' if o.has_spot and o.tick < 6 else 'on_demand'"
HONEST = policy(DECIDES)
