"""Results by group: how a question was answered in each group of an attribute, with small groups
withheld.

A group of fewer cases than the methodology's `small_group` could point to a person, so its figures
are withheld. Since the total is printed, one withheld group alone could be worked back from it:
then the next smallest is withheld too, and so on until what is withheld together is two groups or
more, no small group itself, and not all of one answer. Where that never comes, every group is
withheld, those without cases as well.

Each question is withheld for itself, so that two tables that show the same question by the same
attribute never tell more than one. What tables by two attributes tell together is for
disclosure.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from reportgen.cases.cases import MAX_GROUPS, Attribute, Cases, Count
from reportgen.inspection.model import Inspection
from reportgen.languages.language import Language
from reportgen.methodology.model import Methodology
from reportgen.methodology.wording import name_part
from reportgen.problems import NOWHERE, InputError, Place, error, find_nearest
from reportgen.util.frozen import frozen
from reportgen.util.numbers import round_half_up


@frozen(kw_only=False)
class GroupCount:
    """One question in one group."""

    yes: int | None
    of: int | None
    """None where withheld; 0 where the question applied to no case of the group."""
    withheld: bool = False

    @property
    def percent(self) -> int | None:
        """The whole percentage that is printed."""
        return round_half_up(Fraction(100 * (self.yes or 0), self.of)) if self.of else None


@frozen(kw_only=False)
class GroupRow:
    """One question over all groups."""

    id: str
    text: str
    cells: tuple[GroupCount, ...]
    total: GroupCount


@frozen(kw_only=False)
class Breakdown:
    """A table of results by group."""

    target: str
    title: str
    attribute: str
    attribute_title: str
    groups: tuple[str, ...]
    rows: tuple[GroupRow, ...]
    small_group: int
    wording: Language

    @property
    def withholds(self) -> bool:
        return any(cell.withheld for row in self.rows for cell in row.cells)

    @property
    def note(self) -> str | None:
        """What to say beneath the table where anything is withheld."""
        if not self.withholds:
            return None
        number = self.wording.number(self.small_group)
        return self.wording.say("small-groups-withheld", number=number)


def break_down(
    cases: Cases | None,
    methodology: Methodology,
    target: str,
    attribute: str,
    place: Place = NOWHERE,
) -> Breakdown:
    """The results of a standard's key questions, or of a question and its prompts, by the groups of
    an attribute."""
    if cases is None:
        raise _refuse(
            "no-cases",
            place,
            "a breakdown needs the answers by case, and this inspection has none",
            "name the case file under `cases:`",
        )
    by = _find_attribute(cases, attribute, place)
    title, questions = _find_questions(methodology, target, place)
    small, wording = methodology.rules.small_group, methodology.words.wording
    answered = [(id, text) for id, text in questions if id in cases.answers and cases.count(id).of]
    if answered and len(by.groups) == 1:
        answered = _leave_out_small(cases, attribute, answered, small, place)
    if not answered:
        message = f"the case file has no answers to {target}"
        raise _refuse("no-answers", place, message, "add its columns, or break another one down")
    return Breakdown(
        target,
        wording.say("broken-down-by", title=title, by=f"{by.title[:1].lower()}{by.title[1:]}"),
        attribute,
        by.title,
        by.groups,
        tuple(_row(cases, by, id, text, small) for id, text in answered),
        small,
        wording,
    )


def _find_attribute(cases: Cases, attribute: str, place: Place) -> Attribute:
    """The attribute of a name, if it has few enough groups to show."""
    if attribute in cases.too_varied:
        raise _too_many(place, attribute, "too many groups")
    if attribute not in cases.attributes:
        near = find_nearest(attribute, cases.attributes)
        hint = f"there are: {', '.join(cases.attributes)}" if cases.attributes else ""
        raise _refuse(
            "no-attribute",
            place,
            f"the case file has no column `{attribute}` to break results down by",
            f"did you mean `{near}`?" if near else hint or "it has columns of answers only",
        )
    by = cases.attributes[attribute]
    if len(by.groups) > MAX_GROUPS:
        raise _too_many(place, attribute, f"{len(by.groups):,} groups")
    return by


def _leave_out_small(
    cases: Cases, attribute: str, answered: list[tuple[str, str]], small: int, place: Place
) -> list[tuple[str, str]]:
    """The questions for which a lone group is large enough. Such a group is the total, so a figure
    withheld of the group could be read from the total."""
    large_enough = [(id, text) for id, text in answered if cases.count(id).of >= small]
    if not large_enough:
        message = (
            f"`{attribute}` has one group, of fewer than {small} cases, so nothing of it can be"
            " shown"
        )
        raise _refuse("one-group", place, message, "take the breakdown out")
    return large_enough


def _refuse(code: str, place: Place, message: str, hint: str) -> InputError:
    return InputError(error(code, place, message, hint))


def _too_many(place: Place, attribute: str, groups: str) -> InputError:
    return InputError(
        error(
            "too-many-groups",
            place,
            f"`{attribute}` has {groups}, and a table has room for {MAX_GROUPS}",
            "break down by an attribute with few groups: age by bands, for one",
        )
    )


def _find_questions(
    methodology: Methodology, target: str, place: Place
) -> tuple[str, list[tuple[str, str]]]:
    """The name of a target, and the questions that it stands for with their texts."""
    if standard := methodology.standards.get(target):
        return name_part(standard.id, standard.title), [
            (str(standard.id), str(standard.title)),
            *((str(q.id), str(q.text)) for q in standard.questions),
        ]
    if question := methodology.questions.get(target):
        return methodology.words.say("question-id", id=question.id), [
            (str(question.id), str(question.text)),
            *((id, str(prompt.text)) for id, prompt in question.prompts_by_id.items()),
        ]
    near = find_nearest(target, [*methodology.standards, *methodology.questions])
    raise InputError(
        error(
            "unknown-id",
            place,
            f"there is no standard or key question `{target}` to break down",
            f"did you mean `{near}`?" if near else "write its id, as 2.2 or 2.2.3",
        )
    )


def _row(cases: Cases, by: Attribute, id: str, text: str, small_group: int) -> GroupRow:
    counts = cases.counts_by(id, by.name)
    hidden = find_withheld(counts, small_group)
    return GroupRow(
        id,
        text,
        tuple(
            GroupCount(None, None, True) if n in hidden else GroupCount(*count)
            for n, count in enumerate(counts)
        ),
        GroupCount(*cases.count(id)),
    )


def find_withheld(counts: Sequence[Count], small_group: int) -> frozenset[int]:
    """Find the groups of one question that are withheld, so that the figures of no small group can
    be read or worked out."""
    hidden = {n for n, count in enumerate(counts) if 0 < count.of < small_group}
    if not hidden:
        return frozenset()
    for n in sorted(
        (n for n, count in enumerate(counts) if count.of >= small_group),
        key=lambda n: (counts[n].of, n),
    ):
        if _covers(counts, hidden, small_group):
            return frozenset(hidden)
        hidden.add(n)
    if not _covers(counts, hidden, small_group):
        hidden.update(
            range(len(counts))
        )  # the empty ones too: the only group of which nothing is said is the total
    return frozenset(hidden)


def _covers(counts: Sequence[Count], hidden: set[int], small_group: int) -> bool:
    """Whether the sum of the withheld groups does not reveal any of them."""
    yes, of = sum(counts[n].yes for n in hidden), sum(counts[n].of for n in hidden)
    return 1 < len(hidden) < of and of >= small_group and 0 < yes < of


def find_breakdown(
    cases: Cases | None, methodology: Methodology, name: str, place: Place = NOWHERE
) -> Breakdown:
    """Find the breakdown that a text asks for: `2.2 by risk_level`."""
    target, by, attribute = name.partition(" by ")
    if not by or not target.strip() or not attribute.strip():
        raise InputError(
            error(
                "breakdown-form",
                place,
                f"`{name[:60]}` does not say what is broken down by what",
                "write {breakdown:2.2 by risk_level}",
            )
        )
    return break_down(cases, methodology, target.strip(), attribute.strip(), place)


def list_breakdowns(cases: Cases, methodology: Methodology) -> list[str]:
    """Every breakdown that the cases allow, by the name that texts use for it; for each of the
    others, the reason why it cannot be made."""
    answered = set(cases.counts())
    targets = [
        str(s.id)
        for s in methodology.standards.values()
        if answered & {str(s.id), *(str(q.id) for q in s.questions)}
    ]
    targets += [
        str(q.id)
        for q in methodology.questions.values()
        if answered & {str(q.id), *q.prompts_by_id}
    ]
    return [
        f"{target} by {name}"
        for target in targets
        for name in (*cases.attributes, *cases.too_varied)
    ]


_BREAKDOWN = re.compile(r"\{breakdown:([^{}\n]{1,200})\}")


def find_breakdowns(inspection: Inspection) -> list[str]:
    """The breakdowns that the texts of an inspection call, each once, in their order."""
    names: dict[str, None] = {}
    for text in walk_texts(inspection):
        if "{breakdown:" in text:
            names.update((" ".join(name.split()), None) for name in _BREAKDOWN.findall(text))
    return list(names)


def walk_texts(value: Any) -> Iterator[str]:
    """Every text in an inspection, or in a part of one."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from walk_texts(getattr(value, one.name))
    elif isinstance(value, dict):
        for child in value.values():
            yield from walk_texts(child)
    elif isinstance(value, tuple):
        for child in value:
            yield from walk_texts(child)
