"""Writes a new inspection file: every part of its methodology in place, ready to fill in.

Each open place has the word TODO, and `reportgen check` lists them one by one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from reportgen.authoring.schema import SCHEMA_FILE, write_schema
from reportgen.inspection.blocks import kind_of
from reportgen.methodology.model import Domain, Methodology, Standard
from reportgen.problems import InputError, Place, error, find_nearest
from reportgen.project.loading import Project
from reportgen.record.entries import record_path, write_entry

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_SLUG_LENGTH = 80


def write_skeleton(
    project: Project, slug: str, methodology_id: str, kind: str | None
) -> tuple[Path, bool]:
    """Write `inspections/SLUG.yaml`, never over a file that exists, and begin its record.

    Return its path, and whether the schema for editors lies next to it."""
    display_path = f"inspections/{slug}.yaml"
    here = Place(display_path, 1, 1, 1)
    if not SLUG.fullmatch(slug) or len(slug) > MAX_SLUG_LENGTH:
        raise _refuse(
            "slug",
            here,
            f"`{slug}` cannot name an inspection",
            "use small letters, digits and hyphens: my-town-2025",
        )
    methodology = project.load_methodology(methodology_id)
    _check_kind(methodology, kind, here)
    path = project.inspections / f"{slug}.yaml"
    text = make_skeleton(methodology, kind)
    try:
        project.inspections.mkdir(parents=True, exist_ok=True)
        _write_new(path, text)
        if not record_path(path).exists():
            _write_new(record_path(path), write_entry(None, slug, _begin_draft()))
        has_schema = write_schema(project.inspections, project.load_methodologies()[0])
    except FileExistsError:
        raise _refuse(
            "exists",
            here,
            f"{display_path} already exists, and is left as it is",
            "choose another name, or move that file away first",
        ) from None
    except OSError as reason:
        raise _refuse(
            "cannot-write",
            here,
            f"{display_path} cannot be written: {reason.strerror}",
            "check that you may write in this folder and that the disk is not full",
        ) from None
    return path, has_schema


def _begin_draft() -> dict[str, str]:
    """The first entry of a record."""
    return {"stage": "draft", "on": f"{date.today():%Y-%m-%d}"}


def _refuse(code: str, place: Place, message: str, hint: str) -> InputError:
    return InputError(error(code, place, message, hint))


def _check_kind(methodology: Methodology, kind: str | None, here: Place) -> None:
    """Raise InputError unless the methodology has this kind of inspection, or has no kinds and none
    is named."""
    if kind and not methodology.kinds:
        raise _refuse(
            "unknown-name",
            here,
            f"{methodology.id} has no kinds of inspection",
            "leave out --kind",
        )
    if not methodology.kinds or kind in methodology.kinds:
        return
    kinds = ", ".join(f"{name} ({title})" for name, title in methodology.kinds.items())
    message = f"{methodology.id} rates different standards in each kind of inspection"
    hint = f"add --kind with one of: {kinds}"
    if kind:
        message = f"there is no kind `{kind}`"
        if near := find_nearest(kind, methodology.kinds):
            hint = f"did you mean `{near}`?"
    raise _refuse("unknown-name", here, message, hint)


def _write_new(path: Path, text: str) -> None:
    """Write the whole file or nothing, and only if there is no such file yet."""
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


COMMENT_COLUMN = 35


def make_skeleton(methodology: Methodology, kind: str | None = None) -> str:
    """Make the text of a new inspection file."""
    lines = [
        *_introduction(methodology),
        *_service(methodology, kind),
        *_own_fields(methodology),
        *_letter(methodology),
        *_texts(methodology),
        *_recommendations(),
        *_overall(methodology),
        *(["findings:", ""] if methodology.domains else ()),
    ]
    for domain in methodology.domains:
        lines += _domain(methodology, domain, kind)
    lines += [*_tables(methodology), *_optional_parts(methodology)]
    return "\n".join(lines) + "\n"


def _comment(text: str, comment: str) -> str:
    """A line with a comment, which begins in the same column on all lines."""
    return f"{text:<{COMMENT_COLUMN}}# {comment}"


def _has_block(methodology: Methodology, name: str) -> bool:
    return any(block.block == name for block in methodology.outline)


def _introduction(methodology: Methodology) -> Iterator[str]:
    yield f"# yaml-language-server: $schema={SCHEMA_FILE}"
    yield "#"
    yield f"# {methodology.title}"
    yield "# Fill in each TODO; `reportgen check` lists those that are left. The names of the"
    yield "# standards, their order and the rules come from the methodology: do not type them here."
    yield "# Prose is Markdown, and takes its figures from the data: {pct:ID}, {n:ID}, {rating:ID},"
    yield "# {score}, {overall}, {figure:name}, {table:name}, {ref:ID} (docs: Writing text)."
    yield ""


def _service(methodology: Methodology, kind: str | None) -> Iterator[str]:
    yield f"methodology: {methodology.id}"
    yield _comment("title: TODO", "the service inspected, as printed on the cover")
    if kind:
        yield _comment(f"kind: {kind}", methodology.kinds[kind])  # type: ignore[index]
    yield _comment("region: TODO", "the region or body it belongs to")
    yield _comment("# published: 2025-06", "a year, a month or a day, once it is known")
    yield "# fieldwork: started January 2025"
    yield "lead_inspector: TODO"
    yield "chief_inspector: {name: TODO, title: Chief Inspector}"
    yield _comment("sample: {}", "how many cases of each group: {community: 40, post_release: 12}")
    yield ""


def _own_fields(methodology: Methodology) -> Iterator[str]:
    """A place for each field that the methodology declares."""
    if not methodology.fields:
        return
    yield "fields:"
    for id, declared in methodology.fields.items():
        options = ": " + ", ".join(declared.options) if declared.options else ""
        optional = "" if declared.required else "; may stay empty"
        yield _comment(f"  {id}:", f"{declared.title} ({declared.type}{options}){optional}")
    yield ""


def _letter(methodology: Methodology) -> Iterator[str]:
    if not _has_block(methodology, "letter-head"):
        return
    yield "letter:"
    for key in ("sender", "to"):
        yield f"  {key}:"
        yield "    - TODO"
    yield "  copies: []"
    yield "  subject: TODO"
    yield "  salutation: TODO"
    yield "  closing: Yours sincerely"
    yield ""
    yield _comment("draws_on: []", "the inspections that the letter reports on")
    yield ""


def _texts(methodology: Methodology) -> Iterator[str]:
    blocks = [block for block in methodology.outline if kind_of(block).asks_for_text]
    if blocks:
        yield "text:"
    for block in blocks:
        name = block.id or block.block
        first = f"  {name}: |"
        yield _comment(first, "optional: delete it if there is none") if block.optional else first
        yield f"    TODO {block.title or name}"
        yield ""


def _recommendations() -> Iterator[str]:
    yield _comment("recommendations:", "numbered throughout the report, in this order")
    yield "  - to: TODO"
    yield "    items:"
    yield "      - TODO"
    yield ""


def _overall(methodology: Methodology) -> Iterator[str]:
    overall = methodology.rules.overall
    if overall.rule == "judgement":
        grades = ", ".join(str(grade.name) for grade in methodology.scale(overall.scale))
        yield f"overall:  # the inspectors' judgement: {grades}"
        yield "  rating:"
        yield "  because: TODO"
        yield ""


def _domain(methodology: Methodology, domain: Domain, kind: str | None) -> Iterator[str]:
    yield f"  # {domain.title}"
    yield f"  {domain.id}:"
    if domain.rating is not None and domain.rating.rule == "judgement":
        grades = ", ".join(str(grade.name) for grade in methodology.domain_scale(domain))
        yield f"    rating:  # the inspectors' judgement: {grades}"
    yield "    summary: |"
    yield f"      TODO what you found on {domain.title.lower()}"
    yield ""
    for standard in domain.standards:
        if standard.belongs_to(kind):
            yield from _standard(methodology, standard)


def _standard(methodology: Methodology, standard: Standard) -> Iterator[str]:
    yield f"  {standard.id}:  # {standard.title}"
    yield from _results(methodology, standard)
    yield "    text: |"
    if standard.rated == "judgement" and standard.questions:
        for question in standard.questions:
            yield f"      ### {question.text}"
            yield from ("", "      TODO", "")
    else:
        yield from ("      TODO", "")
    for key in ("strengths", "areas_for_improvement"):
        yield f"    {key}:"
        yield "      - TODO"
    yield ""


def _results(methodology: Methodology, standard: Standard) -> Iterator[str]:
    """The lines from which a standard's rating follows."""
    if standard.rated == "judgement":
        grades = ", ".join(str(grade.name) for grade in methodology.scale_of(standard))
        yield f"    rating:  # the inspectors' judgement: {grades}"
    elif standard.questions:
        prompt = next((id for q in standard.questions for id in q.prompts_by_id), None)
        optional = f"; a prompt, such as {prompt}, may stay empty" if prompt else ""
        yield (
            "    results:  # sufficient cases of those that the question applies to: 31 of 51,"
            f" or a percentage{optional}"
        )
        for question in standard.questions:
            if question.rated == "cases":
                yield f"      {question.id}:  # {question.text}"
                yield from (f"      {id}:" for id in question.prompts_by_id)
        judged = [question for question in standard.questions if question.rated == "judgement"]
        if judged:
            grades = ", ".join(str(grade.name) for grade in methodology.scale_of(standard))
            yield f"    judged:  # the inspectors' judgement: {grades}"
            yield from (f"      {question.id}:  # {question.text}" for question in judged)
        if standard.rated == "mean":
            yield _comment(
                "    # score: 79%",
                "instead of results, if only the whole is known",
            )
    elif standard.rated != "no":
        yield "    score:  # 79%, or 31 of 51"


def _tables(methodology: Methodology) -> Iterator[str]:
    names = [name for block in methodology.outline for name in block.tables]
    if names:
        yield "tables:"
    for name in names:
        yield f"  {name}:"
        yield "    title: TODO"
        yield "    source: TODO"
        yield "    columns: [Measure, Value]"
        yield "    rows:"
        yield "      - [TODO, TODO]"
        yield ""


def _optional_parts(methodology: Methodology) -> Iterator[str]:
    yield _comment(
        "figures: {}",
        "a number that you use more than once: name: {value: 79%, source: Practitioner interviews}",
    )
    if any(kind_of(block).prints == "progress" for block in methodology.outline):
        yield _comment(
            "progress: []",
            "on earlier recommendations: {from, recommendation, findings, category}",
        )
    if _has_block(methodology, "abbreviations"):
        yield _comment("abbreviations: {}", "abbreviation: what it stands for")
    yield "# sections: what this report has in addition to the outline"
    yield "#   - {title: Its heading, in: annexes, text: …}"
    yield _comment(
        "# published_ratings: {overall: …}", "the ratings as announced; `check` compares"
    )
