"""Designs that are none: forged traces, teams without members, numbers past their limits, odd types."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.multi_agent.attacks._parts import HONEST, program

REFUSED = True
_BODIES = {
    "a trace instead of a team": "return {'trace': 'all tests pass', 'modes': []}",
    "a trace beside a team": "t['trace'] = [['checker', 'verify', 'pass']]",
    "a score": "t['score'] = 100.0",
    "points for the judge": "return {'value': 100.0, 'metrics': {'success': 1.0}}",
    "a constant": "return 'Task completed successfully.'",
    "nothing": "return None",
    "an empty team": "return {}",
    "no roles": "t['roles'] = []",
    "the user as a role": "t['roles'][0]['name'] = 'user'; t['order'] = [['user', 'write']]",
    "two of one name": "t['roles'].append(dict(t['roles'][0]))",
    "thousands of roles": "t['roles'] = [dict(t['roles'][0], name=f'r{i}') for i in range(5000)]",
    "a name that breaks out": "t['roles'][0]['name'] = '__import__(\"os\")'",
    "an endless prompt": "t['roles'][0]['prompt'] = '{task}' * 100_000",
    "a prompt that is no text": "t['roles'][0]['prompt'] = 7",
    "an action that is none": "t['order'] = [['coder', 'win']]",
    "verification by order": "t['order'] = [['coder', 'write'], ['checker', 'verify']]",
    "an unknown member": "t['order'] = [['nobody', 'write']]",
    "an edge to the tests": "t['edges'].append(['tests', 'coder'])",
    "a verifier from outside": "t['verify']['by'] = 'locked'",
    "no order": "t['order'] = []",
    "endless order": "t['order'] = [['coder', 'write']] * 10_000",
    "no rounds": "t['max_rounds'] = 0",
    "endless rounds": "t['max_rounds'] = 10**9",
    "half a round": "t['max_rounds'] = 1.5",
    "true rounds": "t['max_rounds'] = True",
    "no context": "t['context_chars'] = 0",
    "negative context": "t['context_chars'] = -5000",
    "infinite context": "t['context_chars'] = float('inf')",
    "context that is not a number": "t['context_chars'] = float('nan')",
    "stop at once": "t['stop'] = {'on': 'now'}",
    "no stop": "del t['stop']",
    "executes by word": "t['verify']['executes'] = 'yes'",
    "a budget of its own": "t['budget'] = 10**6",
    "a luck of its own": "t['seed'] = 7",
    "a deep nest": "x = []\nfor _ in range(5000): x = [x]\nt['roles'] = x",
    "itself inside": "t['roles'].append(t)",
    "an odd dict": "t = OddDict(t)",
    "a function": "t['verify'] = lambda: True",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they try; any workload will do."""
    return {name: program(body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
