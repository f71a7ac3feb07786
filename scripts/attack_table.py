"""Writes the table of attacks into docs/audit.md, from the dossier of a real audit.

Usage: ``python scripts/attack_table.py DOSSIER.json`` after ``adrs audit PROBLEM --out DIR``. Several
dossiers may be given; the first one fills the table of attacks, all of them the summary.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from adrs.audit import corpus
from adrs.audit.dossier import Dossier, from_json
from adrs.audit.markdown import attack_table

PAGE = Path(__file__).resolve().parents[1] / "docs" / "audit.md"
START, END = "<!-- measured: {} -->", "<!-- end of {} -->"


def main(paths: Sequence[str]) -> int:
    """Fill both tables; 1 when a dossier was given that did not pass."""
    dossiers = [from_json(json.loads(Path(path).read_text(encoding="utf-8"))) for path in paths]
    generic = [tried for tried in dossiers[0].attacks if tried.name.partition("/")[0] in corpus.GROUPS]
    page = PAGE.read_text(encoding="utf-8")
    page = _filled(page, "summary", summary(dossiers))
    page = _filled(page, "attacks", attack_table(generic))
    PAGE.write_text(page, encoding="utf-8")
    return int(not all(dossier.passed for dossier in dossiers))


def summary(dossiers: Sequence[Dossier]) -> str:
    """One row a problem."""
    header = (
        "problem", "attacks", "its own", "escapes", "neighbours", "penalised", "questions", "failed", "CPU s"
    )  # fmt: skip
    lines = [f"| {' | '.join(header)} |", f"|{' --- |' + ' ---: |' * (len(header) - 1)}"]
    for d in dossiers:
        own = sum(tried.name.startswith(f"{d.problem}/") for tried in d.attacks)
        asked = [check for check in d.checks if not check.left_out]
        failed = sum(not check.ok for check in asked)
        numbers = (
            len(d.attacks) - own,
            own,
            len(d.escapes),
            d.neighbours,
            len(d.penalised),
            len(asked),
            failed,
        )
        lines.append(f"| `{d.problem}` | {' | '.join(map(str, numbers))} | {d.cpu_s:.0f} |")
    return "\n".join(lines)


def _filled(page: str, name: str, text: str) -> str:
    before, rest = page.split(START.format(name))
    _, after = rest.split(END.format(name))
    return f"{before}{START.format(name)}\n\n{text}\n\n{END.format(name)}{after}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
