"""The far end runs programs behind its walls, cancels by number, and lends the machine's turn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from adrs.core.errors import SandboxError
from adrs.interop.executor import attendant, errands
from adrs.interop.executor.attendant import Attendant, read_greeting, read_reply, versions
from adrs.interop.executor.seams import Order
from adrs.run.machine import TimingSlot
from adrs.testing.sandbox_tools import limits, program, workload

ORDER = Order(harness="adrs.testing.echo_harness").to_json()


async def asked(far: Attendant, number: int, source: str) -> Sequence[bytes]:
    body = errands.pack_errand(program(source), "w", limits(cpu_s=60, wall_s=60))
    return read_reply(await far.attend(number, "run", body, workload({"x": 4}).encoded))


def test_greets_runs_and_cancels() -> None:
    async def story() -> None:
        far = Attendant(ORDER)
        greeting = read_greeting(read_reply(await far.attend(1, "greet", b"", b"")))
        assert greeting.versions == versions()
        assert greeting.layers["kind"]
        done = errands.unpack_completed(await asked(far, 2, "def solve(i): return i['x'] + 1\n"), limits())
        assert done.answer == 5
        endless = asyncio.create_task(asked(far, 3, "def solve(i):\n    while True: pass\n"))
        await asyncio.sleep(0.1)
        far.cancel(3)
        with pytest.raises(SandboxError, match="cancelled"):
            await endless
        far.cancel(4)  # overtakes what it cancels
        with pytest.raises(SandboxError, match="cancelled"):
            await asked(far, 4, "def solve(i):\n    while True: pass\n")
        await far.aclose()

    asyncio.run(story())


def test_a_sandbox_that_cannot_be_had_is_told_of() -> None:
    async def refused() -> None:
        far = Attendant({**ORDER, "sandbox": "plain"})
        read_reply(await far.attend(1, "greet", b"", b""))

    with pytest.raises(SandboxError, match="--unsafe"):
        asyncio.run(refused())


def test_while_its_turn_is_claimed_nobody_else_measures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "lock"
    monkeypatch.setattr(attendant, "timing_lock", lambda: lock)
    notes: list[str] = []

    async def claimed() -> None:
        far = Attendant(ORDER)
        assert read_reply(await far.attend(1, "claim", b"", b"")) == []
        async with TimingSlot(lock, note=notes.append, patience_s=0.05)():
            assert len(notes) == 1
        read_reply(await far.attend(2, "release", b"", b""))
        async with TimingSlot(lock, note=notes.append, patience_s=0.05)():
            assert len(notes) == 1

    asyncio.run(claimed())
