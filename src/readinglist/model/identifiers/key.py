"""Citation keys."""

from __future__ import annotations

import re

_KEY = re.compile(r"[^\s\"#%'(),={}\\~@\x00-\x1f\x7f]+")


def is_citation_key(text: str) -> bool:
    r"""Whether BibTeX, biber and ``\cite`` all take ``text`` as a citation key."""
    return _KEY.fullmatch(text) is not None
