"""Changes to the text of a .bib file that leave every other byte as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from readinglist.errors import UsageError
from readinglist.formats.bibtex import fields
from readinglist.formats.bibtex.parser import parse
from readinglist.formats.bibtex.syntax import Entry, Field, Scanner
from readinglist.formats.bibtex.writer import fields_of, render_reading
from readinglist.formats.splices import Splice, splice_all
from readinglist.model.reading import Reading

_BLANK = re.compile(r"[ \t]*")
_IN_BRACKETS = re.compile("<([^<>]+)>")  # the addresses of a list of links
_LINE_END = re.compile(r"[ \t]*(\r\n|\n|\r|$)")
# Fields that say the same: the one that an entry has already is the one that is changed.
_SAME = (
    ("journal", "journaltitle"),
    ("booktitle", "journaltitle", "journal"),
    ("organization", "journaltitle", "journal"),
    ("howpublished", "journaltitle", "journal", "booktitle"),
    ("pages", "eid"),
    ("address", "location"),
    ("publisher", "institution", "school"),
    ("institution", "publisher", "school"),
    ("school", "institution", "publisher"),
    ("number", "issue"),
    ("keywords", "keyword"),
    ("shortjournal", "shortbooktitle"),
    ("shortbooktitle", "shortjournal"),
    ("eprint", "arxivid", "arxiv"),
    ("archiveprefix", "eprinttype"),
    ("award", "awards"),
    ("langid", "language"),
)
_ALIASES = {names[0]: names for names in _SAME}


def edit(text: str, before: Sequence[Reading], after: Sequence[Reading], *, ascii: bool = False) -> str:
    """``text``, which says ``before``, changed as little as makes it say ``after``.

    Readings are matched by key. A changed field is replaced where it stands, a new one is
    put behind the last of its entry in the entry's own layout, new readings go to the end
    of the text in their order. The order of the readings that stay is not changed.

    Args:
        text: a .bib file's text, with whatever line endings it has.
        before: what `parse` makes of ``text``.
        after: what it shall make of the result.
        ascii: write letters beyond ASCII as LaTeX commands; else as Unicode.

    Raises:
        UsageError: ``after`` cannot be written into this text so that it reads back the same.
    """
    old = {reading.key: reading for reading in before}
    new = {reading.key: reading for reading in after}
    changed = {key for key in old.keys() & new.keys() if old[key] is not new[key] and old[key] != new[key]}
    removed = old.keys() - new.keys()
    added = [reading for reading in after if reading.key not in old]
    if not (changed or removed or added):
        return text
    entries = {entry.key: entry for entry in Scanner(text).entries()} if changed or removed else {}
    splices = [_entry_removal(text, entries[key]) for key in removed]
    for key in changed:
        entry = entries[key]
        differences = _differences(old[key], new[key], ascii, entry, text)
        splices.append(
            Splice(entry.start, entry.end, _change_entry(text[entry.start : entry.end], differences))
        )
    result = _append(splice_all(text, splices), added, ascii)
    _verify(result, removed, old, new, {*changed, *(reading.key for reading in added)})
    return result


def _differences(old: Reading, new: Reading, ascii: bool, entry: Entry, text: str) -> dict[str, str | None]:
    """Field name to new source text, ``None`` for a field that goes, for what differs."""
    present = {item.name: text[item.value_start : item.value_end] for item in entry.fields}
    # Links stay in the list of links where the entry has one, also those that have fields of their own.
    own = present.keys() & fields.LINKS.keys() if "links" in present else fields.LINKS.keys()
    theirs = fields_of(old, ascii=ascii, classic=False, link_fields=own)
    ours = fields_of(new, ascii=ascii, classic=False, link_fields=own)
    names = dict.fromkeys((*theirs, *ours))
    changed = {name: ours.get(name) for name in names if theirs.get(name) != ours.get(name)}
    if "date" in present and not changed.keys().isdisjoint(fields.DATE_PARTS):
        # The one field goes, and with it the parts that stay the same.
        changed |= {name: ours[name] for name in fields.DATE_PARTS if name in ours}
    if "links" in changed and "links" in present:
        changed["links"] = _with_addresses(present["links"], theirs.get("links", ""), ours.get("links"))
    return changed


def _with_addresses(source: str, old: str, new: str | None) -> str | None:
    """``source``, which says ``old``, with the addresses of ``new``, where nothing else has changed."""
    addresses = _IN_BRACKETS.findall(new or "")
    alike = _IN_BRACKETS.sub("<>", old) == _IN_BRACKETS.sub("<>", new or "")
    as_many = len(_IN_BRACKETS.findall(source)) == len(addresses)
    if not (alike and as_many) or (source.startswith('"') and '"' in "".join(addresses)):
        return new
    rest = iter(addresses)
    return _IN_BRACKETS.sub(lambda _: f"<{next(rest)}>", source)


def _change_entry(text: str, differences: Mapping[str, str | None]) -> str:
    """The text of one entry with these fields changed.

    One field after the other, each in the text that the one before left: what is put
    behind the last field must know whether that field is still there.
    """
    for name, value in _under_its_names(_only_entry(text), differences).items():
        entry = _only_entry(text)
        splice = None
        present = next((item for item in entry.fields if item.name == name), None)
        if name == "ENTRYTYPE":
            start = text.lower().index(entry.type)
            splice = Splice(start, start + len(entry.type), value or entry.type)
        elif present is not None and value is not None:
            old = text[present.value_start]
            splice = Splice(present.value_start, present.value_end, _delimit_like(old, value))
        elif present is not None:
            splice = _field_removal(text, entry, present)
        elif value is not None:
            splice = _insertion(text, entry, name, value)
        text = splice_all(text, [splice] if splice else ())
    return text


def _only_entry(text: str) -> Entry:
    return next(iter(Scanner(text).entries()))


def _under_its_names(entry: Entry, differences: Mapping[str, str | None]) -> dict[str, str | None]:
    """``differences`` under the field names that ``entry`` uses."""
    present = {item.name for item in entry.fields}
    date_parts = {name for name in fields.DATE_PARTS if name in differences}
    result: dict[str, str | None] = {}
    for name, value in differences.items():
        if name in date_parts and "date" in present:
            result["date"] = None
            continue
        names = [alias for alias in _ALIASES.get(name, (name,)) if alias in present]
        result[names[0] if names else name] = value
        if value is None:
            result |= dict.fromkeys(names[1:])
    if date_parts and "date" in present:
        result |= {name: value for name, value in differences.items() if name in date_parts and value}
    if "title" in differences and "subtitle" in present:
        result["subtitle"] = None  # the new title holds it
    return result


def _delimit_like(opening: str, value: str) -> str:
    """``value`` with the delimiters of the value that it replaces, where they can hold it."""
    if opening == '"' and value.startswith("{") and '"' not in value:
        return f'"{value[1:-1]}"'
    if opening == "{" and not value.startswith("{") and value.isdigit():
        return f"{{{value}}}"
    return value


def _insertion(text: str, entry: Entry, name: str, value: str) -> Splice:
    """A new field behind the last one, laid out like it."""
    if not entry.fields:
        newline = "\r\n" if "\r\n" in text else "\n"
        return Splice(entry.key_end, entry.key_end, f",{newline}  {name} = {value}")
    last = entry.fields[-1]
    line = _line_start(text, last.start)
    own_line = line > 0 and not text[line : last.start].strip(" \t")
    width = text.index("=", last.start) - last.start
    sign = text[last.start + width : last.value_start]
    newline = "\r\n" if text[line - 2 : line] == "\r\n" else text[line - 1 : line]
    lead = newline + text[line : last.start] if own_line else " "
    new = f"{lead}{name.ljust(width)}{sign}{value}"
    comma = _comma_behind(text, last, entry)
    if comma is None:
        return Splice(last.value_end, last.value_end, f",{new}")
    return Splice(comma + 1, comma + 1, f"{new},")


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _comma_behind(text: str, item: Field, entry: Entry) -> int | None:
    """The offset of the comma behind a field; ``None`` if it has none."""
    rest = text[item.value_end : entry.end]
    return item.value_end + rest.index(",") if rest.lstrip().startswith(",") else None


def _field_removal(text: str, entry: Entry, item: Field) -> Splice:
    """A field out with its comma, and with its line if it has one of its own."""
    comma = _comma_behind(text, item, entry)
    if comma is None:
        before = entry.fields.index(item)
        start = entry.fields[before - 1].value_end if before else entry.key_end
        return Splice(start, item.value_end, "")
    line, line_end = _line_start(text, item.start), _LINE_END.match(text, comma + 1)
    if line > 0 and line_end and not text[line : item.start].strip(" \t"):
        return Splice(line, line_end.end(), "")
    blank = _BLANK.match(text, comma + 1)
    return Splice(item.start, blank.end() if blank else comma + 1, "")


def _entry_removal(text: str, entry: Entry) -> Splice:
    """An entry out with the end of its line and one blank line."""
    end = entry.end
    for _ in range(2):
        match = _LINE_END.match(text, end)
        end = match.end() if match else end
    return Splice(entry.start, end, "")


def _append(text: str, added: Sequence[Reading], ascii: bool) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    for reading in added:
        entry = render_reading(reading, ascii=ascii, classic=False).replace("\n", newline)
        gap = "" if not text else newline if text.endswith(("\n", "\r")) else newline * 2
        text += gap + entry
    return text


def _verify(
    text: str,
    removed: set[str],
    old: Mapping[str, Reading],
    new: Mapping[str, Reading],
    touched: set[str],
) -> None:
    """Nothing is written that does not read back as it was meant."""
    result = parse(text, only=touched)
    read = {reading.key: reading for reading in result.readings}
    for key in sorted(touched):
        unlike = _lost_fields(read[key], new[key], old.get(key)) if key in read else ["the entry itself"]
        if unlike:
            raise UsageError(
                f"the change of {key} cannot be written into its entry: {', '.join(unlike)} would be lost"
            )
    if lost := new.keys() - result.origins.keys():
        raise UsageError(f"the change would make these entries unreadable: {', '.join(sorted(lost))}")
    left = {key.lower() for key in removed} & {key.lower() for key in result.origins}
    if left:
        raise UsageError(f"these keys stand in the file twice; delete one by hand: {', '.join(sorted(left))}")


def _lost_fields(found: Reading, meant: Reading, old: Reading | None) -> list[str]:
    """The fields in which ``found`` is not what was ``meant``.

    The choice of braces in a title does not count, and neither does a type that was not
    changed: it follows from the fields.
    """
    derived = {"entry_type"} | ({"type"} if old is not None and old.type == meant.type else set())
    unlike = [
        name for name, value in dict(found).items() if name not in derived and value != getattr(meant, name)
    ]
    if "extra" in unlike and _extra(found) == _extra(meant):
        unlike.remove("extra")
    return unlike


def _extra(reading: Reading) -> dict[str, str]:
    return {name: value for name, value in reading.extra.items() if name != "title"}
