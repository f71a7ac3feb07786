"""Checks placements completely, before anything is computed from them, and scores them on the next window."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Any

import numpy as np

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score
from adrs.core.workload import Workload
from adrs.problems.eplb.cases import Case, cases_of
from adrs.problems.eplb.rules import Ints, Placement, balance, gpu_loads, local_groups, slot_loads

PARTS = ("phy2log", "log2phy", "logcnt")


def judge(workload: Workload, answer: Any) -> Score:
    """Balance of GPUs on the windows to come, the mean over cases; what time costs comes later.

    Args:
        workload: One of :mod:`adrs.problems.eplb.workloads`.
        answer: For each case a dict of ``phy2log`` ``(L, R)``, ``log2phy`` ``(L, E, X)`` and ``logcnt``
            ``(L, E)``, integer arrays.

    Raises:
        InvalidAnswer: A rule is broken; names the case, the rule and the place.
    """
    cases = cases_of(workload)
    if type(answer) is not list or len(answer) != len(cases):
        raise InvalidAnswer(f"an answer is a list with the placement of each of the {len(cases)} cases")
    pairs = zip(cases, answer, strict=True)
    placements = [checked(case, part, f"case {i}") for i, (case, part) in enumerate(pairs)]
    return score(cases, placements)


def score(cases: Sequence[Case], placements: Sequence[Placement]) -> Score:
    """The score of valid placements."""
    pairs = list(zip(cases, placements, strict=True))
    found = [balance(case.next_window, placement, case.cluster.gpus) for case, placement in pairs]
    metrics = {
        "balancedness_gpu": fmean(b.gpu for b in found),
        "balancedness_expert": fmean(b.slot for b in found),
        "balancedness_seen": fmean(balance(c.windows[-1], p, c.cluster.gpus).gpu for c, p in pairs),
        "local_groups": fmean(local_groups(p, c.cluster) for c, p in pairs),
    }
    return Score(metrics["balancedness_gpu"], metrics, "; ".join(_feedback(pairs, metrics)))


def checked(case: Case, part: Any, where: str) -> Placement:
    """The placement in an untrusted part of an answer.

    Raises:
        InvalidAnswer: Types or shapes are wrong, a slot holds no expert, an expert has no slot, counts do not
            agree with the slots, or the two maps do not agree.
    """
    if type(part) is not dict or set(part) != set(PARTS):
        raise InvalidAnswer(f"{where}: a placement is a dict of {', '.join(PARTS)}")
    layers, experts = case.next_window.shape
    replicas = case.cluster.replicas
    phy2log = _integers(part["phy2log"], (layers, replicas), f"{where}: phy2log")
    counts = _integers(part["logcnt"], (layers, experts), f"{where}: logcnt")
    log2phy = _integers(part["log2phy"], (layers, experts, None), f"{where}: log2phy")
    _within(phy2log, experts, f"{where}: phy2log names expert")
    held = _held(phy2log, experts)
    _check_counts(held, counts, where)
    _check_inverse(phy2log, log2phy, counts, where)
    return Placement(phy2log, counts)


def _integers(value: Any, shape: tuple[int | None, ...], where: str) -> Ints:
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "iu":
        kind = f"array of {value.dtype}" if isinstance(value, np.ndarray) else type(value).__name__
        raise InvalidAnswer(f"{where} must be an array of integers, not {kind}")
    if len(value.shape) != len(shape) or any(
        n is not None and n != m for n, m in zip(shape, value.shape, strict=True)
    ):
        expected = ", ".join("any" if n is None else str(n) for n in shape)
        raise InvalidAnswer(f"{where} has the shape {value.shape}; ({expected}) is expected")
    if value.dtype == np.uint64 and value.size and value.max() > np.iinfo(np.int64).max:
        raise InvalidAnswer(f"{where} holds a number past 64 bits")
    return value.astype(np.int64)


def _within(phy2log: Ints, experts: int, what: str) -> None:
    wrong = np.argwhere((phy2log < 0) | (phy2log >= experts))
    if len(wrong):
        layer, slot = wrong[0]
        raise InvalidAnswer(
            f"{what} {phy2log[layer, slot]} in layer {layer}, slot {slot}; there are 0 to {experts - 1}"
        )


def _held(phy2log: Ints, experts: int) -> Ints:
    """``(L, E)`` how often each expert occurs."""
    layers = len(phy2log)
    flat = phy2log + experts * np.arange(layers)[:, None]
    return np.bincount(flat.ravel(), minlength=layers * experts).reshape(layers, experts).astype(np.int64)


def _check_counts(held: Ints, counts: Ints, where: str) -> None:
    wrong = np.argwhere((held != counts) | (held < 1))
    if len(wrong):
        layer, expert = wrong[0]
        raise InvalidAnswer(
            f"{where}: layer {layer}, expert {expert} is in {held[layer, expert]} slots of phy2log and logcnt"
            f" says {counts[layer, expert]}; both must agree and be at least 1"
        )


def _check_inverse(phy2log: Ints, log2phy: Ints, counts: Ints, where: str) -> None:
    """The first ``counts`` entries name exactly the slots that hold the expert, and the others are -1."""
    replicas, width = phy2log.shape[1], log2phy.shape[2]
    if width < counts.max(initial=0):
        raise InvalidAnswer(f"{where}: log2phy has room for {width} slots, logcnt goes to {counts.max()}")
    used = np.arange(width) < counts[:, :, None]
    wrong = np.argwhere(np.where(used, (log2phy < 0) | (log2phy >= replicas), log2phy != -1))
    if len(wrong):
        raise InvalidAnswer(f"{where}: {_entry(log2phy, wrong[0], counts)}")
    layer, expert, _ = np.nonzero(used)
    slots = log2phy[used]
    astray = np.nonzero(phy2log[layer, slots] != expert)[0]
    if len(astray):
        i = astray[0]
        raise InvalidAnswer(
            f"{where}: log2phy sends expert {expert[i]} of layer {layer[i]} to slot {slots[i]}, which holds"
            f" expert {phy2log[layer[i], slots[i]]}"
        )
    # Every entry names a slot of its expert and there are as many as slots: repeats are what is left.
    if len(np.unique(layer * replicas + slots)) != len(slots):
        raise InvalidAnswer(f"{where}: log2phy names a slot twice for the same expert")


def _entry(log2phy: Ints, index: Ints, counts: Ints) -> str:
    layer, expert, place = index
    return (
        f"log2phy[{layer}][{expert}][{place}] is {log2phy[layer, expert, place]}; the first"
        f" {counts[layer, expert]} entries must be slots and the others -1"
    )


def _feedback(pairs: Sequence[tuple[Case, Placement]], metrics: dict[str, float]) -> list[str]:
    """What a proposer should know: where the worst GPU is, and what it holds."""
    lines = [
        f"balance {metrics['balancedness_gpu']:.4f} on the next window, {metrics['balancedness_seen']:.4f} on"
        f" the one seen; {100 * metrics['local_groups']:.0f} % of groups on one node"
    ]
    for number, (case, placement) in enumerate(pairs[:2]):
        loads = gpu_loads(case.next_window, placement, case.cluster.gpus)
        excess = loads.max(axis=1) - loads.mean(axis=1)
        layer = int(excess.argmax())
        gpu = int(loads[layer].argmax())
        lines.append(f"case {number}: {_worst(case, placement, layer, gpu, loads)}")
    return lines


def _worst(case: Case, placement: Placement, layer: int, gpu: int, loads: Any) -> str:
    per = case.cluster.slots_per_gpu
    slots = slot_loads(case.next_window, placement)[layer, gpu * per : (gpu + 1) * per]
    slot = gpu * per + int(slots.argmax())
    expert = int(placement.phy2log[layer, slot])
    seen, came = int(case.windows[-1, layer, expert]), int(case.next_window[layer, expert])
    over = loads[layer, gpu] / loads[layer].mean() if loads[layer].mean() > 0 else 0.0
    return (
        f"layer {layer} loses most, GPU {gpu} has {over:.2f} times the mean; its heaviest slot holds expert"
        f" {expert} ({placement.counts[layer, expert]} replicas; {seen} tokens seen, {came} came)"
    )
