"""Forms that few pages have, through pandoc: Org, LaTeX, OpenDocument, wikis.

https://pandoc.org - a program of its own in place of parsers of our own: it has read them for
years, and gets nothing but the text on its standard input.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping

FORMATS: Mapping[str, tuple[str, str]] = {
    ".org": ("org", "an Org file"),
    ".tex": ("latex", "a LaTeX file"),
    ".latex": ("latex", "a LaTeX file"),
    ".odt": ("odt", "an OpenDocument text"),
    ".rtf": ("rtf", "a text in RTF"),
    ".epub": ("epub", "a book in EPUB"),
    ".textile": ("textile", "a text in Textile"),
    ".mediawiki": ("mediawiki", "a page of MediaWiki"),
    ".wiki": ("mediawiki", "a page of MediaWiki"),
    ".dokuwiki": ("dokuwiki", "a page of DokuWiki"),
}
"""What pandoc calls the form of a file with this ending, and what a person calls it."""
_SECONDS = 20
_MOST_MEMORY = "768M"


class PandocError(Exception):
    """A text cannot be read through pandoc; the message says why, and what to do."""


def html_from(data: bytes, suffix: str) -> str:
    """A document as HTML.

    Raises:
        PandocError: pandoc is not installed, takes too long, or does not understand the document.
    """
    name, what = FORMATS[suffix]
    program = _program()
    if program is None:
        raise PandocError(
            f"this is {what}, which is read through pandoc: install pandoc "
            "(https://pandoc.org/installing.html) "
            "or readinglist[pandoc], or import the built page or its address instead"
        )
    # The sandbox reads no file and fetches nothing that the text names (\input, images). The limit
    # of memory is that of the Haskell heap, as address space is reserved by the terabyte.
    command = [program, "+RTS", f"-M{_MOST_MEMORY}", "-RTS", "--sandbox", "--standalone", "--wrap=none"]
    try:
        done = subprocess.run(
            [*command, f"--from={name}", "--to=html", "--metadata=lang:und"],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PandocError(
            f"pandoc needs more than {_SECONDS} s for this; import a smaller part, or the built page"
        ) from error
    except OSError as error:
        raise PandocError(f"pandoc cannot be run: {error.strerror or error}") from error
    if done.returncode:
        lines = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
        said = lines[-1].strip()[:200] if lines else f"exit code {done.returncode}"
        raise PandocError(
            f"this is {what} that pandoc does not understand: {said}; "
            "import the built page or its address instead"
        )
    return done.stdout.decode("utf-8", "replace")


def _program() -> str | None:
    """The program that is installed, else the one that the extra brings; ``None``: there is none."""
    found = shutil.which("pandoc")
    if found is not None:
        return found
    try:
        import pypandoc

        path: str = pypandoc.get_pandoc_path()
    except (ImportError, OSError):
        return None
    return path
