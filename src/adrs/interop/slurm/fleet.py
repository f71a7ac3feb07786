"""Places in jobs of a Slurm cluster: a job is submitted once, connects back, and serves until it ends."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import socket
import tempfile
import threading
from collections.abc import Mapping
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from pathlib import Path
from typing import Any

from adrs.core.errors import SandboxError, UsageError
from adrs.interop.executor.attendant import read_greeting, read_reply
from adrs.interop.executor.seams import Order, Place, Share
from adrs.interop.slurm import lines, serving
from adrs.interop.slurm.place import JobPlace, end

_JOBS = 256
_POLL_S = 0.2
_TIMEOUT_MIN = 120
"""Time limit of a job, after which another is submitted; submitit's own, 5 minutes, is made for functions."""
_OURS = frozenset({"cluster", "folder", "host"})


class SlurmFleet:
    """Opens places in jobs that submitit submits.

    Options: ``cluster`` (``slurm``, or ``local`` for processes of this machine), ``folder`` for submitit's
    files (on a file system that the nodes share; by default ``.adrs/slurm``), ``host`` (the name by which
    nodes reach this machine), ``timeout_min`` of a job, ``mem_gb``; every other one is Slurm's own, as
    submitit names it: ``partition``, ``account``, ``qos``, ``constraint``, …

    Args:
        share: What a job takes of its node, in whole numbers.
        options: As above.

    Raises:
        UsageError: submitit is not installed, or an option makes no sense.
        SandboxError: There is no Slurm here.
    """

    kind = "slurm"

    def __init__(self, *, share: Share = Share(), options: Mapping[str, Any] | None = None) -> None:
        given = dict(options or {})
        self._cluster = given.get("cluster", "slurm")
        self._folder = Path(given.get("folder", Path(".adrs") / "slurm"))
        self._host = given.get("host") or ("127.0.0.1" if self._cluster == "local" else socket.gethostname())
        self._parameters = {
            "timeout_min": _TIMEOUT_MIN,
            **_share(share),
            **{k: v for k, v in given.items() if k not in _OURS},
        }
        self._lock = threading.Lock()
        self._home: Path | None = None
        self._executor: Any = None
        if self._cluster not in ("slurm", "local"):
            raise UsageError(f"--executor-option cluster={self._cluster} makes no sense; give slurm or local")
        self._submitter()

    def slots(self) -> int:
        """More than anybody wants: the queue decides how many there are."""
        return _JOBS

    def open(self, order: Order, stopping: threading.Event) -> Place:
        """A place in a new job; waits until the job runs, which is as long as the queue is.

        Raises:
            SandboxError: The job was refused, failed, or had no sandbox; or opening was given up.
        """
        key = secrets.token_bytes(32)
        with socket.create_server((self._interface, 0)) as door:
            call = (self._host, door.getsockname()[1], key, order.to_json())
            try:
                with self._lock:  # submitit's executors are not made for several threads
                    job = self._submitter().submit(serving.serve, *call)
            except Exception as error:  # whatever sbatch says; submitit has no one kind for it
                raise SandboxError(f"the job was not accepted: {_last_line(str(error))}") from None
            try:
                line = _answered(door, key, job, stopping)
            except BaseException:
                end(job)
                raise
        place = JobPlace(line, job, name=f"job {job.job_id}")
        try:
            place.greeting = read_greeting(read_reply(place.first()))
        except BaseException:
            place.close()
            raise
        return place

    def close(self) -> None:
        """Remove submitit's files. Idempotent; opening makes them anew."""
        with self._lock:
            home, self._home, self._executor = self._home, None, None
        if home is not None:
            shutil.rmtree(home, ignore_errors=True)

    @property
    def _interface(self) -> str:
        return "127.0.0.1" if self._cluster == "local" else ""

    def _submitter(self) -> Any:
        if self._executor is None:
            try:
                import submitit
            except ImportError:
                raise UsageError("--executor slurm needs submitit: pip install 'adrs[slurm]'") from None
            if self._cluster == "slurm" and shutil.which("sbatch") is None:
                raise SandboxError(
                    "there is no sbatch on this machine; start the run on a machine that may submit jobs"
                )
            self._folder.mkdir(parents=True, exist_ok=True)
            # Only for us: a job's arguments, with the key it answers by, lie there.
            self._home = Path(tempfile.mkdtemp(prefix="run-", dir=self._folder)).resolve()
            self._executor = submitit.AutoExecutor(self._home, cluster=self._cluster)
            self._set_parameters()
        return self._executor

    def _set_parameters(self) -> None:
        general = {"cpus_per_task", "gpus_per_node", "timeout_min", "mem_gb"}
        named = {k if k in general else f"slurm_{k}": v for k, v in self._parameters.items()}
        try:
            self._executor.update_parameters(name="adrs", **named)
        except Exception as error:
            raise UsageError(f"submitit takes no such --executor-option: {_last_line(str(error))}") from None


def _share(share: Share) -> dict[str, int]:
    if share.cpus != int(share.cpus) or share.gpus != int(share.gpus):
        raise UsageError("Slurm gives whole CPUs and GPUs: give whole numbers to --task-cpus and --task-gpus")
    gpus = {"gpus_per_node": int(share.gpus)} if share.gpus else {}
    return {"cpus_per_task": int(share.cpus), **gpus}


def _answered(door: socket.socket, key: bytes, job: Any, stopping: threading.Event) -> Connection[Any, Any]:
    """The connection that the job made; others that knock are turned away."""
    door.settimeout(_POLL_S)
    while not stopping.is_set():
        with contextlib.suppress(TimeoutError):
            caller, _ = door.accept()
            line = lines.line(caller)
            try:
                deliver_challenge(line, key)
                answer_challenge(line, key)
            except (AuthenticationError, OSError, EOFError):
                line.close()
            else:
                lines.patient(line)
                return line
        if job.done():
            raise SandboxError(f"job {job.job_id} ended before it began to serve: {_last_words(job)}")
    raise SandboxError("the sandbox is closed")


def _last_words(job: Any) -> str:
    with contextlib.suppress(Exception):  # a job that vanished leaves nothing to read
        return _last_line(job.stderr() or job.stdout() or str(job.state))
    return "it left no word"


def _last_line(text: str) -> str:
    said = [line.strip() for line in text.splitlines() if line.strip()]
    return said[-1] if said else "it said nothing"
