"""Renders the pages of the site with templates, those of the project before those of the package.

It must not know which pages there are.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reportgen.catalogue.catalogue import Catalogue, compare_overall
from reportgen.problems import InputError
from reportgen.reading.fields import SourceText
from reportgen.render.html import template_faults
from reportgen.render.html.page import make_environment
from reportgen.report.output_files import WEB_PAGE
from reportgen.settings.project_settings import SiteSettings
from reportgen.site.pages import NAVIGATION
from reportgen.site.views import Link, Page
from reportgen.util.dates import date_in_words
from reportgen.util.frozen import frozen

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
"""What a page may load: only files of the site."""

"""The picture that other sites show beside a link to a page."""


@frozen
class SiteView:
    """What every page says of the site."""

    name: str
    publisher: str | None
    about: tuple[str, ...]
    """Paragraphs."""
    language: str
    base: str
    """The address of the site, with a slash at its end; nothing where it is not known."""
    licence: str | None
    licence_name: str | None
    contact: str | None
    footer: str | None
    as_of: str
    navigation: tuple[Link, ...]


@frozen(kw_only=False)
class PageView:
    """What a page says of itself."""

    path: str
    title: str
    description: str
    section: str
    address: str
    """Its whole address; nothing where that of the site is not known."""
    card: str
    metadata: str
    """Its description for search engines, as JSON that is safe inside a script element."""


def view_site(settings: SiteSettings, catalogue: Catalogue, base: str | None = None) -> SiteView:
    """What every page says of the site, by the project's settings. `base` overrides its address."""
    address = (base if base is not None else str(settings.base or "")).strip()
    about = str(settings.about or "").strip()
    return SiteView(
        name=str(settings.name or "Inspection reports"),
        publisher=str(settings.publisher) if settings.publisher else None,
        about=tuple(" ".join(one.split()) for one in about.split("\n\n") if one.strip()),
        language=settings.language,
        base=address if not address or address.endswith("/") else f"{address}/",
        licence=str(settings.licence) if settings.licence else None,
        licence_name=str(settings.licence_name) if settings.licence_name else None,
        contact=str(settings.contact) if settings.contact else None,
        footer=str(settings.footer) if settings.footer else None,
        as_of=date_in_words(catalogue.as_of) if catalogue.as_of else "",
        navigation=NAVIGATION,
    )


def clean_address(site: SiteView, path: str) -> str:
    """The whole address of a page, without the name of its file; nothing where that of the site is
    not known."""
    if not site.base:
        return ""
    return site.base + quote(path.removesuffix(WEB_PAGE))


class SiteRenderer:
    """Renders pages with the templates of some folders."""

    def __init__(self, folders: Sequence[Path], site: SiteView, catalogue: Catalogue) -> None:
        self.folders = tuple(folders)
        self.site = site
        self.catalogue = catalogue

    @cached_property
    def environment(self) -> Any:
        environment = make_environment(self.folders)
        environment.filters["words"] = date_in_words
        environment.globals["compare"] = compare_overall
        return environment

    def render(self, page: Page, metadata: str = "") -> bytes:
        """Make a page."""
        view = PageView(
            page.path,
            page.title or self.site.name,
            page.description,
            page.section,
            clean_address(self.site, page.path),
            self.site.base + quote(page.card),
            metadata,
        )
        values = {
            **page.values,
            "page": view,
            "site": self.site,
            "catalogue": self.catalogue,
            "policy": POLICY,
            "mode": "page",
            "edit": False,
            "to": _LinkMaker(page.path),
        }
        return self._render(f"site/{page.template}.html.j2", values).encode()

    def _render(self, name: str, values: Mapping[str, Any]) -> str:
        import jinja2

        try:
            text: str = self.environment.get_template(name).render(values)
            return text.strip() + "\n"
        except jinja2.TemplateNotFound as fault:
            message = f"there is no template `{fault.name}`"
            raise InputError(
                template_faults.locate_fault(self.folders, fault, name, message)
            ) from None
        except jinja2.TemplateError as fault:
            raise InputError(template_faults.locate_fault(self.folders, fault, name)) from fault
        except UnicodeDecodeError:
            raise InputError(*template_faults.find_unreadable_templates(self.folders)) from None
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as fault:
            if not template_faults.is_template_fault(fault):
                raise
            raise InputError(template_faults.locate_fault(self.folders, fault, name)) from fault


class _LinkMaker:
    """Makes links from one page to others and to files, all relative."""

    def __init__(self, path: str) -> None:
        self.folder = posixpath.dirname(path)

    def __call__(self, path: str) -> SourceText | str:
        return quote(posixpath.relpath(path, self.folder or "."))
