"""Draws the words of earlier recommendations from the inspections that made them.

What was published counts: the words that the record froze. Where nothing is frozen, those of the
inspection file, if they draw no figures.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from reportgen.inspection.model import Inspection, Progress, number_recommendations
from reportgen.problems import InputError, Problem, error, find_nearest
from reportgen.project.loading import Project
from reportgen.project.paths import is_file
from reportgen.reading.fields import SourceText
from reportgen.record.entries import read_record, record_path
from reportgen.util.dates import date_in_words, is_iso_date
from reportgen.util.frozen import frozen

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~^{}])")
_DRAWN = re.compile(r"\{[a-z]+(:[^{}]*)?\}|\[\^")
"""A figure drawn from the data, or the call of a note."""


@frozen(kw_only=False)
class EarlierWords:
    """What an earlier inspection recommended, as Markdown, by id."""

    title: str
    published: str
    words: dict[str, str]
    drawn: frozenset[str] = frozenset()
    """The ids of those that draw figures, so that their words are not known before publication."""


def draw_earlier_words(
    project: Project, inspection: Inspection, problems: list[Problem]
) -> Inspection:
    """The inspection with the words of each earlier recommendation that `on` names."""
    by_slug: dict[str, EarlierWords | None] = {}
    progress = tuple(
        _draw(project, one, by_slug, problems) if one.on and not one.recommendation else one
        for one in inspection.progress
    )
    return replace(inspection, progress=progress)


def list_earlier_ids(project: Project, slug: SourceText) -> dict[str, str]:
    """The recommendations of an earlier inspection, by id; none if it cannot be read."""
    earlier = _read_earlier(project, slug, [])
    return earlier.words if earlier else {}


def _draw(
    project: Project,
    progress: Progress,
    by_slug: dict[str, EarlierWords | None],
    problems: list[Problem],
) -> Progress:
    on = progress.on
    assert on is not None
    slug, _, id = on.partition("/")
    if not slug or not id or "/" in id or slug.endswith((".yaml", ".yml")):
        problems.append(
            error(
                "earlier-form",
                on.place,
                f"`{on}` does not name a recommendation of an inspection",
                "write the slug of the inspection and the id: my-town-2022/r1",
            )
        )
        return progress
    if slug not in by_slug:
        by_slug[slug] = _read_earlier(project, SourceText(slug, on.place), problems)
    earlier = by_slug[slug]
    if earlier is None:
        return progress
    if id in earlier.drawn or id not in earlier.words:
        problems.append(_explain_missing(on, id, earlier))
        return progress
    made_in = progress.from_ or SourceText(_name(earlier), on.place)
    words = SourceText(_as_sentence(earlier.words[id]), on.place)
    return replace(progress, recommendation=words, from_=made_in)


def _explain_missing(on: SourceText, id: str, earlier: EarlierWords) -> Problem:
    if id in earlier.drawn:
        return error(
            "earlier-drawn",
            on.place,
            f"the recommendation `{on}` draws figures and was not published",
            "publish that inspection first, or write the words under `recommendation:`",
        )
    near = find_nearest(id, list(earlier.words))
    return error(
        "earlier-unknown",
        on.place,
        f"{earlier.title} has no recommendation `{id}`",
        f"did you mean `{near}`?" if near else f"its ids are: {', '.join(earlier.words)}",
    )


def _read_earlier(
    project: Project, slug: SourceText, problems: list[Problem]
) -> EarlierWords | None:
    try:
        path = project.find_inspection_file(str(slug))
        inspection, _, _ = project.load_inspection_file(path)
    except InputError as refused:
        problems += [problem._replace(place=slug.place) for problem in refused.problems[:1]]
        return None
    published = str(inspection.published or "")
    frozen_words = _read_frozen(project, path)
    if frozen_words:
        return EarlierWords(str(inspection.title), published, frozen_words)
    items = number_recommendations(inspection.recommendations)
    words = {id: str(item.text) for id, _, item in items}
    drawn = frozenset(id for id, text in words.items() if _DRAWN.search(text))
    return EarlierWords(str(inspection.title), published, words, drawn)


def _read_frozen(project: Project, inspection: Path) -> dict[str, str]:
    """The recommendations of the last edition, as they were published."""
    path = record_path(inspection)
    if not is_file(path):
        return {}
    project.files_read.add(path)
    record, problems = read_record(path, project.display_path(path), inspection.stem)
    editions = [one for one in record.editions if one.recommendations]
    if problems or not editions:
        return {}
    return {
        str(one.id): _MARKDOWN.sub(r"\\\1", str(one.text)) for one in editions[-1].recommendations
    }


def _name(earlier: EarlierWords) -> str:
    if not is_iso_date(earlier.published):
        return earlier.title
    return f"{earlier.title}, {date_in_words(earlier.published)}"


def _as_sentence(words: str) -> str:
    """An item of a list as a sentence of its own."""
    text = words.strip().rstrip(";,.").rstrip()
    return f"{text[:1].upper()}{text[1:]}."
