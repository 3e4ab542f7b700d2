"""What `check --fix` mends, and how much of a whole report comes back by itself."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from reportgen.checks.run import check_dossier
from reportgen.cli.main import cli
from reportgen.dossier import open_dossier
from reportgen.editing.fixes import prepare_fixes
from reportgen.project.loading import Project
from reportgen.prose.placeholders import Placeholders, Resolved
from tests.conftest import REPOSITORY, SLUGS

PASTED = """\
methodology: hmip-pdu-2021
title: Sandbank
published: 14 March 2025
text:
  foreword: |
    We say so here: {score} out of 27.
    •\tLeaders were visible
    o\tStaff too

    Measure\tNorth\tSouth
    Staff\t14\t11
findings:
  2.2:
    results: {2.2.1: 63%, 2.2.2: 61%, 2.2.3: 24 of 51}
    sumary: Assessment was rated ‘Inadequate’.  # as ever
    text: |
      People were kept safe in 24 of 51 cases. Word\u00adpasted text is is here.
recommendations:
  - to: Bradford PDU should
    items: [Do more.]
"""

MENDED = """\
methodology: hmip-pdu-2021
title: Sandbank
published: 2025-03-14
text:
  foreword: |
    We say so here: {score}.
    - Leaders were visible
      - Staff too

    | Measure | North | South |
    | - | - | - |
    | Staff | 14 | 11 |
findings:
  2.2:
    results: {2.2.1: 63%, 2.2.2: 61%, 2.2.3: 24 of 51}
    summary: Assessment was rated {rating:2.2}.  # as ever
    text: |
      People were kept safe in {n:2.2.3} cases. Wordpasted text is here.
recommendations:
  - to: Bradford PDU
    items: [Do more.]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "a.yaml").write_text(PASTED, "utf-8")
    return tmp_path


def run(root: Path, *arguments: str, typed: str = "") -> str:
    result = CliRunner().invoke(cli, ["--root", str(root), "check", *arguments], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


def fix_until_nothing_is_left(root: Path) -> str:
    path = root / "inspections" / "a.yaml"
    for _ in range(3):  # a key with its right name is read at last, and its text is looked at
        run(root, "a", "--fix", "--yes")
    return path.read_text("utf-8")


def test_what_needs_no_judgement_is_mended_and_nothing_else(root: Path) -> None:
    assert fix_until_nothing_is_left(root) == MENDED


def test_a_diff_is_shown_and_nothing_is_written_without_consent(root: Path) -> None:
    output = run(root, "a", "--fix", typed="n\n")
    assert "-published: 14 March 2025\n+published: 2025-03-14\n" in output
    assert "Make " in output
    assert (root / "inspections" / "a.yaml").read_text("utf-8") == PASTED
    run(root, "a", "--fix", "--dry-run")
    assert (root / "inspections" / "a.yaml").read_text("utf-8") == PASTED


PLACEHOLDER = re.compile(r"\{(rating|overall|score|pct|n|figure)(?::([^{} ][^{}]*))?\}")


def type_and_mend(root: Path, slug: str) -> tuple[dict[str, list[bool]], list[str]]:
    """Replace all placeholders of a report by what they print, then mend it: for each whether it
    came back, and what came that was not there."""
    for folder in ("inspections", "methodologies"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    dossier = open_dossier(Project(root), slug)
    placeholders = Placeholders(
        dossier.methodology, dossier.inspection, dossier.ratings, dossier.units
    )

    def printed(match: re.Match[str]) -> str:
        resolved = placeholders.find(match[1], match[2] or "")
        assert isinstance(resolved, Resolved)
        return resolved.prose

    paths = [root / "inspections" / f"{slug}.yaml"]
    paths += sorted((root / "inspections" / slug).glob("*.md"))
    originals = {path: path.read_text("utf-8") for path in paths}
    for path, text in originals.items():
        path.write_text(PLACEHOLDER.sub(printed, text), "utf-8")
    problems = check_dossier(open_dossier(Project(root), slug))
    for fixes in prepare_fixes(problems, lambda shown: root / shown):
        fixes.file.write(fixes.text)
    back: dict[str, list[bool]] = {"ratings": [], "figures": []}
    wrong = []
    for path, text in originals.items():
        drawn = [match[0] for match in PLACEHOLDER.finditer(path.read_text("utf-8"))]
        for match in PLACEHOLDER.finditer(text):
            kind = "ratings" if match[1] in ("rating", "overall", "score") else "figures"
            back[kind].append(match[0] in drawn)
            if match[0] in drawn:
                drawn.remove(match[0])
        wrong += drawn
    print(slug, {kind: f"{sum(hits)} of {len(hits)}" for kind, hits in back.items()}, wrong)
    return back, wrong


def test_most_of_a_report_comes_back(tmp_path: Path) -> None:
    back, wrong = type_and_mend(tmp_path, "west-sussex-2022")
    assert wrong == []
    assert sum(back["figures"]) >= 0.8 * len(back["figures"])
    assert sum(back["ratings"]) >= 0.9 * len(back["ratings"])


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug != "west-sussex-2022"])
def test_nothing_comes_that_was_not_there(slug: str, tmp_path: Path) -> None:
    _, wrong = type_and_mend(tmp_path, slug)
    assert wrong == []
