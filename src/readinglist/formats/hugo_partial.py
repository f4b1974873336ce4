"""Hugo: the partial that shows the data of `jekyll_data` in the markup of `fragment`.

Hugo's templates escape every text and every address for the place that it stands in, and an
address whose scheme they do not know leads nowhere, so nothing is marked as safe here.
https://gohugo.io/templates/partial/
"""

from __future__ import annotations

import re

from readinglist.errors import UsageError
from readinglist.model.schedule import Syllabus

# In a path below the folder of data Hugo takes a dot for the end of a name.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")

_PIECES = """\
{{- range $words -}}
{{- if eq .is "text" -}}{{ .value }}
{{- else if eq .is "code" -}}<code>{{ .value }}</code>
{{- else if eq .is "link" -}}<a href="{{ .value }}">
{{- else if eq .is "/link" -}}</a>
{{- else if eq .is "em" -}}<em>
{{- else if eq .is "/em" -}}</em>
{{- else if eq .is "strong" -}}<strong>
{{- else if eq .is "/strong" -}}</strong>
{{- end -}}
{{- end -}}"""

# A number is compared as it is printed: JSON's are floating, those of a template whole, those of
# a shortcode may be text. What a page does not ask for is printed as nothing or as "<nil>".
_PARTIAL = """\
{{- /*
Written by readinglist: the reading lists of data/DATA.json.
  {{ partial "FILE" (dict "week" 3) }}     those of the sessions of a week
  {{ partial "FILE" (dict "session" 5) }}  those of one session, counted from 1
  {{ partial "FILE" . }}                   all
With "style" "short", items are made of the records: title, authors, venue, year.
*/ -}}
{{- $only := dict -}}
{{- if reflect.IsMap . -}}{{- $only = . -}}{{- end -}}
{{- $week := printf "%v" (index $only "week") -}}
{{- $number := printf "%v" (index $only "session") -}}
{{- $any := slice "" "<nil>" -}}
{{- $all := dict -}}
{{- if ge hugo.Version "0.156.0" -}}{{- $all = hugo.Data -}}{{- else -}}{{- $all = site.Data -}}{{- end -}}
{{- $found := false -}}
{{- with index $all "DATA" -}}
{{- range $session := .sessions -}}
{{- $in_week := or (in $any $week) (eq $week (printf "%v" $session.week)) -}}
{{- $chosen := or (in $any $number) (eq $number (printf "%v" $session.number)) -}}
{{- if and $in_week $chosen -}}
{{- $found = true -}}
{{- if $session.lists -}}
<div class="reading">
{{ range $list := $session.lists -}}
<div class="{{ $list.class }}">
{{ range $place, $group := $list.groups -}}
{{- with $group.heading -}}<h3>{{ . }}</h3>
{{ end -}}
<ul>
{{ range $item := $group.items -}}
{{- $words := $item.words -}}
{{- if eq (printf "%v" (index $only "style")) "short" -}}{{- $words = $item.short -}}{{- end -}}
{{- if $words -}}
<li>PIECES</li>
{{ end -}}
{{- end -}}
{{- if and $list.tbd (eq (add $place 1) (len $list.groups)) -}}
{{- $words := $list.tbd -}}
<li>PIECES</li>
{{ end -}}
</ul>
{{ end -}}
</div>
{{ end -}}
</div>
{{ end -}}
{{- end -}}
{{- end -}}
{{- if $found -}}
{{- else if not (in $any $week) -}}
{{- errorf "readinglist: data/DATA.json has no session of week %s" $week -}}
{{- else if not (in $any $number) -}}
{{- errorf "readinglist: data/DATA.json has no session %s" $number -}}
{{- end -}}
{{- else -}}
{{- errorf "readinglist: there is no data/DATA.json; run readinglist build before hugo" -}}
{{- end -}}
"""


def render(syllabus: Syllabus, *, data: str = "readinglist", file: str = "readinglist.html") -> str:
    """The partial; it is the same for every list.

    It stops Hugo where the data are missing, or a page asks for a session that they have not.

    Args:
        syllabus: is not looked at: what is shown stands in the data.
        data: the name of the data file, without folder and ending.
        file: what the partial itself is called, for its first lines.

    Raises:
        UsageError: Hugo would not find data of that name.
    """
    if _NAME.fullmatch(data) is None:
        raise UsageError(
            f"data {data!r}: Hugo's data are named by letters, digits, '-' and '_', as readinglist"
        )
    return _PARTIAL.replace("PIECES", _PIECES).replace("FILE", file).replace("DATA", data)
