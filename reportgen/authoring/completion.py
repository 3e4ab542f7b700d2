"""What an editor can suggest and underline in an inspection of one methodology: its ids, grades and
names, each with its meaning.

It turns a methodology into a part of the JSON Schema of inspections. Whatever can be read must be
allowed by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from reportgen.inspection.blocks import TEXTS_OF_BLOCKS, kind_of
from reportgen.methodology.explain import HOW, bands
from reportgen.methodology.model import Domain, Grade, Methodology, Standard

Schema = dict[str, Any]


def make_completions(methodology: Methodology) -> Schema:
    """What holds for inspections of this methodology, in addition to what holds for all."""
    m = methodology
    properties: Schema = {
        "text": _texts(m),
        "omit": _keys(
            {
                str(b.id or b.block): (str(b.title or b.block), {})
                for b in m.outline
                if kind_of(b).may_be_omitted
            },
            "parts of the outline that this report does without, each with the reason",
        ),
        "findings": _keys(
            {id: (about, finding) for id, about, finding in _findings(m)},
            "what was found, by domain and standard",
        ),
        "threads": _keys(
            {str(t.id): (str(t.title), {}) for t in m.threads},
            "the published percentage of a thread",
        ),
        "overall": _overall(m),
        "published_ratings": _published(m),
        "fields": _own_fields(m),
        "declares": {
            "description": "facts that a rule of the methodology asks for",
            "items": _one_of(m.declares) if m.declares else {"const": None},
        },
        "sections": _sections(m),
        "tables": _tables(m),
        "kind": (
            {"description": "the kind of inspection", **_one_of(m.kinds)}
            if m.kinds
            else {"description": "this methodology has no kinds", "type": "null"}
        ),
    }
    return {
        "title": str(m.title),
        "properties": properties,
        **({"required": ["kind"]} if m.kinds else {}),
    }


def _own_fields(m: Methodology) -> Schema:
    """The fields that the methodology declares, each with its title and what it may be."""
    keys: dict[str, tuple[str, Schema]] = {}
    for id, declared in m.fields.items():
        one = _one_of(dict.fromkeys(declared.options, ""), or_none=True) if declared.options else {}
        if declared.type == "list":
            one = {"anyOf": [one, {"type": "array", "items": one}]} if one else {}
        keys[str(id)] = (f"{declared.title} ({declared.type})", one)
    return _keys(keys, "facts about the service that the methodology asks for")


def _texts(m: Methodology) -> Schema:
    titles = {
        **_blocks(m),
        **dict.fromkeys(TEXTS_OF_BLOCKS, "printed with the block it belongs to"),
    }
    return _keys(
        {name: (title, {}) for name, title in titles.items()},
        "the prose blocks of this methodology's outline",
    )


def _sections(m: Methodology) -> Schema:
    places = _one_of({**_places(m), "annexes": "an annexe of its own"})
    return {
        "description": "what this report has beside the outline",
        "items": {"properties": {"in": {"description": "where it stands", **places}}},
    }


def _tables(m: Methodology) -> Schema:
    places = _one_of(_places(m), or_none=True)
    return {
        "description": "tables of data, by name",
        "additionalProperties": {
            "properties": {"in": {"description": "where it stands", **places}}
        },
    }


def ids(methodologies: Iterable[Methodology]) -> Schema:
    """The ids of methodologies, each with its title."""
    return _one_of({m.id: " ".join(str(m.title).split()) for m in methodologies})


def _one_of(words: Mapping[Any, Any], or_none: bool = False) -> Schema:
    """One of these words, each with its meaning. A word of digits may be read as a number."""
    values: dict[Any, str] = {}
    for word, about in words.items():
        values[str(word)] = str(about or "")
        if str(word).isdecimal():
            values[int(word)] = str(about or "")
    if or_none:
        values[None] = ""
    return {"enum": list(values), "enumDescriptions": list(values.values())}


def _keys(keys: Mapping[str, tuple[str, Schema]], about: str) -> Schema:
    """A map with these keys, or nothing yet. Editors read 1.1 as a number, which they only accept
    as a key if a pattern matches it."""
    numbers = [re.escape(key) for key in keys if re.fullmatch(r"\d+(\.\d+)?", key)]
    return {
        "description": about,
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {key: {"description": title, **more} for key, (title, more) in keys.items()},
        **({"patternProperties": {f"^({'|'.join(numbers)})$": {}}} if numbers else {}),
    }


def _blocks(m: Methodology) -> dict[str, str]:
    return {str(b.id or b.block): str(b.title or b.block) for b in m.outline if b.block != "domain"}


def _places(m: Methodology) -> dict[str, str]:
    return {
        **{str(d.id): str(d.title) for d in m.domains},
        **{id: str(s.title) for id, s in m.standards.items()},
        **_blocks(m),
    }


def _findings(m: Methodology) -> Iterable[tuple[str, str, Schema]]:
    for domain in m.domains:
        yield str(domain.id), f"{domain.title} ({m.words.domain})", _domain(m, domain)
        for standard in domain.standards:
            yield str(standard.id), _about(m, standard), {"properties": _finding(m, standard)}


def _domain(m: Methodology, domain: Domain) -> Schema:
    """The rating of a domain that has one of its own."""
    if str(domain.id) not in m.rated_domains:
        return {}
    rating = _one_of(_grades(m.domain_scale(domain)), or_none=True)
    return {"properties": {"rating": rating, "adjusted": _adjusted(rating)}}


def _adjusted(rating: Schema) -> Schema:
    return {
        "description": "professional discretion",
        "properties": {"rating": {"description": "the rating given instead", **rating}},
    }


def _overall(m: Methodology) -> Schema:
    """The overall rating as the inspectors or the panel give it."""
    if m.rules.overall.rule == "none":
        return {"description": "this methodology gives no overall rating", "type": "null"}
    rating = _one_of(_grades(m.scale(m.rules.overall.scale)), or_none=True)
    return {
        "description": "the overall rating, by judgement or by the panel's discretion",
        "anyOf": [
            rating,
            {"type": "object", "properties": {"rating": rating, "adjusted": _adjusted(rating)}},
        ],
    }


def _about(m: Methodology, standard: Standard) -> str:
    how = HOW[standard.rated].format(question=m.words.question, questions=m.words.questions)
    kinds = (
        f"; only for {', '.join(str(m.kinds[k]) for k in standard.kinds)}" if standard.kinds else ""
    )
    return f"{standard.title}: {how}{kinds}. {standard.statement or ''}".strip()


def _finding(m: Methodology, standard: Standard) -> Schema:
    rating = _one_of(_grades(m.scale_of(standard)), or_none=True)
    results: dict[str, tuple[str, Schema]] = {
        id: (str(item.text), {}) for id, item in standard.questions_and_prompts.items()
    }
    if standard.rated in ("own", "mean", "lowest"):
        results[str(standard.id)] = ("the percentage of the whole", {})
    properties: Schema = {
        "results": _keys(results, "results by question and prompt: 31 of 51, or 61%")
    }
    if standard.rated != "no":
        properties["rating"] = {
            "description": (
                "by the inspectors' judgement"
                if standard.rated == "judgement"
                else "follows from the results"
            ),
            **rating,
        }
        properties["adjusted"] = _adjusted(rating)
    judged = {str(q.id): (str(q.text), rating) for q in standard.questions if q.rated != "cases"}
    if judged:
        properties["judged"] = _keys(judged, "the grades of questions rated by judgement")
    return properties


def _grades(scale: tuple[Grade, ...]) -> dict[str, str]:
    descriptions = bands(scale).split(", ") if any(g.from_ for g in scale) else []
    band = {
        str(g.name): text.removeprefix(str(g.name)).strip()
        for g, text in zip((g for g in scale if g.from_ is not None), descriptions, strict=False)
    }
    return {str(g.name): str(g.about or band.get(str(g.name), "")) for g in scale}


def _published(m: Methodology) -> Schema:
    overall = (
        _one_of(_grades(m.scale(m.rules.overall.scale))) if m.rules.overall.rule != "none" else {}
    )
    keys: dict[str, tuple[str, Schema]] = {
        "score": ("the score as announced", {}),
        "overall": ("the overall rating as announced", overall),
    }
    keys |= {id: (str(s.title), _one_of(_grades(m.scale_of(s)))) for id, s in m.standards.items()}
    keys |= {str(d.id): (str(d.title), {}) for d in m.domains if d.score == "mean"}
    keys |= {
        id: (str(d.title), _one_of(_grades(m.domain_scale(d)))) for id, d in m.rated_domains.items()
    }
    keys |= {str(t.id): (str(t.title), {}) for t in m.threads if t.score == "mean"}
    return _keys(keys, "what was announced; must agree with what is computed")
