"""Things worth stealing, planted on this machine and watched: a secret in every place where one might lie.

All of it is made up for the occasion and readable by everybody, so that what keeps a candidate from it is the
sandbox and not the permissions of a file. Listeners are on the loopback address only.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_VARIABLE = "ADRS_AUDIT_API_KEY"
_KEPT_NAMES = (".netrc", ".env", ".aws/credentials", ".ssh/id_rsa", ".config/adrs/keys.toml")


class Bait:
    """What is planted, and what came of it. Made by :func:`planted`."""

    def __init__(self, folder: Path) -> None:
        self.token = secrets.token_hex(6)
        self.mark = f"adrs-mark-{self.token}"
        """Part of the name of every file that an attack leaves anywhere."""
        self.name = f"au{self.token}"
        """Name of the processes that an attack would leave behind (15 characters at most)."""
        self.canaries = {name: _canary() for name in ("environment", "file", "memory", "descriptor")}
        self.key = int(self.token[:7], 16)
        self._folder = folder
        self._memory = ctypes.create_string_buffer(self.canaries["memory"].encode())
        self._plant_files()
        self.fd = _unlinked_file(self.canaries["descriptor"])
        self._holder = _holder(self.canaries["environment"])
        self._listeners = dict(self._listen())
        os.environ[_VARIABLE] = self.canaries["environment"]

    def facts(self) -> Mapping[str, Any]:
        """Where everything lies, as plain data for the attacks; no canary itself."""
        ports = {
            name: s.getsockname()[1] for name, s in self._listeners.items() if name in ("tcp", "udp", "tcp6")
        }
        return {
            "pid": os.getpid(),
            "holder": self._holder.pid,
            "address": ctypes.addressof(self._memory),
            "home": str(self._folder / "home"),
            "file": str(self._folder / "home" / ".netrc"),
            "outside": str(self._folder / "outside"),
            "fd": self.fd,
            "unix": str(self._folder / "listener"),
            "abstract": self.mark,
            "mark": self.mark,
            "name": self.name,
            "key": self.key,
            "tcp6": 9,
            **ports,
        }

    def taken(self, *texts: str) -> list[str]:
        """Which canaries are in ``texts``, plain, reversed or in hexadecimal digits."""
        whole = "\n".join(texts)
        found = []
        for name, canary in self.canaries.items():
            forms = (canary, canary[::-1], canary.encode().hex())
            if any(form in whole for form in forms):
                found.append(f"the canary in the {name} was read")
        return found

    def touched(self) -> list[str]:
        """Packets that arrived and files that changed since the last look; what was left is removed."""
        return [*self._packets(), *self._changed_files(), *self._left_files(), *self._kernel_objects()]

    def close(self) -> None:
        """Remove everything."""
        os.environ.pop(_VARIABLE, None)
        self._holder.communicate()  # it ends at the end of its input
        for listener in self._listeners.values():
            listener.close()
        with contextlib.suppress(OSError):
            os.close(self.fd)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _plant_files(self) -> None:
        self._folder.chmod(0o755)
        for name in ("home", "outside"):
            (self._folder / name).mkdir()
            (self._folder / name).chmod(0o777)
        for name in _KEPT_NAMES:
            path = self._folder / "home" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self._secret)
            path.chmod(0o666)

    @property
    def _secret(self) -> str:
        return f"password {self.canaries['file']}\n"

    def _listen(self) -> Iterator[tuple[str, socket.socket]]:
        addresses: list[tuple[str, int, int, Any]] = [
            ("tcp", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            ("tcp6", socket.AF_INET6, socket.SOCK_STREAM, ("::1", 0)),
            ("udp", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            ("unix", socket.AF_UNIX, socket.SOCK_STREAM, str(self._folder / "listener")),
            ("abstract", socket.AF_UNIX, socket.SOCK_STREAM, "\0" + self.mark),
        ]
        for name, family, kind, address in addresses:
            with contextlib.suppress(OSError):  # a machine without IPv6
                listener = socket.socket(family, kind)
                listener.bind(address)
                if kind == socket.SOCK_STREAM:
                    listener.listen(16)
                listener.setblocking(False)
                yield name, listener
        (self._folder / "listener").chmod(0o777)

    def _packets(self) -> list[str]:
        found = []
        for name, listener in self._listeners.items():
            with contextlib.suppress(BlockingIOError):
                while True:
                    if listener.type == socket.SOCK_STREAM:
                        listener.accept()[0].close()
                    else:
                        listener.recv(65536)
                    found.append(f"a packet reached the {name} listener")
        return list(dict.fromkeys(found))

    def _changed_files(self) -> list[str]:
        found = []
        for name in _KEPT_NAMES:
            path = self._folder / "home" / name
            if not path.exists() or path.read_text() != self._secret:
                found.append(f"the file ~/{name} was changed")
                path.write_text(self._secret)
        return found

    def _left_files(self) -> list[str]:
        library = sysconfig.get_path("stdlib")
        places = [
            self._folder / "home",
            self._folder / "outside",
            Path("/dev/shm"),
            Path("/var/tmp"),
            Path("/"),
        ]
        places += [Path(tempfile.gettempdir()), Path.cwd(), Path(library), Path(library, "__pycache__")]
        places += [Path(sysconfig.get_path("purelib"))]
        left = {p for place in places if place.is_dir() for p in place.glob(f"*{self.mark}*")}
        for path in left:
            path.unlink(missing_ok=True)
        return [f"a file was left in {path.parent}" for path in sorted(left)]

    def _kernel_objects(self) -> list[str]:
        found = []
        for kind in ("shm", "msg", "sem"):
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]
                if any(line.split()[0] == str(self.key) for line in lines):
                    found.append(f"a System V {kind} object was left")
        return found


@contextlib.contextmanager
def planted() -> Iterator[Bait]:
    """Bait for the time of an audit; afterwards nothing of it is left."""
    bait = Bait(Path(tempfile.mkdtemp(prefix="adrs-audit-")))
    try:
        yield bait
    finally:
        bait.close()


def _canary() -> str:
    return f"adrs-canary-{secrets.token_hex(12)}"


def _holder(canary: str) -> subprocess.Popen[bytes]:
    """A process that was started with a secret in its environment, where ``/proc`` shows it."""
    code = "import sys; sys.stdin.read()"
    environment = {_VARIABLE: canary}
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", code],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )


def _unlinked_file(text: str) -> int:
    """An inheritable descriptor of a file that has no name any more."""
    fd, path = tempfile.mkstemp(prefix="adrs-audit-")
    os.write(fd, text.encode())
    os.unlink(path)
    os.set_inheritable(fd, True)
    return fd
