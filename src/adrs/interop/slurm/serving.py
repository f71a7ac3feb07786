"""What a job runs: it connects to its driver, and attends to it until the driver hangs up."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from typing import Any

from adrs.interop.executor import errands
from adrs.interop.executor.attendant import Attendant
from adrs.interop.slurm import lines

_CONNECT_S = 60.0
CANCEL = "cancel"
"""The request that has no reply."""


def serve(host: str, port: int, key: bytes, order: Mapping[str, Any]) -> str:
    """Serve one driver; returns when it hangs up.

    Args:
        host, port: Where the driver waits.
        key: By which both know each other.
        order: An :class:`adrs.interop.executor.seams.Order` as plain data.

    Raises:
        OSError: The driver cannot be reached.
    """
    line = lines.line(_reached(host, port))
    answer_challenge(line, key)
    deliver_challenge(line, key)
    lines.patient(line)
    asyncio.run(_attending(line, Attendant(order)))
    return "the driver hung up"


def _reached(host: str, port: int) -> socket.socket:
    deadline = time.monotonic() + _CONNECT_S
    while True:
        try:
            return socket.create_connection((host, port), timeout=5.0)
        except OSError as error:
            if time.monotonic() > deadline:
                raise OSError(f"the driver at {host}:{port} cannot be reached: {error}") from None
            time.sleep(0.5)


async def _attending(line: Connection[Any, Any], attendant: Attendant) -> None:
    loop, arrived = asyncio.get_running_loop(), asyncio.Queue[bytes | None]()

    def hand_on(message: bytes | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
            loop.call_soon_threadsafe(arrived.put_nowait, message)

    threading.Thread(target=_listen, args=(line, hand_on), daemon=True).start()
    tasks: set[asyncio.Task[None]] = set()
    try:
        while (message := await arrived.get()) is not None:
            head, verb, body, inputs = errands.split(message)
            if verb.decode() == CANCEL:
                attendant.cancel(int(head))
                continue
            task = asyncio.create_task(_reply(line, attendant, int(head), verb.decode(), body, inputs))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
    finally:
        await attendant.aclose()
        line.close()


async def _reply(
    line: Connection[Any, Any], attendant: Attendant, number: int, verb: str, body: bytes, inputs: bytes
) -> None:
    reply = await attendant.attend(number, verb, body, inputs)
    with contextlib.suppress(OSError):  # hung up meanwhile, which the listener will tell
        line.send_bytes(errands.join(str(number).encode(), reply))


def _listen(line: Connection[Any, Any], hand_on: Callable[[bytes | None], None]) -> None:
    try:
        while True:
            hand_on(line.recv_bytes(lines.MESSAGE_BYTES))
    except (EOFError, OSError):
        hand_on(None)
