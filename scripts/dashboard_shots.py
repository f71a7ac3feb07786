"""Takes the documentation's pictures of the dashboard: a real run of ``prism``, seen by a headless Chromium.

    python scripts/dashboard_shots.py [FOLDER]

The folder is ``docs/images`` unless given. One worker and a fixed seed make the run the same every time, but
for its times. Needs ``adrs[dashboard,browser]`` and a Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IMAGES = Path(__file__).parents[1] / "docs" / "images"
RUN = ("run", "prism", "--evals", "60", "--seed", "1", "--workers", "1")
THEMES = ("light", "dark")
WIDTH, HEIGHT = 1280, 900
COLOURS = 200
VIEWS = {
    "overview": ("", "canvas"),
    "lineage": ("/lineage", ".outline-line.champion"),
    "candidate": ("/candidate/{champion}", ".cm-changedLine"),
    "workloads": ("/workloads", "td.cell"),
}
"""Address after the run's, and what has to be there before the picture is taken."""


def make_journal(folder: Path) -> Path:
    """A journal with one finished run, made in ``folder``."""
    command = [sys.executable, "-m", "adrs", *RUN]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / ".adrs" / "runs.sqlite"


def shoot(browser: Browser, url: str, folder: Path) -> list[Path]:
    """Pictures of every view in both themes, as ``dashboard_VIEW_THEME.png``."""
    taken = []
    for theme in THEMES:
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=theme, reduced_motion="reduce"
        )
        page = context.new_page()
        page.goto(url)
        page.locator("table.runs a").first.click()
        page.get_by_text("on held-out test workloads").wait_for()
        page.get_by_text("bounds are being worked out").wait_for(state="detached", timeout=90_000)
        champion = page.locator(".finding a").inner_text()
        base = page.url
        for name, (address, there) in VIEWS.items():
            page.goto(base + address.format(champion=champion))
            page.wait_for_selector(there)
            page.wait_for_timeout(1000)
            path = folder / f"dashboard_{name}_{theme}.png"
            page.screenshot(path=path)
            _shrink(path)
            taken.append(path)
        context.close()
    return taken


def _shrink(path: Path) -> None:
    """Few colours are enough for a picture of text and lines."""
    from PIL import Image

    with Image.open(path) as image:
        small = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def main(folder: Path) -> None:
    """Make the run, serve it, take the pictures."""
    from playwright.sync_api import sync_playwright

    from adrs.dashboard.app import create_app
    from adrs.dashboard.server import DashboardServer

    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        server = DashboardServer(create_app(make_journal(Path(place))), port=0)
        server.start()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        try:
            for path in shoot(browser, server.url, folder):
                print(f"{path} {path.stat().st_size // 1024} KiB")
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES)
