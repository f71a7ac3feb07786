"""Programs that try to look cheaper than they are. Each is refused, or gains nothing."""

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.core.workload import Split
from adrs.problems.cloudcast.problem import create
from adrs.testing.inprocess import answer_of

PROBLEM = create()
WORKLOAD = PROBLEM.workloads(Split.TRAIN)[0]

HEAD = """
import types
from broadcast import BroadCastTopology
class OddStr(str):
    def __eq__(self, other): return True
    __hash__ = str.__hash__
class OddList(list):
    def __iter__(self): return iter(())
class OddDict(dict):
    def get(self, key, default=None): return {}
class OddLink(list):
    def __getitem__(self, i): return "aws:na-1"
def fill(t, links):
    for d in t.dsts:
        for p in range(t.num_partitions):
            t.set_dst_partition_paths(d, p, links(d, p))
    return t
def search_algorithm(src, dsts, G, P):
    other = next(v for v in G if v != src and v not in dsts)
    direct = lambda d, p=0: [[src, d, G[src][d]]]
    plan = fill(BroadCastTopology(src, dsts, P), direct)
    free = {"cost": 0.0, "throughput": 1e9}
"""

REFUSED = {
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


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_is_refused(body):
    program = Program.from_text(f"{HEAD}    {body}\n")
    with pytest.raises((InvalidAnswer, WireError)) as caught:
        PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, program, WORKLOAD))
    assert 0 < len(str(caught.value)) < 500


GAINS_NOTHING = {
    "free links": "return fill(plan, lambda d, p: [[src, d, free]])",
    "free second copies": "return fill(plan, lambda d, p: direct(d) + [[src, d, free]])",
    "no figures at all": "return fill(plan, lambda d, p: [(src, d)])",
    "odd figures": "return fill(plan, lambda d, p: [[src, d, {'cost': float('-inf'), 'throughput': ''}]])",
    "a cheaper graph": "\n    for u, v, data in G.edges(data=True): data['cost'] = 0.0\n    return plan",
    "a faster graph": "\n    for u, v, data in G.edges(data=True): data['throughput'] = 1e9\n    return plan",
    "an emptied graph": "G.clear(); return plan",
    "emptied arguments": "plan.dsts = list(dsts); dsts.clear(); return plan",
    "fewer partitions on paper": "plan.num_partitions = 1; plan.src = dsts[0]; return plan",
    "partitions nobody asked for": "plan.paths[dsts[0]]['99'] = []; return plan",
    "paths for others": "plan.paths[other] = {}; return plan",
    "a patched harness": "import adrs.problems.cloudcast.harness as h; h.ENTRY = 'x'; h.MOST_LINKS = 0\n"
    "    h.MOST_LINKS = 10**9; return plan",
    "a plan of its own class": "return types.SimpleNamespace(dsts=tuple(dsts), paths=plan.paths)",
}


@pytest.mark.parametrize("body", GAINS_NOTHING.values(), ids=GAINS_NOTHING.keys())
def test_gains_nothing(body, monkeypatch):
    from adrs.problems.cloudcast import harness

    for name in ("ENTRY", "MOST_LINKS"):
        monkeypatch.setattr(harness, name, getattr(harness, name))
    honest = PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, PROBLEM.seeds["naive"], WORKLOAD))
    attack = Program.from_text(f"{HEAD}    {body}\n")
    assert PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, attack, WORKLOAD)) == honest


def test_raising_is_no_answer():
    program = Program.from_text(f"{HEAD}    raise RuntimeError('too far')\n")
    with pytest.raises(RuntimeError, match="too far"):
        answer_of(PROBLEM, program, WORKLOAD)


def test_detours_and_repeats_are_charged():
    honest = PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, PROBLEM.seeds["naive"], WORKLOAD))
    for body in (
        "return fill(plan, lambda d, p: [[src, other], [other, src], *direct(d)])",
        "return fill(plan, lambda d, p: [[other, src], *direct(d)])",
        "return fill(plan, lambda d, p: [[d, src], *direct(d)])",
    ):
        program = Program.from_text(f"{HEAD}    {body}\n")
        score = PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, program, WORKLOAD))
        assert score.metrics["egress_usd"] > honest.metrics["egress_usd"]
