"""Coding-agent programs that adrs knows how to start.

Described from their documentation and **not tested here**: the tests drive a stand-in. A tool may change its
options at any time; then give a command of your own.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from adrs.core.errors import UsageError
from adrs.propose.agent import cli_usage
from adrs.propose.agent.cli_usage import ReadUsage

TASK_FILE = "TASK.md"
PROMPT = (
    f"Read {TASK_FILE} in this folder and do what it says. Change only the files that it names, in place, "
    "and stop when they are better."
)
COMMON = ("PATH", "HOME", "LANG", "TERM", "TMPDIR")
"""Environment variables that every tool gets; ``HOME`` because that is where logins are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cli:
    """How a coding-agent program is started without a terminal.

    Args:
        name: What ``--proposer agent-cli:NAME`` calls it.
        command: Program and arguments; in an argument ``{prompt}`` stands for the prompt and ``{task}`` for
            the task's file; an argument ``{files}`` becomes the program's files, one argument each.
        stdin: Whether it reads the prompt from its standard input.
        environment: Variables it gets besides ``COMMON``, where they are set.
        usage: Reads what it has used from its standard output.
    """

    name: str
    command: tuple[str, ...]
    stdin: bool = False
    environment: tuple[str, ...] = ()
    usage: ReadUsage = cli_usage.silent

    def arguments(self, files: tuple[str, ...]) -> list[str]:
        """The command for a program of these files."""
        found: list[str] = []
        for argument in self.command:
            if argument == "{files}":
                found += files
            else:
                found.append(argument.replace("{prompt}", PROMPT).replace("{task}", TASK_FILE))
        return found


BUILT_IN = {
    cli.name: cli
    for cli in (
        Cli(
            name="claude",
            command=("claude", "-p", "--output-format", "json", "--permission-mode", "acceptEdits"),
            stdin=True,
            environment=("ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN"),
            usage=cli_usage.claude,
        ),
        Cli(
            name="codex",
            command=("codex", "exec", "--json", "--sandbox", "workspace-write", "--skip-git-repo-check", "-"),
            stdin=True,
            environment=("OPENAI_API_KEY", "CODEX_API_KEY", "CODEX_HOME"),
            usage=cli_usage.codex,
        ),
        Cli(
            name="gemini",
            command=("gemini", "--output-format", "json", "--approval-mode", "auto_edit"),
            stdin=True,
            environment=("GEMINI_API_KEY", "GOOGLE_API_KEY"),
            usage=cli_usage.gemini,
        ),
        Cli(
            name="aider",
            command=(
                *("aider", "--message-file", "{task}", "--yes-always", "--no-git", "--no-stream"),
                *("--no-pretty", "--no-check-update", "{files}"),
            ),
            environment=("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY", "AIDER_MODEL"),
        ),
        Cli(
            name="opencode",
            command=("opencode", "run", "--format", "json", "{prompt}"),
            environment=("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY"),
            usage=cli_usage.opencode,
        ),
    )
}


def find_cli(text: str) -> Cli:
    """The built-in template called ``text``, or one made of it if it is a command line.

    A command line has ``{prompt}``, ``{task}`` or ``{files}`` in it; it is split like a shell's, but no shell
    runs it.

    Raises:
        UsageError: It is neither.
    """
    if text in BUILT_IN:
        return BUILT_IN[text]
    try:
        words = tuple(shlex.split(text))
    except ValueError as error:
        raise UsageError(f"the agent's command {text!r} cannot be split: {error}") from None
    if not any(mark in text for mark in ("{prompt}", "{task}", "{files}")):
        known = ", ".join(BUILT_IN)
        raise UsageError(
            f"there is no coding agent called {text!r}; there are: {known}; or give a command with "
            "{prompt}, {task} or {files}"
        )
    return Cli(name=words[0].rpartition("/")[2], command=words)
