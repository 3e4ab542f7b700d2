"""The published originals as plain text, for who has them beside the project: they are not part of
it. Their figures are.

    python -m tests.support.originals        writes tests/facts/figures/ anew: every figure of an original
prints, heading by heading

What is not a figure of theirs is taken out, each with its reason. It must not know our reports.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

import yaml

from tests.support.printed_figures import Figure, figures

FOLDER = Path(
    os.environ.get("ORIGINALS") or Path(__file__).resolve().parents[3] / "shared" / "sources"
)
"""Where the originals are, for who has them: beside the project, or where the environment says."""

ITEM = re.compile(r"(?m)^[ \t]*(?:- (?=\S)|•|\d{1,2}\. )")

LISTS = Path(__file__).resolve().parents[1] / "facts"

FILES = {
    "west-sussex-2022": "000_99e16415103dbf97.txt",
    "brighton-east-sussex-2024": "001_f81d2b2b7773fab6.txt",
    "kent-surrey-sussex-2022": "002_139e65e7f66d46c7.txt",
    "kent-surrey-sussex-2024": "003_7120e7fba21be326.txt",
    "sussex-2007": "004_8bc92ba4ec6df1b3.txt",
}

NOT_FIGURES = (
    (r"<sup>(.*?)</sup>|[¹²³⁴⁵⁶⁷⁸⁹⁰]+", "marks of footnotes, where the text marks them"),
    (r"(?:</?[a-z]+>)+", "marks of italics and bold"),
    (r"\\?\(?https?://\S+|www\.\S+|\S+@\S+", "addresses on the web"),
    (
        r"(?m)^[ \t]*(?:\*\*|#+ *|- *)*(?:R ?)?\d{1,2}(?:\.\d)?\.(?:[ \t]|$)",
        "numbers of lists and headings",
    ),
    (
        r"(?m)^[ \t]*(?:\*\*|#+ *)*(?:R ?)?\d\.\d(?=[ \t])",
        "numbers of standards and criteria at the head of a line",
    ),
    (
        (
            r"(?m)^(?:Chart|Table) \d(?=[:"
            r" ])|\b(?:[Ss]ections?|[Cc]hart|[Tt]able|APPENDIX|[Aa]ppendix|[Aa]nnexe|page)"
            r" \d+(?:\.\d[a-z]?)?(?:(?: ?-| to) ?\d+)?"
        ),
        "references to sections, tables, annexes and pages",
    ),
    (r"(?m)^1\.[1-9][a-z]$|\b\d\.\d[a-z]\b", "references to criteria"),
    (r"(?im)\b(?:standard )?\d\.\d(?= (?:general criterion|and in annexe))", "numbers of criteria"),
    (r"\b[A-Z]{1,2}\d{1,2} ?\d[A-Z]{2}\b", "postcodes"),
    (r"Covid-19", "a name"),
    (r"(?i)\bdomain\s+two\b", "the Inspectorate's name for the second chapter"),
)
"""What a pattern takes out of every original, and why it is no figure."""

MARKS = {
    "west-sussex-2022": (
        r"(?<=probation services\. )1\b",
        r"(?<=Touchpoints )2\b",
        r"(?<=inspected cases)3\b",
        r"(?<=not commenced )4\b",
        r"(?<=toolkits )5\b",
        r"(?<=decision-making\? )(?:6|13)\b",
        r"(?<=Our rating )(?:7|8|9|10)\b",
        r"(?<=staffing data )11\b",
        r"(?<=workload data)11\b",
        r"(?<=workload data )12\b",
        r"(?m)^(?:1|2|3|4|5|6|7|8|10|12|13)$",
        r"(?m)^11(?=\n\n10%)",
        r"(?m)^28$",
        r"(?m)^[12]\.$",
    ),
    "brighton-east-sussex-2024": (r"(?ms)^Contents\n.*?(?=^Acknowledgements|\Z)",),
    "kent-surrey-sussex-2022": (
        r"(?m)^[12]\.(?=\t)|^[12]\.\d(?=\t)",
        r"(?<=Annexe )[12](?= –)",
        r"lt;sup>1",
    ),
    "kent-surrey-sussex-2024": (
        r"(?ms)^[# ]*Contents\n.*?(?=^[# ]*Acknowledgements|\Z)",
        r"(?m)^R \d\.\d ",
    ),
    "sussex-2007": (
        r"(?ms)^CONTENTS\n.*?(?=^LIST OF ABBREVIATIONS/ACRONYMS$|\Z)",
        r"(?<=OGRS)2\b",
        r"(?<=Score)2\b",
        r"(?m)^ \d\.\d ",
    ),
}
"""Footnote marks that the text does not mark as such, page numbers and pages of contents, one
original at a time. West Sussex: a number up to 13 alone on its line, but for the 11 senior
officers, is the mark of a footnote; 28 is the page number of its one running foot."""

MISPRINTED = {
    "kent-surrey-sussex-2024": (("4,772, 275", "4,772,275"),),
    "sussex-2007": (
        ("87.2\n", "87.2%\n"),
        ("12.8\n", "12.8%\n"),
        ("86.4\n", "86.4%\n"),
        ("13.6\n", "13.6%\n"),
        ("6.6 (%)", "6.6%"),
    ),
}
"""Figures with a slip of the keyboard in them, or with their unit in the head of the row, put
right."""


def text_of(slug: str) -> str:
    """An original as it was converted."""
    return (FOLDER / FILES[slug]).read_text("utf-8", "replace")


def without_what_is_no_figure(slug: str, text: str) -> str:
    """An original, or a part of it, as far as its figures go."""
    for wrong, right in MISPRINTED.get(slug, ()):
        text = text.replace(wrong, right)
    for pattern in (*MARKS.get(slug, ()), *(pattern for pattern, _ in NOT_FIGURES)):
        text = re.sub(pattern, " ", text)
    return text


def printed_in(slug: str, text: str) -> set[Figure]:
    return set(figures(without_what_is_no_figure(slug, text)))


def own_headings(slug: str) -> list[str]:
    """The headings of an original that our list of its parts names, in their order."""
    parts = yaml.safe_load((LISTS / "parts" / f"{slug}.yaml").read_text("utf-8"))
    return [part["source"] for part in parts if not part["source"].startswith("(")]


def list_of_figures(slug: str) -> str:
    """What is kept of an original: its figures, on the whole and under each heading, by what they
    count or measure."""

    def by_unit(printed: Iterable[Figure]) -> str:
        units: dict[str, list[str]] = {}
        for figure in sorted(
            printed, key=lambda figure: (figure.unit, len(figure.value), figure.value)
        ):
            units.setdefault(figure.unit, []).append(figure.value)
        return json.dumps(units, ensure_ascii=False)

    lines = [
        (
            "# Every figure that the original prints, on the whole and under each of its headings:"
            " what it counts or measures, and the values."
        ),
        "# `items`: how many bullets, lettered points or numbered lines stand there.",
        (
            "# Written by `python -m tests.support.originals` from the original; a figure without a unit"
            " stands under the empty one."
        ),
        f"whole: {by_unit(printed_in(slug, text_of(slug)))}",
        "parts:",
    ]
    for heading, text in parts_of(slug, own_headings(slug)):
        items = len(ITEM.findall(text.partition("\n")[2]))
        lines.append(
            f"  - {{source: {json.dumps(heading, ensure_ascii=False)}, items: {items}, figures:"
            f" {by_unit(printed_in(slug, text))}}}"
        )
    return "\n".join(lines) + "\n"


def parts_of(slug: str, headings: list[str]) -> list[tuple[str, str]]:
    """Each part of an original under its heading. A heading that is not there, or not in this
    order, is an error. `…` ends one cut short."""
    text = re.sub(
        r"<sup>.*?</sup>|</?[a-z]+>|[*#_]",
        lambda mark: " " * len(mark[0]),
        text_of(slug).replace("’", "'"),
    )
    starts, at = [], 0
    for heading in headings:
        words = r"\s+".join(
            re.escape(word) for word in heading.rstrip("…").replace("’", "'").split()
        )
        match = re.compile(rf"(?m)^[ \t\f]*{words}(?![^\n]*[\t.]\d+$)").search(text, at)
        if match is None:
            raise LookupError(
                f"{FILES[slug]} has no heading “{heading}” after {len(starts)} others"
            )
        starts.append(match.start())
        at = match.end()
    return [
        (heading, text[start:end])
        for heading, start, end in zip(headings, starts, [*starts[1:], len(text)], strict=True)
    ]


if __name__ == "__main__":
    for slug in FILES:
        (LISTS / "figures" / f"{slug}.yaml").write_text(list_of_figures(slug), encoding="utf-8")
