"""What an import reads: files, folders, addresses; what it remembers; what it finds that a reader did not."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from asker import FakeAsker, reply
from import_sample import first, page, row

from readinglist.cli.importing import ROLES
from readinglist.errors import FileError, MissingFileError, ReadingListError, UnknownFormatError, UsageError
from readinglist.importing import import_pages, page_of_bytes
from readinglist.importing.content import Page, PageContent, PageReading, PageSession
from readinglist.importing.importer import infer_year
from readinglist.importing.interpret import READERS, find_reader, reader
from readinglist.importing.missed_links import find_missed_links
from readinglist.importing.sources import MAX_BYTES, read_page_file
from readinglist.importing.update.snapshots import Snapshot, parse, render
from readinglist.model.reading import Link
from readinglist.settings import Hints

PAGE = """# Systems (Spring 2022)

## Week 1: Training (Jan 24)
* [ZeRO: Memory Optimizations](https://arxiv.org/abs/1910.02054)
* [Chimera: Training Networks](https://arxiv.org/pdf/2107.06925.pdf)

## Week 2: Video (Jan 31)
* [Neural Adaptive Video Streaming](https://people.example/pensieve.pdf)
"""


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# Files and folders --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b" \n\t\n", "the file is empty"),
        (b"%PDF-1.7\n...", "this is no text but a PDF"),
        (b"PK\x03\x04rest", "export it as HTML or text"),
        (b"text\x00more", "byte 4 is NUL"),
        ("text".encode("utf-16"), "UTF-16"),
    ],
)
def test_what_is_no_page_is_refused_with_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    path = write(tmp_path / "page.md", content)
    with pytest.raises(FileError, match=said) as caught:
        read_page_file(path, None)
    assert str(path) in str(caught.value)


def test_a_page_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    with path.open("wb") as stream:
        stream.truncate(100 << 20)
    with pytest.raises(FileError, match=f"larger than {MAX_BYTES >> 20} MiB"):
        read_page_file(path, None)
    with pytest.raises(FileError, match="larger than"):
        page_of_bytes("-", b"x" * (MAX_BYTES + 1))


def test_what_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="does not exist"):
        read_page_file(tmp_path / "nothing.md", None)
    with pytest.raises(FileError, match="device"):
        read_page_file(os.devnull, None)


@pytest.mark.parametrize(
    ("content", "remarks"),
    [
        ("\ufeffa\r\nb\rc".encode(), 0),
        (b"a\nb\nc", 0),
        ("é\nb\nc".encode("latin-1"), 1),
    ],
)
def test_line_endings_marks_and_encodings_are_none_of_a_reader_s_affairs(
    tmp_path: Path, content: bytes, remarks: int
) -> None:
    page = read_page_file(write(tmp_path / "page.md", content), None)
    assert page.page.text.split("\n")[1:] == ["b", "c"]
    assert not page.page.text.startswith("\ufeff")
    assert len(page.remarks) == remarks


def test_a_folder_is_its_texts_in_natural_order(tmp_path: Path) -> None:
    for name in ("week-10.md", "week-9.md", "_data/a.yml", "image.png", ".git/config.md", "_site/index.html"):
        write(tmp_path / name, "text")
    write(tmp_path / "broken.md", b"\x00")
    (tmp_path / "link.md").symlink_to(tmp_path / "week-9.md")
    page = read_page_file(tmp_path, None)
    assert list(page.page.files) == ["_data/a.yml", "week-9.md", "week-10.md"]
    (remark,) = page.remarks
    assert "broken.md" in remark and "left out" in remark


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "image.png", b"x")
    with pytest.raises(FileError, match="no page is in this folder"):
        read_page_file(tmp_path, None)
    write(tmp_path / "empty.md", " \n")
    with pytest.raises(FileError, match="are empty"):
        read_page_file(tmp_path, None)


def test_a_page_is_remembered_by_its_way_from_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "site" / "index.md", PAGE)
    monkeypatch.chdir(tmp_path)
    names = {read_page_file(path, tmp_path / "data").name, read_page_file("site/index.md", Path("data")).name}
    monkeypatch.chdir(tmp_path / "site")
    names.add(read_page_file("index.md", Path("../data")).name)
    assert names == {"../site/index.md"}


# The whole way ------------------------------------------------------------------------------


def test_a_page_becomes_a_list_and_is_written_beside_its_snapshot(tmp_path: Path) -> None:
    write(tmp_path / "index.md", PAGE)
    imported = import_pages([tmp_path / "index.md"], tmp_path / "data")
    assert not (tmp_path / "data").exists()
    assert [session.date for session in imported.rl.sessions] == [
        datetime.date(2022, 1, 24),
        datetime.date(2022, 1, 31),
    ]
    assert imported.account.new_list
    assert imported.account.untaken == ()
    imported.write(tmp_path / "data")
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == [
        "readings.bib",
        "readings.import.json",
        "schedule.toml",
    ]
    again = import_pages([tmp_path / "index.md"], tmp_path / "data")
    assert again.account.changes == ()
    assert not again.account.new_list


def test_several_sources_are_joined_in_order(tmp_path: Path) -> None:
    one = write(tmp_path / "b.md", PAGE)
    two = write(
        tmp_path / "a.md", "## Week 3: Clouds (Feb 7)\n* [The Sky Above](https://drive.example/sky)\n"
    )
    rl = import_pages([one, two]).rl
    assert [session.topic for session in rl.sessions] == ["Training", "Video", "Clouds"]
    assert rl.sessions[2].date == datetime.date(2022, 2, 7)
    with pytest.raises(UsageError, match="given twice"):
        import_pages([one, one])
    with pytest.raises(UsageError, match="at least one"):
        import_pages([])


def test_the_term_of_the_list_dates_a_page_that_names_none(tmp_path: Path) -> None:
    path = write(tmp_path / "index.md", PAGE.replace(" (Spring 2022)", ""))
    import_pages([path], tmp_path / "data", Hints(term="Spring 2022")).write(tmp_path / "data")
    again = import_pages([path], tmp_path / "data")
    assert again.account.changes == ()
    assert again.rl.sessions[0].date == datetime.date(2022, 1, 24)


def test_days_of_the_week_tell_the_year(tmp_path: Path) -> None:
    text = "## Mon Jan 3: Training\n* [ZeRO: Memory](https://arxiv.org/abs/1910.02054)\n"
    text += "## Wed Jan 5: Video\n* [Neural Video](https://example.org/x.pdf)\n"
    path = write(tmp_path / "index.md", text)
    imported = import_pages([path], today=datetime.date(2022, 6, 1))
    assert [session.date for session in imported.rl.sessions] == [
        datetime.date(2022, 1, 3),
        datetime.date(2022, 1, 5),
    ]
    assert any("2022 was told" in remark for remark in imported.account.remarks)


def dated(*texts: str, **fields: object) -> PageContent:
    rows = tuple(PageSession(date_text=text) for text in texts)
    return PageContent.model_validate({"reader": "hand", "sessions": rows, **fields})


@pytest.mark.parametrize(
    ("found", "year"),
    [
        (dated("Jan 3", "Jan 10"), None),
        (dated("Mon Jan 3"), None),
        (dated("Mon Jan 3", "Wed Jan 5"), 2022),
        (dated("Mon Dec 6", "Mon Jan 10"), 2021),
        (dated("Mon Jan 3", "Mon Jan 4"), None),
        (dated(), None),
    ],
)
def test_what_tells_the_year_of_dates_without_one(found: PageContent, year: int | None) -> None:
    assert infer_year(found, datetime.date(2022, 11, 1)) == year


def test_a_date_that_is_whole_tells_the_year_of_its_neighbours() -> None:
    rows = (
        PageSession(date_text="Jan 3"),
        PageSession(date_text="2019-01-10", date=datetime.date(2019, 1, 10)),
    )
    assert infer_year(PageContent(reader="hand", sessions=rows), datetime.date(2022, 11, 1)) == 2019


def test_a_page_that_no_reader_knows_is_refused_with_the_readers_that_there_are(tmp_path: Path) -> None:
    path = write(tmp_path / "page.md", "A paragraph.\n")
    with pytest.raises(UsageError, match="no reader finds") as caught:
        import_pages([path])
    assert all(name in str(caught.value) for name in READERS)
    with pytest.raises(UnknownFormatError, match="unknown reader 'latex'"):
        import_pages([path], hints=Hints(reader="latex"))


def test_a_named_reader_that_finds_nothing_writes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "page.md", "A paragraph.\n")
    imported = import_pages([path], tmp_path / "data", Hints(reader="markdown"))
    (remark,) = imported.account.remarks
    assert "no reading was found" in remark
    imported.write(tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_a_folder_that_is_no_page_is_read_file_by_file(tmp_path: Path) -> None:
    folder = tmp_path / "weeks"
    write(folder / "1.md", "## Week 1: A (Jan 24)\n* [ZeRO: Memory](https://arxiv.org/abs/1910.02054)\n")
    write(folder / "2.md", "## Week 2: B (Jan 31)\n* [Chimera: Nets](https://arxiv.org/abs/2107.06925)\n")
    imported = import_pages([folder], hints=Hints(term="Spring 2022"))
    assert [session.topic for session in imported.rl.sessions] == ["A", "B"]


# Addresses ----------------------------------------------------------------------------------


def test_an_address_is_one_polite_request_and_its_links_are_absolute() -> None:
    text = PAGE + "* [Local Copy of a Paper](papers/x.pdf)\n"
    asker = FakeAsker(reply(text, content_type="text/markdown; charset=utf-8"))
    imported = import_pages(["https://example.org/course/index.md"], session=asker)
    (asked,) = asker.asked
    assert asked.untrusted
    assert "https://example.org/course/papers/x.pdf" in {reading.url for reading in imported.rl}


def test_a_file_on_github_is_asked_for_itself() -> None:
    asker = FakeAsker(reply(PAGE))
    import_pages(["https://github.com/a/b/blob/main/docs/README.md"], session=asker)
    assert asker.asked[0].url == "https://raw.githubusercontent.com/a/b/main/docs/README.md"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (reply(status=404), "HTTP 404"),
        (reply(status=None, problem="no network"), "no network"),
        (reply(b"%PDF-1.7"), "a PDF"),
        (reply(b""), "empty"),
    ],
)
def test_an_address_without_a_page_is_refused(answer: object, said: str) -> None:
    with pytest.raises(ReadingListError, match=said) as caught:
        import_pages(["https://example.org/x"], session=FakeAsker(answer))  # type: ignore[arg-type]
    assert str(caught.value).startswith("https://example.org/x: ")


def test_without_a_session_nothing_is_fetched() -> None:
    with pytest.raises(UsageError, match="save the page"):
        import_pages(["https://example.org/x"])


# The snapshot -------------------------------------------------------------------------------


def test_a_snapshot_has_a_line_for_each_session_and_reading() -> None:
    found = page(row(1, "A", PageReading(title="ZeRO: Memory", level="optional", note="skim")), row(2, "B"))
    text = render(first(found).snapshot)
    assert text.splitlines() == [
        "{",
        ' "version": 1,',
        ' "pages": {',
        '  "page.md": {',
        '   "course": {"title": "Systems", "term": "Spring 2022"},',
        '   "sessions": [',
        '    {"week": 1, "date": "2022-01-24", "topic": "A", '
        '"optional": [{"key": "zeromemory", "note": "skim"}]},',
        '    {"week": 2, "date": "2022-01-31", "topic": "B"}',
        "   ],",
        '   "readings": {',
        '    "zeromemory": {"title": "ZeRO: Memory"}',
        "   }",
        "  }",
        " }",
        "}",
    ]
    assert render(Snapshot()) == '{\n "version": 1,\n "pages": {}\n}\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"),
        ("[]", "no snapshot"),
        ("{}", "no snapshot"),
        ('{"version": 2, "pages": {}}', "version 2"),
        ('{"version": true, "pages": {}}', "version True"),
        ('{"version": 1, "pages": {"a": 1}}', "no snapshot"),
        ('{"version": 1, "pages": {"a": {"course": {}, "sessions": [1], "readings": {}}}}', "no snapshot"),
        (
            '{"version": 1, "pages": {"a": {"course": {}, "sessions": [{"optional": ["x"]}], '
            '"readings": {}}}}',
            "no snapshot",
        ),
        (
            '{"version": 1, "pages": {"a": {"course": {"x": 1}, "sessions": [], "readings": {}}}}',
            "x: there is no",
        ),
        (
            '{"version": 1, "pages": {"a": {"course": {}, "sessions": [], "readings": {"a b": {}}}}}',
            "no snapshot",
        ),
        ("<<<<<<< ours\n{}\n", "conflict marks"),
        ("[" * 100_000, "no"),
    ],
)
def test_a_snapshot_is_not_trusted(text: str, said: str) -> None:
    with pytest.raises(FileError, match=said) as caught:
        parse(text, "readings.import.json")
    assert "delete it" in str(caught.value)


def test_a_snapshot_that_somebody_changes_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    path = write(tmp_path / "index.md", PAGE)
    imported = import_pages([path], tmp_path / "data")
    write(tmp_path / "data" / "readings.import.json", "{}")
    with pytest.raises(FileError, match="appeared"):
        imported.write(tmp_path / "data")


# What no reader took ------------------------------------------------------------------------


def left(text: str, *taken: str) -> list[tuple[int | None, str]]:
    links = tuple(Link(url=url) for url in taken)
    found = PageContent(reader="hand", unscheduled=(PageReading(title="x", links=links),))
    return [(item.line, item.text) for item in find_missed_links(Page("p", text=text), found)]


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        ("see https://a.example/x.", [(1, "see https://a.example/x.")]),
        ("\n\n* [A](papers/a.pdf)", [(3, "* [A](papers/a.pdf)")]),
        ("<a class='x' href='b.html'>B</a>", [(1, "<a class='x' href='b.html'>B</a>")]),
        ("![an image](image.png) and <img src='https://a.example/i.png'>", []),
        ("<head><link rel='x' href='https://a.example/x.css'><meta content='https://a.example/'></head>", []),
        ("x " * 200 + "https://a.example/x", [(1, "https://a.example/x")]),
        ("[Today](#today) <a href='#x'>x</a>", []),
        ("<script src='https://cdn.example/x.js'>fetch('https://a.example')</script>", []),
        ("<script>never ends https://a.example/", []),
        ("[A](https://a.example/x_(y))", []),
        ("https://a.example/x_(y) twice https://a.example/x_(y)", []),
        ("[A](https://A.example/taken)", []),
        ("http://arxiv.org/pdf/1910.02054v1.pdf", []),
        ("https://a.example/?a=1&amp;b=2", []),
    ],
)
def test_links_that_a_reader_looked_past_are_found(text: str, missed: list[tuple[int, str]]) -> None:
    taken = (
        "https://a.example/x_(y)",
        "https://A.example/taken/",
        "https://arxiv.org/abs/1910.02054",
        "https://a.example/?a=1&b=2",
    )
    assert left(text, *taken) == missed


def test_a_page_full_of_openings_is_looked_through_in_one_go() -> None:
    for hostile in ("<script>" * 50_000, "](" * 100_000, "<a " * 100_000, "[" * 200_000, "![](" * 50_000):
        assert left(hostile) == []


# The readers --------------------------------------------------------------------------------


def test_readers_have_the_names_that_they_are_called_by() -> None:
    for name in READERS:
        assert reader(name).name == name


def test_a_page_that_is_nothing_is_nobody_s() -> None:
    assert find_reader(Page("page.md", text="")) is None


def test_every_reader_and_role_is_in_the_document() -> None:
    document = (Path(__file__).parents[1] / "docs" / "import.md").read_text(encoding="utf-8")
    assert [name for name in (*READERS, *ROLES) if f"`{name}`" not in document] == []
    assert [name for name in Hints.model_fields if f"`import.{name}`" not in document] == []


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("It is held in Fall 2017.", 2017),
        ("Say what you like to present by September 11, 2017.", 2017),
        ("## Schedule 2017\n", 2017),
        ("It was held in Spring 2015 and in Fall 2016, too.", None),
        ("[Networks of Time (SOSP 2013)](https://example.org/1)", None),
    ],
)
def test_the_one_year_that_a_page_names_is_that_of_its_dates(text: str, year: int | None) -> None:
    rows = (PageSession(date_text="Sep 6"), PageSession(date_text="Sep 11"))
    assert infer_year(PageContent(reader="hand", sessions=rows), datetime.date(2022, 11, 1), text) == year


def test_what_stands_for_an_address_to_come_is_no_link_that_was_lost() -> None:
    page = Page("page.md", "[Maps](TBD) and [Nets](https://example.org/n)")
    assert [item.text for item in find_missed_links(page, PageContent(reader="hand"))] == [page.text]
