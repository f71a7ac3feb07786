"""What people wish of a run, and the mailbox in which a run finds it.

A journal has one writer, the run itself. Whoever steers, a command or a page, therefore drops a wish into a
folder beside the store, and the run reads it, journals it as :class:`adrs.core.events.Steered`, and acts.
Delivery is maildir's (D. J. Bernstein): written under ``tmp``, renamed into ``new``, so that a reader sees a
whole wish or none; a wish leaves the folder only after its event is durable.
"""

from __future__ import annotations

import getpass
import json
import os
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from adrs.core.errors import StoreError, UsageError

HINT_CHARACTERS = 2000
PROGRAM_BYTES = 4 * 1024 * 1024
LIMITS = ("evaluations", "usd", "tokens", "seconds")

_AUTHOR_CHARACTERS = 100
_NOTE_CHARACTERS = 500
_MOST = 10**15  # of anything that is spent
_WISH_BYTES = 4 * PROGRAM_BYTES  # JSON may need several bytes for one


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wishes of a run.

    Args:
        kind: One of :data:`KINDS`.
        author: Who; shown, and not proven.
        detail: ``text`` of a hint, ``candidate`` to pin or veto, limits of a budget, ``files`` and ``note``
            of a program to inject.
    """

    kind: str
    author: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Letter:
    """A wish as it lies in a mailbox; ``fault`` says why it cannot be read."""

    name: str
    wish: Wish
    fault: str = ""


class Mailbox:
    """The wishes for one run.

    Args:
        store_path: The journal's file; the folder lies beside it.
        run_id: The run.
    """

    def __init__(self, store_path: Path, run_id: str) -> None:
        path = store_path.resolve()
        self.folder = path.with_name(f"{path.name}-wishes") / f"run-{quote(run_id, safe='')}"

    @classmethod
    def beside(cls, store: object, run_id: str) -> Mailbox | None:
        """The mailbox of a run in a store that is a file; ``None`` for one in memory."""
        path = getattr(store, "path", None)
        return cls(path, run_id) if isinstance(path, Path) else None

    def put(self, wish: Wish) -> str:
        """Deliver a wish that was checked; the name it lies under.

        Raises:
            StoreError: It cannot be written.
        """
        name = f"{time.time_ns():020d}-{os.getpid()}-{secrets.token_hex(4)}.json"
        body = {"kind": wish.kind, "author": wish.author, "detail": dict(wish.detail)}
        try:
            for part in ("tmp", "new"):
                (self.folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self.folder / "tmp" / name
            with draft.open("xb") as file:
                file.write(json.dumps(body).encode())
                file.flush()
                os.fsync(file.fileno())
            draft.rename(self.folder / "new" / name)
        except OSError as error:
            raise StoreError(f"cannot leave a wish in {self.folder}: {error.strerror}") from None
        return name

    def letters(self) -> Sequence[Letter]:
        """What lies there, oldest first."""
        try:
            names = sorted(entry.name for entry in os.scandir(self.folder / "new"))
        except OSError:
            return ()  # nobody has wished anything yet
        return [letter for name in names if (letter := self._read(name)) is not None]

    def discard(self, name: str) -> None:
        """Take a letter out. Idempotent; one that cannot be removed stays, and is known by its name."""
        try:
            (self.folder / "new" / name).unlink(missing_ok=True)
        except OSError:
            return

    def _read(self, name: str) -> Letter | None:
        try:
            file = os.open(self.folder / "new" / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(file, "rb") as opened:
                data = opened.read(_WISH_BYTES + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            return _unreadable(name, str(error.strerror))
        try:
            return Letter(name, _decoded(data))
        except UsageError as error:
            return _unreadable(name, str(error))


def post(store_path: Path, run_id: str, wish: Wish) -> None:
    """Leave a wish for a run: read within a moment if the run is going on, else when it is resumed.

    Raises:
        UsageError: The wish makes no sense, or there is no such run.
        StoreError: There is no such journal, or nothing can be written beside it.
    """
    from adrs.store.sqlite import SqliteStore

    check(wish)
    with SqliteStore(store_path, readonly=True) as store:
        if run_id not in store.runs():
            raise UsageError(f"there is no run {run_id!r} in {store_path}")
    Mailbox(store_path, run_id).put(wish)


def login() -> str:
    """Who is logged in; ``unknown`` where the user has no name, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def check(wish: Wish) -> None:
    """Make sure that a wish makes sense by itself; whether the run can do it, the run says.

    Raises:
        UsageError: It does not; says why.
    """
    if not isinstance(wish.kind, str) or wish.kind not in KINDS:
        raise UsageError(f"there is no wish {wish.kind!r}; there are {', '.join(KINDS)}")
    _text("author", wish.author, _AUTHOR_CHARACTERS)
    if not isinstance(wish.detail, Mapping):
        raise UsageError(f"the detail of {wish.kind} is not an object with names")
    allowed, checked = _DETAILS[wish.kind]
    if unknown := sorted(str(key) for key in wish.detail if key not in allowed):
        raise UsageError(f"{wish.kind} knows nothing of {', '.join(unknown)}; it takes {_listed(allowed)}")
    checked(wish.detail)


def _unreadable(name: str, fault: str) -> Letter:
    return Letter(name, Wish("unreadable", "unknown"), fault)


def _decoded(data: bytes) -> Wish:
    if len(data) > _WISH_BYTES:
        raise UsageError(f"a wish has at most {_WISH_BYTES} bytes")
    try:
        body = json.loads(data)
        wish = Wish(body["kind"], body["author"], body["detail"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError("not a wish in JSON with kind, author and detail") from None
    check(wish)
    return wish


def _text(name: str, value: Any, most: int, *, blank: bool = False) -> None:
    if not isinstance(value, str) or not (blank or value.strip()):
        raise UsageError(f"{name} should be text, and is {value!r}")
    if len(value) > most:
        raise UsageError(f"{name} has {len(value)} characters; at most {most} are read")
    _encoded(name, value)


def _encoded(name: str, value: str) -> bytes:
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise UsageError(f"{name} holds lone surrogates, which are not text") from None


def _check_hint(detail: Mapping[str, Any]) -> None:
    _text("text", detail.get("text"), HINT_CHARACTERS)


def _check_candidate(detail: Mapping[str, Any]) -> None:
    _text("candidate", detail.get("candidate"), _AUTHOR_CHARACTERS)


def _check_budget(detail: Mapping[str, Any]) -> None:
    if not detail:
        raise UsageError(f"a budget needs a limit: {', '.join(LIMITS)}")
    for name, limit in detail.items():
        whole = name in ("evaluations", "tokens")
        if isinstance(limit, bool) or not isinstance(limit, int if whole else int | float):
            raise UsageError(f"a budget of {limit!r} {name} is no {'whole ' * whole}number")
        if not 0 < limit <= _MOST:
            raise UsageError(f"a budget of {limit} {name} makes no sense; give a number above 0")


def _check_program(detail: Mapping[str, Any]) -> None:
    files = detail.get("files")
    if not isinstance(files, Mapping) or not files:
        raise UsageError("inject needs files: their text by path")
    for path, text in files.items():
        _text("a path", path, _NOTE_CHARACTERS)
        if not isinstance(text, str):
            raise UsageError(f"{path} should be text, and is {type(text).__name__}")
    size = sum(len(_encoded(path, text)) for path, text in files.items())
    if size > PROGRAM_BYTES:
        raise UsageError(f"the program has {size} bytes; programs have at most {PROGRAM_BYTES}")
    _text("note", detail.get("note", ""), _NOTE_CHARACTERS, blank=True)


def _check_nothing(detail: Mapping[str, Any]) -> None:
    return None


def _listed(allowed: Sequence[str]) -> str:
    return ", ".join(allowed) if allowed else "nothing"


_DETAILS: Mapping[str, tuple[Sequence[str], Callable[[Mapping[str, Any]], None]]] = {
    "hint": (("text",), _check_hint),
    "retire_hint": (("text",), _check_hint),
    "pin": (("candidate",), _check_candidate),
    "unpin": (("candidate",), _check_candidate),
    "veto": (("candidate",), _check_candidate),
    "budget": (LIMITS, _check_budget),
    "pause": ((), _check_nothing),
    "resume": ((), _check_nothing),
    "inject": (("files", "note"), _check_program),
    "stop": ((), _check_nothing),
}

KINDS = tuple(_DETAILS)
"""What can be wished."""
