"""Fetching from a server on this machine that breaks in the ways in which servers do."""

from __future__ import annotations

import errno
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from adrs.core.errors import DataError, UsageError
from adrs.interop.data_sets import fetching
from adrs.interop.data_sets.fetching import Origin, Patience, fetch
from adrs.interop.data_sets.registry import DataFile, DataSet, data_sets
from adrs.interop.data_sets.verifying import State, verify

BODY = bytes(range(256)) * 4000


class Server(ThreadingHTTPServer):
    """Serves ``body``; breaks off after ``cut`` bytes of an answer, as often as ``cuts`` says."""

    body = BODY
    ranges = True
    cuts = 0
    cut = 300_000
    status = 200
    asked: list[str | None]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        server, wanted = self.server, self.headers.get("Range")
        server.asked.append(wanted)
        if server.status != 200:
            self.send_error(server.status)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and server.ranges else 0
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(server.body) - 1}/{len(server.body)}")
        rest = server.body[start:]
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if server.cuts > 0:
            server.cuts -= 1
            rest = rest[: server.cut]
        self.wfile.write(rest)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as serving:
        serving.asked = []
        thread = threading.Thread(target=serving.serve_forever, args=(0.01,))
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


def one(body: bytes = BODY, **more: Any) -> DataSet:
    file = DataFile(path="a/b.bin", size_bytes=len(body), sha256=hashlib.sha256(body).hexdigest())
    told = {"what": "bytes", "problems": (), "licence": "none", "citation": "nobody", "home": "its shelf"}
    return DataSet(name="one", files=(file,), **{**told, **more})


def patience(waited: list[float], tries: int = 4) -> Patience:
    return Patience(tries=tries, wait=waited.append)


def test_a_broken_connection_is_resumed_where_it_ended(server: Server, tmp_path: Path) -> None:
    server.cuts, waited = 2, []
    written = fetch(one(), tmp_path, origin=Origin(mirror=server.url), patience=patience(waited))
    assert written == ["a/b.bin"]
    assert (tmp_path / "a/b.bin").read_bytes() == BODY
    assert server.asked == [None, "bytes=300000-", "bytes=600000-"]
    assert waited == [1.0, 2.0]
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.bin"]


def test_what_was_read_is_kept_for_the_next_time(server: Server, tmp_path: Path) -> None:
    server.cuts = 1
    with pytest.raises(DataError, match="What was read is kept"):
        fetch(one(), tmp_path, origin=Origin(mirror=server.url), patience=patience([], tries=1))
    assert not (tmp_path / "a/b.bin").exists()
    fetch(one(), tmp_path, origin=Origin(mirror=server.url))
    assert server.asked == [None, "bytes=300000-"]
    assert (tmp_path / "a/b.bin").read_bytes() == BODY


def test_a_server_without_ranges_is_read_from_the_start(server: Server, tmp_path: Path) -> None:
    server.ranges, server.cuts = False, 1
    fetch(one(), tmp_path, origin=Origin(mirror=server.url), patience=patience([]))
    assert (tmp_path / "a/b.bin").read_bytes() == BODY


@pytest.mark.parametrize("wrong", [BODY[:-1] + b"?", BODY + b"more"], ids=["checksum", "size"])
def test_another_file_never_takes_the_name(server: Server, tmp_path: Path, wrong: bytes) -> None:
    server.body = wrong
    with pytest.raises(DataError, match="is another file"):
        fetch(one(), tmp_path, origin=Origin(mirror=server.url))
    assert list((tmp_path / "a").iterdir()) == []


def test_a_missing_file_is_not_asked_for_again(server: Server, tmp_path: Path) -> None:
    server.status = 404
    with pytest.raises(DataError, match="answers 404 Not Found; the file may have moved: its shelf"):
        fetch(one(), tmp_path, origin=Origin(mirror=server.url), patience=patience([]))
    assert len(server.asked) == 1


def test_a_busy_server_is_asked_again_with_growing_pauses(server: Server, tmp_path: Path) -> None:
    server.status, waited = 503, []
    with pytest.raises(DataError, match="is there a network"):
        fetch(one(), tmp_path, origin=Origin(mirror=server.url), patience=patience(waited))
    assert waited == [1.0, 2.0, 4.0]


def test_without_a_network_it_says_so_in_a_sentence(tmp_path: Path) -> None:
    nobody = "http://127.0.0.1:9"  # the discard port: nothing listens
    with pytest.raises(DataError, match=r"cannot be read: .*is there a network\?"):
        fetch(one(), tmp_path, origin=Origin(mirror=nobody), patience=patience([], tries=2))


def test_a_full_disk_is_named(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(fetching, "_pour", full)
    with pytest.raises(UsageError, match="No space left on device; make room"):
        fetch(one(), tmp_path, origin=Origin(mirror=server.url))
    assert not (tmp_path / "a/b.bin").exists()


def test_a_verified_file_is_not_asked_for(server: Server, tmp_path: Path) -> None:
    fetch(one(), tmp_path, origin=Origin(mirror=server.url))
    before = (tmp_path / "a/b.bin").stat()
    assert fetch(one(), tmp_path, origin=Origin(mirror=server.url)) == []
    assert (tmp_path / "a/b.bin").stat() == before
    assert len(server.asked) == 1


def test_an_altered_file_is_neither_used_nor_overwritten(server: Server, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.bin").write_bytes(b"mine")
    assert verify(one(), tmp_path)[0].state is State.ALTERED
    with pytest.raises(DataError, match="is another file; move it away"):
        fetch(one(), tmp_path, origin=Origin(mirror=server.url))
    assert (tmp_path / "a/b.bin").read_bytes() == b"mine"


def test_a_folder_serves_as_well(tmp_path: Path) -> None:
    source, data = tmp_path / "source", tmp_path / "data"
    source.mkdir()
    data.mkdir()
    (source / "b.bin").write_bytes(BODY)
    assert fetch(one(), data, origin=Origin(folder=source)) == ["a/b.bin"]
    assert verify(one(), data)[0].state is State.PRESENT


def test_a_set_without_an_address_says_where_its_original_is(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no address is known for one; its original: its shelf"):
        fetch(one(), tmp_path)


def test_a_mirror_is_a_web_address(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no web address"):
        fetch(one(), tmp_path, origin=Origin(mirror="file:///etc"))


def test_the_table_is_whole() -> None:
    from adrs import problems

    names = [found.name for found in data_sets()]
    assert len(set(names)) == len(names)
    for found in data_sets():
        assert set(found.problems) <= set(problems.NAMES)
        assert found.files
        assert found.home
        assert found.citation
        for file in found.files:
            assert not Path(file.path).is_absolute()
            assert ".." not in file.path
            assert (file.sha256 is None) == (file.size_bytes is None)
            assert file.sha256 is None or len(bytes.fromhex(file.sha256)) == 32
