"""Lets the built site need nothing from elsewhere.

    python scripts/site_local.py FOLDER

For a search that works from a folder, Zensical adds a script of another site to every page. A file of ours
takes its place.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

SHIM = "https://unpkg.com/iframe-worker/shim"
WORKER = Path(__file__).with_name("site_files") / "worker.js"


def main(site: Path) -> int:
    """Change the pages below ``site``; 0."""
    shutil.copyfile(WORKER, site / "assets" / WORKER.name)
    for path in site.rglob("*.html"):
        near = f"{os.path.relpath(site, path.parent)}/assets/{WORKER.name}"
        path.write_text(path.read_text(encoding="utf-8").replace(SHIM, near), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
