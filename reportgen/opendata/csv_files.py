"""The tables as CSV, with what describes them: CSV on the Web for each, and one data package for
all.

No spreadsheet program reads a cell of them as a formula.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from io import StringIO
from typing import Any

from reportgen.opendata.tables import Cell, DataColumn, DataTable
from reportgen.util.frozen import frozen
from reportgen.util.text import escape_formula

DATE_PATTERN = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
"""A year, a month or a day."""

_CSVW_TYPES: dict[str, Any] = {
    "text": "string",
    "integer": "integer",
    "boolean": {"base": "boolean", "format": "true|false"},
    "day": {"base": "date", "format": "yyyy-MM-dd"},
    "date": {"base": "string", "format": DATE_PATTERN.strip("^$")},
}


@frozen
class About:
    """What the data as a whole are."""

    title: str
    publisher: str | None
    licence: str | None
    licence_name: str | None
    language: str
    address: str
    """Of the site; nothing where it is not known."""
    day: str
    """The day that the data describe."""


def write_csv(table: DataTable) -> bytes:
    """A table as CSV in UTF-8, the names of the columns first."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([write_cell(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode()


def write_cell(cell: Cell) -> Any:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return escape_formula(cell)


def describe_csv(table: DataTable, about: About) -> bytes:
    """The metadata of one CSV file, after CSV on the Web."""
    data: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"language": about.language}],
        "url": f"{table.name}.csv",
        "dc:title": f"{about.title}: {table.title}",
        "dc:description": table.about,
        "dc:modified": {"@value": about.day, "@type": "xsd:date"},
        **({"dc:publisher": about.publisher} if about.publisher else {}),
        **({"dc:license": {"@id": about.licence}} if about.licence else {}),
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": {
            "columns": [_describe_csvw_column(column) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {
                    "columnReference": list(columns),
                    "reference": {
                        "resource": f"{other}.csv",
                        "columnReference": list(columns),
                    },
                }
                for columns, other in table.links
            ],
        },
    }
    return _as_json(data)


def _describe_csvw_column(column: DataColumn) -> dict[str, Any]:
    return {
        "name": column.name,
        "titles": [column.name],
        "dc:description": column.about,
        "datatype": _CSVW_TYPES[column.type],
        "required": column.is_required,
    }


def describe_package(tables: Sequence[DataTable], about: About) -> bytes:
    """All CSV files as one data package, after Frictionless Data."""
    data: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "inspection-reports",
        "title": about.title,
        "version": about.day,
        **({"homepage": about.address} if about.address else {}),
        **(
            {"licenses": [{"path": about.licence, "title": about.licence_name or about.licence}]}
            if about.licence
            else {}
        ),
        **(
            {"contributors": [{"title": about.publisher, "role": "publisher"}]}
            if about.publisher
            else {}
        ),
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": table.name,
                "path": f"{table.name}.csv",
                "title": table.title,
                "description": table.about,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
                "schema": _describe_schema(table),
            }
            for table in tables
        ],
    }
    return _as_json(data)


def _describe_schema(table: DataTable) -> dict[str, Any]:
    return {
        "fields": [_describe_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
        "foreignKeys": [
            {"fields": list(columns), "reference": {"resource": other, "fields": list(columns)}}
            for columns, other in table.links
        ],
    }


def _describe_field(column: DataColumn) -> dict[str, Any]:
    types = {"text": "string", "date": "string", "day": "date"}
    constraints: dict[str, Any] = {"required": True} if column.is_required else {}
    if column.type == "date":
        constraints["pattern"] = DATE_PATTERN.strip("^$")
    field = {
        "name": column.name,
        "type": types.get(column.type, column.type),
        "description": column.about,
    }
    return {**field, "constraints": constraints} if constraints else field


def _as_json(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
