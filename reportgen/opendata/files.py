"""All files of the open data: the tables in each format, what describes them, and a version that
keeps its day in its name.

The same reports give the same bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from reportgen.catalogue.catalogue import Catalogue
from reportgen.opendata.csv_files import About, describe_csv, describe_package, write_csv
from reportgen.opendata.database import write_database
from reportgen.opendata.tables import DataTable, make_tables
from reportgen.opendata.workbook import write_workbook
from reportgen.settings.project_settings import SiteSettings

DATABASE, WORKBOOK, PACKAGE = "inspections.sqlite", "inspections.ods", "datapackage.json"
VERSIONS = "versions/"
"""The folder of the versions that keep their day."""


def view_about(settings: SiteSettings, catalogue: Catalogue, base: str) -> About:
    """What the data as a whole are, by the project's settings."""
    return About(
        title=str(settings.name or "Inspection reports"),
        publisher=str(settings.publisher) if settings.publisher else None,
        licence=str(settings.licence) if settings.licence else None,
        licence_name=str(settings.licence_name) if settings.licence_name else None,
        language=settings.language,
        address=base,
        day=catalogue.as_of or "1970-01-01",
    )


def make_data_files(
    catalogue: Catalogue, about: About
) -> tuple[tuple[DataTable, ...], dict[str, bytes]]:
    """The tables, and all files by their names."""
    tables = make_tables(catalogue)
    texts = {
        **{f"{table.name}.csv": write_csv(table) for table in tables},
        **{f"{table.name}.csv-metadata.json": describe_csv(table, about) for table in tables},
        PACKAGE: describe_package(tables, about),
    }
    return tables, {
        **texts,
        DATABASE: write_database(tables),
        WORKBOOK: write_workbook(tables, about),
        f"{VERSIONS}{about.day}.zip": _pack(texts),
    }


def _pack(files: Mapping[str, bytes]) -> bytes:
    """A ZIP file with these files, the same bytes each time."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return data.getvalue()
