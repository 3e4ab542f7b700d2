"""Finds what is typed and not printed, or not printed as it was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from reportgen.checks.context import Context
from reportgen.checks.register import Violations, check
from reportgen.inspection.model import Finding, Inspection
from reportgen.problems import start_of
from reportgen.prose.markdown import PLACEHOLDER
from reportgen.reading.fields import keys_of
from reportgen.report.texts import ReportText

_COLLECTED = ("abbreviations", "good_practice", "in_brief", "progress", "recommendations")
"""The keys whose content stands in one block."""
_KEYS = {key for cls in (Inspection, Finding) for key in keys_of(cls)} - {"title", "place"}
_KEY_LINE = re.compile(
    r"^(?:[ ]+([a-z_]+):(?=[ ]|$)|([a-z_]+):(?=[ ]+(?:\{file:|[|>]$)|$))", re.MULTILINE
)
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)([^\[\]\n]+)\]:[ \t]*\S", re.MULTILINE)
_GLUED = re.compile(rf"(?<=[^\W\d_]){PLACEHOLDER.pattern}|{PLACEHOLDER.pattern}(?=[^\W\d_])")


@check(
    "not-printed",
    "warning",
    "good_practice: in a methodology whose outline has no block that prints it.",
)
def not_printed(context: Context) -> Violations:
    """Everything in the inspection file has a place in the report."""
    i = context.inspection
    briefs = {id(finding.in_brief) for finding in i.findings.values()}
    for text in context.own:
        is_of_table = text.role == "cell" or text.section.startswith("table-")
        if text.is_printed or is_of_table or text.text is i.publication.publisher:
            continue
        key = "in_brief" if id(text.text) in briefs else text.section.replace("-", "_")
        yield (
            text.text.at_offset(0, min(len(text.text.split("\n")[0]), 40)),
            f"`{key}:` is printed nowhere: the outline of this methodology has no block for it"
            if key in _COLLECTED
            else "this text is printed nowhere: no part of the report has a place for it",
            "write it in a text that is printed, in a box that begins with ::: good-practice"
            if key == "good_practice"
            else "say it in a text that is printed, or take it out",
        )
    reason = i.overall.because if i.overall else None
    if reason and not any(
        reason.strip() in sentence for sentence in context.ratings.overall_because
    ):
        yield (
            reason.at_offset(0, min(len(reason), 40)),
            "this reason is printed nowhere: the overall rating is not one that is given here",
            "give the `rating:` that it is the reason for, or take it out",
        )


@check("file-unused", "note", "inspections/SLUG/1.2.md, which no {file: …} names.")
def file_unused(context: Context) -> Violations:
    """Every Markdown file in the folder of an inspection is part of its report."""
    project, file = context.dossier.project, context.dossier.file
    read = {text.text.place.path for text in context.own}
    folder = file.with_suffix("")
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
        if (display_path := project.display_path(path)) not in read:
            name = f"{folder.name}/{path.name}"
            yield (
                start_of(display_path),
                "nothing of this file is printed: no text of the inspection names it",
                f"write {{file: {name}}} where it belongs, or take the file out",
            )


@check("key-in-text", "warning", "A line `text: {file: 1.1.md}` that is indented into a summary.")
def key_in_text(context: Context) -> Violations:
    """No key is part of the text above it: a key begins in the same column as the key above."""
    for text in context.own:
        for match in _KEY_LINE.finditer(text.text) if ":" in text.text else ():
            if (key := match[1] or match[2]) in _KEYS:
                yield (
                    text.text.at_offset(match.end() - len(key) - 1, len(key) + 1),
                    f"`{key}:` is read as a line of the text above it, and printed",
                    "if it is a key, begin it in the same column as the key above",
                )


@check("code-block", "warning", "A paragraph that begins with four spaces.")
def code_block(context: Context) -> Violations:
    """No line is printed as typed, in a typewriter face, by mistake: four spaces before a line, or
    a line of ``` or ~~~, do this."""
    for text, token in _tokens(context):
        if token.type == "code_block":
            yield (
                text.text.at(token.map[0] if token.map else 0),
                "this line begins four spaces further in, and so it is printed as it is typed, in a"
                " typewriter face",
                "take out the spaces before it; a paragraph within a bullet has two",
            )
        elif token.type == "fence":
            words = (
                f", and “{token.info.strip()[:40]}” is not printed" if token.info.strip() else ""
            )
            yield (
                text.text.at(token.map[0] if token.map else 0),
                f"{token.markup} makes the lines after it print as they are typed{words}",
                f"take {token.markup} out",
            )


@check("link-unused", "warning", "[Humber]: https://example.org and no link with the word Humber")
def link_unused(context: Context) -> Violations:
    """Every line that begins with [words]: and an address is used by a link with these words."""
    for text in context.own:
        if text.prose is None or "]:" not in text.text:
            continue
        used = {_plain(label) for label in re.findall(r"\[([^\[\]]+)\](?!:)", text.text)}
        printed = "\n".join(passage.content for passage in text.passages)
        for match in _DEFINITION.finditer(text.text):
            if _plain(match[1]) not in used and match[0].strip() not in printed:
                yield (
                    text.text.at_offset(match.start(), len(match[0])),
                    f"this line is not printed: [{match[1][:40]}]: says where a link leads, and no"
                    " link has these words",
                    "put \\ before the [ if it is text",
                )


@check("figure-glued", "warning", "{pct:2.2.3}of cases")
def figure_glued(context: Context) -> Violations:
    """A space or a sign stands between a figure from the data and a word."""
    for text in context.own:
        for match in _GLUED.finditer(text.text) if "{" in text.text else ():
            yield (
                text.text.at_offset(match.start(), len(match[0])),
                f"`{match[0]}` and a word beside it are printed as one word",
                "put a space between them",
            )


def _tokens(context: Context) -> Iterator[tuple[ReportText, Token]]:
    for text in context.own:
        for token in text.prose.tokens if text.prose else ():
            yield text, token


def _plain(label: str) -> str:
    """The words of a link that lead to its address."""
    return " ".join(label.split()).casefold()
