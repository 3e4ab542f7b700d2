"""Takes a version of a report from its data, which are those of the published JSON.

It knows the form of the data. Where an author typed what stands in them is in origins.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportgen.problems import InputError, error, start_of
from reportgen.redline.html_blocks import split_html
from reportgen.redline.origins import Origins
from reportgen.redline.version import (
    CellText,
    Fact,
    Origin,
    RecommendationText,
    TableText,
    TextBlock,
    Version,
)
from reportgen.redline.words import normalise

OVERALL, SCORE = "rating overall", "rating score"

REASON = "reason"
"""The kind of a line that gives a reason for a rating: drawn from the results, or typed."""

_ABOUT = {
    "title": "Title",
    "subtitle": "Subtitle",
    "notice": "Notice on the cover",
    "region": "Region",
    "kind": "Kind of inspection",
    "methodology_title": "Methodology",
    "fieldwork": "Fieldwork",
    "data_notice": "Notice about the data",
}

_IMPRINT = {
    "publisher": "Publisher",
    "address": "Address",
    "isbn": "ISBN",
    "copyright": "Copyright",
    "available_at": "Where it can be downloaded",
}


MAX_PIECES = 5_000
"""Blocks, recommendations, and rows of one table that a version may have. A report of 80 pages has
400 blocks; the work grows with the square."""


def collect_version(label: str, data: dict[str, Any], origins: Origins) -> Version:
    """A version from the data of a report, or from its ratings alone if it has no more."""
    ratings, report = data["ratings"], data.get("report")
    facts = dict(_collect_ratings(ratings, origins))
    if report is None:
        return Version(
            label=label,
            title=str(data.get("title") or ratings["inspection"]),
            methodology=str(ratings["methodology"]),
            facts=facts,
            tables={},
            is_whole=False,
        )
    facts |= dict(_collect_results(report, origins))
    for name, figure in data.get("figures", {}).items():
        id, source = f"figure {name}", figure["source"]
        facts[id] = Fact(
            kind="figure",
            label=f"Figure {name}",
            value=str(figure["value"]),
            place=origins.place(id),
            because=(f"source: {source}",) if source else (),
        )
    facts |= dict(_collect_about(report, origins))
    version = Version(
        label=label,
        title=str(report["title"]),
        methodology=str(report["methodology"]),
        facts=facts,
        recommendations=tuple(_collect_recommendations(report, origins)),
        tables={
            **{f"table {n}": _table(n, t, origins) for n, t in report["tables"].items()},
            **{f"breakdown {n}": _breakdown(b) for n, b in report["breakdowns"].items()},
        },
        blocks=tuple(_BlockCollector(origins).collect(report)),
        data=_drop_marks(data),
        has_sources=origins.are_known,
    )
    rows = max((len(table.rows) for table in version.tables.values()), default=0)
    if max(len(version.blocks), len(version.recommendations), rows) > MAX_PIECES:
        raise InputError(
            error(
                "report-size",
                start_of(label),
                f"the report has more than {MAX_PIECES:,} paragraphs, recommendations or rows of a"
                " table, too many to compare",
                "compare the files themselves, with git diff",
            )
        )
    return version


def _drop_marks(data: dict[str, Any]) -> dict[str, Any]:
    """What readers read, whatever stage the report is in."""
    report = {name: value for name, value in data["report"].items() if name != "marking"}
    rest = {name: data.get(name) for name in ("ratings", "pooled", "figures")}
    return {"report": report, **rest}


# Facts


def _collect_ratings(ratings: dict[str, Any], origins: Origins) -> Iterator[tuple[str, Fact]]:
    standards = ratings["standards"]
    rested = tuple(f"rating {id}" for id in standards)
    if ratings["overall"] is not None or ratings["score"] is not None:
        yield OVERALL, Fact("rating", "Overall", _say(ratings["overall"]), rests_on=rested)
        score = f"{_say(ratings['score'])} of {ratings['out_of']}"
        yield SCORE, Fact("rating", "Score", score, rests_on=rested)
    for id, one in standards.items():
        driver = (f"result {one['driver']}",) if one["driver"] else ()
        yield (
            f"rating {id}",
            Fact(
                kind="rating",
                label=f"{id} {one['title']}",
                value=_say(one["rating"]),
                place=origins.place(f"rating {id}"),
                because=tuple(one["because"]),
                rests_on=(*driver, f"result {id}", f"under {id}"),
            ),
        )
    for id, one in ratings.get("domains", {}).items():
        below = tuple(f"rating {name}" for name in standards if name.startswith(f"{id}."))
        label, because = f"{id} {one['title']}", tuple(one["because"])
        value = _say(one["rating"])
        yield f"rating {id}", Fact("rating", label, value, because=because, rests_on=below)
    for one in ratings.get("outcomes", ()):
        yield f"outcome {one['id']}", Fact("rating", str(one["title"]), "holds", rests_on=rested)
    for kind in ("sections", "threads"):
        for id, part in ratings.get(kind, {}).items():
            value = f"{part['percent']}%" if part["percent"] is not None else "none"
            yield f"{kind} {id}", Fact("rating", str(part["title"]), value, rests_on=rested)


def _collect_results(report: dict[str, Any], origins: Origins) -> Iterator[tuple[str, Fact]]:
    for standard in _list_standards(report):
        id = standard["id"]
        if standard["score"] is not None:
            yield _result(id, standard["title"], standard["score"], origins)
        for question in standard["questions"]:
            yield _result(question["id"], question["text"], question["share"], origins)
            for prompt in question["prompts"]:
                id = f"{question['id']}{prompt['id']}"
                yield _result(id, prompt["text"], prompt["share"], origins)
    for unit in report["units"]:
        for part in unit["domains"]:
            for one in part["standards"]:
                rating = one["rating"]["name"] if one["rating"] else "none"
                label = f"{unit['title']}: {one['label']} {one['title']}"
                yield f"unit {unit['title']} {one['label']}", Fact("rating", label, rating)


def _list_standards(report: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in report["parts"]:
        if part["domain"] is not None:
            yield from part["domain"]["standards"]


def _result(id: str, text: str, share: dict[str, Any], origins: Origins) -> tuple[str, Fact]:
    name = f"result {id}"
    value = "none" if share["percent"] is None else f"{share['percent']}%"
    if share["of"]:
        value += f" ({share['yes']} of {share['of']})"
    band = share["mark"]["name"] if share["mark"] else ""
    return name, Fact("result", f"{id} {text}", value, origins.place(name), band)


def _collect_about(report: dict[str, Any], origins: Origins) -> Iterator[tuple[str, Fact]]:
    facts: dict[str, Any] = {label: report[name] for name, label in _ABOUT.items()}
    facts["Date of publication"] = report["published"] and report["published"]["words"]
    for name, label in (
        ("lead_inspector", "Lead inspector"),
        ("chief_inspector", "Chief inspector"),
    ):
        facts[label] = report[name] and [report[name]["name"], report[name]["title"]]
    facts |= {label: report["publication"][name] for name, label in _IMPRINT.items()}
    facts |= {f"Sample: {name}": number for name, number in report["sample"].items()}
    facts |= {f"Abbreviation {short}": long for short, long in report["abbreviations"].items()}
    facts |= {f"Letter: {name}": value for name, value in (report["letter"] or {}).items()}
    for label, value in facts.items():
        lines = value if isinstance(value, list) else [value]
        words = ", ".join(str(line) for line in lines if line not in (None, ""))
        if words:
            place = origins.place_of_line(str(lines[0]))
            yield f"about {label}", Fact("about", label, normalise(words), place)


def _say(value: object) -> str:
    return "none" if value is None else str(value)


# Recommendations and tables


def _collect_recommendations(
    report: dict[str, Any], origins: Origins
) -> Iterator[RecommendationText]:
    for part in report["parts"]:
        for group in part["recommendations"]:
            for item in group["items"]:
                blocks = split_html(item["text"])
                typed = origins.take(item["text"], len(blocks))
                title = f"{item['title']}: " if item["title"] else ""
                yield RecommendationText(
                    id=str(item.get("id") or item["number"]).rpartition("/")[2],
                    number=int(item["number"]),
                    to=str(group["to"] or ""),
                    text=title + " ".join(block.text for block in blocks),
                    markup=title + " ".join(block.markup for block in blocks),
                    origin=_join(typed),
                )


def _join(typed: list[Origin | None]) -> Origin | None:
    """What was typed for several blocks, as one."""
    origins = [one for one in typed if one is not None]
    if not origins or len(origins) < len(typed):
        return None
    return Origin("\n".join(one.source for one in origins), origins[0].place)


def _table(name: str, table: dict[str, Any], origins: Origins) -> TableText:
    typed = iter(origins.cells(name))
    rows = []
    for row in table["rows"]:
        cells = []
        for cell in row:
            text = " ".join(block.text for block in split_html(cell["text"]))
            cells.append(CellText(text, next(typed, None) if text else None))
        rows.append(tuple(cells))
    return TableText(
        title=str(table["title"]),
        source=str(table["source"] or ""),
        columns=tuple(str(column["title"]) for column in table["columns"]),
        rows=tuple(rows),
        notes=tuple(block.text for note in table["notes"] for block in split_html(note)),
        place=origins.place(f"table {name}"),
    )


def _breakdown(breakdown: dict[str, Any]) -> TableText:
    rows = tuple(
        (
            CellText(f"{row['id']} {row['text']}"),
            *(CellText(_say_group(group)) for group in (*row["groups"], row["total"])),
        )
        for row in breakdown["rows"]
    )
    return TableText(
        title=str(breakdown["title"]),
        source="",
        columns=("", *map(str, breakdown["groups"]), "All"),
        rows=rows,
        notes=(str(breakdown["note"]),) if breakdown["note"] else (),
        row_facts=tuple(f"result {row['id']}" for row in breakdown["rows"]),
    )


def _say_group(group: dict[str, Any]) -> str:
    if group["withheld"]:
        return "withheld"
    return f"{group['percent']}%" + (f" ({group['yes']} of {group['of']})" if group["of"] else "")


# Text


class _BlockCollector:
    """Lists the text of a report, block by block, in the order in which it is read."""

    def __init__(self, origins: Origins) -> None:
        self.origins = origins
        self.chapter = ""
        self.blocks: list[TextBlock] = []

    def collect(self, report: dict[str, Any]) -> list[TextBlock]:
        self.chapter = "Publication"
        for name in ("role", "licence", "acknowledgements", "contact"):
            self.prose(report["publication"][name])
        for part in report["parts"]:
            self.part(part)
        return self.blocks

    def part(self, part: dict[str, Any]) -> None:
        self.chapter = f"{part['label']} {part['title'] or part['block']}".strip()
        self.line(part["title"], "heading")
        self.prose(part["intro"])
        self.prose(part["text"])
        if part["domain"] is not None:
            self.domain(part["domain"])
        for group in part["recommendations"]:
            self.line(group["to"])
        for one in part["progress"]:
            self.line(one["made_in"])
            self.prose(one["recommendation"])
            self.prose(one["findings"])
            self.line(one["category"])
            self.prose(one["still_required"])
        for one in part["good_practice"]:
            self.line(one["title"], "heading")
            self.prose(one["text"])
        self.sections(part["sections"])

    def domain(self, domain: dict[str, Any]) -> None:
        for reason in domain.get("because", ()):
            self.line(reason, REASON)
        for name in ("in_brief", "summary", "text"):
            self.prose(domain[name])
        self.items(domain)
        whole = self.chapter
        for standard in domain["standards"]:
            self.chapter = f"{standard['label']} {standard['title']}"
            self.line(standard["title"], "heading")
            self.line(standard["statement"])
            for reason in standard.get("because", ()):
                self.line(reason, REASON)
            for name in ("note", "in_brief", "summary"):
                self.prose(standard[name])
            for question in standard["questions"]:
                self.line(question["text"], "question")
                for prompt in question["prompts"]:
                    self.line(prompt["text"], "question")
            self.prose(standard["text"])
            self.items(standard)
            self.sections(standard["sections"])
        self.chapter = whole

    def items(self, holder: dict[str, Any]) -> None:
        for name in ("strengths", "areas_for_improvement"):
            for item in holder[name]:
                self.line(item["title"])
                self.prose(item["text"], name)

    def sections(self, sections: list[dict[str, Any]]) -> None:
        for section in sections:
            self.line(section["title"], "heading")
            self.prose(section["text"])

    def line(self, text: str | None, kind: str = "line") -> None:
        """One line, without paragraphs."""
        if text:
            words = normalise(text)
            typed = self.origins.line(text)
            self.blocks.append(TextBlock(kind, words, words, self.chapter, typed))

    def prose(self, html: str | None, kind: str = "") -> None:
        """A text with its blocks; `kind` is that of a paragraph in it, if it is another one."""
        blocks = split_html(html or "")
        typed = self.origins.take(html or "", len(blocks))
        for block, origin in zip(blocks, typed or [None] * len(blocks), strict=True):
            named = kind if kind and block.kind == "paragraph" else block.kind
            self.blocks.append(TextBlock(named, block.text, block.markup, self.chapter, origin))
