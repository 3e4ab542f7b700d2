"""The stage of one report, with what is in the way of the next; or of all reports, a line each.
Also who has a copy.
"""

from __future__ import annotations

from dataclasses import replace

from reportgen.lifecycle.gates import find_obstacles
from reportgen.lifecycle.submission import StageRequest, Submission
from reportgen.problems import Problem, error
from reportgen.project.loading import Project
from reportgen.record.entries import Record, read_record, record_path
from reportgen.record.standing import say_date, say_until
from reportgen.util.frozen import frozen

_ARGUMENTS = ("by-missing", "due-missing", "until-missing", "note-missing")
"""What the options of the command will answer, so nobody has to tick it off beforehand."""

_HEADINGS = {
    "Signatures": "unsigned signature-lapsed",
    "Comments": "comment-open comment-undone comments-missing",
    "Sources": "not-committed commit-differs record-cut edition-gone",
    "Time": "not-yet clock-back published-day until-past due-past",
    "Stages": "stage-order stage-missing not-the-embargoed",
}
"""Under which heading the gates' own codes are listed. All others are errors or warnings."""


def _find_heading(problem: Problem) -> str:
    for heading, codes in _HEADINGS.items():
        if problem.code in codes.split():
            return heading
    return "Errors" if problem.is_error else "Warnings"


@frozen(kw_only=False)
class GateView:
    """A report before its next stage."""

    slug: str
    title: str
    lines: tuple[str, ...]
    """Where it is, in sentences."""
    wanted: str
    """The stage that comes next."""
    obstacles: dict[str, list[Problem]]
    """What is in the way, by kind."""
    next_step: str


def describe_gate(submission: Submission) -> GateView:
    """Where a report is, and all that is in the way of its next stage."""
    wanted = find_next_stage(submission)
    submission.request = replace(StageRequest(wanted or "draft"), by="", forced_because=None)
    stages = find_obstacles(submission) if wanted else []
    kinds: dict[str, list[Problem]] = {}
    for heading in ("Errors", "Warnings", *_HEADINGS):
        chosen = [one for one in stages if _find_heading(one) == heading]
        if chosen := [one for one in chosen if one.code not in _ARGUMENTS]:
            kinds[heading] = chosen
    step = f"Next: `reportgen stage {submission.name} {_quoted(wanted)}`." if wanted else ""
    return GateView(
        submission.name,
        str(submission.dossier.inspection.title),
        tuple(_tell(submission)),
        wanted,
        kinds,
        step,
    )


def find_next_stage(submission: Submission) -> str:
    """The next stage on the way that the methodology and the project ask for; nothing after
    publication."""
    stages, now = submission.requirements.stages, submission.record.stage
    if now == "draft" and "factual accuracy" in stages:
        return "factual accuracy"
    if now in ("draft", "factual accuracy") and "embargoed" in stages:
        return "embargoed"
    if now in ("draft", "factual accuracy", "embargoed"):
        return "published"
    published = submission.record.editions[-1].digest
    return "corrected" if submission.digest and submission.digest != published else ""


def _quoted(stage: str) -> str:
    return f'"{stage}"' if " " in stage else stage


def _tell(submission: Submission) -> list[str]:
    record = submission.record
    if not record.entries:
        has_file = record_path(submission.dossier.file).is_file()
        what = "its record cannot be read" if has_file else "a draft without a record"
        lines = [f"{submission.name}: {what}."]
    else:
        lines = [f"{submission.name}: {tell_stage(record)}."]
    lines += [
        f"Forced into {entry.stage} on {say_date(entry.on)} by {entry.by}: {entry.forced}"
        for entry in record.entries
        if entry.forced
    ]
    for role in submission.requirements.signs:
        signed = submission.find_signature(str(role))
        if signed is None:
            lines.append(f"Not signed as {role}.")
            continue
        changed = submission.digest and signed.digest != submission.digest
        holds = ", for an earlier text" if changed else ""
        lines.append(f"Signed as {role} by {signed.by} on {say_date(signed.on)}{holds}.")
    if submission.sources is None:
        lines.append("There is no git repository here, so nothing is asked of commits.")
    return lines


def tell_stage(record: Record) -> str:
    """Where a report is, in a few words."""
    last = record.last
    if last is None or last.stage == "draft":
        return "draft"
    edition = f", edition {last.edition}" if last.edition else ""
    when = {
        "embargoed": f" until {say_until(str(last.until))}",
        "factual accuracy": f", answers due on {say_date(last.due)}" if last.due else "",
    }.get(str(last.stage), f" on {say_date(last.on)}")
    return f"{last.stage}{when}{edition}"


def list_stages(project: Project) -> tuple[list[tuple[str, str]], list[Problem]]:
    """Where each report of a project is by its record, and what is wrong with the records."""
    stages: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for slug in project.list_slugs():
        path = record_path(project.inspections / f"{slug}.yaml")
        if not path.is_file():
            stages.append((slug, "draft, no record"))
            continue
        record, more = read_record(path, project.display_path(path), slug)
        stages.append((slug, tell_stage(record) if not more else "the record has errors"))
        problems += more
    problems += _find_records_of_nothing(project)
    return stages, problems


def _find_records_of_nothing(project: Project) -> list[Problem]:
    from reportgen.problems import Place

    return [
        error(
            "record-alone",
            Place(project.display_path(path), 1, 1, 1),
            "this record belongs to no inspection: there is no "
            + path.name.replace(".record.yaml", ".yaml"),
            "restore the inspection, or give the record the name that the inspection has now",
        )
        for path in sorted(project.inspections.glob("*.record.yaml"))
        if not path.with_name(path.name.replace(".record.yaml", ".yaml")).is_file()
    ]


def list_copies(record: Record) -> list[dict[str, str]]:
    """Who had the report before publication: those named when it was embargoed, and those for whom
    a copy was made."""
    rows: dict[str, dict[str, str]] = {}
    edition, until = "", ""
    for entry in record.entries:
        if entry.stage == "embargoed":
            edition, until = str(entry.edition or ""), str(entry.until or "")
            for one in entry.copies:
                rows.setdefault(str(one.to), _row(str(one.to), str(one.why or ""), edition, until))
        elif entry.stage == "factual accuracy":
            edition, until = str(entry.edition or ""), ""
        elif entry.copy:
            row = rows.setdefault(str(entry.copy), _row(str(entry.copy), "", edition, until))
            row |= {
                "why": str(entry.why or row["why"]),
                "given": str(entry.on or ""),
                "by": str(entry.by or ""),
                "edition": edition,
                "until": until,
            }
    return list(rows.values())


def _row(to: str, why: str, edition: str, until: str) -> dict[str, str]:
    return {"to": to, "why": why, "given": "", "by": "", "edition": edition, "until": until}
