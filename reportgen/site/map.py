"""The map that a project may bring for its site: a drawing whose shapes lead to regions and
services.

The drawing is checked as every drawing of a report is, and becomes part of the first page, which
has the same regions and services as lists. A shape is known by its id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from reportgen.catalogue.catalogue import Catalogue
from reportgen.problems import InputError, Problem, error, note
from reportgen.project.loading import Project
from reportgen.project.paths import is_file
from reportgen.reading.fields import SourceText
from reportgen.report.svg import svg_problem
from reportgen.settings.project_settings import SiteSettings
from reportgen.site.views import describe_report

MAX_MAP_BYTES = 200_000
"""The page that has it must stay under half a megabyte."""
_SVG = "http://www.w3.org/2000/svg"
_REFERENCE = re.compile(r"(?<=url\(#)|(?<=url\('#)|(?<=url\(\"#)")
_PREFIX = "map-"
"""What is put before the ids of the drawing, so that the page has none of them twice."""


def read_map(
    project: Project, settings: SiteSettings, catalogue: Catalogue
) -> tuple[str, list[Problem]]:
    """The map as part of a page, empty if the project brings none, and what is to be noted of it.
    Refused if it cannot be used."""
    if settings.map is None:
        return "", []
    root = ElementTree.fromstring(_read_drawing(project, settings.map))
    targets = dict(_list_targets(catalogue))
    linked = _link_shapes(root, targets)
    _adapt(root)
    ElementTree.register_namespace("", _SVG)
    missing = sorted(set(targets) - linked)
    notes = [
        note(
            "map-shape",
            settings.map.place,
            f"no shape of the map has one of these ids: {', '.join(missing[:8])}",
            "give each shape the id of its region or service, or leave these to the list below the"
            " map",
        )
    ]
    return ElementTree.tostring(root, encoding="unicode"), notes if missing else []


def _read_drawing(project: Project, name: SourceText) -> bytes:
    path = project.root / str(name)
    if not path.resolve().is_relative_to(project.root) or not is_file(path):
        problem = "it is not in the project"
    elif path.stat().st_size > MAX_MAP_BYTES:
        problem = f"it has more than {MAX_MAP_BYTES:,} bytes"
    else:
        drawing = path.read_bytes()
        has_style = b"<style" in drawing or b"style=" in drawing
        problem = svg_problem(drawing) or ("it has styles" if has_style else "")
        if not problem:
            return drawing
    raise InputError(
        error(
            "map-file",
            name.place,
            f"the map `{name}` is not used: {problem}",
            "name an SVG file of the project, with fill and stroke as attributes of its shapes",
        )
    )


def _list_targets(catalogue: Catalogue) -> Iterator[tuple[str, tuple[str, str]]]:
    """For each id that a shape may have, the page and the words of its link."""
    for region in catalogue.regions:
        number = len(region.reports)
        reports = "1 report" if number == 1 else f"{number} reports"
        yield region.id, (f"regions/{region.id}/index.html", f"{region.name}: {reports}")
    for service in catalogue.services:
        words = describe_report(service.latest).rstrip(".")
        yield service.id, (f"services/{service.id}/index.html", words)


def _link_shapes(root: ElementTree.Element, targets: dict[str, tuple[str, str]]) -> set[str]:
    """Put a link around each shape that has one of the ids. Return those that were there."""
    linked = set()
    for parent in list(root.iter()):
        for at, shape in enumerate(list(parent)):
            id = shape.get("id", "")
            if id not in targets or id in linked:
                continue
            address, words = targets[id]
            linked.add(id)
            link = ElementTree.Element(f"{{{_SVG}}}a", {"href": address, "aria-label": words})
            ElementTree.SubElement(link, f"{{{_SVG}}}title").text = words
            link.append(shape)
            link.tail, shape.tail = shape.tail, None
            parent[at] = link
    return linked


def _adapt(root: ElementTree.Element) -> None:
    """Fit a drawing into a page: no id twice, its width that of the page."""
    sizes = [re.match(r"[\d.]+", root.attrib.pop(name, "")) for name in ("width", "height")]
    if "viewBox" not in root.attrib and all(sizes):
        root.set("viewBox", " ".join(["0 0", *(size[0] for size in sizes if size)]))
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if name == "id":
                element.set(name, _PREFIX + value)
            elif name.endswith("href") and value.startswith("#"):
                element.set(name, f"#{_PREFIX}{value[1:]}")
            else:
                element.set(name, _REFERENCE.sub(_PREFIX, value))
    root.set("role", "group")
    root.set("aria-label", "Map of regions and services")
