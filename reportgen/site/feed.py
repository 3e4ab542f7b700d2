"""The feed of what is new, in Atom, and the list of all pages for search engines.

Dates come from the records, so the same reports give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from xml.sax.saxutils import escape, quoteattr

from reportgen.catalogue.catalogue import Catalogue
from reportgen.catalogue.publication import Publication
from reportgen.problems import NOWHERE
from reportgen.record.moments import TIME_ZONE, find_zone
from reportgen.site.renderer import SiteView, clean_address
from reportgen.site.views import describe_report
from reportgen.util.frozen import frozen

MAX_ENTRIES = 50
"""How many events the feed has at most."""

_NOBODY = "1970-01-01T00:00:00Z"


@frozen(kw_only=False)
class _News:
    """Something that happened to a report."""

    on: str
    report: Publication
    what: str
    text: str


def make_feed(site: SiteView, catalogue: Catalogue) -> bytes:
    """The feed: each edition and each withdrawal, the newest first."""
    news = sorted(_list_news(catalogue), key=lambda one: (one.on, one.report.slug), reverse=True)
    updated = _say_moment(news[0].on) if news else _NOBODY
    own = site.base + "feed.atom" if site.base else ""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(site.language)}>',
        f"<title>{escape(site.name)}</title>",
        f"<id>{escape(own or _make_id(site.name))}</id>",
        f"<updated>{updated}</updated>",
        f"<author><name>{escape(site.publisher or site.name)}</name></author>",
        '<generator uri="https://pypi.org/project/reportgen/">reportgen</generator>',
        *([f'<link rel="self" href={quoteattr(own)}/>'] if own else []),
        f'<link rel="alternate" href={quoteattr(site.base or "index.html")}/>',
        *(line for one in news[:MAX_ENTRIES] for line in _make_entry(site, one)),
        "</feed>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _list_news(catalogue: Catalogue) -> Iterator[_News]:
    for report in catalogue.publications:
        for edition in report.editions:
            what = "Corrected: " if edition.stage == "corrected" else ""
            yield _News(edition.on, report, what, edition.note or describe_report(report))
        if report.withdrawn:
            yield _News(report.withdrawn.on, report, "Withdrawn: ", report.withdrawn.note)


def _make_entry(site: SiteView, news: _News) -> Iterator[str]:
    path = f"reports/{news.report.slug}/index.html"
    address = clean_address(site, path) or path
    what = news.what or "Published: "
    yield "<entry>"
    yield f"<title>{escape(news.what + news.report.title)}</title>"
    yield f"<id>{escape(_make_id(site.base, news.report.slug, what, news.on))}</id>"
    yield f"<updated>{_say_moment(news.on)}</updated>"
    yield f"<link href={quoteattr(address)}/>"
    if news.report.region:
        yield f"<category term={quoteattr(news.report.region)}/>"
    yield f"<summary>{escape(news.text)}</summary>"
    yield "</entry>"


def _make_id(*parts: str) -> str:
    """A name that stays the same for ever, in the form of a UUID."""
    digits = sha256("\n".join(parts).encode()).hexdigest()
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-8{digits[17:20]}-{digits[20:32]}"


def _say_moment(on: str) -> str:
    """A moment of a record as feeds write it; a day alone begins at midnight."""
    local = datetime.strptime(on if len(on) > 10 else f"{on} 00:00", "%Y-%m-%d %H:%M")
    moment = local.replace(tzinfo=find_zone(TIME_ZONE, NOWHERE)).astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def make_sitemap(site: SiteView, paths: Iterable[str]) -> dict[str, bytes]:
    """The list of all pages, and the file that names it to search engines. Nothing where the
    address of the site is not known."""
    if not site.base:
        return {}
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        *(f"<url><loc>{escape(clean_address(site, path))}</loc></url>" for path in sorted(paths)),
        "</urlset>",
    ]
    robots = f"User-agent: *\nAllow: /\nSitemap: {site.base}sitemap.xml\n"
    return {"sitemap.xml": ("\n".join(lines) + "\n").encode(), "robots.txt": robots.encode()}
