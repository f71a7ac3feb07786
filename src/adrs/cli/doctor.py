"""``adrs doctor``: whether this machine has what a run needs."""

from __future__ import annotations

import platform
from importlib import metadata, util
from pathlib import Path
from typing import Any

import click

from adrs import __version__
from adrs.api.assemble import Workshop, describe
from adrs.cli import options
from adrs.cli.output import emit
from adrs.cli.workshop import workshop
from adrs.core.errors import AdrsError


@click.command("doctor", short_help="Check what this machine offers.")
@options.sandbox
@options.store
@options.as_json
def command(sandbox: str, store: Path | None, as_json: bool) -> None:
    """Check Python, libraries, cores, the sandbox's layers and the journal's folder."""
    shop = workshop(sandbox)
    result: dict[str, Any] = {
        "adrs": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cpus": options.cpu_count(),
        "numpy": metadata.version("numpy"),
        "numba": metadata.version("numba") if util.find_spec("numba") else None,
        "executors": _executors(),
        "sandbox": _sandbox(shop),
        "store": _store(store or options.DEFAULT_STORE),
    }
    result["ok"] = result["sandbox"]["ok"] and result["store"]["ok"]
    if not result["ok"]:
        result["error"] = "this machine lacks something that a run needs"
    if as_json:
        emit(result)
    else:
        click.echo(_readable(result))
    if not result["ok"]:
        click.get_current_context().exit(2)


def _executors() -> dict[str, Any]:
    """What there is for ``--executor``: versions of libraries, and whether jobs can be submitted here."""
    import shutil

    return {
        "ray": metadata.version("ray") if util.find_spec("ray") else None,
        "submitit": metadata.version("submitit") if util.find_spec("submitit") else None,
        "sbatch": shutil.which("sbatch") is not None,
    }


def _sandbox(shop: Workshop) -> dict[str, Any]:
    """The sandbox's layers, and whether a real candidate comes back from it with a valid answer."""
    import asyncio

    from adrs import problems

    async def tried() -> dict[str, Any]:
        from adrs.core.workload import Split

        problem = shop.problem(problems.NAMES[0], None)
        workload = problem.workloads(Split.TRAIN)[0]
        sandbox = shop.sandbox(problem, 1, False)
        try:
            seed = next(iter(problem.seeds.values()))
            (completed,) = await sandbox.run(seed, [workload], limits=problem.limits)
            layers = describe(sandbox)
        finally:
            await sandbox.aclose()
        test = completed.outcome.value if not completed.reason else completed.reason
        return {"ok": completed.outcome.value == "VALID", "test_run": test, "layers": layers}

    try:
        return asyncio.run(tried())
    except AdrsError as error:
        return {"ok": False, "test_run": str(error), "layers": {}}


def _store(path: Path) -> dict[str, Any]:
    """Whether the journal's folder can be written, without leaving anything there."""
    import os

    folder = path.parent
    while not folder.exists():
        folder = folder.parent
    ok = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK) and not path.is_dir()
    return {"ok": ok, "path": str(path), "folder": str(folder)}


def _readable(result: dict[str, Any]) -> str:
    lines = [f"{key:8} {result[key]}" for key in ("adrs", "python", "system", "cpus", "numpy")]
    numba = result["numba"] or "not installed; pip install 'adrs[fast]' makes judging faster"
    lines.append(f"numba    {numba}")
    lines.append(f"clusters {_clusters(result['executors'])}")
    sandbox, store = result["sandbox"], result["store"]
    lines.append(f"sandbox  {'ok' if sandbox['ok'] else 'FAILED'}: test run {sandbox['test_run']}")
    lines += [f"  {layer:20} {_layer(state)}" for layer, state in sandbox["layers"].items()]
    lines.append(f"journal  {'ok' if store['ok'] else 'FAILED: cannot be written'}: {store['path']}")
    return "\n".join(lines)


def _clusters(found: dict[str, Any]) -> str:
    ray = f"ray {found['ray']}" if found["ray"] else "no ray (pip install 'adrs[ray]')"
    version = found["submitit"]
    slurm = f"submitit {version}" if version else "no submitit (pip install 'adrs[slurm]')"
    return f"{ray}; {slurm}; {'sbatch' if found['sbatch'] else 'no sbatch'}"


def _layer(state: object) -> str:
    if isinstance(state, bool):
        return "on" if state else "off"
    return str(state)
