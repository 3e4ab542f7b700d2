"""What is still missing, open or empty."""

from __future__ import annotations

import re

from reportgen.checks.context import Context
from reportgen.checks.register import Violations, check
from reportgen.inspection.blocks import is_empty, kind_of
from reportgen.inspection.model import Finding
from reportgen.inspection.outline import is_in_report
from reportgen.inspection.own_fields import list_missing_fields
from reportgen.methodology.model import Block
from reportgen.methodology.wording import name_part
from reportgen.reading.fields import SourceText
from reportgen.report.texts import ReportText

OPEN = re.compile(
    r"""
    \b(?:TODO | (?:[Tt]o-?|To[ ])do(?=:) | (?i:TB[CA]) | FIXME | XXX+ | [Ll]orem[ ]ipsum
      | [Xx]{2,3}(?=[ ]?% | [ ]per[ ]?cent)              # “XX% of cases”
      | To[ ]be[ ](?:confirmed|added|completed|decided|written)(?=\W*\Z|[.)\]])
      )(?!\w)
    | \?\?\?+
    | [(\[](?i:to[ ]be[ ](?:confirmed|added|completed|decided|written)|to-?[ ]?do|todo)[)\]]
      (?![(\ufffc])                                        # “[todo](…)” is a link
    | \[(?i:insert|add|check|name|date|number|figure)\b[^\]\n]{0,60}\](?![(\ufffc])
    """,
    re.VERBOSE,
)
"""What marks a place as unfinished."""
_SIGNS = (
    "todo",
    "to do",
    "to-do",
    "to- do",
    "tbc",
    "tba",
    "fixme",
    "xx",
    "lorem",
    "to be ",
    "???",
    "[",
)
"""Everything that OPEN finds has one of these in small letters. They are quicker to look for."""
_LEFT_OUT = re.compile(r"\[(?:\.{3}|…)\](?![(\ufffc])")
"""Three dots: words left out of a quotation or, elsewhere, text that is still to come."""
_QUOTATION = re.compile(r"[‘“\"]|(?<!\w)'")


@check("missing-part", "warning", "The outline has a foreword, and `text:` has no `foreword:`.")
def missing_part(context: Context) -> Violations:
    """Every part of the methodology's outline has something in it, unless it is optional."""
    inspection = context.inspection
    for block in context.methodology.outline:
        if block.optional or not is_in_report(block, inspection):
            continue
        title = f"“{block.title or block.name}”"
        for missing in kind_of(block).missing:
            if missing.key == "published" and _has_wrong_date(context):
                continue
            if is_empty(block, inspection, missing.key):
                yield (
                    inspection.place,
                    missing.message.format(title=title),
                    missing.hint.format(name=block.name),
                )
        yield from _missing_tables(context, block)
    yield from _missing_findings(context)


def _has_wrong_date(context: Context) -> bool:
    """Whether the date of publication is given but is not a date. Then it is not reported as
    missing."""
    return any(problem.code == "date" for problem in context.dossier.problems)


def _missing_tables(context: Context, block: Block) -> Violations:
    for name in block.tables:
        if name not in context.inspection.tables:
            yield (
                context.inspection.place,
                f"there is no table `{name}` yet, which “{block.title or block.block}” prints",
                f"write it under `tables:` as `{name}:`",
            )


def _missing_findings(context: Context) -> Violations:
    domain_ids = {
        str(block.domain) for block in context.methodology.outline if block.domain is not None
    }
    for rated in context.ratings.standards.values():
        finding = context.inspection.findings.get(SourceText(rated.id)) or Finding(
            place=context.inspection.place
        )
        texts = (finding.text, finding.summary, *finding.strengths, *finding.areas_for_improvement)
        if rated.domain in domain_ids and not finding.not_rated and not any(texts):
            yield (
                finding.place,
                f"there is nothing about {name_part(rated.id, rated.title)} yet",
                f"write `summary:`, `text:` or `strengths:` under `{rated.id}:` in `findings:`",
            )


@check("rating-without-results", "warning", "2.2: {rating: Good} and no results.")
def rating_without_results(context: Context) -> Violations:
    """A standard that is rated on cases has the results that decide its rating."""
    for id, finding in context.inspection.findings.items():
        rated = context.ratings.standards.get(str(id))
        if (
            rated is not None
            and finding.rating is not None
            and rated.rating
            and rated.rule not in ("judgement", "no")
            and rated.percent is None
        ):
            yield (
                finding.rating.place,
                (
                    f"{name_part(rated.id, rated.title)} is rated on cases, and its rating is given"
                    " without results"
                ),
                (
                    f"write `results:` under `{rated.id}:` in place of `rating:`; where nothing but"
                    " the rating is known, accept this under `allow:`, with the reason"
                ),
            )


@check("sample-open", "note", "sample: {}")
def sample_open(context: Context) -> Violations:
    """Where standards are rated on cases, the report says how many cases were inspected."""
    if not context.inspection.sample and any(
        rated.rule in ("lowest", "mean") and (rated.percent is not None or rated.state == "unrated")
        for rated in context.ratings.standards.values()
    ):
        yield (
            context.inspection.place,
            "the report does not say how many cases were inspected",
            "write `sample:` with the cases of each group, as {community: 40}",
        )


@check("field-missing", "warning", "fields: {} where the methodology asks for the number of beds.")
def field_missing(context: Context) -> Violations:
    """Every field that the methodology asks of each inspection is filled in."""
    missing = list_missing_fields(context.methodology, context.inspection)
    for id, declared in context.methodology.fields.items():
        if declared in missing:
            yield (
                context.inspection.place,
                f"{declared.title} is missing, which each inspection of this methodology gives",
                f"write it under `fields:` as `{id}:`",
            )


@check("published-open", "warning", "published_ratings: {2.6: Good} where 2.6 is never rated.")
def published_open(context: Context) -> Violations:
    """What was announced can be compared: there is a computed rating for every entry of
    `published_ratings`."""
    r = context.ratings
    computed = {
        id for id, share in (*r.sections.items(), *r.threads.items()) if share.percent is not None
    } | {id for id, s in r.standards.items() if s.rating}
    computed |= {id for id, domain in r.domains.items() if domain.rating}
    computed |= {
        name for name, value in (("score", r.score), ("overall", r.overall)) if value is not None
    }
    for id, published in context.inspection.published_ratings.items():
        what = {"score": "the score", "overall": "the overall rating"}.get(str(id), str(id))
        standard = r.standards.get(str(id))
        if str(id) in computed or published.place in context.refused:
            continue
        if standard is not None and standard.state == "shown":
            yield (
                published.place,
                f"{id} was published as {published}, and it is never rated",
                "take the entry out",
            )
        elif str(id) in ("score", "overall") and context.methodology.rules.overall.rule in (
            ("none",) if str(id) == "overall" else ("none", "judgement", "counts", "worst", "steps")
        ):
            yield (
                published.place,
                f"{what} was published as {published}, and this methodology has none",
                "take the entry out",
            )
        else:
            yield (
                published.place,
                (
                    f"{what} was published as {published}, and cannot be compared: the data give"
                    " none yet"
                ),
                "add what is still missing, or take the entry out",
            )


@check("missing-result", "warning", "2.2.1a and 2.2.1c have results, and 2.2.1b has none.")
def missing_result(context: Context) -> Violations:
    """Where one prompt of a key question has a result, all of them have. All may stay empty."""
    for question in context.methodology.questions.values():
        finding = context.inspection.findings.get(SourceText(context.standard_of[str(question.id)]))
        letters = list(question.prompts_by_id)
        missing = [id for id in letters if id not in context.results]
        if finding is None:
            continue
        written, begun = finding.open_results, len(missing) < len(letters)
        for id in missing if begun else ():
            yield (
                written.get(id, finding.place),
                f"the prompt {id} has no result, though others of its key question have",
                (
                    f"{'write it here' if id in written else 'add it to `results:`'}:"
                    f" {context.question_texts[id]}"
                ),
            )


@check("todo", "warning", "strengths: [TODO]")
def todo(context: Context) -> Violations:
    """No text holds a mark of unfinished work: TODO, TBC, ???, [insert date]."""
    for written in context.own:
        lower = written.text.lower()
        if not any(sign in lower for sign in _SIGNS):
            continue
        quoted = _quoted_lines(written)
        for passage in written.passages:
            for match in OPEN.finditer(passage.words):
                yield (
                    passage.place(match.start(), len(match[0])),
                    f"`{match[0]}` is still to be done",
                    "write what belongs here, or take it out",
                )
            if passage.rows[0][1] in quoted or _QUOTATION.search(passage.words):
                continue
            for match in _LEFT_OUT.finditer(passage.words):
                yield (
                    passage.place(match.start(), len(match[0])),
                    f"`{match[0]}` is still to be done",
                    "write what belongs here, or put what is quoted into quotation marks",
                )
    for text in (
        text
        for figure in context.inspection.figures.values()
        for text in (figure.value, figure.source or SourceText(""))
    ):
        for match in OPEN.finditer(text):
            yield (
                text.at_offset(match.start(), len(match[0])),
                f"`{match[0]}` is still to be done",
                "write what belongs here, or take it out",
            )


def _quoted_lines(written: ReportText) -> set[int]:
    """The lines of a text that stand in quotations."""
    quotes = (
        token.map
        for token in (written.prose.tokens if written.prose else ())
        if token.map
        and (
            token.type == "blockquote_open"
            or (token.type == "container_open" and token.info == "quote")
        )
    )
    return {line for begin, end in quotes for line in range(begin, end)}


@check("empty-bullet", "warning", "A line that holds only -.")
def empty_bullet(context: Context) -> Violations:
    """Every bullet, recommendation, list item and container has text, and everyone who is addressed
    is asked for something."""
    i = context.inspection
    for group in i.recommendations:
        if not group.items:
            yield (
                group.place,
                f"nothing is recommended to {group.to or 'anybody'} here",
                "write it under `items:`, or take the entry out",
            )
    lists = [
        (f"a {what}", items)
        for finding in i.findings.values()
        for what, items in (
            ("strength", finding.strengths),
            ("point under areas for improvement", finding.areas_for_improvement),
        )
    ]
    lists += [("a recommendation", group.items) for group in i.recommendations]
    for what, items in lists:
        for item in items:
            if not (item.text or "").strip():
                yield item.place, f"{what} is empty", "write it, or take the line out"
    for written in context.own:
        tokens = written.prose.tokens if written.prose else []
        for before, token in zip(tokens, tokens[1:], strict=False):
            if token.type == "list_item_close" and before.type == "list_item_open" and before.map:
                yield (
                    written.text.at(before.map[0]),
                    "a list item is empty",
                    "write it, or take the line out",
                )
            if token.type == "container_close" and before.type == "container_open" and before.map:
                yield (
                    written.text.at(before.map[0], length=3),
                    f"the container `{before.info}` is empty",
                    "write what belongs into it, or take it out",
                )
