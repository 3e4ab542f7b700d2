"""`@frozen`: a frozen dataclass that is quick to declare. All our plain records use it.

    @frozen                  takes keyword arguments only
    @frozen(kw_only=False)   takes positional arguments too, for short records

A standard dataclass writes and compiles six functions for each class. With Python 3.11 and 3.12
that takes a third of a millisecond: for a hundred records, a seventh of the time of building a web
page from a cold start. Our records share one set of functions. `field`, `fields` and `replace` of
the standard library work as usual.
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
    """Make a class of immutable records. Two records are equal if their values are."""

    def declare(cls: type[T]) -> type[T]:
        record: Any = dataclass(init=False, repr=False, eq=False, match_args=False)(cls)
        declared = fields(record)
        record._names = frozenset(field.name for field in declared)
        record._positional = () if kw_only else tuple(field.name for field in declared)
        record._defaults = {
            field.name: field.default for field in declared if field.default is not MISSING
        }
        record._factories = {
            field.name: field.default_factory
            for field in declared
            if field.default_factory is not MISSING
        }
        for name in ("__init__", "__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__"):
            setattr(record, name, vars(_Shared)[name])
        return cls

    return declare if cls is None else declare(cls)


class _Shared:
    """The functions that all records share."""

    _names: frozenset[str]
    _positional: tuple[str, ...]
    _defaults: dict[str, Any]
    _factories: dict[str, Callable[[], Any]]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        given = dict(zip(self._positional, arguments, strict=False))
        values = {**self._defaults, **given, **named}
        for name, make in self._factories.items():
            if name not in values:
                values[name] = make()
        if (
            values.keys() != self._names
            or len(given) != len(arguments)
            or given.keys() & named.keys()
        ):
            raise TypeError(
                f"{type(self).__name__}() takes {', '.join(sorted(self._names))}, but was given"
                f" {arguments} and {', '.join(named)}"
            )
        self.__dict__.update(values)

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in _values(self).items())
        return f"{type(self).__qualname__}({values})"

    def __eq__(self, other: object) -> bool:
        return _values(self) == _values(other) if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(_values(self).values()))

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise FrozenInstanceError(
            f"a {type(self).__name__} cannot be changed: `replace` makes another"
        )

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"a {type(self).__name__} cannot be changed")


def _values(record: Any) -> dict[str, Any]:
    """List the declared values in their order, without values that an instance has cached."""
    return {field.name: getattr(record, field.name) for field in fields(record)}
