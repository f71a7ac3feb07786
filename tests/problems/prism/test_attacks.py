"""Programs that try to look better than they are. Each is refused, or gains nothing."""

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.program import Program
from adrs.core.wire import WireError
from adrs.core.workload import Split
from adrs.problems.prism.problem import create
from adrs.testing.inprocess import answer_of

PROBLEM = create()
WORKLOAD = PROBLEM.workloads(Split.TRAIN)[0]

HEAD = """
import collections, types
import numpy as np
class OddInt(int):
    def __lt__(self, other): return True
    def __le__(self, other): return True
    def __hash__(self): return 0
class OddList(list):
    def __iter__(self): return iter(())
    def __len__(self): return 0
class OddDict(dict):
    def items(self): return [(g, []) for g in range(2)]
class OddFloat(float):
    def __add__(self, other): return 0.0
    __radd__ = __add__
def compute_model_placement(gpu_num, models):
    spread = {g: list(models[g::gpu_num]) for g in range(gpu_num)}
"""

REFUSED = {
    "one GPU too many": "return {**spread, 0: spread[0][1:], gpu_num: spread[0][:1]}",
    "a GPU for every model": "return {j: [m] for j, m in enumerate(models)}",
    "negative GPU": "return {g - 1: group for g, group in spread.items()}",
    "negative alias": "return {**{g: spread[g] for g in range(gpu_num - 1)}, -1: spread[gpu_num - 1]}",
    "bool GPUs": "one = spread.pop(1); return {**spread, True: one}",
    "str GPUs": "return {str(g): group for g, group in spread.items()}",
    "float GPUs": "return {float(g): group for g, group in spread.items()}",
    "numpy GPUs": "return {np.int64(g): group for g, group in spread.items()}",
    "odd ints": "return {OddInt(g): group for g, group in spread.items()}",
    "None as GPU": "return {None: list(models)}",
    "tuple as GPU": "return {(0,): list(models)}",
    "huge GPU": "return {10**100: list(models)}",
    "a model missing": "return {**spread, 0: spread[0][1:]}",
    "the heaviest left out": "return {0: sorted(models, key=lambda m: m.req_rate)[:-1]}",
    "a model twice on a GPU": "return {**spread, 0: spread[0] + spread[0][:1]}",
    "a model twice for another": "return {**spread, 0: spread[0][1:] + spread[1][:1]}",
    "a copy": "return {**spread, 0: [type(models[0])('model_0', 1, 1, 1, 0), *spread[0][1:]]}",
    "names": "return {g: [m.model_name for m in group] for g, group in spread.items()}",
    "indices": "return {0: list(range(len(models)))}",
    "lighter stand-ins": "return {g: [types.SimpleNamespace(model_size=0, req_rate=0, slo=1) "
    "for m in group] for g, group in spread.items()}",
    "everything on one GPU": "return {0: list(models)}",
    "empty": "return {}",
    "None": "return None",
    "a number": "return 0.0",
    "a list": "return list(spread.values())",
    "pairs": "return list(spread.items())",
    "a generator": "return (pair for pair in spread.items())",
    "generator values": "return {g: (m for m in group) for g, group in spread.items()}",
    "tuples": "return {g: tuple(group) for g, group in spread.items()}",
    "None values": "return {g: None for g in spread}",
    "odd dict": "return OddDict(spread)",
    "odd lists": "return {g: OddList(group) for g, group in spread.items()}",
    "counter": "return collections.Counter({g: 1 for g in spread})",
    "user dict": "return collections.UserDict(spread)",
    "mapping proxy": "return types.MappingProxyType(spread)",
    "chain map": "return collections.ChainMap(spread)",
    "a million entries": "return {0: list(models) * 100_000}",
    "a million GPUs": "return {**spread, **{g: [] for g in range(gpu_num, 1_000_000)}}",
    "nested": "return {g: [group] for g, group in spread.items()}",
    "coroutine": "\n    async def later(): return spread\n    c = later(); c.close(); return c",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_is_refused(body):
    program = Program.from_text(f"{HEAD}    {body}\n")
    with pytest.raises((InvalidAnswer, WireError)) as caught:
        PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, program, WORKLOAD))
    assert 0 < len(str(caught.value)) < 500


GAINS_NOTHING = {
    "weightless models": "for m in models: m.model_size = 0; m.req_rate = 0",
    "swapped figures": "for m in models: m.model_size, m.req_rate = m.req_rate, m.model_size",
    "infinite targets": "for m in models: m.slo = float('inf')",
    "odd figures": "for m in models: m.model_size = m.req_rate = OddFloat(0)",
    "deleted figures": "for m in models: m.__dict__.clear()",
    "an emptied list": "models.clear()",
    "a larger memory": "import builtins; builtins.GPU_MEM_SIZE = 10**9",
    "a patched harness": "import adrs.problems.prism.harness as h; h.GPU_MEM_SIZE = 10**9; h.ENTRY = 'x'",
    "another equality": "type(models[0]).__eq__ = lambda a, b: True",
}


@pytest.mark.parametrize("body", GAINS_NOTHING.values(), ids=GAINS_NOTHING.keys())
def test_gains_nothing(body, monkeypatch):
    from adrs.problems.prism import harness

    for name in ("GPU_MEM_SIZE", "ENTRY"):
        monkeypatch.setattr(harness, name, getattr(harness, name))
    monkeypatch.setattr(harness.Model, "__eq__", harness.Model.__eq__)
    honest = Program.from_text(f"{HEAD}    return spread\n")
    attack = Program.from_text(f"{HEAD}    {body}\n    return spread\n")
    expected = PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, honest, WORKLOAD))
    assert PROBLEM.judge(WORKLOAD, answer_of(PROBLEM, attack, WORKLOAD)) == expected


def test_raising_is_no_answer():
    program = Program.from_text(f"{HEAD}    raise RuntimeError('too hard')\n")
    with pytest.raises(RuntimeError, match="too hard"):
        answer_of(PROBLEM, program, WORKLOAD)
