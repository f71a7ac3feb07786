"""Fetching the files of a data set: resumed where the connection broke, checked before they take their names.

A file is written to ``NAME.part`` beside its place. What is there is kept when a connection breaks, and asked
on from with an HTTP Range; a server without ranges is read from the start again. A file of the right checksum
is never touched.
"""

from __future__ import annotations

import http.client
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlsplit

from adrs.core.errors import DataError, UsageError
from adrs.interop.data_sets.registry import DataFile, DataSet
from adrs.interop.data_sets.verifying import State, check

_CHUNK_BYTES = 1 << 18
_TIMEOUT_S = 30.0
_SCHEMES = {"http", "https"}
_LASTING = {400, 401, 403, 404, 410}  # trying again brings nothing
_RANGE_PAST_THE_END = 416


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often a broken connection is tried again, and how long between: doubled each time."""

    tries: int = 5
    pause_s: float = 1.0
    wait: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where files come from: the table's address, a mirror laid out like the data folder, or a folder."""

    mirror: str | None = None
    folder: Path | None = None

    def url_of(self, data_set: DataSet, file: DataFile) -> str:
        """The address of a file.

        Raises:
            UsageError: The mirror's address is none.
            DataError: The table has no address for this set.
        """
        if self.mirror is not None:
            if urlsplit(self.mirror).scheme not in _SCHEMES:
                raise UsageError(
                    f"--mirror {self.mirror} is no web address; it begins with https:// or http://"
                )
            return f"{self.mirror.rstrip('/')}/{quote(file.path)}"
        if data_set.url is None:
            raise DataError(
                f"no address is known for {data_set.name}; its original: {data_set.home}."
                " Give a copy with --from DIR or --mirror URL"
            )
        return data_set.url + quote(Path(file.path).name)


def fetch(
    data_set: DataSet,
    folder: Path,
    *,
    origin: Origin = Origin(),
    patience: Patience = Patience(),
    say: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Put the files of a set into ``folder``; the paths that were written.

    Raises:
        DataError: A file cannot be had, or is another one than the table's; what was there stays.
        UsageError: The folder cannot be written, or ``origin`` makes no sense.
    """
    written = []
    for file in data_set.files:
        target = folder / file.path
        state = check(file, target).state
        if state in (State.PRESENT, State.UNKNOWN):
            say(f"{file.path}: there already")
            continue
        if state is State.ALTERED:
            raise DataError(f"{target} is there and is another file; move it away to have it fetched")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f"{target.name}.part")
            _bring(data_set, file, part, origin, patience, say)
            _take(file, part, target)
        except OSError as error:
            raise UsageError(
                f"cannot write {target}: {error.strerror or error}; make room or give another --data"
            ) from None
        say(f"{file.path}: fetched")
        written.append(file.path)
    return written


def _take(file: DataFile, part: Path, target: Path) -> None:
    """Give a checked file its name; a wrong one is removed, as going on from it would bring nothing."""
    found = check(file, part)
    if found.state is State.ALTERED:
        part.unlink()
        raise DataError(
            f"what was fetched for {file.path} is another file: {found.reason}; try another origin"
        )
    os.replace(part, target)


def _bring(
    data_set: DataSet,
    file: DataFile,
    part: Path,
    origin: Origin,
    patience: Patience,
    say: Callable[[str], None],
) -> None:
    if origin.folder is not None:
        _copy(file, origin.folder, part)
        return
    url = origin.url_of(data_set, file)
    for attempt in range(1, patience.tries + 1):
        try:
            _download(url, part, file)
            return
        except urllib.error.HTTPError as error:
            error.close()
            why = f"{url} answers {error.code} {error.reason}"
            if error.code in _LASTING:
                raise DataError(f"{why}; the file may have moved: {data_set.home}") from None
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError) as error:
            why = f"{url} cannot be read: {getattr(error, 'reason', error)}"
        if attempt == patience.tries:
            break
        pause_s = patience.pause_s * 2 ** (attempt - 1)
        say(f"{why}; trying again in {pause_s:g} s")
        patience.wait(pause_s)
    raise DataError(
        f"{why}; is there a network? What was read is kept: fetch again, or use --from DIR or --mirror URL"
    )


def _copy(file: DataFile, folder: Path, part: Path) -> None:
    found = next((p for p in (folder / file.path, folder / Path(file.path).name) if p.is_file()), None)
    if found is None:
        raise DataError(f"{folder} has neither {file.path} nor {Path(file.path).name}")
    with found.open("rb") as source, part.open("wb") as to:
        _pour(source, to, file)


def _download(url: str, part: Path, file: DataFile) -> None:
    """Read ``url`` on from what ``part`` holds."""
    have = part.stat().st_size if part.exists() else 0
    if file.size_bytes is not None and have >= file.size_bytes:
        if have == file.size_bytes:
            return  # all was read, and the checksum has yet to be looked at
        part.unlink()
        have = 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        response = urllib.request.urlopen(request, timeout=_TIMEOUT_S)
    except urllib.error.HTTPError as error:
        if error.code == _RANGE_PAST_THE_END:
            part.unlink()  # the file has become shorter: from the start, next time
        raise
    with response, part.open("ab" if _goes_on(response, have) else "wb") as to:
        expected = response.length  # of this answer; None where the server does not say
        got = _pour(response, to, file)
    if expected is not None and got < expected:
        raise ConnectionError(f"it broke off after {got} of {expected} bytes")


def _goes_on(response: Any, have: int) -> bool:
    """Whether the answer begins where we were; a server without ranges sends all of it."""
    return bool(
        have
        and response.status == 206
        and response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
    )


def _pour(source: Any, to: IO[bytes], file: DataFile) -> int:
    """Copy in pieces; the number of bytes. More than the table says is not written: it cannot be the file."""
    total = 0
    while chunk := source.read(_CHUNK_BYTES):
        to.write(chunk)
        total += len(chunk)
        if file.size_bytes is not None and to.tell() > file.size_bytes:
            break
    return total
