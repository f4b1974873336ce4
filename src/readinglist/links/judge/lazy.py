"""A property that is worked out once, when it is first asked for.

Python's own ``functools.cached_property`` holds one lock for all instances until 3.12
(https://docs.python.org/3/library/functools.html#functools.cached_property), so that many threads
that each judge a page of their own would wait for each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class lazy(Generic[T]):  # noqa: N801 (it is used like `property`)
    """Makes a method a property whose value is kept in the instance. For instances of one thread each."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> Self | T:
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._work(instance)
        return value
