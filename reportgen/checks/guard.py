"""What must not be published: who a case is about, and how a person can be reached.

It knows no names of its own: those that must not appear are in a file that is never published,
`inspections/.private/SLUG.names`, one name a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportgen.checks.context import Context
from reportgen.checks.register import Violations, check
from reportgen.problems import InputError, Place
from reportgen.project.loading import Project
from reportgen.project.paths import PRIVATE
from reportgen.reading.text_file import read_text
from reportgen.report.texts import ReportText
from reportgen.util.dates import MONTHS

_MONTHS = "|".join(MONTHS)
_DAY = rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS}) (?:19|20)[0-9]{{2}}"
_DAY += r"|[0-9]{1,2}[./-][0-9]{1,2}[./-](?:19|20)?[0-9]{2})"
_BIRTH = re.compile(
    rf"\b(?:born(?: on)?|date of birth|d\.?o\.?b\.?)\W{{1,4}}(?:is |was )?({_DAY})", re.I
)
_CONTACT = re.compile(
    r"""
    (?P<email>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})            # a.b@example.org
  | (?P<telephone>(?<![\w./-])(?:\+44[ ]?|0)[1-9][0-9]{1,4}[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}(?![\w/-]))
  | (?P<insurance>\b[A-CEGHJ-PR-TW-Z]{2}[ ]?[0-9]{2}[ ]?[0-9]{2}[ ]?[0-9]{2}[ ]?[A-D]\b)
    """,
    re.VERBOSE,
)
_MAY_BE_CONTACT = re.compile(r"@|[0-9]{3}[ -]?[0-9]{3}|[0-9]{2}[ ]?[0-9]{2}[ ]?[0-9]{2}")
"""Every contact detail has one of these. They are quicker to look for."""
_CONTACTS = {
    "email": "an e-mail address",
    "telephone": "a telephone number",
    "insurance": "a National Insurance number",
}
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss)\.? [A-Z][a-z’'-]+")
_WORD = re.compile(r"(?<![\w{])[\w][\w./:-]*")
_PUBLIC = ("publication", "letter")
"""The sections in which an address of the inspectorate belongs."""
MAX_NAMES = 10_000


@check("private-name", "error", "A name that inspections/.private/SLUG.names lists.")
def private_name(context: Context) -> Violations:
    """No name on the private list of an inspection is anywhere in the report: not in a text, an
    alternative text or the name of a picture's file."""
    names = _read_names(context.dossier.project, context.inspection.slug)
    if not names:
        return
    longest_first = sorted(names, key=len, reverse=True)
    words = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest_first)
    pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    for text in context.own:
        for match in pattern.finditer(text.text):
            yield (
                text.text.at_offset(match.start(), len(match[0])),
                "a name that must not be published is here",
                "take it out, or write of “one person”; inspections/.private/ lists the names",
            )
        for name, place in text.prose.images if text.prose else ():
            if pattern.search(re.sub(r"[_\W]+", " ", name)):
                yield (
                    place,
                    "the name of this picture's file holds a name that must not be published",
                    "give the file another name",
                )


def _read_names(project: Project, slug: str) -> list[str]:
    """The names that the private list of an inspection holds, without comments."""
    path = project.inspections / PRIVATE / f"{slug}.names"
    if not path.is_file():
        return []
    try:
        lines = read_text(path, project.display_path(path)).splitlines()
    except InputError:
        return []
    names = (line.split("#")[0].strip() for line in lines)
    return [name for name in names if name][:MAX_NAMES]


@check("case-id", "error", "In case A-10423 the plan was late.")
def case_id(context: Context) -> Violations:
    """No id of the case file is in a text: it says which case something is about."""
    cases = context.dossier.cases
    if cases is None or not cases.id_marks:
        return
    for text in context.own:
        for match in _WORD.finditer(text.text):
            word = match[0].rstrip(".-/:")
            if cases.names_case(word):
                yield (
                    text.text.at_offset(match.start(), len(word)),
                    f"`{word}` is the id of a case in {cases.path}",
                    "write of “one case”: who has the file would know which",
                )


@check("birth-date", "warning", "He was born on 4 May 1990.")
def birth_date(context: Context) -> Violations:
    """No date of birth is published."""
    for place, _ in _find(context, _BIRTH):
        hint = "give an age or a decade, or leave it out"
        yield place, "a date of birth is here, which can identify a person", hint


@check("contact-detail", "warning", "Telephone her on 01632 960123.")
def contact_detail(context: Context) -> Violations:
    """No address, telephone number or National Insurance number of a person is published. Those of
    the inspectorate belong in `publication:`."""
    for place, match in _find(context, _CONTACT, _MAY_BE_CONTACT):
        yield (
            place,
            f"{_CONTACTS[match.lastgroup or 'email']} is here",
            "take it out; how to reach the inspectorate belongs under `publication:`",
        )


@check("name-in-example", "warning", "::: good-practice Mr Bell’s release")
def name_in_example(context: Context) -> Violations:
    """A box with an example of practice names nobody."""
    for text in context.own:
        for match in _TITLED.finditer(text.text) if _is_example(context, text) else ():
            yield (
                text.text.at_offset(match.start(), len(match[0])),
                f"“{match[0]}” may be the name of a person",
                "write of “a man on probation” or “a practitioner”, or use a letter",
            )


def _is_example(context: Context, text: ReportText) -> bool:
    examples = context.inspection.good_practice
    return "::: good-practice" in text.text or any(
        text.text is example.title or text.text is example.text for example in examples
    )


def _find(
    context: Context, pattern: re.Pattern[str], needed: re.Pattern[str] | None = None
) -> Iterator[tuple[Place, re.Match[str]]]:
    """Find a pattern in the texts of this inspection, except those that hold addresses. Only texts
    with one of `needed` are searched."""
    for text in context.own:
        if text.section in _PUBLIC or (needed is not None and not needed.search(text.text)):
            continue
        for match in pattern.finditer(text.text):
            yield text.text.at_offset(match.start(), len(match[0])), match
