"""Plans that are none: somebody gets nothing, links that do not join, other types."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.cloudcast.attacks._parts import HEAD, HONEST

REFUSED = True
_BODIES = {
    "a destination dropped": "return fill(BroadCastTopology(src, dsts[:-1], P), direct)",
    "no destinations": "return BroadCastTopology(src, [], P)",
    "one destination for all": "return fill(BroadCastTopology(src, dsts[:1] * len(dsts), P), direct)",
    "easier destinations": "plan.dsts = [*dsts[1:], src]; plan.paths[src] = plan.paths[dsts[0]]; return plan",
    "one too many": "return fill(BroadCastTopology(src, [*dsts, other], P), direct)",
    "another source": "o = dsts[0]; return fill(BroadCastTopology(o, dsts, P), "
    "lambda d, p: [[o, d, G[o][d]]] if d != o else [[o, src], [src, o]])",
    "nothing sent": "return fill(plan, lambda d, p: [])",
    "nothing sent to one": "plan.paths[dsts[-1]] = {str(p): [] for p in range(P)}; return plan",
    "partitions left unset": "return BroadCastTopology(src, dsts, P)",
    "one partition only": "return fill(BroadCastTopology(src, dsts, 1), direct)",
    "a partition missing": "del plan.paths[dsts[0]][str(P - 1)]; return plan",
    "a partition empty": "plan.paths[dsts[0]]['0'] = []; return plan",
    "a gap in the middle": "return fill(plan, lambda d, p: "
    "[[src, other], [d, dsts[0] if d != dsts[0] else dsts[1]], [other, d]][1:])",
    "stops at a relay": "return fill(plan, lambda d, p: [[src, other, G[src][other]]])",
    "only the last link": "return fill(plan, lambda d, p: [[other, d, G[other][d]]])",
    "read on from another's list": "a, b = dsts[:2]; plan.paths[a]['0'] = direct(a) + direct(b); return plan",
    "reaches it, ends elsewhere": "return fill(plan, lambda d, p: direct(d) + [[d, other]])",
    "a made-up region": "return fill(plan, lambda d, p: [[src, 'aws:moon', free], ['aws:moon', d, free]])",
    "a made-up provider": "return fill(plan, lambda d, p: [[src, 'free:a', free], ['free:a', d, free]])",
    "a link to itself": "return fill(plan, lambda d, p: direct(d) + [[d, d, free]])",
    "links both ways round": "return fill(plan, lambda d, p: [[d, src, G[d][src]]])",
    "integer partitions": "plan.paths = {d: {p: direct(d) for p in range(P)} for d in dsts}; return plan",
    "odd names": "return fill(plan, lambda d, p: [[OddStr('a'), OddStr('b'), free]])",
    "odd lists": "return fill(plan, lambda d, p: OddList(direct(d)))",
    "odd links": "return fill(plan, lambda d, p: [OddLink(direct(d)[0])])",
    "odd dict": "plan.paths = OddDict(plan.paths); plan.paths.clear(); return plan",
    "odd destinations": "plan.dsts = OddList(dsts); return plan",
    "generator": "return fill(plan, lambda d, p: (link for link in direct(d)))",
    "short links": "return fill(plan, lambda d, p: [[src]])",
    "numbers": "return fill(plan, lambda d, p: [[0, 1, free]])",
    "nested": "return fill(plan, lambda d, p: [direct(d)])",
    "None": "return None",
    "a cost": "return 0.0",
    "paths alone": "return plan.paths",
    "a dict": "return {'dsts': dsts, 'paths': plan.paths}",
    "a namespace without paths": "return types.SimpleNamespace(dsts=dsts)",
    "too many links": "return fill(plan, lambda d, p: direct(d) * 100_000)",
    "very many links in one list": "plan.paths[dsts[0]]['0'] = direct(dsts[0]) * 5000; return plan",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they try; any workload will do."""
    return {name: f"{HEAD}    {body}\n" for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
