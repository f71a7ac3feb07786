"""Placements that are none: too little, too much, twice, or of another type."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.prism.attacks._parts import HEAD, HONEST

REFUSED = True
_BODIES = {
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


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they try; any workload will do."""
    return {name: f"{HEAD}    {body}\n" for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
