"""The page on the audit shows what a real one found, of the attacks there are."""

from __future__ import annotations

import re
from pathlib import Path

from adrs.audit import corpus

PAGE = Path(__file__).parents[2] / "docs" / "audit.md"


def test_every_attack_is_on_the_page_and_was_contained() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+/\w+)` \|.*\| ([^|]*) \|$", page, flags=re.MULTILINE))
    assert set(rows) == {attack.name for attack in corpus.attacks()}
    assert all(verdict.endswith(", contained") for verdict in rows.values())
