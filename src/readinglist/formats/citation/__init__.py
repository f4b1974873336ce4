"""A reading as one line of plain text, the way a citation style has it.

Three styles are built in. Any other comes as a CSL style, by its name or as a path to
its file, through the ``csl`` extra.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from readinglist.formats.citation import acm, apa, ieee
from readinglist.formats.citation.parts import tidy
from readinglist.model.reading import Reading
from readinglist.text.safety import one_line

_BUILT_IN: Mapping[str, Callable[[Reading], str]] = {"acm": acm.cite, "apa": apa.cite, "ieee": ieee.cite}

STYLES = tuple(sorted(_BUILT_IN))
"""The names of the built-in styles."""


def cite(reading: Reading, style: str = "ieee") -> str:
    """``reading`` as one line of plain Unicode text, without a number in front.

    It ends in a full stop, or in an address. What the reading does not state is left
    out; titles keep their capitals.

    Args:
        reading: what to cite.
        style: one of `STYLES`, the name of a CSL style, or the path of a ``.csl`` file.

    Raises:
        UnknownFormatError: there is no such style.
        MissingExtraError: it is a CSL style, and the ``csl`` extra is not installed.
        FileError: it is a path, and the file there is no CSL style.
    """
    built_in = _BUILT_IN.get(style.lower())
    if built_in is not None:
        return one_line(built_in(tidy(reading)))
    from readinglist.formats.citation import csl

    return one_line(csl.cite(tidy(reading), style))
