"""The page and its files, built beforehand and kept beside this module."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).with_name("assets")


class _Named(StaticFiles):
    """Files whose names change with their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One of them, to be kept for good."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
        return response


def mount_assets(app: FastAPI) -> None:
    """Serve the page at ``/`` and its files below ``/assets``."""
    page = (FOLDER / "index.html").read_text(encoding="utf-8")

    async def index(request: Request) -> HTMLResponse:
        # The nonce lets the page's own libraries add styles; the key goes back in a header of every wish.
        nonce, key = request.scope["state"]["nonce"], request.app.state.token
        return HTMLResponse(page.replace("__NONCE__", nonce).replace("__KEY__", key))

    app.add_api_route("/", index, methods=["GET"], include_in_schema=False, response_model=None)
    app.mount("/assets", _Named(directory=FOLDER / "assets", check_dir=False))
