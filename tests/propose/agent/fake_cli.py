"""A stand-in for a coding-agent program: does what its first argument says, in the current folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

BETTER = "def solve(jobs):\n    return sorted(range(len(jobs)), key=lambda i: -jobs[i][0] / jobs[i][1])\n"
PROGRAM = Path("program.py")


def improve() -> None:
    """Write a better program, if the task and the prompt are there."""
    assert "weighted completion time" in Path("TASK.md").read_text()
    assert "solve" in PROGRAM.read_text()
    PROGRAM.write_text(BETTER)


def main(what: str) -> None:
    """Act."""
    if what == "report":
        assert "TASK.md" in sys.stdin.read()
        improve()
        print(
            json.dumps(
                {
                    "type": "result",
                    "total_cost_usd": 0.25,
                    "usage": {"input_tokens": 900, "output_tokens": 100},
                }
            )
        )
    elif what == "silent":
        improve()
    elif what == "nothing":
        pass
    elif what == "litter":
        improve()
        Path("notes.txt").write_text("extra")
        Path("sub").mkdir()
    elif what == "link":
        PROGRAM.unlink()
        PROGRAM.symlink_to("/etc/hostname")
    elif what == "remove":
        PROGRAM.unlink()
    elif what == "huge":
        PROGRAM.write_text("#" * 2_000_000)
    elif what == "broken":
        PROGRAM.write_text("def solve(:\n")
    elif what == "environment":
        PROGRAM.write_text(BETTER + f"# {sorted(os.environ)}\n")
    elif what == "fail":
        improve()
        sys.exit(f"error: key {os.environ.get('ANTHROPIC_API_KEY')} was not accepted")
    elif what == "flood":
        while True:
            print("x" * 1000)
    elif what == "sleep":
        improve()
        time.sleep(600)
    elif what == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(600)
    elif what in ("stray", "escaped"):
        improve()
        sleep = [sys.executable, "-c", f"import time; time.sleep({600 if what == 'stray' else 10})"]
        child = subprocess.Popen(sleep, start_new_session=what == "escaped")
        Path(sys.argv[2]).write_text(str(child.pid))


if __name__ == "__main__":
    main(sys.argv[1])
