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
from readinglist.web.asking.terms import program_version

ROOT = Path(readinglist.__file__).parent
# The rooms from the bottom up, and the layers within the large ones: a layer imports only
# layers that stand before it. `__init__` of a large room may use all of it.
LAYERS: dict[str, tuple[str, ...]] = {
    "": (
        "errors",
        "model",
        "settings",
        "report",
        "text",
        "workload",
        "formats",
        "lint",
        "store",
        "web",
        "metadata",
        "links",
        "lists",
        "importing",
        "site",
        "schemas",
        "cli",
        "__main__",
    ),
    "text": (
        "safety",
        "word_forms",
        "given_names",
        "latex",
        "mathml",
        "service_text",
        "titles",
        "people",
        "venues",
        "dates",
        "html",
        "markdown",
    ),
    "web": ("asking", "page"),
    "metadata": ("services", "merge", "resolve"),
    "links": (
        "verdicts",
        "results",
        "exchange",
        "link_identity",
        "judge",
        "memory",
        "history",
        "assessment",
        "ignore_rules",
        "plan",
        "targets",
        "registries",
        "decide",
        "host_queue",
        "engine",
        "network",
        "redirect_trust",
        "repair",
        "repair_edits",
        "reports",
        "shards",
        "check",
        "run",
    ),
    "store": ("files", "data_files", "git"),
    "site": (
        "markers",
        "targets",
        "output",
        "build_plan",
        "report",
        "file_watch",
        "new_markers",
    ),
    "cli": (
        "common",
        "terminal",
        "local",
        "changes",
        "site",
        "importing",
        "links",
        "online",
        "new_term",
    ),
    "lists": ("lookup", "differences", "rollover", "reading_list", "new_reading"),
    "importing": (
        "markup",
        "content",
        "interpret",
        "missed_links",
        "update",
        "sources",
        "unreadable",
        "importer",
        "saved_hints",
    ),
}
MODULES = sorted(ROOT.rglob("*.py"))
PARTS = {f"readinglist.{part}" for part in LAYERS[""]}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names if names <= PARTS else names | {node.module}
    return found


def part_of(room: str, module: str) -> str | None:
    """The part of ``room`` that the dotted ``module`` of this package is in; ``None``: it is elsewhere."""
    parts = module.split(".")[1:]
    if room:
        return parts[1] if len(parts) > 1 and parts[0] == room else None
    return parts[0] if parts else None


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(("readinglist", *(part for part in parts if part != "__init__")))


def test_the_house_has_few_rooms_and_no_file_is_long() -> None:
    assert len([path for path in ROOT.iterdir() if path.name != "__pycache__"]) <= 20
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for path in MODULES}
    assert not [f"{path}: {length} lines" for path, length in lengths.items() if length > 450]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_has_the_name_of_what_is_in_it(path: Path) -> None:
    """Else ``import readinglist.a.b as m`` could give the function in place of the module."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert path.stem not in {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


@pytest.mark.parametrize("room", LAYERS)
def test_every_part_of_a_room_has_its_place(room: str) -> None:
    folder = ROOT / room
    parts = {path.relative_to(folder).parts[0].removesuffix(".py") for path in folder.rglob("*.py")}
    assert parts - {"__init__"} == set(LAYERS[room])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    for room, layers in LAYERS.items():
        here = part_of(room, dotted(path))
        if here is None:
            continue
        for module in imports(path):
            there = part_of(room, module) if module.split(".")[0] == "readinglist" else here
            # The package itself is above all rooms.
            assert there is not None or room or module != "readinglist", f"{here} imports the package"
            if there in layers and there != here:
                assert layers.index(there) < layers.index(here), f"{here} imports {module}"


IMPURE = {"os", "socket", "subprocess", "requests", "time", "random", "secrets", "tempfile", "shutil"}


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in MODULES
        if path.relative_to(ROOT).parts[0]
        in ("model", "settings.py", "report.py", "text", "workload", "formats", "lint")
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
