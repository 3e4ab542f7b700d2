"""What `reportgen new` writes: an inspection file with every part of its methodology in place,
ready to fill.

Open places hold the word TODO, which `reportgen check` lists one by one.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from reportgen.authoring.schema import SCHEMA_FILE, write_schema
from reportgen.methodology.model import Domain, Methodology, Standard
from reportgen.problems import InputError, Place, error, find_nearest
from reportgen.project.loading import Project

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def write_skeleton(
    project: Project, slug: str, methodology_id: str, kind: str | None
) -> tuple[Path, bool]:
    """Writes `inspections/SLUG.yaml`, never over a file that exists, and whether the schema for
    editors stands beside it."""
    shown = f"inspections/{slug}.yaml"
    here = Place(shown, 1, 1, 1)
    if not SLUG.fullmatch(slug) or len(slug) > 80:
        raise InputError(
            error(
                "slug",
                here,
                f"`{slug}` cannot name an inspection",
                "use small letters, digits and hyphens: my-town-2025",
            )
        )
    methodology = project.load_methodology(methodology_id)
    if methodology.kinds and kind not in methodology.kinds:
        near = find_nearest(kind, methodology.kinds) if kind else None
        raise InputError(
            error(
                "unknown-name",
                here,
                (
                    f"there is no kind `{kind}`"
                    if kind
                    else f"{methodology_id} rates different standards in each kind of inspection"
                ),
                (
                    f"did you mean `{near}`?"
                    if near
                    else "add --kind with one of: "
                    + ", ".join(f"{k} ({v})" for k, v in methodology.kinds.items())
                ),
            )
        )
    if kind and not methodology.kinds:
        raise InputError(
            error(
                "unknown-name",
                here,
                f"{methodology_id} has no kinds of inspection",
                "leave out --kind",
            )
        )
    path = project.inspections / f"{slug}.yaml"
    text = make_skeleton(methodology, kind)
    try:
        project.inspections.mkdir(parents=True, exist_ok=True)
        _write_new(path, text)
        has_schema = write_schema(project.inspections, project.load_methodologies()[0])
    except FileExistsError:
        raise InputError(
            error(
                "exists",
                here,
                f"{shown} exists, and is left as it is",
                "choose another name, or move that file away first",
            )
        ) from None
    except OSError as problem:
        raise InputError(
            error(
                "cannot-write",
                here,
                f"{shown} cannot be written: {problem.strerror}",
                "check that you may write in this folder and that the disk is not full",
            )
        ) from None
    return path, has_schema


def _write_new(path: Path, text: str) -> None:
    """The whole file or none, and only where there is none yet."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:  # a disk without second names, as most memory sticks are
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    finally:
        part.unlink(missing_ok=True)


def make_skeleton(methodology: Methodology, kind: str | None = None) -> str:
    """The text of a new inspection file."""
    parts = [_head(methodology, kind), _texts(methodology), _recommendations(), "findings:\n"]
    for domain in methodology.domains:
        parts.append(_domain(methodology, domain, kind))
    if not methodology.domains:
        parts[-1] = ""
    parts += [_tables(methodology), _rest(methodology)]
    return "\n".join(part for part in parts if part)


def _head(methodology: Methodology, kind: str | None) -> str:
    lines = [
        f"# yaml-language-server: $schema={SCHEMA_FILE}",
        "#",
        f"# {methodology.title}",
        (
            "# Fill in each TODO; `reportgen check` lists those that are left. Names of standards,"
            " their order and the"
        ),
        (
            "# rules come from the methodology and are not typed here. Prose is Markdown; figures"
            " are drawn from the data:"
        ),
        (
            "# {pct:ID}, {n:ID}, {rating:ID}, {score}, {overall}, {figure:name}, {table:name},"
            " {ref:ID}."
        ),
        "",
        f"methodology: {methodology.id}",
        "title: TODO                        # the service inspected, as it stands on the cover",
    ]
    if kind:
        lines.append(f"kind: {kind:<29} # {methodology.kinds[kind]}")  # type: ignore[index]
    lines += [
        "region: TODO                       # the region or body it belongs to",
        "# published: 2025-06               # a year, a month or a day, once it is known",
        "# fieldwork: started January 2025",
        "lead_inspector: TODO",
        "chief_inspector: {name: TODO, title: Chief Inspector}",
        (
            "sample: {}                         # how many cases of each group: {community: 40,"
            " post_release: 12}"
        ),
        "",
    ]
    if any(block.block == "letter-head" for block in methodology.outline):
        lines += [
            "letter:",
            "  sender:",
            "    - TODO",
            "  to:",
            "    - TODO",
            "  copies: []",
            "  subject: TODO",
            "  salutation: TODO",
            "  closing: Yours sincerely",
            "",
            "draws_on: []                       # the inspections that the letter reports on",
            "",
        ]
    return "\n".join(lines)


def _texts(methodology: Methodology) -> str:
    blocks = [block for block in methodology.outline if block.block in ("prose", "foreword")]
    lines = ["text:" if blocks else ""]
    for block in blocks:
        name = block.id or block.block
        lines += [
            (
                f"  {name}:"
                f" |{'                    # optional: take it out if there is none' if block.optional else ''}"
            ),
            f"    TODO {block.title or name}",
            "",
        ]
    return "\n".join(lines)


def _recommendations() -> str:
    return "\n".join(
        [
            "recommendations:                   # numbered through the report, in this order",
            "  - to: TODO",
            "    items:",
            "      - TODO",
            "",
        ]
    )


def _domain(methodology: Methodology, domain: Domain, kind: str | None) -> str:
    lines = [
        f"  # {domain.title}",
        f"  {domain.id}:",
        "    summary: |",
        f"      TODO what was found on {domain.title.lower()}",
        "",
    ]
    for standard in domain.standards:
        if standard.belongs_to(kind):
            lines += _standard(methodology, standard)
    return "\n".join(lines)


def _standard(methodology: Methodology, standard: Standard) -> list[str]:
    lines = [f"  {standard.id}:  # {standard.title}"]
    if standard.rated == "judgement":
        grades = ", ".join(str(g.name) for g in methodology.scale_of(standard))
        lines.append(f"    rating:  # by judgement: {grades}")
    elif standard.questions:
        prompt = next((id for q in standard.questions for id in q.prompts_by_id), None)
        lines.append(
            "    results:  # sufficient cases of all the question applies to: 31 of 51, or a"
            " percentage" + (f"; prompts, as {prompt}, may stay empty" if prompt else "")
        )
        for question in standard.questions:
            lines.append(f"      {question.id}:  # {question.text}")
            lines += [f"      {id}:" for id in question.prompts_by_id]
        if standard.rated == "mean":
            lines.append(
                "    # score: 79%                     # in place of results, where no more than the"
                " whole is known"
            )
    elif standard.rated != "no":
        lines.append("    score:  # 79%, or 31 of 51")
    lines.append("    text: |")
    enquiries = standard.questions if standard.rated == "judgement" else ()
    for question in enquiries:
        lines += [f"      ### {question.text}", "", "      TODO", ""]
    if not enquiries:
        lines += ["      TODO", ""]
    for key in ("strengths", "areas_for_improvement"):
        lines += [f"    {key}:", "      - TODO"]
    lines.append("")
    return lines


def _tables(methodology: Methodology) -> str:
    names = [name for block in methodology.outline for name in block.tables]
    if not names:
        return ""
    lines = ["tables:"]
    for name in names:
        lines += [
            f"  {name}:",
            "    title: TODO",
            "    source: TODO",
            "    columns: [Measure, Value]",
            "    rows:",
            "      - [TODO, TODO]",
            "",
        ]
    return "\n".join(lines)


def _rest(methodology: Methodology) -> str:
    lines = [
        "figures: {}                        # a number used more than once: name: {value: 79%,"
        " source: Practitioner interviews}"
    ]
    if any(block.block.startswith("progress") for block in methodology.outline):
        lines += [
            "progress: []                       # on earlier recommendations: {from,"
            " recommendation, findings, category}"
        ]
    if any(block.block == "abbreviations" for block in methodology.outline):
        lines += ["abbreviations: {}                  # abbreviation: what it stands for"]
    lines += [
        "# sections: what this report has beside the outline",
        "#   - {title: Its heading, in: annexes, text: …}",
        "# published_ratings: {overall: …}  # what was announced; `check` compares",
        "",
    ]
    return "\n".join(lines)
