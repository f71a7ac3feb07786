"""Only who knows the token is answered, under the dashboard's own name, and the page stays closed."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from adrs.dashboard.guard import MOST_BODY_BYTES, is_own_name
from tests.dashboard.conftest import BASE, TOKEN, Mailbox

STEER = "/api/runs/tiny-2/steer"
PAUSE = {"kind": "pause", "author": "ada", "detail": {}}


@pytest.mark.parametrize(
    "path", ["/", "/api/runs", "/api/runs/tiny-1", "/api/stream", "/assets/index.js", "/x"]
)
def test_without_the_token_nothing_is_answered(stranger: TestClient, path: str) -> None:
    assert stranger.get(path).status_code == 401


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", "ä"])
def test_a_wrong_token_is_no_token(stranger: TestClient, token: str) -> None:
    assert stranger.get("/", params={"token": token}).status_code == 401
    assert stranger.get("/api/runs").status_code == 401


def test_the_printed_address_sets_a_cookie_that_opens_the_rest(stranger: TestClient) -> None:
    page = stranger.get("/", params={"token": TOKEN})
    assert page.status_code == 200
    cookie = page.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert stranger.get("/api/runs").status_code == 200


def test_the_token_in_the_address_opens_the_page_only(stranger: TestClient) -> None:
    assert stranger.get("/api/runs", params={"token": TOKEN}).status_code == 401


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8642", "127.0.0.1.evil.example", "10.0.0.1", ""]
)
def test_another_name_in_host_is_refused_even_with_the_token(client: TestClient, host: str) -> None:
    answer = client.get("/api/runs", headers={"Host": host})
    assert answer.status_code == 421


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:1", "localhost:8642", "LOCALHOST", "[::1]:8642", "[::1]"]
)
def test_names_of_the_loopback_are_its_own(host: str) -> None:
    assert is_own_name(host)


def test_a_cookie_alone_changes_nothing(stranger: TestClient, mailbox: Mailbox) -> None:
    stranger.get("/", params={"token": TOKEN})
    assert stranger.post(STEER, json=PAUSE).status_code == 403
    assert mailbox.wishes == []


def test_another_origin_changes_nothing(client: TestClient, mailbox: Mailbox) -> None:
    assert client.post(STEER, json=PAUSE, headers={"Origin": "http://evil.example"}).status_code == 403
    assert mailbox.wishes == []
    assert client.post(STEER, json=PAUSE, headers={"Origin": BASE}).status_code == 202


def test_a_huge_body_is_refused_before_it_is_read(client: TestClient) -> None:
    answer = client.post(STEER, content=b"x", headers={"Content-Length": str(MOST_BODY_BYTES + 1)})
    assert answer.status_code == 413


def test_a_body_of_unknown_length_is_refused(client: TestClient) -> None:
    assert client.post(STEER, content=iter([b"{}"])).status_code == 411


@pytest.mark.parametrize("path", ["/", "/api/runs", "/nothing"])
def test_every_answer_forbids_scripts_of_others_and_framing(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_every_page_has_its_own_nonce_and_no_inline_script(client: TestClient) -> None:
    first, second = client.get("/"), client.get("/")
    assert "<script>" not in first.text
    assert first.headers["content-security-policy"] != second.headers["content-security-policy"]
    nonce = first.text.split('name="adrs-nonce" content="')[1].split('"')[0]
    assert f"'nonce-{nonce}'" in first.headers["content-security-policy"]
