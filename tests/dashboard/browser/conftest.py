"""A real headless Chromium in front of a real server; without one, these tests are skipped by name."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from adrs.dashboard.app import create_app
from adrs.dashboard.server import DashboardServer
from tests.dashboard.conftest import TOKEN, Mailbox, load_tiny

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, started once a file."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: adrs[browser]"
    )
    if CHROMIUM is None:
        pytest.skip("there is no chromium here; apt-get install chromium")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Tab:
    """A page, and what its console complained of."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def open(self, *parts: str) -> Page:
        """Go to a view and wait until its panels are there."""
        self.page.goto(f"{self.base}#/{'/'.join(parts)}")
        self.page.wait_for_selector("section.panel, table.runs", timeout=30_000)
        return self.page


OpenTab = Callable[..., Tab]


@pytest.fixture
def tab(browser: Browser) -> Iterator[OpenTab]:
    """Opens a tab at the address that a server printed."""
    contexts: list[Any] = []

    def open_tab(url: str, *, width: int = 1280, height: int = 900, scheme: str = "light") -> Tab:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        opened = Tab(page, url.split("?")[0])
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.on("console", lambda m: opened.complaints.append(m.text) if m.type == "error" else None)
        page.goto(url)
        return opened

    yield open_tab
    for context in contexts:
        context.close()


@contextmanager
def serving(path: Path, mailbox: Mailbox | None = None) -> Iterator[str]:
    """The address of a dashboard over the journal at ``path``."""
    post = (mailbox or Mailbox()).post
    server = DashboardServer(create_app(path, token=TOKEN, load=load_tiny, post=post), port=0)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


@pytest.fixture(scope="module")
def url(made: Path) -> Iterator[str]:
    """A dashboard over the small journal."""
    with serving(made) as address:
        yield address
