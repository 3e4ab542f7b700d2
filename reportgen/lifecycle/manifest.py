"""`SLUG.manifest.json`, beside published files: what they were made from, so that anybody can make
them again and compare.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from reportgen.dossier import Dossier
from reportgen.lifecycle.sources import hash_sources
from reportgen.record.entries import Entry
from reportgen.util.version import __version__

FORM = 1
"""The form of the manifest."""

LIBRARIES = ("weasyprint", "pydyf", "jinja2", "markdown-it-py", "xlsxwriter", "fonttools")
"""The libraries whose version may show in the files."""


def manifest_name(slug: str) -> str:
    return f"{slug}.manifest.json"


def make_manifest(dossier: Dossier, entry: Entry, seal: str, files: Mapping[str, str]) -> bytes:
    """The manifest of an edition. `seal` is that of the record's entry which published it."""
    data: dict[str, Any] = {
        "form": FORM,
        "slug": dossier.inspection.slug,
        "stage": entry.stage,
        "edition": entry.edition,
        "digest": entry.digest,
        "entry": seal,
        "commit": entry.commit,
        "files": dict(files),
        "sources": hash_sources(dossier),
        "versions": find_versions(),
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH") or None,
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def find_versions() -> dict[str, str]:
    """The versions of everything whose change could change a file."""
    versions = {"reportgen": __version__, "python": ".".join(map(str, sys.version_info[:3]))}
    for name in LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions
