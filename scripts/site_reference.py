"""Pages of the site's reference: what mkdocstrings documents, and the command line from the commands."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from adrs.cli.main import main as adrs

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {
    "core": "The words of the platform, and the protocols its parts meet by.",
    "testing": "Contract suites and fakes, for tests of plug-ins; they need pytest and hypothesis.",
}


def reference_pages() -> Iterator[tuple[str, str]]:
    """Path and text of every page."""
    yield "reference/adrs.md", "# adrs\n\n::: adrs\n"
    yield "reference/commands.md", commands_page()
    index = [
        "# Reference\n",
        "Generated from the docstrings, and for the command line from the commands.\n",
        "- [Command line](commands.md)",
        "- [adrs](adrs.md): what `import adrs` offers",
    ]
    for package, about in PACKAGES.items():
        index += ["", f"## adrs.{package}", "", about, ""]
        for name, first in modules(package):
            yield f"reference/{package}/{name}.md", f"# adrs.{package}.{name}\n\n::: adrs.{package}.{name}\n"
            index.append(f"- [{name}]({package}/{name}.md): {first}")
    yield "reference/index.md", "\n".join(index) + "\n"


def modules(package: str) -> Iterator[tuple[str, str]]:
    """Name and first line of the docstring of every module of a package."""
    for path in sorted((ROOT / "src" / "adrs" / package).glob("*.py")):
        if path.stem != "__init__":
            docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            yield path.stem, docstring.partition("\n")[0]


def commands_page() -> str:
    """All commands with their arguments and options."""
    lines = [
        "# Command line",
        "",
        "As `--help` says it; [the guide](../command_line.md) says what it is for.",
        "",
    ]
    with click.Context(adrs, info_name="adrs") as context:
        for name in adrs.list_commands(context):
            command = adrs.get_command(context, name)
            assert command is not None, name
            lines += _section(command, context, name, level=2)
    return "\n".join(lines)


def _section(command: click.Command, parent: click.Context, name: str, *, level: int) -> Iterator[str]:
    with click.Context(command, info_name=name, parent=parent) as context:
        usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
        yield from (f"{'#' * level} {context.command_path}", "", "```text", usage, "```", "")
        yield from (inspect.cleandoc(command.help or ""), "")
        options = [o.get_help_record(context) for o in command.params]
        if rows := [record for record in options if record is not None]:
            yield from ("| option | what it does |", "| :--- | :--- |")
            yield from (f"| `{option}` | {_cell(text)} |" for option, text in rows)
            yield ""
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                found = command.get_command(context, below)
                assert found is not None, below
                yield from _section(found, context, below, level=level + 1)


def _cell(text: str) -> str:
    return text.replace("|", "&#124;").replace("<", "&lt;")
