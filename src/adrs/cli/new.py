"""``adrs new``: the folder of a problem of one's own, which runs at once."""

from __future__ import annotations

from pathlib import Path

import click

from adrs.cli import options
from adrs.cli.output import emit


@click.command("new", short_help="Write the folder of a new problem.")
@click.argument("name")
@click.option(
    "--kind",
    type=click.Choice(("one_shot", "online")),
    default="one_shot",
    show_default=True,
    help="A program answers once, or decides step by step.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Where to make the folder (default: here).",
)
@options.as_json
def command(name: str, kind: str, out: Path, as_json: bool) -> None:
    """Write a new problem called NAME into a folder of that name.

    It is a small real one with judge, workloads, bound, seeds, baselines, attacks, tests and pages; run it,
    then change it file by file into yours. Nothing that is there is overwritten.
    """
    from adrs.interop import scaffold

    written = scaffold.write(name, kind, out)
    folder = out / name
    if as_json:
        paths = [path.relative_to(folder).as_posix() for path in written]
        emit({"problem": name, "kind": kind, "folder": str(folder), "files": paths})
    else:
        click.echo(_readable(folder, len(written)))


def _readable(folder: Path, count: int) -> str:
    place = folder if folder.is_absolute() else f"./{folder.as_posix()}"
    lines = [f"wrote {count} files into {place}; next:"]
    lines += [f"  adrs show {place}", f"  adrs run {place} --evals 20"]
    lines += [f"  adrs lint {place}", f"  adrs audit {place}", f"  python -m pytest {place}/tests"]
    return "\n".join(lines)
