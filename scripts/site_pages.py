"""Gathers the pages of the documentation site from where they are kept.

    python scripts/site_pages.py FOLDER

``FOLDER/pages`` becomes the site's source: the README as its first page, what is below ``docs``, the page of
each problem from the problem's own folder, changes as one page, notebooks and linked source files as pages,
figures beside the pages that show them, and reference pages that name what mkdocstrings has to document.
``FOLDER/mkdocs.yml`` is the project's, with every ``*`` in its navigation written out. Links between files
of the repository become links between pages. A link to what is no page and no file raises ``LookupError``.
"""

from __future__ import annotations

import json
import posixpath
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.site_reference import reference_pages

ROOT = Path(__file__).resolve().parents[1]
STYLE = Path(__file__).with_name("site_files") / "style.css"
_FENCED = re.compile(r"^(`{3,}).*?^\1 *$", re.MULTILINE | re.DOTALL)
_TARGET = re.compile(r"(?<=\]\()([^)\s#]+)(?=[)#])")
_MARK = re.compile(r"^<!-- .* -->\n", re.MULTILINE)
_HTML_TARGET = re.compile(r"""(?<=src=")([^"]+)(?=")""")


def main(folder: Path) -> int:
    """Write the pages and the configuration below ``folder``; 1 if no entry leads to some page."""
    pages = folder / "pages"
    shutil.rmtree(pages, ignore_errors=True)
    gathered = Gathered(pages)
    gathered.write_all()
    shutil.copyfile(STYLE, pages / "style.css")
    written = configuration(pages)
    (folder / "mkdocs.yml").write_text(written, encoding="utf-8")
    print(f"{len(list(pages.rglob('*.md')))} pages gathered in {pages}")
    for page in left_out(pages, written):
        print(f"{page} is nowhere in the navigation of mkdocs.yml", file=sys.stderr)
    return min(1, len(left_out(pages, written)))


class Gathered:
    """The pages under way, and what they link to."""

    def __init__(self, pages: Path) -> None:
        self.pages = pages
        self._linked: list[Path] = []

    def write_all(self) -> None:
        """Write every page, then what they link to, and so on."""
        for source in sources():
            self.write(place(source), self.translated(source, source.read_text(encoding="utf-8")))
        self.write("changes.md", self.changes())
        self.write("problems/index.md", problem_index())
        for path, text in reference_pages():
            self.write(path, text)
        done: set[Path] = set()
        while self._linked:
            if (path := self._linked.pop()) not in done:
                done.add(path)
                self._take(path)

    def write(self, path: str, text: str) -> None:
        """Write one page."""
        target = self.pages / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def translated(self, source: Path, text: str) -> str:
        """The text of a file with its links leading to pages."""
        parts, at = [], 0
        for fence in _FENCED.finditer(text):
            parts += [self._links(source, text[at : fence.start()]), coloured(fence.group())]
            at = fence.end()
        return "".join([*parts, self._links(source, text[at:])])

    def _links(self, source: Path, text: str) -> str:
        def led(match: re.Match[str]) -> str:
            return self._led(source, match[1])

        return _HTML_TARGET.sub(led, _TARGET.sub(led, _MARK.sub("", text)))

    def _led(self, source: Path, target: str) -> str:
        if re.match(r"[a-z]+:", target):
            return target
        path = (source.parent / target).resolve()
        if not path.exists() or not path.is_relative_to(ROOT):
            raise LookupError(f"{source.relative_to(ROOT)}: the link to {target} leads nowhere")
        if path not in set(sources()):
            self._linked.append(path)
        return posixpath.relpath(place(path), posixpath.dirname(place(source)))

    def _take(self, path: Path) -> None:
        """Put a file that a page links to where links to it lead."""
        if (self.pages / place(path)).exists():
            return
        if path.is_dir():
            self.write(place(path), listing(path))
        elif path.suffix == ".ipynb":
            self.write(place(path), self.translated(path, notebook(path)))
        elif place(path).endswith(f"{path.suffix}.md"):
            code = f"# {path.name}\n\n`{path.relative_to(ROOT)}`\n\n{fenced(path)}"
            self.write(place(path), code)
        elif path.parent != ROOT / "changes":
            target = self.pages / place(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)

    def changes(self) -> str:
        """All change fragments, the newest first."""
        found = sorted((ROOT / "changes").glob("[0-9]*.md"), reverse=True)
        texts = [
            re.sub("^# ", "## ", self.translated(path, path.read_text(encoding="utf-8"))) for path in found
        ]
        return "\n".join(["# Changes\n", *texts])


def sources() -> list[Path]:
    """The Markdown files that are pages as they are, apart from their links."""
    written = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    return sorted({*written, *(ROOT / "src/adrs/problems").glob("*/README.md")} - {ROOT / "docs/README.md"})


def place(path: Path) -> str:
    """Where a file of the repository, or a page made from it, is in the site."""
    inside = PurePosixPath(path.relative_to(ROOT).as_posix())
    match inside.parts:
        case ("README.md",) | ("docs", "README.md"):
            return "index.md"
        case ("CONTRIBUTING.md",):
            return "contributing.md"
        case ("changes", *_):
            return "changes.md"
        case ("docs", *rest):
            return _page(PurePosixPath(*rest))
        case ("src", "adrs", "problems", name, *rest) if path.suffix in (".md", ".svg", ".png"):
            return _page(PurePosixPath("problems", name, *rest))
        case ("examples", "notebooks", name):
            return f"notebooks/{name.removesuffix('.ipynb')}.md"
    if path.is_dir():
        return f"source/{inside}/index.md"
    return f"source/{inside}.md"


def _page(path: PurePosixPath) -> str:
    return str(path.with_name("index.md") if path.name == "README.md" else path)


def coloured(fence: str) -> str:
    """A block of code; commands without prompts in a language that colours them."""
    unprompted = fence.startswith("```console") and not re.search(r"^\$ ", fence, re.MULTILINE)
    return fence.replace("```console", "```bash", 1) if unprompted else fence


def listing(folder: Path) -> str:
    """A page for a folder: its Python files, and what each says that it is."""
    lines = [
        f"# {folder.name}\n",
        f"`{folder.relative_to(ROOT)}`\n",
        "| file | what it is |",
        "| :--- | :--- |",
    ]
    for path in sorted(folder.rglob("*.py")):
        first = path.read_text(encoding="utf-8").partition("\n")[0].strip('"')
        if path.name != "__init__.py" or path.parent != folder:
            lines.append(f"| `{path.relative_to(folder)}` | {first.replace('|', '&#124;')} |")
    return "\n".join(lines) + "\n"


def notebook(path: Path) -> str:
    """A notebook as a page, without outputs."""
    parts = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        parts.append(text if cell["cell_type"] == "markdown" else f"```python\n{text}\n```")
    return "\n\n".join([*parts, f"The file is `{path.relative_to(ROOT)}`.", ""])


def fenced(path: Path) -> str:
    """The text of a source file as a block of code."""
    language = {".py": "python", ".yaml": "yaml", ".toml": "toml"}.get(path.suffix, "text")
    return f"````{language}\n{path.read_text(encoding='utf-8')}````\n"


def problem_index() -> str:
    """A page that names every problem with the first words of its own page."""
    lines = ["# Problems\n"]
    for path in sorted((ROOT / "src/adrs/problems").glob("*/README.md")):
        title, body = path.read_text(encoding="utf-8").split("\n", 1)
        first = body.strip().split("\n\n")[0].replace("\n", " ")
        about = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", first)
        lines.append(f"- [{title.removeprefix('# ')}]({path.parent.name}/index.md)  \n  {about}")
    return "\n".join(lines) + "\n"


def configuration(pages: Path) -> str:
    """The project's configuration, with every ``*`` of the navigation written out."""
    lines, text = [], (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"[\w/]+\.md", text))
    for line in text.splitlines():
        star = re.match(r"^( +- )([\w/]+)/\*$", line)
        lines += [line] if star is None else [f"{star[1]}{entry}" for entry in _below(pages, star[2], named)]
    return "\n".join(lines).replace("../..", str(ROOT)) + "\n"


def _below(pages: Path, folder: str, named: set[str]) -> Iterator[str]:
    """Entries for the pages below a folder that have none; pages of their folder are called like it."""
    for path in sorted((pages / folder).rglob("*.md")):
        if (page := path.relative_to(pages).as_posix()) not in named:
            yield f"{json.dumps(path.parent.name)}: {page}" if path.name == "index.md" else page


def left_out(pages: Path, navigation: str) -> Sequence[str]:
    """Pages that no line of the navigation names."""
    found = (path.relative_to(pages).as_posix() for path in sorted(pages.rglob("*.md")))
    return [page for page in found if not re.search(rf"[ :]{re.escape(page)}$", navigation, re.MULTILINE)]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
