"""Whether the built site holds together: links, anchors and figures lead somewhere, and nothing is fetched.

    python scripts/check_site.py [FOLDER]

Links to other sites are not followed. What a page loads by itself (scripts, styles, fonts, figures) has to be
a file of the site.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADED = {("script", "src"), ("img", "src"), ("link", "href"), ("source", "src"), ("iframe", "src")}
_KEPT = ("canonical", "alternate", "prev", "next", "edit")
_CSS = re.compile(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)")


@dataclass(slots=True)
class Page:
    """What a page refers to, and what in it can be referred to.

    Args:
        links: Targets of its links.
        loads: What it needs to be shown.
        anchors: Its ids.
    """

    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)


class Reader(HTMLParser):
    """Fills a :class:`Page`."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.page.anchors |= {given[name] for name in ("id", "name") if name in given}
        for name, value in given.items():
            if (tag, name) in _LOADED and given.get("rel", "") not in _KEPT:
                self.page.loads.append(value)
            elif (tag, name) == ("a", "href"):
                self.page.links.append(value)


def complaints(site: Path) -> Iterator[str]:
    """What is wrong, page by page."""
    for path in sorted(site.rglob("*.html")):
        page = read(path)
        for what in [*_broken(site, path, page), *_fetched(page)]:
            yield f"{path.relative_to(site)}: {what}"
    for path in sorted(site.rglob("*.css")):
        for match in _CSS.finditer(path.read_text(encoding="utf-8")):
            if urlsplit(match[1] or match[2]).netloc:
                yield f"{path.relative_to(site)}: {match[1] or match[2]} is fetched from elsewhere"


@cache
def read(path: Path) -> Page:
    """The page in a file."""
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.page


def _broken(site: Path, path: Path, page: Page) -> Iterator[str]:
    for target in dict.fromkeys([*page.links, *page.loads]):
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            continue
        rooted = site / parts.path.lstrip("/") if parts.path.startswith("/") else path.parent / parts.path
        found = Path(unquote(str(rooted))).resolve() if parts.path else path
        found = found / "index.html" if found.is_dir() else found
        if not found.is_file():
            yield f"{target} leads nowhere"
        elif parts.fragment and found.suffix == ".html":
            if unquote(parts.fragment) not in read(found).anchors | {"__top"}:
                yield f"{target}: there is no such anchor"


def _fetched(page: Page) -> Iterator[str]:
    for target in page.loads:
        if urlsplit(target).netloc:
            yield f"{target} is fetched from elsewhere"


def main(site: Path) -> int:
    """Print what is wrong; the number of complaints, at most 1."""
    pages = sorted(site.rglob("*.html"))
    found = list(complaints(site))
    links = sum(len(read(path).links) for path in pages)
    print("\n".join([*found, f"{len(pages)} pages, {links} links, {len(found)} complaints"]))
    return min(1, len(found) + (not pages))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "site")))
