"""What a reply says of a link: pure judgement, from bytes and headers to a verdict with its reason."""

from __future__ import annotations

from readinglist.links.judge.fingerprint import fingerprint
from readinglist.links.judge.judging import judge
from readinglist.links.judge.page import page_of

__all__ = ["fingerprint", "judge", "page_of"]
