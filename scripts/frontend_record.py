"""Whether the dashboard's built files are those that its sources make, by digests noted at the last build.

``--write`` notes them. Without it, every difference is named and the exit code is 1.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = ("index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")


def main(root: Path, *, write: bool) -> int:
    """Note or compare; the exit code."""
    record = root / "frontend" / "built.json"
    found = digests(root)
    if write:
        record.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        return 0
    complaints = list(differences(json.loads(record.read_text(encoding="utf-8")), found))
    for complaint in complaints:
        print(f"{complaint}: run scripts/frontend and commit what it builds")
    return int(bool(complaints))


def digests(root: Path) -> dict[str, str]:
    """SHA-256 of every source and every built file, by path."""
    frontend, assets = root / "frontend", root / "src" / "adrs" / "dashboard" / "assets"
    sources = [*(frontend / name for name in SOURCES), *(frontend / "src").rglob("*")]
    files = sorted(path for path in (*sources, *assets.rglob("*")) if path.is_file())
    return {p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def differences(noted: dict[str, str], found: dict[str, str]) -> Iterator[str]:
    """What was changed, added or removed since."""
    for path in sorted(noted.keys() | found.keys()):
        if path not in found:
            yield f"{path} is gone"
        elif path not in noted:
            yield f"{path} is new"
        elif noted[path] != found[path]:
            yield f"{path} was changed"


if __name__ == "__main__":
    sys.exit(main(ROOT, write="--write" in sys.argv[1:]))
