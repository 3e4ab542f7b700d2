"""The site of the examples, made once, and what to ask of its pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

from tests.conftest import REPOSITORY


def copy_project(root: Path) -> Path:
    """A project with copies of the examples."""
    for folder in ("inspections", "methodologies"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    return root


@cache
def read_page(path: Path) -> html.HtmlElement:
    return html.fromstring(path.read_bytes())


def list_links(page: Path) -> Iterator[tuple[str, Path, str]]:
    """Each address in a page that leads into the site, with the file and the fragment it names."""
    tree = read_page(page)
    for element in tree.iter():
        for name in ("href", "src"):
            address = element.get(name)
            if not address or urlsplit(address).scheme:
                continue
            parts = urlsplit(address)
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            yield address, target, unquote(parts.fragment)
