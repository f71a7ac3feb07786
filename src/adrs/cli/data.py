"""``adrs data``: the original public data of measured workloads: what there is, fetching it, checking it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adrs.cli import options
from adrs.cli.output import emit, say, table, unknown
from adrs.core.errors import UsageError

if TYPE_CHECKING:
    from adrs.interop.data_sets.registry import DataSet


@click.group("data", short_help="List, fetch and check the problems' original data.")
def command() -> None:
    """List, fetch and check the original public data that problems read with --data."""


@command.command("list")
@options.as_json
def list_(as_json: bool) -> None:
    """List the data sets: what they are, how large, under which licence, and who reads them."""
    from dataclasses import asdict

    from adrs.interop.data_sets.registry import data_sets

    found = data_sets()
    if as_json:
        emit({"data_sets": [{**asdict(one), "size_bytes": one.size_bytes} for one in found]})
        return
    rows = [(s.name, str(len(s.files)), _size(s), ", ".join(s.problems) or "–", s.licence) for s in found]
    click.echo(table(("name", "files", "size", "problems", "licence"), rows))
    for one in found:
        click.echo(f"\n{one.name}: {one.what}.\n  {one.citation}\n  {one.home}")


@command.command("fetch")
@click.argument("name")
@options.data
@click.option("--mirror", help="Web address with files laid out as in the data folder.")
@click.option("--from", "source", type=click.Path(path_type=Path), help="Folder to copy from instead.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@options.as_json
def fetch_(
    name: str, data: Path | None, mirror: str | None, source: Path | None, yes: bool, as_json: bool
) -> None:
    """Fetch the data set NAME into the data folder; a broken fetch goes on where it ended.

    Files are checked before they take their names, and one that is right is never written again.
    """
    from adrs.interop.data_sets.fetching import Origin, fetch

    one = _named(name)
    if mirror is not None and source is not None:
        raise UsageError("--mirror and --from exclude each other; give one of them")
    folder = _folder(data)
    origin = Origin(mirror=mirror, folder=options.checked_data(source))
    where = str(source) if source is not None else origin.url_of(one, one.files[0]).rsplit("/", 1)[0]
    say(f"{one.name}: {len(one.files)} files, {_size(one)}, from {where} into {folder}")
    say(f"licence: {one.licence}; please cite: {one.citation}")
    if not yes and not click.confirm("fetch it?", err=True):
        raise click.Abort
    written = fetch(one, folder, origin=origin, say=say)
    if as_json:
        emit({"name": one.name, "data": str(folder), "written": written})
    else:
        click.echo(f"{one.name}: {len(written)} of {len(one.files)} files fetched into {folder}")


@command.command("verify")
@click.argument("name", required=False)
@options.data
@options.as_json
def verify_(name: str | None, data: Path | None, as_json: bool) -> None:
    """Check the files of NAME, or of every data set, in the data folder.

    Exits with 2 if a file is altered, or one of NAME is absent.
    """
    from adrs.interop.data_sets.registry import data_sets
    from adrs.interop.data_sets.verifying import State, verify

    folder = _folder(data)
    chosen: Sequence[DataSet] = data_sets() if name is None else (_named(name),)
    found = [(one.name, checked) for one in chosen for checked in verify(one, folder)]
    wrong = {State.ALTERED} if name is None else {State.ALTERED, State.ABSENT}
    ok = not any(checked.state in wrong for _, checked in found)
    if as_json:
        emit({"ok": ok, "data": str(folder), "files": [_fact(*pair) for pair in found]})
    else:
        rows = [(set_name, c.path, c.state.value, c.reason) for set_name, c in found]
        click.echo(table(("set", "file", "state", ""), rows))
    if not ok:
        click.get_current_context().exit(2)


def _fact(name: str, checked: Any) -> dict[str, str]:
    return {"set": name, "path": checked.path, "state": checked.state.value, "reason": checked.reason}


def _named(name: str) -> DataSet:
    from adrs.interop.data_sets.registry import data_sets

    for one in data_sets():
        if one.name == name:
            return one
    raise unknown("data set", name, [one.name for one in data_sets()])


def _folder(data: Path | None) -> Path:
    if data is None:
        raise UsageError("where is the data folder? Give --data DIR, or set $ADRS_DATA")
    if data.exists() and not data.is_dir():
        raise UsageError(f"{data} is a file; --data is a folder")
    return data.resolve()


def _size(one: DataSet) -> str:
    if all(file.size_bytes is None for file in one.files):
        return "unknown"
    return f"{one.size_bytes / 1e6:.1f} MB"
