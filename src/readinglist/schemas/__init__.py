"""The JSON Schemas of what programs read; ``python -m readinglist.schemas`` writes their files."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from readinglist.formats import json_export
from readinglist.links import history
from readinglist.links.reports import json_report
from readinglist.lists.differences import report as differences
from readinglist.model import provenance

SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "differences-1.schema.json": differences.schema,
    "links-1.schema.json": json_report.schema,
    "links-history-1.schema.json": history.schema,
    "lock-1.schema.json": provenance.schema,
    "readinglist-1.schema.json": json_export.schema,
}
"""Name of a file in this folder to what makes the schema in it."""


def render_schema(name: str) -> str:
    """The text of the file ``name``, as the code has it now."""
    return json.dumps(SCHEMAS[name](), ensure_ascii=False, indent=2) + "\n"
