"""Stores of shared files, which say in sentences of their own that one is gone or was never shared.

The host is known and the page is short, so a sentence of its text may be believed here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from readinglist.links.exchange import Opinion
from readinglist.links.judge.evidence import Evidence, site_of
from readinglist.links.link_identity import is_under
from readinglist.links.verdicts import Verdict

_MOST_WORDS = 150
_ASK = "ask its owner to share it with everybody who has the link"
_GOOGLE = ("drive.google.com", "docs.google.com", "sites.google.com", "drive.usercontent.google.com")
_MICROSOFT = ("sharepoint.com", "onedrive.live.com", "1drv.ms", "sharepoint-df.com", "office.com")
_DROPBOX = ("dropbox.com",)
_BOX = ("box.com",)


class _Sentence(NamedTuple):
    """What the page of a store says, and what that means. ``words`` is a regular expression."""

    domains: tuple[str, ...]
    words: str
    verdict: Verdict
    reason: str


# More than one sentence may stand on a page, so the order counts.
_SENTENCES = (
    _Sentence(
        _GOOGLE,
        r"(?:file|item|document)[^.]{0,40} requested does not exist|file (?:has been |was )?deleted"
        r"|(?:file|item) is in (?:the )?(?:owner|someone)[’']s (?:trash|bin)",
        "soft_404",
        "Google says that there is no such file; find out where it is now",
    ),
    _Sentence(
        _GOOGLE,
        r"you need (?:access|permission)|(?:request|ask for) (?:access|permission)|access denied"
        r"|you (?:don[’']t|do not) have (?:access|permission)",
        "login",
        f"the file is not shared with everybody; {_ASK}",
    ),
    _Sentence(
        _GOOGLE,
        r"too many users have viewed or downloaded|quota (?:for this file )?(?:has been )?exceeded",
        "rate_limited",
        "Google says that too many people have asked for the file today; ask again later",
    ),
    _Sentence(
        _GOOGLE,
        r"violat(?:es|ion of)[^.]{0,40}terms of service",
        "blocked",
        "Google keeps the file back because of its terms; put it elsewhere",
    ),
    _Sentence(
        _DROPBOX,
        r"(?:item|file|folder|link)[^.]{0,40} (?:was|has been|is) (?:deleted|removed|disabled|expired)"
        r"|(?:file|folder|item)[^.]{0,20} isn[’']t here"
        r"|couldn[’']t find (?:this|that|the) (?:file|folder|page|link)",
        "soft_404",
        "Dropbox says that there is no such file; find out where it is now",
    ),
    _Sentence(
        _DROPBOX,
        r"(?:request|need|don[’']t have) access|sign in to (?:view|see|access)|password to (?:view|access)",
        "login",
        f"the file is not shared with everybody; {_ASK}",
    ),
    _Sentence(
        _MICROSOFT,
        r"link (?:has been removed|has expired|was removed|was deleted)",
        "soft_404",
        "the sharing link has been taken back or has run out; ask for a new one",
    ),
    _Sentence(
        # Their page names all that may be: "deleted, expired, or you might not have permission".
        _MICROSOFT,
        r"might not exist|need permission|access required|request access|access denied"
        r"|(?:don[’']t|do not) have (?:access|permission)|not have permission|sign in to your account",
        "login",
        f"the file is not shared with everybody, or is gone; {_ASK}",
    ),
    _Sentence(
        _BOX,
        r"removed or is unavailable to you|(?:request|need|don[’']t have) (?:access|permission)|log in to",
        "login",
        f"the file is not shared with everybody, or is gone; {_ASK}",
    ),
)
# Hosts that show a file in a page of their own.
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
    """Return the opinion where a store of files says what has become of the file."""
    host = site_of(evidence.final_parts)
    spoken = [sentence for sentence in _SENTENCES if is_under(host, *sentence.domains)]
    if not spoken or not evidence.is_html or len(evidence.page.words) > _MOST_WORDS:
        return None
    text = f"{evidence.page.title} . {evidence.page.text}"
    said = next((one for one in spoken if re.search(one.words, text, re.I)), None)
    return evidence.opinion(said.verdict, said.reason) if said else None


def without_name(evidence: Evidence) -> Opinion | None:
    """Return the opinion where the page of a video does not say which video it has."""
    title = evidence.page.title.strip(" -").casefold()
    at_video = is_under(
        site_of(evidence.final_parts), "youtube.com"
    ) and evidence.final_parts.path.startswith("/watch")
    if not at_video or title not in ("youtube", ""):
        return None
    reason = (
        "the page names no video: it may be gone, private, or kept from programs; look at it in a browser"
    )
    return evidence.opinion("blocked", reason)


def is_viewer(evidence: Evidence) -> bool:
    """Return whether the host is known to show files in pages of its own."""
    return is_under(site_of(evidence.final_parts), *_VIEWERS)
