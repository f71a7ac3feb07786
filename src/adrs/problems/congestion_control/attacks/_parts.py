"""What the programs share: a sender with a fixed window and rate."""

from __future__ import annotations

HEAD = """
import builtins, gc, math, random, sys, time
COUNT = [0]
class OddFloat(float):
    def __gt__(self, other): return True
    def __lt__(self, other): return False
class Policy:
    def __init__(self):
        self.calls = 0
    def decide(self, observation):
        self.calls += 1
        fixed = 8000.0, 3.0
"""


def program(body: str) -> str:
    """A program whose ``decide`` does this."""
    return HEAD + "".join(f"        {line}\n" for line in body.split("\n"))


HONEST = program("return fixed")
