"""CSL-JSON, which pandoc, Zotero and citation processors read and write.

Source of names and types: the CSL 1.0.2 specification, appendices III and IV, and its
JSON schema (https://github.com/citation-style-language/schema, ``csl-data.json``).
"""

from readinglist.formats.csl_json.parser import ParsedItem, parse_item
from readinglist.formats.csl_json.writer import TYPES, item, render

__all__ = ["TYPES", "ParsedItem", "item", "parse_item", "render"]
