"""``python -m readinglist.schemas``: write each schema whose file is not what the code says."""

from __future__ import annotations

from pathlib import Path

from readinglist.schemas import SCHEMAS, render_schema
from readinglist.store.files import write_atomically


def main(folder: Path = Path(__file__).parent) -> None:
    """Write the files of ``folder`` that are stale, and say which."""
    for name in SCHEMAS:
        written = write_atomically(folder / name, render_schema(name).encode("utf-8"))
        print(f"{'wrote' if written else 'unchanged:'} {name}")  # noqa: T201


if __name__ == "__main__":
    main()
