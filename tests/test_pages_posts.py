"""Posts, a session each, whose items say in front whether they are required, with their labelled truth."""

from __future__ import annotations

from datetime import date

from readinglist.importing.content import Page, PageContent
from readinglist.importing.interpret import find_reader
from readinglist.settings import Hints

LISTED = """\
---
layout: post
title: "Consensus"
date: 2021-01-12 10:00:00 -0500
---

- **Required:** [In Search of a Knot](https://example.org/knot.pdf), Reef and Stone, ATC 2014
- Required: [Knots Made Simple](https://example.org/simple.pdf)
- (Optional) [Knots Made Live](https://example.org/live.pdf)
- Slides: [here](/slides/2.pdf)
"""
PARAGRAPHS = """\
---
layout: post
title: "Clocks"
---

(Required) [Time and Knots](https://example.org/time.pdf)

Optional: [Wrenches](https://example.org/wrench.pdf)

See the [syllabus](/syllabus).
"""


def read(files: dict[str, str]) -> PageContent:
    page = Page("site", files=files)
    reader = find_reader(page)
    assert reader is not None and reader.name == "markdown"
    return reader.read(page, Hints())


def shown(page: PageContent) -> list[tuple[object, ...]]:
    return [
        (s.file, s.date, s.topic, [(r.line, r.level, r.title, r.links[0].url) for r in s.readings])
        for s in page.sessions
    ]


def test_a_post_has_its_date_in_its_front_matter_or_in_its_name() -> None:
    page = read({"_posts/2021-01-14-clocks.md": PARAGRAPHS, "_posts/2021-01-12-consensus.md": LISTED})
    assert shown(page) == [
        (
            "_posts/2021-01-12-consensus.md",
            date(2021, 1, 12),
            "Consensus",
            [
                (7, "required", "In Search of a Knot", "https://example.org/knot.pdf"),
                (8, "required", "Knots Made Simple", "https://example.org/simple.pdf"),
                (9, "optional", "Knots Made Live", "https://example.org/live.pdf"),
            ],
        ),
        (
            "_posts/2021-01-14-clocks.md",
            date(2021, 1, 14),
            "Clocks",
            [
                (6, "required", "Time and Knots", "https://example.org/time.pdf"),
                (8, "optional", "Wrenches", "https://example.org/wrench.pdf"),
            ],
        ),
    ]
    assert [link.url for session in page.sessions for link in session.links] == ["/slides/2.pdf", "/syllabus"]


def test_posts_without_any_list_are_known_by_their_names() -> None:
    page = read({"_posts/2021-01-14-clocks.md": PARAGRAPHS, "_posts/2021-01-19-ropes.md": PARAGRAPHS})
    assert [len(session.readings) for session in page.sessions] == [2, 2]
