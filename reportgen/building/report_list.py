"""The page that lists every report in the output folder, so that the folder opens with a list.

It is for whoever builds: drafts are on it, marked by their titles. It is no part of the site.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from reportgen.problems import InputError
from reportgen.project.loading import Project
from reportgen.report.output_files import MEDIA_TYPES
from reportgen.util.atomic_files import write_files_atomically
from reportgen.util.frozen import frozen

LIST = "index.html"
"""The name of the page in the output folder."""

_TITLE = re.compile(r"<title>([^<]*)</title>")
_HEAD_BYTES = 8192
"""How much of a page is read for its title."""


@frozen(kw_only=False)
class ListedFile:
    """One file of a report."""

    address: str
    format: str


@frozen(kw_only=False)
class ListedReport:
    """One report in the output folder."""

    title: str
    address: str
    files: tuple[ListedFile, ...]


def is_list_missing(project: Project) -> bool:
    """Whether there are outputs and no list of them."""
    return project.output.is_dir() and not (project.output / LIST).is_file()


def write_list(project: Project) -> None:
    """Write the list. If it cannot be written, leave it as it is: the reports do not depend on
    it."""
    with suppress(InputError, OSError):
        content = render_list(project, list_reports(project.output))
        write_files_atomically({project.output / LIST: content}, project.display_path)


def list_reports(output: Path) -> list[ListedReport]:
    """The reports of an output folder by title; of what is restricted, every copy."""
    pages = [*output.glob("*/index.html"), *output.glob("*/restricted/*.html")]
    reports = [_read_report(output, page) for page in pages if _is_report(page)]
    return sorted(reports, key=lambda one: (one.title.casefold(), one.address))


def _is_report(page: Path) -> bool:
    """Whether a page is that of a report: its data or its PDF have its folder's name."""
    folder = page.parent if page.parent.name != "restricted" else page.parent.parent
    return page.parent != folder or any(_list_files(page, folder.name))


def _list_files(page: Path, slug: str) -> Iterator[Path]:
    stem = slug if page.name == LIST else page.stem
    for ending in MEDIA_TYPES:
        path = page.with_name(f"{stem}.{ending}")
        if ending != "html" and path.is_file():
            yield path


def _read_report(output: Path, page: Path) -> ListedReport:
    with open(page, "rb") as file:
        head = file.read(_HEAD_BYTES).decode("utf-8", "replace")
    title = _TITLE.search(head)
    slug = page.relative_to(output).parts[0]
    return ListedReport(
        html.unescape(title[1]).strip() if title else slug,
        _address(output, page),
        tuple(
            ListedFile(_address(output, path), path.suffix[1:].upper())
            for path in _list_files(page, slug)
        ),
    )


def _address(output: Path, path: Path) -> str:
    return quote(path.relative_to(output).as_posix())


def render_list(project: Project, reports: list[ListedReport]) -> bytes:
    """The page, with its style inside."""
    from reportgen.render.html.page import make_environment
    from reportgen.render.html.template_files import hash_for_policy, read_style

    environment = make_environment(project.template_folders)
    style = read_style(project.template_folders, ("tokens", "type", "site"))
    page = environment.get_template("site/list.html.j2").render(
        name=project.root.name,
        reports=reports,
        site=(project.output / "site" / LIST).is_file(),
        style=style,
        policy=f"default-src 'none'; style-src {hash_for_policy(style)}; img-src data:",
    )
    return (str(page).strip() + "\n").encode()
