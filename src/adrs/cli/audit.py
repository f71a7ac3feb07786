"""``adrs audit``: attack a problem's sandbox and judge, and write down what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adrs.api.assemble import Workshop, on_model
from adrs.cli import options
from adrs.cli.output import emit, say
from adrs.cli.workshop import workshop

if TYPE_CHECKING:
    from adrs.audit.dossier import Dossier
    from adrs.core.problem import Problem
    from adrs.core.seams import Sandbox

FAILED = 2


@click.command("audit", short_help="Attack the sandbox and the judge of a problem.")
@click.argument("problem")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for dossier.md and dossier.json.")
@click.option("--only", default="", help="Only attacks whose name contains this; not a whole audit.")
@options.sandbox
@options.store
@options.data
@options.model_dir
@options.as_json
def command(
    problem: str,
    out: Path | None,
    only: str,
    sandbox: str,
    store: Path | None,
    data: Path | None,
    model_dir: Path | None,
    as_json: bool,
) -> None:
    """Run misbehaving programs on PROBLEM and ask whether its scores can be believed.

    The dossier is kept beside the journal; reports say whether a problem was audited. Exit code 2 when
    something is wrong.
    """
    from adrs.audit import dossier as dossiers
    from adrs.core.claimed import self_scored

    shop = on_model(workshop(sandbox), options.checked_model(model_dir))
    stated = shop.problem(problem, options.checked_data(data))
    folder = None if out is None else options.folder_to_write(out)
    found = _audited(shop, stated, only)
    path = None
    if not only:
        path = dossiers.save(found, dossiers.path_beside(store or options.DEFAULT_STORE, stated.name))
    written = None if folder is None else _write(found, folder)
    if as_json:
        emit(_result(found, path, written, claimed=self_scored(stated)))
    else:
        click.echo(_readable(found, path, written, claimed=self_scored(stated)))
    if not found.passed:
        click.get_current_context().exit(FAILED)


def _audited(shop: Workshop, problem: Problem, only: str) -> Dossier:
    import asyncio

    from adrs.audit.auditing import audit

    def make(stated: Problem, slots: int) -> Sandbox:
        return shop.sandbox(stated, slots, False)

    return asyncio.run(audit(problem, make, tell=say, only=only))


def _write(found: Dossier, folder: Path) -> list[str]:
    import json

    from adrs.audit.dossier import to_json
    from adrs.audit.markdown import dossier_markdown

    as_json = json.dumps(to_json(found), indent=1) + "\n"
    texts = {"dossier.md": dossier_markdown(found), "dossier.json": as_json}
    for name, text in texts.items():
        options.file_to_write(folder / name).write_text(text, encoding="utf-8")
    return [str(folder / name) for name in texts]


def _result(found: Dossier, path: Path | None, written: list[str] | None, *, claimed: bool) -> dict[str, Any]:
    from adrs.audit.claims import fakes

    result = {
        "problem": found.problem,
        "self_scored": claimed,
        "faked": [tried.name for tried in fakes(found.attacks) if not tried.contained] if claimed else [],
        "passed": found.passed,
        "attacks": dict(found.groups),
        "escapes": [tried.name for tried in found.escapes],
        "neighbours": found.neighbours,
        "penalised": list(found.penalised),
        "left_over": list(found.left_over),
        "checks": {check.name: None if check.left_out else check.ok for check in found.checks},
        "layers": dict(found.layers),
        "fingerprint": found.fingerprint,
        "corpus": found.corpus,
        "cpu_seconds": found.cpu_s,
        "seconds": found.wall_s,
        "dossier": None if path is None else str(path),
        "written": written or [],
    }
    if not found.passed:
        result["error"] = f"the audit found {len(found.failures)} things wrong, first {found.failures[0]}"
    return result


def _readable(found: Dossier, path: Path | None, written: list[str] | None, *, claimed: bool) -> str:
    from adrs.audit.claims import fakes
    from adrs.audit.markdown import verdict

    tried = fakes(found.attacks) if claimed else []
    lines = [f"{found.problem}: {verdict(found).replace('**', '')}"]
    lines += [f"  {failure}" for failure in found.failures]
    if claimed:
        worked = sum(not one.contained for one in tried)
        lines += [f"self-scored: {worked} of {len(tried)} ways to fake a score worked on this evaluator"]
    lines += [f"{found.cpu_s:.1f} s of CPU time, {found.wall_s:.1f} s on the clock"]
    lines += [f"dossier: {name}" for name in [*([str(path)] if path else []), *(written or [])]]
    return "\n".join(lines)
