"""Imports point down only, formats stay pure, and the front door is what it says."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest

import readinglist
from readinglist.session.user_agent import program_version

ROOT = Path(readinglist.__file__).parent
# From the nouns at the bottom to the command line. Modules of one layer do not import each other.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "collector", "views"),
    ("identifiers",),
    ("records",),
    ("relation",),
    ("schedule",),
    ("results", "places"),
    ("settings",),
    ("load",),
    ("files",),
    (
        "placement",
        "formats",
        "report",
        "lint",
        "session",
        "lock",
        "changes",
        "lookup",
        "keys",
        "stated",
    ),
    ("sources",),
    ("pages",),
    ("store", "merge", "revision"),
    ("earlier",),
    ("resolve", "links"),
    ("differences", "rollover"),
    ("online",),
    ("reading_list",),
    ("site", "terminal", "adding", "importing"),
    ("cli",),
    ("__main__",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
MODULES = sorted(ROOT.rglob("*.py"))


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else module


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_every_room_has_its_place() -> None:
    rooms = {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in MODULES}
    assert rooms - {"__init__"} == set(LEVEL)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    here = path.relative_to(ROOT).parts[0].removesuffix(".py")
    if here == "__init__":
        return
    for module in imports(path):
        if not module.startswith("readinglist."):
            continue
        there = room(module)
        if there in LEVEL and there != here:
            assert LEVEL[there] < LEVEL[here], f"{here} imports {module}"


IMPURE = {"os", "socket", "subprocess", "requests", "time", "random", "secrets", "tempfile", "shutil"}


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in MODULES
        if path.relative_to(ROOT).parts[0] in ("formats", "lint", "load", "records.py", "schedule.py")
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_formats_and_rules_open_nothing_and_print_nothing(path: Path) -> None:
    assert not {module.split(".")[0] for module in imports(path)} & IMPURE
    called = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"open", "print", "input"}


def test_the_front_door_is_sorted_and_complete() -> None:
    names = readinglist.__all__
    assert names == sorted(names)
    for name in names:
        assert getattr(readinglist, name).__name__ == name
    assert set(names) <= set(dir(readinglist))
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = readinglist.nothing_such


def test_every_error_has_one_root_and_says_what_it_is() -> None:
    errors = importlib.import_module("readinglist.errors")
    classes = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and value.__module__ == errors.__name__
    ]
    assert all(issubclass(cls, errors.ReadingListError) and cls.__doc__ for cls in classes)
    drawn = errors.__doc__ or ""
    assert all(cls.__name__ in drawn for cls in classes)


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        ("import readinglist", {"pydantic", "rich", "requests", "click", "bibtexparser", "tomllib"}),
        ("from readinglist import ReadingList", {"rich", "requests", "arxiv", "lxml", "pandas", "click"}),
        ("import readinglist.cli", {"pydantic", "rich", "requests", "arxiv", "bibtexparser"}),
    ],
)
def test_what_is_heavy_is_imported_when_it_is_used(code: str, unwanted: set[str]) -> None:
    script = f"import sys; {code}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not unwanted & set(done.stdout.split())


def test_what_shows_itself_has_a_registered_view() -> None:
    """A class that asks for its view by `html_of` is one that the package registers."""
    asking = {
        node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and "return html_of(self)" in ast.unparse(node)
    }
    assert asking == set(readinglist._VIEWS)
    for place in filter(None, chain.from_iterable(readinglist._VIEWS.values())):
        module, name = place.split(":")
        assert callable(getattr(importlib.import_module(f"readinglist.{module}"), name))


def test_the_version_that_is_installed_is_the_one_of_the_package() -> None:
    assert program_version() == readinglist.__version__
