"""What was used longest ago is forgotten first."""

from __future__ import annotations

from adrs.store.recent import Recent


def test_forgets_what_was_used_longest_ago() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.put("a", 1)
    recent.put("b", 2)
    assert recent.get("a") == 1
    recent.put("c", 3)
    assert (recent.get("a"), recent.get("b"), recent.get("c")) == (1, None, 3)
