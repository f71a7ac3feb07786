"""What a journal costs: CPU, bytes written and file size per candidate, as the journal grows.

    python benchmarks/store_cost.py [candidates ...]

Each candidate is an ``Asked`` and a ``Told`` (two appends, as in the loop) with 16 workloads, and a program
of 6 KB of which a line or two change. Bytes are what the process hands to the kernel (log and checkpoints
alike) and what the kernel counts as bound for the disk; both from /proc/self/io, 0 where there is none.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from random import Random

from adrs.core.candidate import Arm
from adrs.core.events import Asked, Told
from adrs.core.program import Program
from adrs.store.sqlite import SqliteStore
from adrs.testing.journals import told

_SOURCE = "".join(
    f"def step_{i}(load, capacity, rate_{i}={i}.5):\n"
    f"    # Weigh what is queued against what is free in pool {i}.\n"
    f"    slack_{i} = capacity[{i}] - load * {i * 37 % 11}.25\n"
    f"    return max(slack_{i}, rate_{i}) / (1 + load)\n\n"
    for i in range(32)
)


def main(checkpoints: list[int]) -> None:
    """Print a line at each number of candidates."""
    rng = Random(0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.sqlite"
        store = SqliteStore(path)
        made = _candidates(rng, max(checkpoints))
        done = 0
        print(f"program {len(_SOURCE)} B, event {_event_bytes(made[0][1])} B of JSON")
        print("candidates  CPU ms  written B  to disk B  file B   (per candidate, since the line before)")
        for checkpoint in sorted(checkpoints):
            part = made[done:checkpoint]
            handed, sent, size = _io("wchar"), _io("write_bytes"), _size(path)
            begun = time.process_time()
            for asked, event, program in part:
                store.append("run", [asked])
                store.append("run", [event], [program])
            cpu_ms = (time.process_time() - begun) * 1000
            figures = (_io("wchar") - handed, _io("write_bytes") - sent, _size(path) - size)
            row = "".join(f"{figure / len(part):10.0f} " for figure in figures)
            print(f"{checkpoint:10d}  {cpu_ms / len(part):6.3f} {row}")
            done = checkpoint
        store.close()
        _reading(path)


def _candidates(rng: Random, n: int) -> list[tuple[Asked, Told, Program]]:
    programs = [Program.from_text(_SOURCE)]
    made = []
    for number in range(n):
        parent = max(0, len(programs) - 1 - int(rng.expovariate(0.05)))
        programs.append(programs[parent].with_text(_mutated(programs[parent].text, rng)))
        asked = Asked(brief=number, arm=Arm("genetic", "constants"), parent=f"c{parent}")
        made.append((asked, told(number, programs[-1], parents=(f"c{parent - 1}",)), programs[-1]))
    return made


def _mutated(text: str, rng: Random) -> str:
    lines = text.splitlines(keepends=True)
    spot = rng.randrange(len(lines))
    lines[spot] = f"    constant_{rng.randrange(100)} = {rng.random()}\n"
    if rng.random() < 0.2:
        lines[rng.randrange(len(lines))] = f"    extra = load * {rng.random()}\n"
    return "".join(lines)


def _reading(path: Path) -> None:
    begun = time.process_time()
    with SqliteStore(path, readonly=True) as store:
        events = [event for _, event in store.read("run")]
        read_ms = (time.process_time() - begun) * 1000
        begun = time.process_time()
        digests = [event.program for event in events if isinstance(event, Told)]
        for digest in digests:
            store.program(digest)
    program_ms = (time.process_time() - begun) * 1000
    print(f"reading: {read_ms / len(events):.3f} ms an event, {program_ms / len(digests):.3f} ms a program")


def _event_bytes(event: Told) -> int:
    from adrs.core.journal_json import encode

    return len(encode(event))


def _io(name: str) -> int:
    io = Path("/proc/self/io")
    if not io.exists():
        return 0
    rows = dict(line.split(": ") for line in io.read_text().splitlines())
    return int(rows[name])


def _size(path: Path) -> int:
    return path.stat().st_size


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [200, 1_000, 10_000])
