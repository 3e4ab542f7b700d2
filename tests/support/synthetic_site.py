"""A project with many published reports, made from one example: small files, real records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from reportgen.dossier import open_dossier
from reportgen.project.loading import Project
from reportgen.record.entries import write_entry
from reportgen.render.json.report_json import collect_report_data
from reportgen.report.builder import build_report
from reportgen.report.texts import read_texts
from tests.conftest import REPOSITORY

REGIONS = [f"{name} region" for name in "North South East West Coast Hills Lakes Moors".split()]
TOWNS = "Ash Birch Cedar Elm Fir Hazel Holly Larch Maple Oak Pine Rowan Willow Yew Alder".split()
PARTS = "bridge bury combe field ford gate ham hurst ley mouth port stead ton well wick".split()
GRADES = ("Inadequate", "Requires improvement", "Good", "Outstanding")
PAGE = '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{0}</title></head>\
<body><main><h1>{0}</h1>{1}</main></body></html>\n'


def write_project(root: Path, number: int, years: int = 12) -> list[str]:
    """Write a project with so many inspections over so many years: each service is inspected about
    every three years. Return their names."""
    random = Random(7)
    template = _read_template()
    (root / "inspections").mkdir(parents=True)
    (root / "methodologies").mkdir()
    services = max(1, number * 3 // years)
    slugs = []
    for n in range(number):
        service, turn = n % services, n // services
        year = 2026 - years + 3 * turn + service % 3
        town = f"{TOWNS[service % 15]}{PARTS[service // 15 % 15]}" + (
            f" {service // 225 + 1}" if service >= 225 else ""
        )
        slug = f"{town.lower().replace(' ', '-')}-{year}"
        slugs.append(slug)
        day = f"{year}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        data = _vary(template, random, slug, town, REGIONS[service % 8], day)
        write_report(root, slug, data, day)
    return slugs


def write_report(root: Path, slug: str, data: dict[str, Any], day: str) -> None:
    """The inspection, its record, and its published files."""
    title = data["report"]["title"]
    anchors = "".join(f'<p id="{one}">{one}</p>' for one in sorted(_list_anchors(data)))
    files = {
        "index.html": PAGE.format(title, anchors).encode(),
        f"{slug}.json": json.dumps(data, ensure_ascii=False).encode(),
    }
    folder = root / "output" / slug
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    entry = {
        "stage": "published",
        "edition": 1,
        "on": f"{day} 00:01",
        "by": "Robin",
        "digest": "b2:0",
        "files": {name: f"sha256:{sha256(content).hexdigest()}" for name, content in files.items()},
    }
    inspections = root / "inspections"
    (inspections / f"{slug}.yaml").write_text(f"methodology: m\ntitle: {title}\n", "utf-8")
    (inspections / f"{slug}.record.yaml").write_text(write_entry(None, slug, entry), "utf-8")


def _read_template() -> dict[str, Any]:
    dossier = open_dossier(Project(REPOSITORY), "exampleshire-2025")
    report = build_report(dossier, read_texts(dossier))
    return json.loads(json.dumps(collect_report_data(report, dossier)))


def _vary(
    template: dict[str, Any], random: Random, slug: str, town: str, region: str, day: str
) -> dict[str, Any]:
    data = deepcopy(template)
    report = data["report"]
    data["ratings"]["inspection"] = report["slug"] = slug
    report["title"], report["region"] = f"{town} Community Service", region
    report["published"] = {"words": day, "iso": day}
    report["units"] = []
    _set_grade(report["ratings"]["overall"], random.randint(0, 3))
    for domain in report["ratings"]["domains"]:
        for standard in domain["standards"]:
            if standard["rating"]:
                _set_grade(standard["rating"], random.randint(0, 3))
    for standard in data["ratings"]["standards"].values():
        if standard["percent"] is not None:
            standard["percent"] = min(100, max(0, round(random.gauss(65, 15))))
    for part in report["parts"]:
        for group in part["recommendations"]:
            for item in group["items"]:
                item["id"] = f"{slug}/{item['number']}"
    return data


def _set_grade(badge: dict[str, Any], level: int) -> None:
    badge["level"], badge["name"] = level, GRADES[level]


def _list_anchors(data: dict[str, Any]) -> Iterator[str]:
    for part in data["report"]["parts"]:
        for standard in (part["domain"] or {}).get("standards", ()):
            yield standard["anchor"]
        for group in part["recommendations"]:
            for item in group["items"]:
                yield item["anchor"]
