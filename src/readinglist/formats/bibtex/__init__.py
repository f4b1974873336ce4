"""BibTeX: read as the program reads it, written for it, edited without touching the rest."""

from readinglist.formats.bibtex.editor import edit
from readinglist.formats.bibtex.parser import Bibliography, parse
from readinglist.formats.bibtex.writer import render, render_reading

__all__ = ["Bibliography", "edit", "parse", "render", "render_reading"]
