"""Small episodes, and a second simulator to compare with."""

from __future__ import annotations

from adrs.core.replay import replay
from adrs.problems.expert_offload.scene import Machine, Scene
from adrs.problems.expert_offload.simulator import decode

MACHINE = Machine(layers=2, experts=4, slots=3, load_ms=5.0, dense_ms=2.0, expert_ms=1.0, accuracy=0.0)


def scene(needs, *, machine=MACHINE, window=0):
    """``needs[token][layer]`` are experts' numbers; with a window, what is announced is exact."""
    needed = tuple(tuple(tuple((i, e) for e in layer) for i, layer in enumerate(token)) for token in needs)
    return Scene(needed, needed if window else tuple(((),) * machine.layers for _ in needs), window, machine)


def decoded(made, decide=lambda told: ([], [])):
    """The episode under ``decide(observation)``, and all observations."""
    result, past = replay(decode(made), decide)
    return result, [told for told, _ in past]


def plainly(made, plans):
    """Total time and transfers as a second simulator has them, in ticks of a hundredth of a millisecond.

    Slow and obvious: it walks through time. All times must be whole ticks.
    """
    m, tick = made.machine, 0
    load, dense, compute = (round(100 * x) for x in (m.load_ms, m.dense_ms, m.expert_ms))
    held, under_way, left, queue, victims, pinned, transfers = [], None, 0, [], [], (), 0

    def begin():
        nonlocal under_way, left, transfers
        while under_way is None and queue:
            key = queue.pop(0)
            if key in held:
                continue
            if len(held) == m.slots:
                while victims and (victims[0] not in held or victims[0] in pinned):
                    victims.pop(0)
                if victims:
                    held.remove(victims.pop(0))
                elif key in pinned:
                    held.remove(next(k for k in held if k not in pinned))
                else:
                    continue
            under_way, left, transfers = key, load, transfers + 1

    def pass_one():
        nonlocal tick, under_way, left
        tick += 1
        if under_way is not None:
            left -= 1
            if left == 0:
                held.append(under_way)
                under_way = None
                begin()

    steps = iter(plans)
    for token in made.needed:
        for needed in token:
            for _ in range(dense):
                pass_one()
            prefetch, evict = next(steps)
            pinned, victims = needed, list(evict)
            queue = [k for k in needed if k not in held and k != under_way]
            queue += [k for k in prefetch if k != under_way]
            begin()
            while not all(k in held for k in needed):
                pass_one()
            for key in needed:
                held.remove(key)
                held.append(key)
            for _ in range(compute * len(needed)):
                pass_one()
    return tick / 100, transfers
