"""What a run shares with others on its machine: the processors. How busy they are, and whose turn it is."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from adrs.core.seams import Sandbox

PATIENCE_S = 600.0
"""How long a measurement waits for those of other runs."""
_POLL_S = 0.02
_PRESSURE = Path("/proc/pressure/cpu")


def machine_load() -> dict[str, Any]:
    """How busy the machine is, as plain data.

    ``cpus``; ``load_1m`` and ``load_5m``: threads that run or want to, on average over so many minutes;
    ``cpu_pressure_10s``: share of the last ten seconds in which something waited for a processor, or ``None``
    where the kernel does not say (Linux without pressure stall information).
    """
    one, five, _ = os.getloadavg()
    return {
        "cpus": os.cpu_count() or 1,
        "load_1m": round(one, 2),
        "load_5m": round(five, 2),
        "cpu_pressure_10s": _pressure(),
    }


def timing_lock() -> Path:
    """The file by which runs of this user take turns at measuring time on this machine.

    It is in the folder for temporary files and not in a home, which several machines may share.
    """
    return Path(tempfile.gettempdir()) / f"adrs-timing-{os.getuid()}.lock"


class TimingSlot:
    """One measurement of time on this machine at a time, this run's own among them.

    The lock is the kernel's (``flock``), so a killed run leaves nothing to clean up. Where it cannot be had
    the measurement is made all the same, and the journal says so: its ratio is noisier, not wrong.

    Args:
        path: The lock file; made if need be.
        note: Takes one sentence for the journal, the first time that a measurement had to go without.
        patience_s: How long to wait for others.
    """

    def __init__(self, path: Path, *, note: Callable[[str], None], patience_s: float = PATIENCE_S) -> None:
        self.path = path
        self._note = note
        self._patience_s = patience_s
        self._mine = asyncio.Lock()  # first come, first served inside of the run
        self._noted = False

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[None]:
        """Holds the slot."""
        async with self._mine:
            file = self._open()
            try:
                if file is not None:
                    await self._take(file)
                yield
            finally:
                if file is not None:
                    os.close(file)  # and with it the lock

    def _open(self) -> int | None:
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            return os.open(self.path, flags, 0o600)
        except OSError as error:
            self._say(f"{self.path} cannot be opened ({error.strerror})")
            return None

    async def _take(self, file: int) -> None:
        deadline = time.monotonic() + self._patience_s
        while True:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            if time.monotonic() > deadline:
                self._say(f"another run has been measuring for {self._patience_s:g} s")
                return
            await asyncio.sleep(_POLL_S)

    def _say(self, why: str) -> None:
        if not self._noted:
            self._noted = True
            self._note(f"{why}: time is measured while others may be measuring too")


def measuring(
    sandbox: Sandbox, *, note: Callable[[str], None], lock: Path | None = None
) -> Callable[[], AbstractAsyncContextManager[None]]:
    """What is held while time is measured in ``sandbox``.

    Args:
        sandbox: Where programs run. One that spreads over machines knows itself how to keep a measurement
            on one of them.
        note: Takes a sentence where others may have been measuring too.
        lock: The lock file of this machine; by default :func:`timing_lock`.
    """
    together = getattr(sandbox, "together", None)
    return TimingSlot(lock or timing_lock(), note=note) if together is None else partial(together, note)


def _pressure() -> float | None:
    """``avg10`` of the line ``some`` of the kernel's CPU pressure, as a share of 1."""
    try:
        fields = _PRESSURE.read_text().split()
    except OSError:
        return None
    found = [field.removeprefix("avg10=") for field in fields[:2] if field.startswith("avg10=")]
    return round(float(found[0]) / 100, 4) if found else None
