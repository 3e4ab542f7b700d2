"""Reads the two sides of a comparison: a slug, `SLUG@REVISION` of git, `SLUG@edition:2`, or a
published file.

A revision is read in a folder of its own, and the files that are being worked on stay as they are.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from reportgen.dossier import Dossier, open_dossier
from reportgen.problems import InputError, error, start_of
from reportgen.project.loading import Project
from reportgen.record.entries import Entry
from reportgen.redline.collect import collect_version
from reportgen.redline.origins import Origins
from reportgen.redline.version import Version
from reportgen.render.read_back import read_report_data
from reportgen.report.output_files import name_output
from reportgen.util.git import find_commit, unpack_commit

PUBLISHED_ENDINGS = (".json", ".pdf", ".ods", ".xlsx")
EDITION = "edition:"


def read_side(project: Project, named: str) -> Version:
    """One side of a comparison, by what a user calls it."""
    if named.lower().endswith(PUBLISHED_ENDINGS):
        return _read_file(Path(named), named)
    slug, at, revision = named.partition("@")
    if not at:
        return read_dossier(open_dossier(project, slug), named)
    if revision.startswith(EDITION):
        return _read_edition(project, slug, revision.removeprefix(EDITION), named)
    return _read_revision(project, slug, revision, named)


def name_older_side(project: Project, slug: str) -> str:
    """What a report is compared with if only one side is named: its last edition, or its last
    commit."""
    record = open_dossier(project, slug).record
    editions = record.editions if record is not None else ()
    if editions and _can_be_read(project, slug, editions[-1]):
        return f"{slug}@{EDITION}{editions[-1].edition}"
    return f"{slug}@HEAD"


def read_dossier(dossier: Dossier, label: str) -> Version:
    """A version from the files of an inspection."""
    from reportgen.checks.run import check_dossier
    from reportgen.render.json.report_json import collect_report_data
    from reportgen.report.builder import build_report
    from reportgen.report.texts import read_texts

    texts = read_texts(dossier)
    if dossier.has_errors or any(problem.is_error for problem in texts.problems):
        errors = [one for one in check_dossier(dossier, texts) if one.is_error]
        raise InputError(*[one._replace(message=f"{label}: {one.message}") for one in errors])
    data = collect_report_data(build_report(dossier, texts), dossier)
    return collect_version(label, json.loads(json.dumps(data)), Origins(texts))


# Published files


def _read_file(path: Path, label: str) -> Version:
    return _collect(label, read_report_data(path))


def _collect(label: str, data: dict[str, Any]) -> Version:
    """A version from data that came from outside, whose form is not to be relied upon."""
    try:
        return collect_version(label, data, Origins())
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
        raise InputError(
            error(
                "not-a-report",
                start_of(label),
                "the data in this file do not have the form of a report",
                "name a file that reportgen has made and nobody has changed; or compare with"
                " SLUG@edition:1",
            )
        ) from None


# Editions and revisions


def _read_edition(project: Project, slug: str, number: str, label: str) -> Version:
    """An edition from the commit of its sources where git has it, or else from what is kept."""
    dossier = open_dossier(project, slug)
    record = dossier.record
    entries = [one for one in record.stages if one.edition is not None] if record else []
    entry = next((one for one in reversed(entries) if str(one.edition) == number), None)
    if entry is None:
        names = ", ".join(f"{slug}@{EDITION}{n}" for n in dict.fromkeys(e.edition for e in entries))
        raise InputError(
            error(
                "edition-unknown",
                start_of(record.path if record else project.display_path(dossier.file)),
                f"there is no edition {number} of `{slug}`",
                f"there is: {names}" if names else "nothing was sent out yet: compare with HEAD",
            )
        )
    name = dossier.inspection.slug
    if entry.commit and find_commit(project.root, str(entry.commit)):
        with open_commit(project, str(entry.commit), slug) as other:
            then = open_dossier(other, slug)
            if _digest(then) == entry.digest:
                return read_dossier(then, label)
    file = _find_kept(project, name, entry)
    if file is not None:
        return _collect(label, read_report_data(file))
    if entry.digest and _digest(dossier) == entry.digest:
        return read_dossier(dossier, label)
    raise InputError(
        error(
            "edition-gone",
            entry.place,
            f"edition {number} of `{slug}` is neither in output/{name}/ nor at a commit that git"
            " knows",
            "copy it back from where it is published, and name its JSON or PDF",
        )
    )


def _can_be_read(project: Project, slug: str, entry: Entry) -> bool:
    """Whether an edition can be read: from a commit that git knows, from the output folder, or from
    the files as they are."""
    if entry.commit and find_commit(project.root, str(entry.commit)):
        return True
    dossier = open_dossier(project, slug)
    file = _find_kept(project, dossier.inspection.slug, entry)
    return file is not None or (bool(entry.digest) and _digest(dossier) == entry.digest)


def _digest(dossier: Dossier) -> str:
    from reportgen.report.builder import build_report
    from reportgen.report.digest import digest_report
    from reportgen.report.texts import read_texts

    texts = read_texts(dossier)
    if dossier.has_errors:
        return ""
    return digest_report(build_report(dossier, texts), texts)


def _find_kept(project: Project, slug: str, entry: Entry) -> Path | None:
    """The JSON of an edition, as it was published, in the output folder."""
    folder = project.output / slug
    recorded = {str(name): str(value) for name, value in entry.files.items()}
    name = name_output(slug, "json")
    expected = recorded.get(name)
    for path in (folder / name, *sorted(folder.glob(f"**/edition-*/{name}"))):
        if path.is_file() and expected == f"sha256:{sha256(path.read_bytes()).hexdigest()}":
            return path
    return None


def _read_revision(project: Project, slug: str, revision: str, label: str) -> Version:
    commit = find_commit(project.root, revision) if revision else None
    if commit is None:
        raise InputError(
            error(
                "revision-unknown",
                start_of(label),
                f"git knows no revision `{revision}` here",
                f"name a commit, tag or branch: {slug}@HEAD~1; an edition: {slug}@{EDITION}1",
            )
        )
    with open_commit(project, commit, slug) as other:
        if not other.find_inspection_file(slug).is_file():
            raise InputError(error("no-inspection", start_of(label), "there is no such file"))
        return read_dossier(open_dossier(other, slug), label)


@contextmanager
def open_commit(project: Project, commit: str, slug: str) -> Iterator[Project]:
    """The project as a commit has it, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="reportgen-") as folder:
        root = Path(folder)
        if not unpack_commit(project.root, commit, root) or not (root / "inspections").is_dir():
            raise InputError(
                error(
                    "revision-unknown",
                    start_of(f"{slug}@{commit[:12]}"),
                    f"the commit {commit[:12]} has no folder inspections/",
                    "name a later one",
                )
            )
        yield Project(root)
