"""Who may speak to the dashboard, and what a browser may do with its answers.

The service listens on loopback, which every page in the browser can reach, so being local proves nothing.
A request must come under the service's own name (a page that rebinds its DNS name to 127.0.0.1 sends
another ``Host``), carry the token (in a cookie that other sites cannot send along, set by the URL that was
printed), and, where it changes something, repeat the token in a header, which no form can do. Candidates'
texts are hostile: no script but the dashboard's own files runs in the page, and nothing is loaded from or
sent to anywhere else.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import secrets
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_HEADER = "X-Adrs-Token"
MOST_BODY_BYTES = 4 * 2**20
_READING = frozenset({"GET", "HEAD"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
_LOCKED = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>adrs</title>"
    "<h1>This dashboard needs its token</h1>"
    "<p>Open the address that <code>adrs serve</code> printed; it ends in <code>?token=…</code>.</p></html>"
)


class Guard:
    """Lets through what may pass, with the headers that keep the page closed.

    Args:
        app: What is guarded; finds the page's nonce in ``scope["state"]["nonce"]``.
        token: What requests must know.
    """

    def __init__(self, app: ASGIApp, *, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        by_url = self._token_in_url(scope)
        closed = _closing(send, nonce, _cookie(scope, self._token) if by_url else None)
        refusal = self._refusal(scope, by_url)
        await (self._app if refusal is None else refusal)(scope, receive, closed)

    def _refusal(self, scope: Scope, by_url: bool) -> Response | None:
        headers, method = Headers(scope=scope), scope["method"]
        if not is_own_name(headers.get("host", "")):
            return _refused(421, "the dashboard answers only to its own address in Host")
        if (
            not by_url
            and not self._knows(_cookie_token(scope, headers))
            and not self._knows_by_header(headers)
        ):
            return _locked(scope)
        if method in _READING:
            return None
        if not self._knows_by_header(headers):
            return _refused(403, f"what changes something needs the token in {TOKEN_HEADER}")
        if headers.get("origin", f"http://{headers['host']}") != f"http://{headers['host']}":
            return _refused(403, "requests from other pages are not answered")
        if not headers.get("content-length", "").isdigit():
            return _refused(411, "say the length of the body")
        if int(headers["content-length"]) > MOST_BODY_BYTES:
            return _refused(413, f"a body has at most {MOST_BODY_BYTES} bytes")
        return None

    def _token_in_url(self, scope: Scope) -> bool:
        if scope["method"] not in _READING or scope["path"] != "/":
            return False
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])
        return self._knows(given[0])

    def _knows_by_header(self, headers: Headers) -> bool:
        return self._knows(headers.get(TOKEN_HEADER, ""))

    def _knows(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._token.encode())


def is_own_name(host: str) -> bool:
    """Whether a ``Host`` header names the loopback: ``localhost`` or a numeric loopback address."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    name = name.removeprefix("[").removesuffix("]")
    if name.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _cookie_name(scope: Scope) -> str:
    return f"adrs_{(scope.get('server') or ('', 0))[1]}"  # cookies do not tell ports apart


def _cookie(scope: Scope, token: str) -> str:
    return f"{_cookie_name(scope)}={token}; Path=/; HttpOnly; SameSite=Strict"


def _cookie_token(scope: Scope, headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(_cookie_name(scope))
    except CookieError:
        return ""
    return "" if found is None else found.value


def _closing(send: Send, nonce: str, cookie: str | None) -> Send:
    """``send`` with the headers that every answer carries."""

    async def closed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = _POLICY.format(nonce=nonce)
            headers.update(_HEADERS)
            headers.setdefault("Cache-Control", "no-store")
            if cookie is not None:
                headers.append("Set-Cookie", cookie)
        await send(message)

    return closed


def _refused(status: int, reason: str) -> Response:
    return Response(json.dumps({"error": reason}) + "\n", status, media_type="application/json")


def _locked(scope: Scope) -> Response:
    if scope["path"] == "/":
        return Response(_LOCKED, 401, media_type="text/html")
    return _refused(401, "open the address that `adrs serve` printed; it carries the token")
