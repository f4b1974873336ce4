"""LaTeX text of BibTeX values to Unicode, and back."""

from readinglist.formats.bibtex.latex_decoder import decode, unknown_commands
from readinglist.formats.bibtex.latex_encoder import encode

__all__ = ["decode", "encode", "unknown_commands"]
