"""What the programs share: a team that is weak, and known to be."""

from __future__ import annotations

HEAD = """
import sys
class OddInt(int):
    def __le__(self, other): return True
    def __ge__(self, other): return True
class OddStr(str):
    def __eq__(self, other): return True
    def __hash__(self): return 0
class OddList(list):
    def __len__(self): return 1
class OddDict(dict):
    def get(self, key, default=None): return "verified"
def team():
    return {
        "roles": [
            {"name": "coder", "may": ["write"], "prompt": "{task}"},
            {"name": "checker", "may": ["verify"], "prompt": "{task}"},
        ],
        "edges": [["user", "coder"], ["coder", "checker"], ["checker", "coder"]],
        "order": [["coder", "write"]],
        "max_rounds": 2,
        "context": "all",
        "context_chars": 3000,
        "verify": {"by": "checker", "when": "each_round", "coverage": "all", "executes": True},
        "stop": {"on": "verified"},
        "on_reject": "fix",
    }
"""

HONEST = f"{HEAD}def design():\n    return team()\n"


def program(body: str) -> str:
    """A program whose ``design`` has this body, with ``t`` for the honest team."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return f"{HEAD}def design():\n    t = team()\n{lines}\n    return t\n"
