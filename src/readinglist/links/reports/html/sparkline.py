"""The history of a link as a small picture: a bar for each run that looked, the taller the worse; pure."""

from __future__ import annotations

from collections import Counter

from readinglist.links.results import LinkResult
from readinglist.links.verdicts import VerdictClass, class_of
from readinglist.report import count_words, date_words

SHOWN = 40
"""Runs that have room, the latest ones."""
_STEP, _BAR, _HEIGHT = 4, 3, 18
# Told apart by their height as well, for who cannot see the colours.
_HEIGHTS: dict[VerdictClass, int] = {"alive": 5, "set_aside": 2, "unknown": 10, "dead": 18, "unsafe": 18}


def sparkline(link: LinkResult) -> str:
    """An SVG element whose label says the same in words; empty text where there is no history."""
    runs = link.history[-SHOWN:]
    if not runs:
        return ""
    paths: dict[VerdictClass, list[str]] = {}
    for index, (_, verdict) in enumerate(runs):
        kind = class_of(verdict)
        height = _HEIGHTS[kind]
        bar = f"M{index * _STEP} {_HEIGHT - height}h{_BAR}v{height}h-{_BAR}z"
        paths.setdefault(kind, []).append(bar)
    drawn = "".join(f'<path class="{kind}" d="{"".join(bars)}"/>' for kind, bars in paths.items())
    width = len(runs) * _STEP - (_STEP - _BAR)
    return (
        f'<svg class="history" role="img" aria-label="{_label(link)}" width="{width}" height="{_HEIGHT}" '
        f'viewBox="0 0 {width} {_HEIGHT}"><title>{_label(link)}</title>{drawn}</svg>'
    )


def _label(link: LinkResult) -> str:
    runs = link.history[-SHOWN:]
    counts = Counter(class_of(verdict).replace("_", " ") for _, verdict in runs)
    said = ", ".join(f"{number} {kind}" for kind, number in counts.items())
    first, last = date_words(runs[0][0]), date_words(runs[-1][0])
    when = f"from {first} to {last}" if len(runs) > 1 else f"on {first}"
    return f"{count_words(len(runs), 'run')} {when}: {said}"
