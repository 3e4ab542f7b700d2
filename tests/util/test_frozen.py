"""What records are: made of values, unchangeable, equal where their values are."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, field, fields, replace
from functools import cached_property
from typing import Any

import pytest

from reportgen.util.frozen import frozen


@frozen
class Standard:
    id: str
    title: str = "untitled"
    questions: list[str] = field(default_factory=list)

    @cached_property
    def label(self) -> str:
        return f"{self.id} {self.title}"


@frozen(kw_only=False)
class Share:
    yes: int
    of: int = 100


def test_a_record_is_made_of_its_values_and_defaults() -> None:
    made = Standard(id="1.1")
    assert (made.id, made.title, made.questions) == ("1.1", "untitled", [])
    assert Standard(id="1.2").questions is not made.questions
    assert [one.name for one in fields(Standard)] == ["id", "title", "questions"]
    assert (Share(3).of, Share(3, 4).of, Share(3, of=5).of) == (100, 4, 5)


@pytest.mark.parametrize(
    ("kind", "in_order", "named"),
    [
        (Standard, (), {}),
        (Standard, ("1.1",), {}),
        (Standard, (), {"id": "1.1", "name": "Planning"}),
        (Share, (), {}),
        (Share, (1, 2, 3), {}),
        (Share, (1,), {"yes": 2}),
        (Share, (1,), {"out_of": 2}),
    ],
)
def test_a_record_made_wrongly_is_refused(
    kind: Any, in_order: tuple[Any, ...], named: dict[str, Any]
) -> None:
    with pytest.raises(TypeError, match=kind.__name__):
        kind(*in_order, **named)


def test_a_record_stays_as_it_is() -> None:
    made = Share(3, 4)
    with pytest.raises(FrozenInstanceError):
        made.yes = 4
    with pytest.raises(FrozenInstanceError):
        del made.yes
    assert replace(made, yes=4) == Share(4, 4)
    assert made == Share(3, 4)


def test_records_are_equal_where_their_values_are_whatever_they_have_worked_out() -> None:
    one, other = Standard(id="1.1"), Standard(id="1.1")
    assert one.label == "1.1 untitled"
    assert one == other
    assert one != Standard(id="1.2")
    assert Share(3) != Standard(id="1.1")
    assert len({Share(3, 4), Share(3, 4), Share(3, 5)}) == 2
    assert repr(Share(3, 4)) == "Share(yes=3, of=4)"


def test_a_record_travels_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(Share(3, 4))) == Share(3, 4)
