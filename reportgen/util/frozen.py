"""What the plain records of this house are declared with: a frozen dataclass that is quick to
declare.

    @record                  made with keywords alone
    @record(kw_only=False)   a short one, made with values in their order too

A dataclass writes and compiles six functions for each class: a third of a millisecond each time
with Python 3.11 and 3.12, which with a hundred records was a seventh of what a web page takes from
a cold start. Records share theirs. What remains is a dataclass's own: `field`, `fields`, `replace`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

T = TypeVar("T")


@overload
def frozen(cls: type[T], /) -> type[T]: ...
@overload
def frozen(*, kw_only: bool) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def frozen(
    cls: type[T] | None = None, /, *, kw_only: bool = True
) -> type[T] | Callable[[type[T]], type[T]]:
    """A class whose instances are made of named values, stay as they are, and are equal where their
    values are."""

    def declare(cls: type[T]) -> type[T]:
        made: Any = dataclass(init=False, repr=False, eq=False, match_args=False)(cls)
        made._names = frozenset(one.name for one in fields(made))
        made._in_order = () if kw_only else tuple(one.name for one in fields(made))
        made._defaults = {
            one.name: one.default for one in fields(made) if one.default is not MISSING
        }
        made._factories = {
            one.name: one.default_factory
            for one in fields(made)
            if one.default_factory is not MISSING
        }
        for name in ("__init__", "__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__"):
            setattr(made, name, vars(_Shared)[name])
        return cls

    return declare if cls is None else declare(cls)


class _Shared:
    """What all records do alike."""

    _names: frozenset[str]
    _in_order: tuple[str, ...]
    _defaults: dict[str, Any]
    _factories: dict[str, Callable[[], Any]]

    def __init__(self, *in_order: Any, **named: Any) -> None:
        given = dict(zip(self._in_order, in_order, strict=False))
        values = {**self._defaults, **given, **named}
        for name, make in self._factories.items():
            if name not in values:
                values[name] = make()
        if (
            values.keys() != self._names
            or len(given) != len(in_order)
            or given.keys() & named.keys()
        ):
            raise TypeError(
                f"{type(self).__name__}() takes {', '.join(sorted(self._names))}; given were"
                f" {in_order} and {', '.join(named)}"
            )
        self.__dict__.update(values)

    def __repr__(self) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={value!r}' for name, value in _values(self).items())})"

    def __eq__(self, other: object) -> bool:
        return _values(self) == _values(other) if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(_values(self).values()))

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise FrozenInstanceError(
            f"a {type(self).__name__} stays as it is: `replace` makes another"
        )

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"a {type(self).__name__} stays as it is")


def _values(of: Any) -> dict[str, Any]:
    """The values alone, in the order of their declaration, without what an instance has worked out
    and kept."""
    return {one.name: getattr(of, one.name) for one in fields(of)}
