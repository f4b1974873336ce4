"""LaTeX text of BibTeX values to Unicode, and back."""

from readinglist.text.latex.decoder import decode, unknown_commands
from readinglist.text.latex.encoder import encode

__all__ = ["decode", "encode", "unknown_commands"]
