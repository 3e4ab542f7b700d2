"""The gates between the stages of a report: what must be true before it may enter each of them.

A gate looks at everything and reports all that is in the way at once, each with its place and what
to do. It changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from reportgen.comments.comment_file import find_open, find_undone
from reportgen.lifecycle.sources import find_changed_since, list_sources, read_committed
from reportgen.lifecycle.submission import Submission
from reportgen.problems import InputError, Place, Problem, error, sort_problems
from reportgen.record.entries import Entry, record_path
from reportgen.record.moments import say_moment, say_wait
from reportgen.record.standing import say_date, say_until
from reportgen.util.dates import is_iso_date

Condition = Callable[[Submission], Iterator[Problem]]

FROM = {
    "draft": ("draft", "factual accuracy", "embargoed"),
    "factual accuracy": ("draft", "factual accuracy", "embargoed"),
    "embargoed": ("draft", "factual accuracy", "embargoed"),
    "published": ("draft", "factual accuracy", "embargoed"),
    "corrected": ("published", "corrected", "withdrawn"),
    "withdrawn": ("published", "corrected"),
}
"""From which stages each stage may be entered."""

UNFINISHED = ("todo", "unrated", "no-overall", "figure-without-result")
"""Warnings with which nobody is asked to check facts."""

IDENTIFYING = ("case-id", "denied-name", "name-in-example", "birth-date", "contact-detail")
"""Warnings about what could point to a person. A report with these does not leave the house."""


def find_obstacles(submission: Submission) -> list[Problem]:
    """Everything that is in the way of the stage that a submission asks for, including what
    `--force` would pass."""
    return try_conditions(submission, GATES[submission.request.stage])


def try_conditions(submission: Submission, conditions: Iterable[Condition]) -> list[Problem]:
    """Everything that these conditions find, in the order of files and lines."""
    obstacles: list[Problem] = []
    for condition in conditions:
        try:
            obstacles += condition(submission)
        except InputError as refused:
            obstacles += refused.problems
    return sort_problems(obstacles)


def can_be_forced(problem: Problem) -> bool:
    """Whether `--force` goes past this. It does not go past errors in the files, since no report
    could be made from them."""
    gate = problem.code in FORCEABLE
    return gate or problem.severity == "warning"


FORCEABLE = frozenset(
    "unsigned signature-lapsed comment-open comment-undone comments-missing not-committed"
    " commit-differs stage-missing published-day due-past".split()
)
"""The errors of the gates themselves that `--force` goes past."""


# Who, when, from where


def follows_the_order(submission: Submission) -> Iterator[Problem]:
    wanted, now = submission.request.stage, submission.record.stage
    if now in FROM[wanted]:
        return
    public = submission.record.editions
    hint = {
        "draft": "edit it, then `reportgen stage SLUG corrected --note …`",
        "corrected": "publish it first",
        "withdrawn": "only what was published can be withdrawn",
    }.get(wanted, "a published report is corrected or withdrawn" if public else "")
    yield error(
        "stage-order",
        submission.in_record,
        f"a report that is {now} cannot become {wanted}",
        hint.replace("SLUG", submission.name),
    )


def says_who(submission: Submission) -> Iterator[Problem]:
    if not submission.request.by:
        yield error(
            "by-missing",
            submission.here,
            "the command does not name who does this",
            "add --by with a name",
        )


def has_whole_record(submission: Submission) -> Iterator[Problem]:
    """Entries that were committed are still there."""
    path = record_path(submission.dossier.file)
    committed = read_committed(submission.project, path)
    if committed is None:
        return
    if not path.is_file():
        message = "the record was deleted, and it is in the last commit"
    elif not path.read_bytes().startswith(committed.rstrip()):
        message = "the record lacks entries that are in the last commit"
    else:
        return
    yield error(
        "record-cut",
        Place(submission.record.path, 1, 1, 1),
        message,
        f"restore it: git checkout HEAD -- {submission.record.path}",
    )


def has_true_clock(submission: Submission) -> Iterator[Problem]:
    """No entry is of a later day than today."""
    days = [str(entry.on)[:10] for entry in submission.record.entries if entry.on]
    if days and max(days) > submission.today:
        yield error(
            "clock-back",
            submission.in_record,
            f"today is {say_date(submission.today)} on this computer, and the record has an entry"
            f" of {say_date(max(days))}",
            "set the clock of this computer right",
        )


def was_checked(submission: Submission) -> Iterator[Problem]:
    """Where a check of factual accuracy is asked for, there was one."""
    stage = "factual accuracy"
    if stage in submission.requirements.stages and submission.record.first(stage) is None:
        yield error(
            "stage-missing",
            submission.in_record,
            f"there was no check of {stage}, which is asked for here",
            f'`reportgen stage {submission.name} "{stage}" --due DAY` first',
        )


# What the report says


def has_no_errors(submission: Submission) -> Iterator[Problem]:
    yield from (problem for problem in submission.problems if problem.is_error)


def is_fit_to_send(submission: Submission) -> Iterator[Problem]:
    codes = (*UNFINISHED, *IDENTIFYING)
    yield from (
        one for one in submission.problems if one.severity == "warning" and one.code in codes
    )


def has_no_warnings(submission: Submission) -> Iterator[Problem]:
    """Those on comments have a condition of their own, which `allow:` does not lift."""
    yield from (
        one
        for one in submission.problems
        if one.severity == "warning" and one.code not in ("comment-open", "comment-undone")
    )


def makes_a_pdf(submission: Submission) -> Iterator[Problem]:
    if not submission.has_errors:
        yield from submission.pdf_problems


# The factual accuracy check


def says_when_due(submission: Submission) -> Iterator[Problem]:
    due = submission.request.due
    if not due or len(due) != len("2022-07-11") or not is_iso_date(due):
        yield error(
            "due-missing",
            submission.here,
            f"`{due}` is not a day of the calendar"
            if due
            else "there is no day by which answers are due",
            "add --due with a day: --due 2022-07-11",
        )
    elif due < submission.today:
        yield error(
            "due-past",
            submission.here,
            f"answers would be due on {say_date(due)}, which is past",
            "choose a day that is still to come",
        )


def has_decided_comments(submission: Submission) -> Iterator[Problem]:
    """Every comment has a decision that was carried out; or it was said that none came."""
    checked = submission.record.first("factual accuracy") is not None
    if not checked:
        return
    comments = submission.dossier.comments
    if comments.comments:
        yield from (error("comment-open", *comment) for comment in find_open(comments))
        yield from (error("comment-undone", *comment) for comment in find_undone(comments))
    elif not submission.request.no_comments and not _said_none_came(submission):
        yield error(
            "comments-missing",
            submission.in_record,
            "there are no comments from the factual accuracy check, and nobody said that none came",
            "read them in with `reportgen comments`, or add --no-comments",
        )


def _said_none_came(submission: Submission) -> bool:
    """Whether it was said since the last check of facts."""
    for entry in reversed(submission.record.entries):
        if entry.comments:
            return True
        if entry.stage == "factual accuracy":
            return False
    return False


# Signatures


def is_signed(submission: Submission) -> Iterator[Problem]:
    if submission.has_errors:
        return
    for role in submission.requirements.signs:
        signed = submission.find_signature(str(role))
        if signed is None:
            yield error(
                "unsigned",
                submission.in_record,
                f"nobody has signed as {role}",
                f"`reportgen sign {submission.name} {str(role)!r} --by NAME`",
            )
        elif signed.digest != submission.digest:
            yield lapsed_signature(submission, signed)


def lapsed_signature(submission: Submission, signed: Entry) -> Problem:
    from reportgen.lifecycle.changes import sum_up_since

    since = f"{submission.name}@{signed.commit[:12]}" if signed.commit else ""
    changes = sum_up_since(submission, signed)
    return error(
        "signature-lapsed",
        signed.place,
        f"{signed.by} signed as {signed.signed} on {say_date(signed.on)}, and the report was"
        f" changed after that{': ' + changes.rstrip('.') if changes else ''}",
        (
            f"`reportgen diff {since}` shows what was changed; then sign again"
            if since
            else "read what was changed, then sign again"
        ),
    )


# Sources


def is_committed(submission: Submission) -> Iterator[Problem]:
    for path in submission.sources.uncommitted if submission.sources else ():
        yield error(
            "not-committed",
            Place(submission.project.display_path(path), 1, 1, 1),
            "this source of the report is not committed",
            "commit it, so that the edition can be made again",
        )


def is_at_recorded_commit(submission: Submission) -> Iterator[Problem]:
    """The sources of what was embargoed are those of the recorded commit."""
    last = submission.record.last
    if last is None or last.stage != "embargoed" or not last.commit or not submission.sources:
        return
    files = list_sources(submission.dossier)
    changed = find_changed_since(submission.project, str(last.commit), files)
    if changed is None:
        yield error(
            "commit-differs",
            last.place,
            f"git does not know the commit {last.commit[:12]} of the embargoed edition",
            "fetch it, or embargo the report again",
        )
    for path in changed or ():
        yield error(
            "commit-differs",
            Place(submission.project.display_path(path), 1, 1, 1),
            f"this source is not as it was at the commit {last.commit[:12]} of the embargoed"
            " edition",
            "restore it, or embargo the report again",
        )


# The embargo and the day


def says_until_when(submission: Submission) -> Iterator[Problem]:
    written = submission.request.until
    if not written:
        yield error(
            "until-missing",
            submission.here,
            "there is no time at which the embargo ends",
            'add --until with a local time: --until "2022-08-31 00:01"',
        )
        return
    until = submission.read_until(written)
    if until <= submission.now:
        yield error(
            "until-past",
            submission.here,
            f"the embargo would end at {say_moment(until)}, which is past",
            "name a time that is still to come",
        )


def has_the_day(submission: Submission) -> Iterator[Problem]:
    """What is printed as the day of publication is the day on which the embargo ends."""
    until, printed = submission.request.until or "", submission.dossier.inspection.published
    if printed is None or len(printed) != len("2022-08-31"):
        yield error(
            "published-day",
            printed.place if printed else submission.here,
            "`published:` is not a whole day" if printed else "`published:` has no day",
            f"write the day on which the embargo ends: {until[:10] or '2022-08-31'}",
        )
    elif is_iso_date(until[:10]) and printed != until[:10]:
        yield error(
            "published-day",
            printed.place,
            f"the report says that it is published on {say_date(printed)}, and the embargo ends on"
            f" {say_date(until)}",
            "let the two agree",
        )


def is_not_too_early(submission: Submission) -> Iterator[Problem]:
    """The last embargo is over, even if the report went back to an earlier stage; without one, the
    day that is printed has come."""
    embargoes = [entry for entry in submission.record.stages if entry.stage == "embargoed"]
    printed = submission.dossier.inspection.published
    if embargoes:
        last = embargoes[-1]
        until = submission.read_until(str(last.until))
        if submission.now < until:
            yield error(
                "not-yet",
                last.place,
                f"not yet: {say_wait(until - submission.now)}",
                f"the embargo ends at {say_until(str(last.until))}; to change its end, embargo the"
                " report again",
            )
    if (
        submission.record.stage != "embargoed"
        and printed is not None
        and printed > submission.today[: len(printed)]
    ):
        yield error(
            "not-yet",
            printed.place,
            f"not yet: the report says that it is published on {say_date(printed)}",
            "wait for that day, or correct it",
        )


def is_as_embargoed(submission: Submission) -> Iterator[Problem]:
    last = submission.record.last
    if last is None or last.stage != "embargoed" or submission.has_errors:
        return
    if last.digest != submission.digest:
        yield error(
            "not-the-embargoed",
            last.place,
            "the report was changed after it was embargoed: what is published must be what was sent"
            " out",
            "restore what was embargoed, or embargo the report again",
        )


def was_embargoed(submission: Submission) -> Iterator[Problem]:
    """Where an embargo is asked for, the report comes from there."""
    last = submission.record.last
    if "embargoed" in submission.requirements.stages and (
        last is None or last.stage != "embargoed"
    ):
        yield error(
            "stage-missing",
            submission.in_record,
            "the report is not embargoed, which is asked for here before it is published",
            f'`reportgen stage {submission.name} embargoed --until "2022-08-31 00:01"` first',
        )


# After publication


def says_what_for(submission: Submission) -> Iterator[Problem]:
    if not submission.request.note:
        what = "what was corrected" if submission.request.stage == "corrected" else "why"
        yield error(
            "note-missing",
            submission.here,
            f"the command does not say {what}",
            "add --note with a sentence for readers",
        )


def has_changed(submission: Submission) -> Iterator[Problem]:
    last = submission.record.editions[-1] if submission.record.editions else None
    if last is not None and not submission.has_errors and last.digest == submission.digest:
        yield error(
            "unchanged",
            submission.in_record,
            f"nothing has changed since edition {last.edition} was published",
            "correct the report first",
        )


def is_as_published(submission: Submission) -> Iterator[Problem]:
    last = submission.record.editions[-1] if submission.record.editions else None
    if last is not None and not submission.has_errors and last.digest != submission.digest:
        yield error(
            "not-as-published",
            submission.in_record,
            f"the report was changed after edition {last.edition} was published: what is withdrawn"
            " must be what was published",
            "restore the published edition, or correct the report first",
        )


def is_as_small_as_it_says(submission: Submission) -> Iterator[Problem]:
    from reportgen.lifecycle.changes import find_major_changes

    if not submission.request.minor or not submission.record.editions:
        return
    try:
        changes = list(find_major_changes(submission))
    except InputError as refused:
        places = {one.place for one in submission.problems}
        yield from (one for one in refused.problems if one.place not in places)
        return
    for change, reason in changes:
        yield error(
            "minor-changes",
            change.place if change.place.path else submission.in_record,
            f"this is no minor correction: {reason}",
            "leave out --minor",
        )


def has_old_edition(submission: Submission) -> Iterator[Problem]:
    from reportgen.lifecycle.editions import find_missing_files

    yield from find_missing_files(submission)


_CONTENT: tuple[Condition, ...] = (has_no_errors, has_no_warnings, is_signed, makes_a_pdf)
_BEFORE_EACH_ENTRY: tuple[Condition, ...] = (says_who, has_whole_record, has_true_clock)
_ALWAYS: tuple[Condition, ...] = (follows_the_order, *_BEFORE_EACH_ENTRY)

SIGNING: tuple[Condition, ...] = (*_BEFORE_EACH_ENTRY, has_no_errors)
"""What a signature asks for."""

COPYING: tuple[Condition, ...] = (has_whole_record, has_true_clock, has_no_errors)
"""What a copy asks for, besides a stage in which copies are given."""

GATES: dict[str, tuple[Condition, ...]] = {
    "draft": _ALWAYS,
    "factual accuracy": (*_ALWAYS, has_no_errors, is_fit_to_send, says_when_due, is_committed),
    "embargoed": (
        *_ALWAYS,
        *_CONTENT,
        was_checked,
        has_decided_comments,
        says_until_when,
        has_the_day,
        is_committed,
    ),
    "published": (
        *_ALWAYS,
        *_CONTENT,
        was_checked,
        has_decided_comments,
        was_embargoed,
        is_not_too_early,
        is_as_embargoed,
        is_committed,
        is_at_recorded_commit,
    ),
    "corrected": (
        *_ALWAYS,
        *_CONTENT,
        says_what_for,
        has_changed,
        is_as_small_as_it_says,
        has_old_edition,
        is_committed,
    ),
    "withdrawn": (*_ALWAYS, has_no_errors, says_what_for, is_as_published),
}
"""What each stage asks for."""
