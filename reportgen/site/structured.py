"""What pages say to search engines, in the words of schema.org."""

from __future__ import annotations

import json
from typing import Any

from reportgen.catalogue.publication import Publication
from reportgen.opendata.files import DATABASE, PACKAGE, WORKBOOK
from reportgen.opendata.tables import ALL_TABLES
from reportgen.report.output_files import MEDIA_TYPES
from reportgen.site.renderer import SiteView, clean_address
from reportgen.site.views import Page, describe_report


def make_metadata(site: SiteView, page: Page) -> str:
    """The description of a page as JSON that is safe inside a script element; nothing for pages
    that are only a way to others."""
    data: dict[str, Any] | None = None
    if page.template == "index":
        data = {"@type": "WebSite", "name": site.name, "inLanguage": site.language}
    elif page.template == "report":
        data = _describe_publication(site, page, page.values["report"])
    elif page.template == "data":
        data = _describe_dataset(site, page)
    if data is None:
        return ""
    address = clean_address(site, page.path)
    whole = {"@context": "https://schema.org", **data, **({"url": address} if address else {})}
    return (
        json.dumps(whole, ensure_ascii=False)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
    )


def _describe_publication(site: SiteView, page: Page, report: Publication) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@type": "Report",
        "name": report.title,
        "description": describe_report(report),
        "identifier": report.slug,
        "inLanguage": report.language,
        "genre": report.document,
        "about": report.methodology_title,
        "datePublished": report.printed_date or report.first_published,
        "dateModified": report.changed[:10],
        "version": report.editions[0].number,
        "creativeWorkStatus": report.stage,
        "encoding": [
            {
                "@type": "MediaObject",
                "contentUrl": f"report/{file.name}",
                "encodingFormat": MEDIA_TYPES[file.name.rpartition(".")[2]],
                "contentSize": file.size,
            }
            for file in report.files
        ],
    }
    if report.publisher or site.publisher:
        data["publisher"] = {
            "@type": "Organization",
            "name": report.publisher or site.publisher,
        }
    if report.region:
        data["spatialCoverage"] = report.region
    if report.corrections:
        data["correction"] = [
            {
                "@type": "CorrectionComment",
                "text": edition.note or "",
                "datePublished": edition.on[:10],
            }
            for edition in report.corrections
        ]
    return data


def _describe_dataset(site: SiteView, page: Page) -> dict[str, Any]:
    formats = {
        WORKBOOK: MEDIA_TYPES["ods"],
        DATABASE: "application/vnd.sqlite3",
        PACKAGE: "application/json",
        **{f"{table.name}.csv": "text/csv" for table in ALL_TABLES},
    }
    address = clean_address(site, page.path)
    data: dict[str, Any] = {
        "@type": "Dataset",
        "name": f"{site.name}: data",
        "description": "Inspections, ratings, results by question, recommendations, progress on"
        " them, corrections and withdrawals: everything that is published, as tables.",
        "inLanguage": site.language,
        "isAccessibleForFree": True,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": address + name, "encodingFormat": media_type}
            for name, media_type in formats.items()
        ],
    }
    if site.licence:
        data["license"] = site.licence
    if site.publisher:
        data["creator"] = {"@type": "Organization", "name": site.publisher}
    return data
