"""What sources say, merged into what people wrote; pure.

`merge` decides field by field, `apply` makes the changes, `upgrade` proposes the published
version of a preprint, `notice_findings` says that a work was retracted or withdrawn. Names are
handed on when they are first used: who only compares titles does not load what reads services.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from readinglist.metadata.merge.equality import same
    from readinglist.metadata.merge.published import (
        Evidence,
        Refusal,
        Statement,
        Upgrade,
        refusal,
        statements,
        upgrade,
    )
    from readinglist.metadata.merge.retractions import notice_findings
    from readinglist.metadata.merge.three_way import Change, Merge, apply, merge

_HOMES = {
    "equality": ("same",),
    "published": ("Evidence", "Refusal", "Statement", "Upgrade", "refusal", "statements", "upgrade"),
    "retractions": ("notice_findings",),
    "three_way": ("Change", "Merge", "apply", "merge"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Change",
    "Evidence",
    "Merge",
    "Refusal",
    "Statement",
    "Upgrade",
    "apply",
    "merge",
    "notice_findings",
    "refusal",
    "same",
    "statements",
    "upgrade",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
