"""A dossier for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from adrs.audit.corpus import group_titles
from adrs.audit.dossier import Dossier
from adrs.audit.tried import Tried


def dossier_markdown(dossier: Dossier) -> str:
    """The whole dossier."""
    when = f"{datetime.fromtimestamp(dossier.at, UTC):%Y-%m-%d %H:%M}Z"
    layers = ", ".join(f"{name}: {_plain(state)}" for name, state in dossier.layers.items())
    parts = [
        f"# Audit of {dossier.problem}",
        verdict(dossier),
        f"adrs {dossier.adrs}, attacks `{dossier.corpus}`, problem `{dossier.fingerprint}`, {when};"
        f" {dossier.cpu_s:.1f} s of CPU time, {dossier.wall_s:.1f} s on the clock.",
        f"Sandbox: {layers}.",
    ]
    if dossier.failures:
        parts += ["## What is wrong", "\n".join(f"- {_cell(failure)}" for failure in dossier.failures)]
    parts += ["## Attacks by group", _groups(dossier)]
    parts += ["## Further questions", _checks(dossier), "## Every attack", attack_table(dossier.attacks)]
    return "\n\n".join(parts) + "\n"


def verdict(dossier: Dossier) -> str:
    """The result in one sentence."""
    tried = f"{len(dossier.attacks)} attacks, {len(dossier.escapes)} escapes"
    beside = f"{dossier.neighbours} healthy candidates beside them, {len(dossier.penalised)} penalised"
    asked = [check for check in dossier.checks if not check.left_out]
    failed = sum(not check.ok for check in asked)
    word = "Passed" if dossier.passed else "FAILED"
    return f"**{word}**: {tried}; {beside}; {len(asked)} further questions, {failed} failed."


def attack_table(attacks: Iterable[Tried]) -> str:
    """One row an attack: what it tries, the layers that stopped it, the verdict."""
    rows = [
        (f"`{t.name}`", t.tries, t.stopped_by or "–", f"{t.outcome.value}, {_verdict(t)}") for t in attacks
    ]
    return _table(("attack", "tries", "stopped by", "verdict"), rows)


def _groups(dossier: Dossier) -> str:
    titles = group_titles()
    own = "The problem's own programs that try to look better than they are."
    escaped = [tried.name.partition("/")[0] for tried in dossier.escapes]
    rows = [
        (group, titles.get(group, own), str(n), str(escaped.count(group)))
        for group, n in dossier.groups.items()
    ]
    return _table(("group", "what", "attacks", "escapes"), rows)


def _checks(dossier: Dossier) -> str:
    words = [
        (check.name, "left out" if check.left_out else "yes" if check.ok else "**NO**", check.detail)
        for check in dossier.checks
    ]
    return _table(("question", "answer", "found"), words)


def _verdict(tried: Tried) -> str:
    return "contained" if tried.contained else f"**ESCAPED**: {'; '.join(tried.escapes)}"


def _plain(state: object) -> str:
    return {True: "on", False: "off"}.get(state, str(state)) if isinstance(state, bool) else str(state)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(header)} |", f"|{' --- |' * len(header)}"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Text that cannot break a table; attacks and reasons may hold anything."""
    clean = "".join(c if c.isprintable() else " " for c in text)
    return clean.replace("|", "\\|").replace("<", "&lt;")
