"""What its record makes of a report: draft, embargoed or published; and how the report is marked.

A stage is valid for one content, which is known by its digest. A report with other content is a
draft, whatever the record says: if somebody edits a published report, it becomes the draft of a
correction.

It must not know how a mark looks.
"""

from __future__ import annotations

import re
from datetime import datetime

from reportgen.languages.language import DEFAULT, Language, open_language
from reportgen.record.entries import PUBLIC, Entry, Record
from reportgen.record.moments import say_moment
from reportgen.util.dates import is_iso_date
from reportgen.util.frozen import frozen
from reportgen.util.text import slugify

MAX_RECIPIENT = 100
"""Characters in the name of who gets a copy: two lines at the edge of a page."""


@frozen
class Correction:
    """One correction of a published report."""

    edition: int
    """The edition in which it was made."""
    on: str
    """The day, in words."""
    iso: str
    """The day, for machines."""
    kind: str
    """`minor` or `major`."""
    note: str
    """What was corrected."""


@frozen
class EarlierEdition:
    """An edition that a later one replaced. It is kept, and linked."""

    edition: int
    on: str
    """The day on which it was published, in words."""
    address: str
    """Where its page is, from that of the report."""


@frozen
class Withdrawal:
    """That a report was withdrawn, and why."""

    on: str
    """The day, in words."""
    note: str


@frozen
class Marking:
    """What a report is, and what marks it if it is not published."""

    stage: str
    """draft, factual accuracy, embargoed, published, corrected or withdrawn."""
    edition: int | None
    """The number of the edition, once there is one."""
    title: str | None
    """The first words of the title of what is not published."""
    band: str | None
    """The line on every page of what is not published."""
    recipient: str | None
    """For whom a copy was made."""
    withdrawal: Withdrawal | None
    corrections: tuple[Correction, ...]
    """The newest first."""
    editions: tuple[EarlierEdition, ...]
    """The earlier editions, the newest first."""
    changed: str | None
    """The day of the last correction or of the withdrawal, for machines."""

    @property
    def is_public(self) -> bool:
        return self.stage in PUBLIC


def mark_draft(
    record: Record | None,
    recipient: str | None = None,
    errors: int = 0,
    wording: Language | None = None,
) -> Marking:
    """The marking of what nobody has sent out: of a first draft, or of one for a next edition; with
    the number of errors that it has."""
    edition = _next_edition(record)
    wording = wording or open_language(DEFAULT)
    title = named = wording.say("draft")
    if record is not None and record.editions:
        named = wording.say("draft-of-edition", number=edition)
    if errors:
        named = wording.say("draft-with-errors", draft=named, count=errors)
    band = wording.say("not-for-publication", draft=named)
    return _marked("draft", edition if edition > 1 else None, title, band, recipient)


def mark(
    record: Record | None,
    digest: str,
    recipient: str | None = None,
    wording: Language | None = None,
) -> Marking:
    """The marking of a report with this content, in its language."""
    wording = wording or open_language(DEFAULT)
    last = record.last if record is not None else None
    if record is None or last is None or last.stage == "draft":
        return mark_draft(record, recipient, wording=wording)
    if last.stage not in PUBLIC:
        if last.digest != digest:
            return mark_draft(record, recipient, wording=wording)
        return _mark_restricted(last, recipient, wording)
    if record.editions and record.editions[-1].digest == digest:
        return _mark_public(record, last, wording)
    return mark_draft(record, recipient, wording=wording)


def _mark_restricted(entry: Entry, recipient: str | None, wording: Language) -> Marking:
    if entry.stage == "embargoed":
        text = wording.say("embargoed-until", moment=say_until(str(entry.until), wording))
        return _marked("embargoed", entry.edition, wording.say("embargoed"), text, recipient)
    band = say_check_band(entry.due, wording)
    return _marked("factual accuracy", entry.edition, wording.say("fact-check"), band, recipient)


def say_check_band(due: str | None, wording: Language | None = None) -> str:
    """The line on every page of what is sent out for a check of facts."""
    wording = wording or open_language(DEFAULT)
    if due:
        return wording.say("fact-check-band-by", date=say_date(due, wording))
    return wording.say("fact-check-band")


def _marked(
    stage: str, edition: int | None, title: str, band: str, recipient: str | None
) -> Marking:
    return Marking(
        stage=stage,
        edition=edition,
        title=title,
        band=band,
        recipient=recipient,
        withdrawal=None,
        corrections=(),
        editions=(),
        changed=None,
    )


def _mark_public(record: Record, last: Entry, wording: Language) -> Marking:
    current, *earlier = reversed(record.editions)
    withdrawal = None
    if last.stage == "withdrawn":
        withdrawal = Withdrawal(on=say_date(last.on, wording), note=str(last.note or ""))
    return Marking(
        stage=str(last.stage),
        edition=current.edition,
        title=wording.say("withdrawn") if withdrawal else None,
        band=None,
        recipient=None,
        withdrawal=withdrawal,
        corrections=tuple(
            Correction(
                edition=entry.edition or 0,
                on=say_date(entry.on, wording),
                iso=str(entry.on or "")[:10],
                kind=entry.kind or "major",
                note=str(entry.note or ""),
            )
            for entry in reversed(record.editions)
            if entry.stage == "corrected"
        ),
        editions=tuple(
            EarlierEdition(
                edition=entry.edition or 0,
                on=say_date(entry.on, wording),
                address=f"{edition_folder(entry.edition, current.edition)}/index.html",
            )
            for entry in earlier
        ),
        changed=str(last.on or "")[:10] if last.stage != "published" else None,
    )


def edition_folder(number: int | None, newest: int | None) -> str:
    """The folder of an edition, from that of a newer one: each edition has the one before it in a
    folder within its own."""
    return "/".join(f"edition-{one}" for one in range((newest or 0) - 1, (number or 0) - 1, -1))


def next_edition(record: Record | None, digest: str) -> int:
    """The number of the edition that goes out with this content: one that went out keeps its
    number."""
    for entry in reversed(record.stages if record is not None else ()):
        if entry.edition is not None:
            return entry.edition if entry.digest == digest else entry.edition + 1
    return 1


def _next_edition(record: Record | None) -> int:
    numbers = [entry.edition for entry in record.stages if entry.edition] if record else []
    return max(numbers, default=0) + 1


def name_suffix(marking: Marking, record: Record | None) -> str:
    """What the file names of a marked report have before their ending: `.draft`."""
    if marking.is_public:
        return ""
    suffix = f".{slugify(marking.stage)}"
    if marking.stage == "embargoed" and record is not None and record.last is not None:
        suffix += "-" + re.sub(r"[ ]", "-", str(record.last.until)).replace(":", "")
    if marking.recipient:
        suffix += f".for-{slugify(marking.recipient)}"
    return suffix


def say_until(written: str, wording: Language | None = None) -> str:
    try:
        return say_moment(datetime.strptime(written, "%Y-%m-%d %H:%M"), wording)
    except ValueError:
        return written


def say_date(written: str | None, wording: Language | None = None) -> str:
    """31 August 2022, of a day with or without a time."""
    day = str(written or "")[:10]
    wording = wording or open_language(DEFAULT)
    return wording.date(day) if is_iso_date(day) else day
