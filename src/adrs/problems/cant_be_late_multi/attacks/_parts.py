"""What the programs share."""

from __future__ import annotations

HEAD = """
class Policy:
    def decide(self, o):
        {body}
        return "on_demand", o.region
"""
OUTSIDE = "{body}\nclass Policy:\n    def decide(self, o):\n        return 'on_demand', 0\n"
HONEST = HEAD.format(body="pass")
