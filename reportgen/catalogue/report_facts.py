"""Reads the facts of one published report from its JSON.

It must not know which reports are published, nor where files are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reportgen.catalogue.plain_html import read_plain_text
from reportgen.catalogue.publication import (
    Edge,
    Grade,
    ProgressFact,
    RatingFact,
    RecommendationFact,
    ResultFact,
)

Data = Mapping[str, Any]


def read_report_facts(data: Data) -> dict[str, Any]:
    """What a published report says, by the names of the fields of a Publication."""
    report, ratings = data["report"], data["ratings"]
    return {
        "slug": report["slug"],
        "title": report["title"],
        "subtitle": report["subtitle"],
        "notice": report["notice"],
        "document": report["document"],
        "is_letter": report["letter"] is not None,
        "region": report["region"],
        "kind": report["kind"],
        "language": report["language"],
        "methodology": report["methodology"],
        "methodology_title": report["methodology_title"],
        "printed_date": report["published"]["iso"] if report["published"] else None,
        "fieldwork": report["fieldwork"],
        "publisher": report["publication"]["publisher"],
        "cases": dict(report["sample"]),
        "score": ratings["score"],
        "out_of": ratings["out_of"],
        "overall": _read_grade(report["ratings"]["overall"]),
        "ratings": tuple(_list_ratings(data)),
        "results": (*_list_results(report), *_list_results_by_group(report)),
        "recommendations": tuple(_list_recommendations(report)),
        "progress": tuple(_list_progress(report)),
        "units": tuple(unit["title"] for unit in report["units"]),
    }


def _read_grade(badge: Data | None) -> Grade | None:
    return None if badge is None else Grade(badge["name"], badge["level"], badge["of"])


def _list_standards(report: Data) -> Iterator[tuple[Data, Data]]:
    """Each standard that the report has a chapter on, with its domain."""
    for part in report["parts"]:
        if domain := part["domain"]:
            for standard in domain["standards"]:
                yield domain, standard


def _list_ratings(data: Data) -> Iterator[RatingFact]:
    """The standards that were rated, or have a percentage."""
    report = data["report"]
    chapters = {standard["id"]: (domain, standard) for domain, standard in _list_standards(report)}
    listed = {
        rated["label"]: (domain, rated)
        for domain in report["ratings"]["domains"]
        for rated in domain["standards"]
    }
    for id, rated in data["ratings"]["standards"].items():
        domain, view = listed.get(id) or chapters.get(id) or ({}, {})
        if not view or (id not in listed and rated["percent"] is None):
            continue
        chapter = chapters.get(id, ({}, {}))[1]
        edges = (chapter.get("score") or {}).get("edges") or _find_edges(chapter)
        margin = rated["margin"] or {}
        yield RatingFact(
            standard=id,
            title=rated["title"],
            domain=domain["label"],
            domain_title=domain["title"],
            state=view["state"],
            grade=_read_grade(view["rating"]),
            percent=rated["percent"],
            points=rated["points"],
            driver=rated["driver"],
            because=tuple(rated["because"]),
            margin_to=margin.get("to"),
            margin_cases=margin.get("cases"),
            anchor=chapter.get("anchor"),
            edges=tuple(Edge(percent=one["percent"], name=one["name"]) for one in edges),
        )


def _find_edges(standard: Data) -> list[Data]:
    questions = standard.get("questions", ())
    return next((list(one["share"]["edges"]) for one in questions if one["share"]["edges"]), [])


def _list_results(report: Data) -> Iterator[ResultFact]:
    for _, standard in _list_standards(report):
        for question in standard["questions"]:
            if question["share"]["percent"] is not None:
                yield _make_result(standard["id"], question, None)
            for prompt in question["prompts"]:
                if prompt["share"]["percent"] is not None:
                    yield _make_result(standard["id"], prompt, question["id"])


def _make_result(standard: str, question: Data, parent: str | None) -> ResultFact:
    share = question["share"]
    return ResultFact(
        standard=standard,
        id=_full_id(question["id"], parent),
        parent=parent,
        text=read_plain_text(question["text"]),
        yes=share["yes"],
        of=share["of"],
        percent=share["percent"],
    )


def _full_id(id: str, parent: str | None) -> str:
    """The number of a prompt is that of its question, with a letter: 2.2.1a."""
    return id if parent is None or id.startswith(parent) else parent + id


def _list_results_by_group(report: Data) -> Iterator[ResultFact]:
    ids = set()  # two breakdowns may have a question in common
    for breakdown in report["breakdowns"].values():
        for row in breakdown["rows"]:
            for group, cell in zip(breakdown["groups"], row["groups"], strict=True):
                if (key := (row["id"], breakdown["by"], group)) in ids:
                    continue
                ids.add(key)
                yield ResultFact(
                    standard=_find_standard(report, row["id"]),
                    id=row["id"],
                    parent=None,
                    text=read_plain_text(row["text"]),
                    yes=cell["yes"],
                    of=cell["of"],
                    percent=cell["percent"],
                    by=breakdown["by"],
                    group=group,
                    withheld=cell["withheld"],
                )


def _find_standard(report: Data, id: str) -> str:
    """The standard that a question belongs to."""
    for _, standard in _list_standards(report):
        for question in standard["questions"]:
            if id == question["id"] or any(
                id == _full_id(prompt["id"], question["id"]) for prompt in question["prompts"]
            ):
                return str(standard["id"])
    return ""


def _list_recommendations(report: Data) -> Iterator[RecommendationFact]:
    for part in report["parts"]:
        for group in part["recommendations"]:
            for item in group["items"]:
                if item["id"]:
                    yield RecommendationFact(
                        id=item["id"],
                        number=item["number"],
                        to=group["to"],
                        title=item["title"],
                        text=read_plain_text(item["text"]),
                        standards=tuple(link["label"] for link in item["findings"]),
                        anchor=item["anchor"],
                    )


def _list_progress(report: Data) -> Iterator[ProgressFact]:
    for part in report["parts"]:
        for one in part["progress"]:
            yield ProgressFact(
                made_in=one["made_in"],
                recommendation=read_plain_text(one["recommendation"]),
                findings=read_plain_text(one["findings"]) or None,
                category=one["category"],
                still_required=read_plain_text(one["still_required"]) or None,
            )
