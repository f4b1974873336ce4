"""The include that shows the data of `jekyll_data` in the markup of `fragment`.

It uses what Liquid 4 has, so that GitHub Pages runs it: `for`, `if`, `case`, `assign`. Every
text goes through ``escape``; addresses were chosen when the data were written.
https://jekyllrb.com/docs/includes/
"""

from __future__ import annotations

import re

from readinglist.errors import UsageError
from readinglist.model.schedule import Syllabus

# What Liquid takes behind a full stop, and what Jekyll takes as the name of an include.
_DATA = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*")

_PIECES = """\
{%- for piece in words -%}
{%- case piece.is -%}
{%- when "text" -%}{{ piece.value | escape }}
{%- when "code" -%}<code>{{ piece.value | escape }}</code>
{%- when "link" -%}<a href="{{ piece.value | escape }}">
{%- when "/link" -%}</a>
{%- when "em" -%}<em>
{%- when "/em" -%}</em>
{%- when "strong" -%}<strong>
{%- when "/strong" -%}</strong>
{%- endcase -%}
{%- endfor -%}"""

_INCLUDE = """\
{%- comment -%}
Written by readinglist: the reading lists of _data/DATA.json.
  {% include FILE week=3 %}     those of the sessions of a week
  {% include FILE session=5 %}  those of one session, counted from 1
  {% include FILE %}            all
With style="short", items are made of the records: title, authors, venue, year.
{%- endcomment -%}
{%- if include.week -%}{%- assign only_week = include.week | plus: 0 -%}{%- endif -%}
{%- if include.session -%}{%- assign only_session = include.session | plus: 0 -%}{%- endif -%}
{%- for session in site.data.DATA.sessions -%}
{%- if include.week and session.week != only_week -%}{%- continue -%}{%- endif -%}
{%- if include.session and session.number != only_session -%}{%- continue -%}{%- endif -%}
{%- if session.lists.size == 0 -%}{%- continue -%}{%- endif -%}
<div class="reading">
{% for list in session.lists -%}
<div class="{{ list.class | escape }}">
{% for group in list.groups -%}
{%- if group.heading -%}<h3>{{ group.heading | escape }}</h3>
{% endif -%}
<ul>
{% for item in group.items -%}
{%- assign words = item.words -%}
{%- if include.style == "short" -%}{%- assign words = item.short -%}{%- endif -%}
{%- if words.size == 0 -%}{%- continue -%}{%- endif -%}
<li>PIECES</li>
{% endfor -%}
{%- if list.tbd and forloop.last -%}
{%- assign words = list.tbd -%}
<li>PIECES</li>
{% endif -%}
</ul>
{% endfor -%}
</div>
{% endfor -%}
</div>
{% endfor -%}
"""


def render(syllabus: Syllabus, *, data: str = "readinglist", file: str = "readinglist.html") -> str:
    """The include; it is the same for every list.

    Args:
        syllabus: is not looked at: what is shown stands in the data.
        data: the name of the data file, without folder and ending.
        file: what the include itself is called, for its first lines.

    Raises:
        UsageError: Jekyll would not find data or an include of that name.
    """
    if _DATA.fullmatch(data) is None:
        raise UsageError(
            f"data {data!r}: Jekyll's data are named by letters, digits, '-' and '_', as readinglist, "
            "without their folder and ending"
        )
    if _FILE.fullmatch(file) is None:
        raise UsageError(
            f"file {file!r}: an include is named by letters, digits, '-', '_', '.' and '/', "
            "as readinglist.html"
        )
    text = _INCLUDE.replace("PIECES", _PIECES).replace("FILE", file)
    return text.replace("DATA", data)
