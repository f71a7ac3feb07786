"""What tests of problems share in which a program decides step by step."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import adrs
from adrs.core import peeking, wire
from adrs.core.program import Program


def policy(body, *, head="", begin="pass"):
    """The program whose ``decide(self, o)`` has this body; see :func:`adrs.core.peeking.policy`."""
    return Program.from_text(peeking.policy(body, head=head, begin=begin))


def answer_in_a_process(problem, program, workload):
    """What the harness answers in a process of its own, where patches stay; ``None`` if it raised."""
    code = f"""
import sys, types
sys.path.insert(0, {str(Path(adrs.__file__).parents[1])!r})
from adrs.core import peeking, wire
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
