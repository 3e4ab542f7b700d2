"""What each column of a case file is, by its heading: the case, the answers to a question, or an
attribute for breakdowns.

Nothing is guessed: a heading that looks like the id of a question and is none is an error.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from reportgen.cases.file_problems import WHOLE_ROW
from reportgen.cases.layout import Layout, name_column
from reportgen.inspection.model import Cases as CasesEntry
from reportgen.methodology.model import Methodology, Standard
from reportgen.problems import find_nearest
from reportgen.util.frozen import frozen

HIDDEN_CHARACTER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff"
    "\ud800-\udfff]"
)
"""A character that cannot be seen."""

_ID = re.compile(r"[A-Za-z]{0,3}\d+(?:\.\d+)+[A-Za-z]?")
"""What may be the id of a question or prompt: 2.2.1, P2.2.1, 2.2.1a."""

_DATE = re.compile(r"\d{1,4}[/-]\d{1,2}[/-]\d{1,4}( .*)?|\d{5}(\.\d+)?")
"""The date or number that a spreadsheet may turn an id into: 02/02/2003, or 37654, the number of
that day."""


@frozen
class Columns:
    """The columns of a case file by what they are, each with its number from 0."""

    case: int | None
    questions: Mapping[str, int]
    """The columns of answers, by the id of the question or prompt."""
    attributes: Mapping[str, int]
    without_heading: tuple[int, ...]


class Questions:
    """The questions and prompts of a methodology, found by their ids and by what is nearly one."""

    def __init__(self, methodology: Methodology) -> None:
        self.standards = _standards_by_id(methodology)
        """Every id that may head a column of answers, with its standard."""
        self.by_text = _ids_by_text(methodology)

    def find_hint(self, heading: str) -> str | None:
        """What to do about a heading that is not an id but looks like one, or contains one."""
        if id := self.find_id(heading):
            return f"did you mean `{id}`?"
        if not any(map(str.isdigit, heading)):
            return None
        corrected = _correct_digits(heading)
        for standard in {str(s.id): s for s in self.standards.values()}.values():
            if _begins_with_id(corrected, standard):
                ids = [f"`{question.id}`" for question in standard.questions]
                *first, last = ids or [f"`{standard.id}`"]
                names = f"{', '.join(first)} or {last}" if first else last
                return f"did you mean {names}? The heading of another column begins with a word"
        if _ID.fullmatch(corrected):
            return "use the id of a question or prompt as the heading, as 2.2.3 or 2.2.1a"
        return None

    def find_id(self, heading: str) -> str | None:
        """Find the question or prompt that a heading most likely means."""
        by_folded = {id.casefold(): id for id in self.standards}
        if heading.casefold() in by_folded:
            return by_folded[heading.casefold()]
        if (words := _words_of(heading)) in self.by_text:
            return self.by_text[words]
        bare = _strip_id(heading)
        for id in self.standards if len(bare) > 1 else ():
            if _strip_id(id) == bare:
                return id
        corrected = _correct_digits(heading)
        for id in self.standards if any(map(str.isdigit, heading)) else ():
            if _correct_digits(id) == corrected:
                return id
        for part in _ID.findall(heading):
            if part.casefold() in by_folded:
                return by_folded[part.casefold()]
        is_standard = heading in {standard.id for standard in self.standards.values()}
        if _ID.fullmatch(heading) and not is_standard:
            return find_nearest(heading, self.standards)
        return None


def _standards_by_id(methodology: Methodology) -> dict[str, Standard]:
    ids: dict[str, Standard] = {}
    for standard in methodology.standards.values():
        if standard.rated == "own":
            ids[str(standard.id)] = standard
        ids.update(dict.fromkeys(standard.questions_and_prompts, standard))
    return ids


def _ids_by_text(methodology: Methodology) -> dict[str, str]:
    """The id of every question and prompt by the words of its text."""
    questions = methodology.questions
    texts = {_words_of(question.text): id for id, question in questions.items()}
    return texts | {
        _words_of(item.text): id
        for id, item in methodology.questions_and_prompts.items()
        if id not in questions
    }


def _words_of(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _strip_id(id: str) -> str:
    """Take out what separates the parts of an id, and a Q before it: 2_2_1 and Q221 are 221."""
    folded = unicodedata.normalize("NFKC", id).casefold()
    return re.sub(r"[\W_]+", "", re.sub(r"^(question|qu?)[\W_]*(?=\d)", "", folded))


_MISTAKEN_DIGITS = str.maketrans("il|ozs", "111025")


def _correct_digits(id: str) -> str:
    """Put digits for letters that look like them, and take out spaces and what is at the end:
    2.2.l and 2.2.I. are 2.2.1."""
    folded = unicodedata.normalize("NFKC", id).casefold()
    return re.sub(r"\s+|\W+$", "", folded.translate(_MISTAKEN_DIGITS))


def _begins_with_id(corrected: str, standard: Standard) -> bool:
    id = _correct_digits(standard.id)
    return "." in id and corrected.startswith(id) and not corrected[len(id) : len(id) + 1].isdigit()


def read_headings(layout: Layout, entry: CasesEntry, questions: Questions) -> Columns:
    """Find out what every column is. What is wrong becomes a problem of the layout."""
    headings = [" ".join(cell.split(" ")).strip() for cell in layout.header]
    first: dict[str, int] = {}
    case = None
    answered: dict[str, int] = {}
    attributes: dict[str, int] = {}
    for column, heading in enumerate(headings):
        if not heading:
            continue
        if heading in first:
            _report(
                layout,
                column,
                "column-twice",
                f"two columns are headed `{heading}`: {name_column(first[heading])} and"
                f" {name_column(column)}",
                "delete one of them, or give it another name",
            )
            continue
        first[heading] = column
        if heading == str(entry.id):
            case = column
        elif heading in questions.standards:
            answered[heading] = column
        elif not _report_wrong_heading(layout, column, heading, questions):
            attributes[heading] = column
    if case is None:
        _report_no_case(layout, entry, first)
    if case is not None or answered:
        _report_unknown_groups(layout, entry, attributes)
    return Columns(
        case=case,
        questions=answered,
        attributes=attributes,
        without_heading=tuple(n for n, heading in enumerate(headings) if not heading),
    )


def _report(layout: Layout, column: int, code: str, message: str, hint: str) -> None:
    layout.problems.add(layout.header_row, column, code, message, hint)


def _report_wrong_heading(layout: Layout, column: int, heading: str, questions: Questions) -> bool:
    """Report a heading that is neither a question nor fit for an attribute. Return whether it was
    such a heading."""
    name = name_column(column)
    if HIDDEN_CHARACTER.search(heading) or "\n" in heading:
        _report(
            layout,
            column,
            "hidden-character",
            f"the heading of column {name} contains a character that cannot be seen",
            "type the heading again",
        )
    elif _DATE.fullmatch(heading):
        _report(
            layout,
            column,
            "unknown-column",
            f"column {name} is headed `{heading}`, which is not a question",
            "format the first row as text and type the ids again: spreadsheets turn an id such as"
            " 2.2.3 into a date",
        )
    elif hint := questions.find_hint(heading):
        _report(
            layout,
            column,
            "unknown-column",
            f"column {name} is headed `{heading}`, which is not a question or prompt of this"
            " methodology",
            hint,
        )
    else:
        return False
    return True


def _report_no_case(layout: Layout, entry: CasesEntry, headings: Iterable[str]) -> None:
    names = list(headings)
    near = find_nearest(entry.id, names)
    _report(
        layout,
        WHOLE_ROW,
        "no-case-column",
        f"no column is headed `{entry.id}`; the headings are: {', '.join(names[:8]) or 'none'}",
        f"give the column that names the case the heading `{entry.id}`, or write its own heading"
        f" under `cases:`, as id: {near or 'reference'}",
    )


def _report_unknown_groups(
    layout: Layout, entry: CasesEntry, attributes: Mapping[str, int]
) -> None:
    for attribute in entry.groups:
        if str(attribute) not in attributes:
            near = find_nearest(attribute, attributes)
            _report(
                layout,
                WHOLE_ROW,
                "no-attribute",
                f"`groups` names `{attribute}`, but no column has this heading",
                f"did you mean `{near}`?"
                if near
                else "delete it under `cases:`, or add the column",
            )
