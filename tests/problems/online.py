"""Attacks that problems share in which a program decides step by step, and how to run them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import adrs
from adrs.core import wire
from adrs.core.program import Program

LOOKS_AHEAD = {
    "the caller's frame": "import sys; sys._getframe(1).f_locals",
    "inspect": "import inspect; inspect.currentframe().f_back",
    "a traceback's frame": "\ntry: 1 / 0\nexcept ZeroDivisionError as e: e.__traceback__.tb_frame.f_back",
    "a generator's frame": "g = (x for x in 'a'); next(g); g.gi_frame.f_back",
    "all objects": "import gc; gc.get_objects()",
    "referrers": "import gc; gc.get_referrers(o)",
    "referents": "import gc; gc.get_referents(o)",
    "threads' frames": "import sys; sys._current_frames()",
    "a trace function": "import sys; sys.settrace(lambda *a: None)",
    "a profile function": "import sys; sys.setprofile(lambda *a: None)",
    "a signal handler": "import signal; signal.signal(signal.SIGUSR1, lambda s, f: None)",
    "raw memory": "import ctypes; ctypes.string_at(id(o), 8)",
}
"""Statements in ``decide(self, o)`` that reach for the simulator's state."""


def policy(body, *, head="", begin="pass"):
    """A program whose ``decide(self, o)`` has this body and whose policy begins with ``begin``."""
    indented = body.strip().replace("\n", "\n        ")
    return Program.from_text(
        f"{head}\nclass Policy:\n    def __init__(self):\n        {begin}\n\n"
        f"    def decide(self, o):\n        {indented}\n"
    )


def swallowed(statement):
    """``statement``, with whatever it raises caught."""
    return "\n    ".join(["try:", *statement.strip().splitlines(), "pass"]) + "\nexcept BaseException: pass"


def answer_in_a_process(problem, program, workload):
    """What the harness answers in a process of its own, where patches stay; ``None`` if it raised."""
    code = f"""
import sys, types
sys.path.insert(0, {str(Path(adrs.__file__).parents[1])!r})
from adrs.core import wire
import {problem.harness} as harness
encode, write, hexadecimal = wire.encode, sys.stdout.write, bytes.hex
def load():
    module = types.ModuleType("program")
    exec(compile({program.text!r}, "program.py", "exec"), module.__dict__)
    return module
inputs = wire.decode(bytes.fromhex({workload.encoded.hex()!r}))
write(hexadecimal(encode(harness.run(load, inputs))))
"""
    done = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True, check=False)
    if done.returncode:
        assert "Error" in done.stderr or "InvalidAnswer" in done.stderr
        return None
    return wire.decode(bytes.fromhex(done.stdout))
