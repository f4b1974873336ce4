"""What strangers may write into a list: attacks, each in every field that a pull request can set.

A field says ``ATTACK witness ATTACK``: the attack stands at its start, at its end and beside
words, and the witness, which no other field has, shows where and whether it was printed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from readinglist.model.reading import Link, Name, PartialDate, Reading
from readinglist.model.schedule import Assignment, Course, Person, Session, Syllabus
from readinglist.text.markdown.parser import parse_inline
from readinglist.text.safety import one_line

ELSEWHERE = "pwned.invalid"
"""The host that every attack calls; nothing may ever ask for it."""

ATTACKS: Mapping[str, str] = {
    "table": "| a | b |\n|---|---|\n| c | d |",
    "brackets": "] ) [ ( ![i](//pwned.invalid/i.png) [r][1] [1]: //pwned.invalid ][",
    "liquid output": "{{ site.secret }} {{ 'a' | append: 'b' }} }} {{",
    "liquid tag": "{% include secret.html %}{% raw %}{%- assign secret = 1 -%}{% comment %}",
    "script": "<script>pwned()</script><img src=x onerror=pwned()><svg/onload=pwned()>",
    "end of element": "</title></style></textarea></a></li></ul></script><script>pwned()</script>",
    "attribute": "x\" onmouseover=\"pwned()\" y=' onfocus='pwned()' autofocus ",
    "quotes and dashes": "\"a\" 'b' -- --- ... <<c>> (c) (tm) -> '90s \"'d'\"",
    "code": "`a` ``b`` ``` c\n```\n~~~ d",
    "comment": "<!-- a --> --> <!-- <!--- <!-->",
    "javascript": "[a](javascript:pwned()) <javascript:pwned()> [b](JaVa&#x73;cript&colon;pwned())",
    "front matter": "---\nlayout: secret\n---\n+++\ntitle = 1\n+++",
    "yaml": "- &a !!python/object/apply:os.system [x] # b\n? *a : {c: |}\n%YAML 1.1\n@ ` % !",
    "xml": "]]> <![CDATA[a]]> <!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]> <?xml version='1.0'?>",
    "entities": "&amp; &lt;script&gt; &#60;b&#62; &nbsp; &bogus; &#0; &#x110000; &copy &",
    "lines": "a\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nATTACH:file:///etc/passwd\nb\x85c\u2028d",
    "escapes of icalendar": "\\n\\N\\;\\,\\\\ ;VALUE=x:y,z\\",
    "directions": "a\u202eb\u2066c\u2067d\u2069 \u200f\u05e9\u05dc\u05d5\u05dd \u061c",
    "terminal": "\x1b]0;a\x07\x1b[31mb\x9b32m\x00\x08\x7f",
    "markers": "<!-- readinglist:end readings --><!-- readinglist:begin readings -->",
    "markers of liquid": "{% comment %} readinglist:end readings {% endcomment %}",
    "rst": ":raw-html:`a` `b <javascript:pwned()>`_ |c| d_ [e]_\n\n.. raw:: html\n\n   <b onclick=pwned()>",
    "hugo": '{{< include "secret.html" >}}{{% include "secret.html" %}}{{- .Site -}}',
    "jinja": "{% raw %}{{ config }}{# a #}{% endraw %}{{ 7 * 7 }} [[ 7 * 7 ]]",
    "snippets": '--8<-- "secret.html"\n;--8<-- x\n{!secret.html!}\n[[include secret]]',
    "emoji": ":smile: :+1: :material-home: :)",
    "footnotes": "[^1] ^[a] [^1]: b [@c] @d *[e]: f",
    "divs": "::: {.a onclick=pwned()}\n:::\n:::{raw} html\n!!! note\n???+ a\n    b",
    "attribute lists": '{: .a #b onclick="pwned()" } {:.c} {::nomarkdown}<b>{:/} {#d} {:toc} [TOC]',
    "raw attribute": "`<script>pwned()</script>`{=html} `r pwned()` {{{a}}} `{python} pwned()`",
    "maths": "$a^2$ $$b_1$$ \\(c\\) \\[d\\] \\alpha \\$ $`e`$",
    "autolinks": "https://pwned.invalid www.pwned.invalid pwned@pwned.invalid <https://pwned.invalid/a>",
    "latex": "\\input{/etc/passwd} $\\input{/etc/passwd}$ \\write18{a} \\end{document} % # ~ ^ {a} \\x",
    "emphasis": "*a* _b_ **c** ~~d~~ ^e^ ~f~ ==g== ++h++ {--i--} {>>j<<}",
    "blocks": "# a\n===\n> b\n1. c\n+ d\n\te\n***\nf\n: g\n\n    h",
    "back slash": "\\* \\` \\[a\\] \\<b\\> c\\\\ d\\",
}
"""What is written, by what it tries."""

URLS = (
    "javascript:pwned()",
    " \x01JaVaScRiPt:pwned()",
    "java\tscript:pwned()",
    "javascript&#58;pwned()",
    "javascript&colon;pwned()",
    "&#106;avascript:pwned()",
    "java\u200bscript:pwned()",
    "data:text/html,<script>pwned()</script>",
    "data:text/html;base64,PHNjcmlwdD5wd25lZCgpPC9zY3JpcHQ+",
    "vbscript:pwned()",
    "view-source:x",
    "file:///etc/passwd",
    'https://pwned.invalid/"onmouseover="pwned()"',
    "https://pwned.invalid/'><script>pwned()</script>",
    "https://pwned.invalid/{{ site.secret }}/(a)[b]<c>?q=a b&copy=1|{% raw %}",
    "https://pwned.invalid/)](javascript:pwned()) `a` *b* _c_",
    "https://pwned.invalid/\r\nATTACH:file:///etc/passwd",
    "https://pwned.invalid/\u202ea$b$~c\\d^e%0A%zz",
    "//pwned.invalid/a",
    "assets/../../a b.pdf",
)
"""Addresses; only the last ones may be followed, and only as what they are."""

INLINE = ("notes", "note", "text", "tbd")
"""Fields of the schedule that are inline Markdown."""


def is_inline(name: str) -> bool:
    """Whether the field of this name is inline Markdown."""
    return name.split("-")[-1] in INLINE


class Field(NamedTuple):
    """A field as the stranger filled it: its name, the witness in it, and all of its text."""

    name: str
    witness: str
    text: str

    @property
    def shown(self) -> str:
        """What a reader must find of it: the text, or in inline Markdown its words."""
        if not is_inline(self.name):
            return one_line(self.text)
        return "".join(p.value for p in parse_inline(self.text) if p.kind in ("text", "code"))


class Hostile(NamedTuple):
    """A list of which every text is hostile, and what was written where."""

    syllabus: Syllabus
    fields: tuple[Field, ...]

    def of(self, *names: str) -> tuple[Field, ...]:
        """The fields of these names."""
        return tuple(field for field in self.fields if field.name in names)


class _Pen:
    """Writes one attack into field after field, and remembers it."""

    def __init__(self, number: int, attack: str, inline: str | None) -> None:
        self.number = number
        self.attack = attack
        self.inline = attack if inline is None else inline
        self.fields: list[Field] = []

    def __call__(self, name: str) -> str:
        witness = f"w{self.number}x{name.replace('-', '')}"
        attack = self.inline if is_inline(name) else self.attack
        field = Field(name, witness, f"{attack} {witness} {attack}")
        self.fields.append(field)
        return field.text


def hostile(attacks: Iterable[str] = tuple(ATTACKS.values()), inline: str | None = None) -> Hostile:
    """One dated session a week for each of ``attacks``, which stands in all of its texts.

    Args:
        attacks: what is tried.
        inline: what stands in inline Markdown instead, in which an attack may mark up words.
    """
    attacks = tuple(attacks)
    pens, sessions, readings = [], [], []
    for number, attack in enumerate(attacks):
        pen = _Pen(number, attack, inline)
        session = _session(pen, number)
        pens.append(pen)
        sessions.append(session)
        readings += [a.reading for a in session.assignments]
        readings.append(Reading(key=pen("loose-key"), author=(Name(literal=pen("loose-author")),)))
    pen = _Pen(len(pens), " ".join(attacks[2:6]), inline)
    course = _course(pen)
    fields = tuple(field for each in (*pens, pen) for field in each.fields)
    return Hostile(Syllabus(course=course, sessions=tuple(sessions), readings=tuple(readings)), fields)


def harmless(like: Iterable[str] = tuple(ATTACKS.values())) -> Hostile:
    """A list of the same make with the same addresses, in which no text tries anything."""
    return hostile(["words" for _ in like], "words")


def _course(pen: _Pen) -> Course:
    return Course(
        title=pen("course-title"),
        term=pen("course-term"),
        location=pen("location"),
        meets=pen("meets"),
        notes=pen("course-notes"),
        timezone="UTC",
        url="https://pwned.invalid/{{ site.secret }}/\"onclick='pwned()'",
        instructors=(Person(name=pen("instructor"), affiliation=pen("of-instructor"), url=URLS[0]),),
        links=tuple(Link(url=url, label=pen("course-link")) for url in URLS[:1]),
    )


def _session(pen: _Pen, number: int) -> Session:
    url = URLS[number % len(URLS)]
    kept = Reading(key=f"kept{number}", title="Kept", url=URLS[(number + 2) % len(URLS)])
    titled = Reading(key=f"titled{number}", title=pen("optional-title"), url=URLS[(number + 3) % len(URLS)])
    return Session(
        week=number,
        date=datetime.date(2022, 1, 3) + datetime.timedelta(days=number),
        topic=pen("topic"),
        kind=pen("kind"),
        speakers=(Person(name=pen("speaker"), affiliation=pen("affiliation"), url=url),),
        links=(Link(url=url, label=pen("link")), Link(url=url)),
        notes=pen("notes"),
        required=(_assignment(pen, number),),
        readings=(Assignment(reading=kept, text=pen("text"), group=pen("further-group")),),
        optional=(Assignment(reading=titled),),
        tbd=pen("tbd"),
    )


def _assignment(pen: _Pen, number: int) -> Assignment:
    return Assignment(
        reading=_reading(pen, number),
        locator=pen("locator"),
        note=pen("note"),
        presenters=(pen("presenter"), "Ann"),
        group=pen("group"),
    )


def _reading(pen: _Pen, number: int) -> Reading:
    return Reading(
        key=pen("key"),
        title=pen("title"),
        author=(Name(literal=pen("author")), Name(family="Family", given="Given")),
        container_title=pen("venue"),
        publisher=pen("publisher"),
        issued=PartialDate(literal=pen("issued")),
        url=URLS[(number + 1) % len(URLS)],
        links=(
            Link(url="https://pwned.invalid/main"),
            Link(url="https://pwned.invalid/more", label=pen("label")),
        ),
        award=pen("award"),
        abstract=pen("abstract"),
        note=pen("record"),
        keyword=(pen("keyword"),),
    )


# What printers make of signs, so that a text can be found whichever way it was set.
_PRINTED = {
    "“": '"', "”": '"', "‘": "'", "’": "'", "—": "---", "–": "--", "…": "...", "\u00a0": " ",
    "«": "<<", "»": ">>",
}  # fmt: skip


def plain(text: str) -> str:
    """``text`` without what does not count: white space, how quotes, dashes and dots are set."""
    for printed, typed in _PRINTED.items():
        text = text.replace(printed, typed)
    return re.sub(r"\s+", "", text)


def unseen(fields: Iterable[Field], page: str) -> Iterator[str]:
    """The witnesses of the fields that ``page``, the words of a page, does not show in full."""
    seen = plain(page)
    return (field.witness for field in fields if plain(field.shown) not in seen)
