"""Stores of shared files, which say in sentences of their own that a file is gone or was never shared.

The host is known and the page is short, so a sentence of its text may be believed here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from readinglist.links.case import Opinion
from readinglist.links.judge.evidence import Evidence, host_of, is_under
from readinglist.links.verdicts import Verdict

_MOST_WORDS = 150
_ASK = "ask its owner to share it with everybody who has the link"


class _Sentence(NamedTuple):
    pattern: re.Pattern[str]
    verdict: Verdict
    reason: str


def _said(pattern: str, verdict: Verdict, reason: str) -> _Sentence:
    return _Sentence(re.compile(pattern, re.I), verdict, reason)


_GOOGLE = ("drive.google.com", "docs.google.com", "sites.google.com", "drive.usercontent.google.com")
_MICROSOFT = ("sharepoint.com", "onedrive.live.com", "1drv.ms", "sharepoint-df.com", "office.com")
# More than one thing may be true of a page, so the order counts.
_SENTENCES: tuple[tuple[tuple[str, ...], tuple[_Sentence, ...]], ...] = (
    (
        _GOOGLE,
        (
            _said(
                r"(?:file|item|document)[^.]{0,40} requested does not exist|(?:file"
                r"|item) is in (?:the )?(?:owner|someone)[’']s"
                r" (?:trash|bin)|file (?:has been |was )?deleted",
                "soft_404",
                "Google says that there is no such file; find out where it is now",
            ),
            _said(
                r"you need (?:access|permission)|(?:request|ask for) (?:access|permission)|access denied"
                r"|you (?:don[’']t|do not) have (?:access|permission)",
                "login",
                f"the file is not shared with everybody; {_ASK}",
            ),
            _said(
                r"too many users have viewed or downloaded"
                r"|(?:download )?quota (?:for this file )?(?:has been )?exceeded",
                "rate_limited",
                "Google says that too many people have asked for the file today; ask again later",
            ),
            _said(
                r"violat(?:es|ion of)[^.]{0,40}terms of service",
                "blocked",
                "Google keeps the file back because of its terms; put it elsewhere",
            ),
        ),
    ),
    (
        ("dropbox.com",),
        (
            _said(
                r"(?:item|file|folder|link)[^.]{0,40} (?:was|has been|is) (?:deleted|removed|disabled"
                r"|expired|no longer)"
                r"|(?:file|folder|item)[^.]{0,20} isn[’']t here|couldn[’']t find (?:this|that"
                r"|the) (?:file|folder|page|link)",
                "soft_404",
                "Dropbox says that there is no such file; find out where it is now",
            ),
            _said(
                r"(?:request|need|don[’']t have) access|sign in to (?:view|see|access)"
                r"|password to (?:view|access)",
                "login",
                f"the file is not shared with everybody; {_ASK}",
            ),
        ),
    ),
    (
        _MICROSOFT,
        (
            _said(
                r"(?:link|sharing link) (?:has been removed|has expired|was removed|was deleted)",
                "soft_404",
                "the sharing link has been taken back or has run out; ask for a new one",
            ),
            # "This item might have been deleted, expired, or you might not have permission."
            _said(
                r"might not exist|need permission|access required|request access|don[’']t have access"
                r"|access denied"
                r"|sign in to your account|not have permission",
                "login",
                f"the file is not shared with everybody, or is gone; {_ASK}",
            ),
        ),
    ),
    (
        ("box.com",),
        (
            _said(
                r"removed or is unavailable to you|(?:request|need|don[’']t have) (?:access"
                r"|permission)|log in to",
                "login",
                f"the file is not shared with everybody, or is gone; {_ASK}",
            ),
        ),
    ),
)
_VIEWERS = (
    *_GOOGLE,
    *_MICROSOFT,
    "dropbox.com",
    "box.com",
    "github.com",
    "gitlab.com",
    "bitbucket.org",
    "overleaf.com",
    "scribd.com",
    "slideshare.net",
    "speakerdeck.com",
    "academia.edu",
    "researchgate.net",
    "archive.org",
    "figshare.com",
    "nextcloud.com",
)


def in_page(evidence: Evidence) -> Opinion | None:
    """The opinion where a store of files says what has become of the file."""
    host = host_of(evidence.there)
    for domains, sentences in _SENTENCES:
        if is_under(host, *domains) and evidence.is_html and len(evidence.page.words) <= _MOST_WORDS:
            text = f"{evidence.page.title} . {evidence.page.text}"
            for sentence in sentences:
                if sentence.pattern.search(text):
                    return evidence.opinion(sentence.verdict, sentence.reason)
    return None


def is_viewer(evidence: Evidence) -> bool:
    """Whether the host is known to show files in pages of its own."""
    return is_under(host_of(evidence.there), *_VIEWERS)
