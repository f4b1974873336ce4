"""How values show themselves: as text, and as HTML in a notebook.

Text and HTML are made in rooms above those of the values. So that a value can show itself
without importing them, they are registered here under the name of its class. The package
does that when it is first imported; a view's own module is imported when it is first used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

View = Callable[[Any], str]
_TEXT: dict[str, View] = {}
_HTML: dict[str, View] = {}


def register_views(class_name: str, *, text: View | None = None, html: View | None = None) -> None:
    """Show values of the class with this name, and of its subclasses, by ``text`` and ``html``."""
    if text is not None:
        _TEXT[class_name] = text
    if html is not None:
        _HTML[class_name] = html


def text_of(value: object) -> str:
    """``value`` as text by its registered view; without one, its `repr`."""
    view = _view(_TEXT, value)
    return repr(value) if view is None else view(value)


def html_of(value: object) -> str | None:
    """``value`` as HTML by its registered view; ``None``: it has none, and a notebook shows its `repr`."""
    view = _view(_HTML, value)
    return None if view is None else view(value)


def _view(views: dict[str, View], value: object) -> View | None:
    names = (cls.__name__ for cls in type(value).__mro__)
    return next((views[name] for name in names if name in views), None)
