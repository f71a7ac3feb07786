"""The provider that the tests of models believe in: it fails as it is told, and counts what it is asked."""

from __future__ import annotations

import http.client
import json
import threading
from urllib.parse import urlsplit

import pytest

from adrs.testing.loopback import Loopback
from adrs.testing.loopback_bodies import FAULTS, Answer, failing

PATHS = {
    "openai-chat": "/chat/completions",
    "openai-responses": "/responses",
    "anthropic": "/v1/messages",
    "google": "/v1beta/models/m:generateContent",
}


def post(server: Loopback, wire: str, timeout_s: float = 10.0) -> tuple[int, bytes]:
    parts = urlsplit(server.url(wire))
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout_s)
    try:
        connection.request("POST", parts.path + PATHS[wire], body=b'{"ask": 1}', headers={"X-Who": "me"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize("wire", PATHS)
def test_it_knows_a_format_by_its_path_and_keeps_what_it_was_asked(wire: str) -> None:
    with Loopback(Answer(text="well met")) as server:
        status, body = post(server, wire)
        (asked,) = server.asked
    assert status == 200
    assert b"well met" in body
    assert (asked.wire, asked.body, asked.headers["x-who"]) == (wire, {"ask": 1}, "me")


def test_answers_come_in_order_and_the_last_one_stays() -> None:
    with Loopback([failing(503), failing(429, retry_after="9"), Answer()]) as server:
        assert [post(server, "anthropic")[0] for _ in range(4)] == [503, 429, 200, 200]


def test_a_body_that_is_cut_off_is_cut_off() -> None:
    with Loopback(FAULTS["body cut off"]) as server, pytest.raises(http.client.IncompleteRead):
        post(server, "openai-chat")


def test_silence_is_silent() -> None:
    with Loopback(FAULTS["silence"]) as server, pytest.raises(TimeoutError):
        post(server, "google", timeout_s=0.1)


def test_what_is_open_at_once_is_counted() -> None:
    with Loopback(Answer(delay_s=0.2)) as server:
        threads = [threading.Thread(target=post, args=(server, "google")) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert server.peak >= 2
        assert len(server.asked) == len(server.answered) == 3


def test_another_path_is_an_error_of_nobody() -> None:
    with Loopback() as server:
        parts = urlsplit(server.url("anthropic"))
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        connection.request("POST", "/v1/else", body=json.dumps({}))
        assert b"no such path" in connection.getresponse().read()
        connection.close()
