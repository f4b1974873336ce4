"""Inline Markdown: one parser, its tokens and spans, and one writer.

`parser` reads what a list keeps (remarks, placeholders, the words of an item), `page_parser`
what strangers typed into a course page. Both make tokens, in which markup nests; `spans` has the
same words flat, each with its markup. `writer` writes either in a dialect: HTML, Markdown for
sites, Markdown for the list's own files, plain words.
"""
