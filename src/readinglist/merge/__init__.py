"""What sources say, merged into what people wrote; pure.

`merge` decides field by field, `apply` makes the changes, `upgrade` proposes the published
version of a preprint, `notice_findings` says that a work was retracted or withdrawn.
"""

from readinglist.merge.equality import same
from readinglist.merge.published import Evidence, Refusal, Statement, Upgrade, refusal, statements, upgrade
from readinglist.merge.standing import notice_findings
from readinglist.merge.three_way import Change, Merge, apply, merge

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
