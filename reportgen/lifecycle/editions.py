"""The published editions of a report: their files, what they say, and where an older one is kept.

The files of the newest edition are in `output/SLUG/`. When a correction replaces it, they move, as
they are, to `output/SLUG/edition-N/`, with the editions before it inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from reportgen.building.outputs import OutputMaker, Timings
from reportgen.dossier import Dossier
from reportgen.lifecycle.submission import Submission
from reportgen.problems import Place, Problem, error
from reportgen.project.loading import Project
from reportgen.prose.plain import plain_text
from reportgen.record.entries import Entry
from reportgen.report.report import Report


def make_files(project: Project, dossier: Dossier) -> dict[str, bytes]:
    """All outputs of a report, by their names under `output/SLUG/`."""
    maker = OutputMaker(project, dossier.inspection.slug, Timings(), dossier=dossier)
    return {
        name: content
        for kind in ("html", "pdf", "data")
        for name, content in maker.make(kind).items()
    }


def hash_files(files: dict[str, bytes]) -> dict[str, str]:
    return {name: f"sha256:{sha256(content).hexdigest()}" for name, content in files.items()}


def find_missing_files(submission: Submission) -> Iterator[Problem]:
    """The files of the last edition that are not in the output folder as they were published."""
    last = submission.record.editions[-1] if submission.record.editions else None
    folder = submission.project.output / submission.name
    for name, recorded in last.files.items() if last else ():
        path = folder / name
        if path.is_file() and f"sha256:{sha256(path.read_bytes()).hexdigest()}" == recorded:
            continue
        display_path = submission.project.display_path(path)
        yield error(
            "edition-gone",
            Place(display_path, 1, 1, 1),
            f"this file of edition {last.edition if last else 1} is "
            + ("not as it was published" if path.is_file() else "not there")
            + ", and the edition must be kept",
            f"copy it back from where it is published; or restore the sources of the commit"
            f" {last.commit[:12] if last and last.commit else 'of that day'}, but not the record,"
            f" and run `reportgen build {submission.name}`",
        )


def read_kept_files(folder: Path, last: Entry, slug: str) -> dict[Path, bytes]:
    """The files of the last edition and of the editions in its folder, by their paths in the folder
    they move to."""
    own = folder / f"edition-{last.edition}"
    names = [*map(str, last.files), f"{slug}.manifest.json"]
    editions = {
        own / name: (folder / name).read_bytes() for name in names if (folder / name).is_file()
    }
    for older in list_older_folders(folder, last):
        editions |= {
            own / path.relative_to(folder): path.read_bytes()
            for path in sorted(older.rglob("*"))
            if path.is_file()
        }
    return editions


def list_older_folders(folder: Path, last: Entry) -> list[Path]:
    """The folders of editions that move into that of the last edition."""
    own = folder / f"edition-{last.edition}"
    return [path for path in sorted(folder.glob("edition-*")) if path != own]


def freeze_recommendations(report: Report) -> list[dict[str, Any]]:
    """The id, number and text of each recommendation, for the record."""
    return [
        {"id": item.id.rpartition("/")[2], "number": item.number, "text": plain_text(item.text)}
        for part in report.parts
        for group in part.recommendations
        for item in group.items
        if item.id
    ]
