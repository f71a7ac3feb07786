"""An agent that speaks JSON-RPC by hand, over the pipes of a server it started: it sees every byte."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.interop.mcp.world import CONTROL, Heard

ROOT = Path(__file__).parents[3]


class Raw:
    """One connection to ``adrs mcp`` on standard input and output."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._numbers = itertools.count(1)
        self.rest = ""  # what stood on standard output when the server had ended
        info = {"name": "raw", "version": "1"}
        hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": info}
        self.hello = self.request("initialize", hello)
        self.send({"method": "notifications/initialized"})

    def send(self, message: dict[str, Any]) -> None:
        """One message."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.process.stdin.flush()

    def request(self, method: str, params: dict[str, Any]) -> Any:
        """The result of a request."""
        assert self.process.stdout is not None
        number = next(self._numbers)
        self.send({"id": number, "method": method, "params": params})
        while line := self.process.stdout.readline():
            message = json.loads(line)
            assert message["jsonrpc"] == "2.0"
            if message.get("id") == number:
                return message["result"]
        raise EOFError("the server has gone")

    def call(self, tool: str, **arguments: Any) -> Heard:
        """What a tool answers."""
        result = self.request("tools/call", {"name": tool, "arguments": arguments})
        return Heard(bool(result.get("isError")), tuple(block["text"] for block in result["content"]))

    def submit(self, brief: int, answer: str) -> dict[str, Any]:
        """Answer with a whole file; the verdict."""
        given = {"brief": brief, "answer": answer, "form": "program", "wait_s": 50}
        return self.call("submit_program", **given).facts


def command(*options: str) -> list[str]:
    """``adrs mcp`` on the control."""
    return [sys.executable, "-m", "adrs", "mcp", "--problem", CONTROL, "--evals", "8", *options]


def environment() -> dict[str, str]:
    """Ours, with the tests and warnings as errors left out."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}


@contextmanager
def server(folder: Path, *options: str) -> Iterator[Raw]:
    """A server in a process of its own; when it is left, its standard input ends."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(
        command(*options), cwd=folder, env=environment(), text=True, encoding="utf-8", **pipes
    ) as process:
        agent = Raw(process)
        try:
            yield agent
        finally:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.close()
            agent.rest = process.stdout.read()
            process.wait(60)
