"""The command line: commands by name, and what an error looks like.

Exit codes: 0 done, 2 the world or the request was wrong (one sentence on standard error), 130 interrupted.
Anything else that is raised is a bug, keeps its traceback, and exits 1.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click

from adrs import __version__
from adrs.cli.output import emit
from adrs.core.errors import AdrsError

COMMANDS = (
    "new",
    "lint",
    "problems",
    "show",
    "score",
    "run",
    "resume",
    "steer",
    "runs",
    "best",
    "report",
    "export",
    "serve",
    "study",
    "audit",
    "doctor",
    "data",
    "engines",
    "serve-proposer",
    "mcp",
)


class Commands(click.Group):
    """One module a command, imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in the order in which one needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"adrs.cli.{cmd_name.replace('-', '_')}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Like click's, naming the closest command when there is none."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise click.UsageError(f"there is no command {args[0]!r}{hint}")
        return super().resolve_command(ctx, args)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Run a command and exit."""
        given = list(sys.argv[1:] if args is None else args)
        extra["standalone_mode"] = False
        try:
            code = super().main(given, *rest, **extra)
        except (AdrsError, click.ClickException) as error:
            code = _explain(error, as_json="--json" in given)
        except click.Abort:
            click.echo("interrupted", err=True)
            code = 130
        sys.exit(code if isinstance(code, int) else 0)


def _explain(error: AdrsError | click.ClickException, *, as_json: bool) -> int:
    sentence = error.format_message() if isinstance(error, click.ClickException) else str(error)
    if isinstance(error, click.UsageError) and error.ctx is not None:
        sentence = f"{sentence.rstrip('.')}. See `{error.ctx.command_path} --help`."
    click.echo(f"error: {sentence}", err=True)
    if as_json:
        emit({"error": sentence})
    return 2


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="adrs")
def main() -> None:
    """Search for better systems programs, and believe the result.

    A first run: adrs run prism --evals 200
    """


if __name__ == "__main__":
    main()
