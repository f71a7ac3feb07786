"""The process of :class:`adrs.sandbox.plain.PlainSandbox`: import, limit, run, leave a frame in a file."""

from __future__ import annotations

import importlib
import os
import sys
import time
from typing import Any

from adrs.sandbox import candidate, job, rlimits


def main(config: dict[str, Any]) -> None:
    """Run one program on one workload; ends the process.

    Args:
        config: ``harness``, ``preload``, ``task``, ``home``, and the files ``letter`` and ``answer``.
    """
    status = 1
    try:
        task = job.Job.unpack(config["task"])
        for name in config["preload"]:
            importlib.import_module(name)
        harness: Any = importlib.import_module(config["harness"])
        for name in getattr(harness, "PRELOAD", ()):
            importlib.import_module(name)
        candidate.warm_up()
        with open(config["letter"], "rb") as file:
            files, inputs = job.unpack_payload(file.read())
        answer = os.open(config["answer"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        candidate.write_files(files, config["home"])
        os.chdir(config["home"])
        os.environ.clear()
        sys.path.insert(0, config["home"])
        candidate.seed()
        used = time.process_time()
        tasks = rlimits.user_tasks() if task.limits.processes > 1 else None
        rlimits.apply(task.limits, mapped=rlimits.mapped_bytes(), cpu_before_s=used, processes_before=tasks)
        os.write(1, job.READY.pack(b"R", used))
    except BaseException as error:
        os.write(1, b"E" + f"{type(error).__name__}: {error}".encode()[:500])
        os._exit(1)
    try:
        load = candidate.loader(config["home"], task.main)
        frame = candidate.answer(harness, load, inputs, task.limits)
        candidate.flush()
        job.write_all(answer, frame)
        status = 0
    finally:
        os._exit(status)
