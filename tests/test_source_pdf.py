"""PDF metadata: what files state, in the forms that programs write it, and nothing from junk."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from depth import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from readinglist.model.reading import Name
from readinglist.web.page.pdf import PDF_LIMIT, is_pdf, read_metadata

PDFTEX = (Path(__file__).parent / "pages" / "pdftex.pdf").read_bytes()
ADA = Name(given="Ada", family="Núñez")
BO = Name(given="Bo", family="Berg", non_dropping_particle="van der")


def with_information(dictionary: bytes) -> bytes:
    return b"%%PDF-1.4\n7 0 obj\n<<%b>>\nendobj\ntrailer <</Size 8 /Info 7 0 R>>\n%%%%EOF" % dictionary


def with_packet(inside: str) -> bytes:
    packet = (
        '<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">{inside}</rdf:Description>'
        "</rdf:RDF></x:xmpmeta>"
    )
    return b"%PDF-1.7\n1 0 obj <</Type/Metadata>> stream\n" + packet.encode() + b"\nendstream endobj"


def test_a_file_of_pdftex_is_read_through_its_compressed_objects() -> None:
    assert b"/Title" not in PDFTEX
    assert read_metadata(PDFTEX) == {"title": "Sparse Gémini: A Study of k-ary Trees", "author": (ADA, BO)}


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (rb"(A \(nested (deep)\) Title)", "A (nested (deep)) Title"),
        (rb"(A (nested \(deep) Title)", "A (nested (deep) Title"),
        (rb"(Caf\351 \(au lait\))", "Café (au lait)"),
        (b"(A Title over \\\r\ntwo lines)", "A Title over two lines"),
        (b"(A Title\\non two lines)", "A Title on two lines"),
        (b"(\xfe\xff" + "Größe zählt".encode("utf-16-be") + b")", "Größe zählt"),
        (b"<FEFF" + "Größe zählt".encode("utf-16-be").hex().encode() + b">", "Größe zählt"),
        (b"<41 20 54 69 74 6C 6>", "A Titl`"),
        (b"(\xef\xbb\xbf" + "Größe zählt".encode() + b")", "Größe zählt"),
        (b"(The \x93ne Print \x84 Dashes)", "The fine Print — Dashes"),
    ],
)
def test_strings_in_their_forms(written: bytes, title: str) -> None:
    assert read_metadata(with_information(b"/Title " + written)).get("title") == title


def test_the_last_information_counts() -> None:
    old = with_information(b"/Title (The Old Title)")
    new = b"\n7 0 obj <</Title (The New Title)>> endobj trailer <</Info 7 0 R>>"
    assert read_metadata(old + new)["title"] == "The New Title"


def test_a_metadata_packet_goes_before_the_information() -> None:
    packet = with_packet(
        '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">The Title Inside</rdf:li></rdf:Alt></dc:title>'
        "<dc:creator><rdf:Seq><rdf:li>Ada Núñez</rdf:li><rdf:li>Bo van der Berg</rdf:li></rdf:Seq>"
        "</dc:creator>"
    )
    both = packet + b"\n7 0 obj <</Title (Another Title)>> endobj trailer <</Info 7 0 R>>"
    assert read_metadata(both) == {"title": "The Title Inside", "author": (ADA, BO)}


def test_entities_of_a_packet_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush hush")
    packet = with_packet("<dc:title><rdf:Alt><rdf:li>&f;</rdf:li></rdf:Alt></dc:title>").replace(
        b"<x:xmpmeta", f'<!DOCTYPE x [<!ENTITY f SYSTEM "{secret.as_uri()}">]><x:xmpmeta'.encode(), 1
    )
    assert read_metadata(packet) == {}


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - final version.docx",
        "untitled document",
        "Untitled",
        "my paper v2.dvi",
        "osdi16-final",
        "Slide 1",
        "PowerPoint Presentation",
        "C:\\papers\\the one",
        "/home/ada/the one",
        "https://lake.example/ a",
        "Paper Title",
        "Your title here",
        "doi:10.1000/1 x",
        "- 1 -",
        "",
    ],
)
def test_what_programs_write_is_no_title(title: str) -> None:
    escaped = title.replace("\\", "\\\\").encode()
    assert read_metadata(with_information(b"/Title (" + escaped + b")")) == {}


@pytest.mark.parametrize(
    "title",
    [
        "Presentation Attacks on Lakes",
        "Printing Money",
        "Title Insurance for Data",
        "Textual Analysis",
        "TCP/IP over Lakes",
    ],
)
def test_a_title_that_begins_like_junk_is_one(title: str) -> None:
    assert read_metadata(with_information(b"/Title (" + title.encode() + b")")) == {"title": title}


@pytest.mark.parametrize(
    "author",
    ["Administrator", "user", "ada", "Windows User", "ada@lake.example", "Lake Systems Inc.", "Unknown", ""],
)
def test_an_account_is_no_author(author: str) -> None:
    assert read_metadata(with_information(b"/Author (" + author.encode() + b")")) == {}


@pytest.mark.parametrize(
    "author", ["Ada Núñez, Bo van der Berg and Wen Li", "Núñez, Ada; van der Berg, Bo; Li, Wen"]
)
def test_authors_in_one_string_are_parted(author: str) -> None:
    found = read_metadata(with_information(b"/Author (" + author.encode("latin-1") + b")"))
    assert found == {"author": (ADA, BO, Name(given="Wen", family="Li"))}


def test_an_encrypted_file_states_nothing_that_could_be_read() -> None:
    data = with_information(b"/Title (\x8a\x91 \x8f\x83)").replace(b"/Info", b"/Encrypt 9 0 R /Info")
    assert read_metadata(data) == {}


def test_a_cut_file_gives_what_is_there_or_nothing() -> None:
    for end in range(0, len(PDFTEX), 37):
        assert set(read_metadata(PDFTEX[:end])) <= {"title", "author"}


def test_only_a_file_that_begins_like_a_pdf_is_one() -> None:
    assert is_pdf(PDFTEX) and is_pdf(b"\n\n%PDF-1.4")
    assert not is_pdf(b"<html>") and not is_pdf(b" " * 2000 + b"%PDF-1.4")


def bombs() -> bytes:
    bomb = zlib.compress(b"\0" * 50_000_000)
    stream = (
        b"5 0 obj <</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode>> stream\n"
        + bomb
        + b"\nendstream endobj\n"
    )
    return stream * 100 + b"trailer <</Info 7 0 R>>"


# Made by the test that reads it: together they are large.
HOSTILE: dict[str, Callable[[], bytes]] = {
    "bombs": bombs,
    "parentheses": lambda: with_information(b"/Title (" + b"(" * 4_000_000),
    "backslashes": lambda: with_information(b"/Title (" + b"\\" * 4_000_000),
    "hex": lambda: with_information(b"/Title <" + b"4" * 4_000_000),
    "many objects": lambda: b"7 0 obj <</Title " * 400_000 + b"/Info 7 0 R",
    "many information": lambda: b"/Info 7 0 R " * 500_000,
    "many streams": lambda: b"/Type /ObjStm " * 500_000 + b"/Info 7 0 R",
    "spaces": lambda: b"/Info" + b" " * 8_000_000,
    "type spaces": lambda: b"/Type" + b" " * 8_000_000 + b"/Info 7 0 R",
    "packets": lambda: b"<x:xmpmeta" * 800_000,
    "nested packet": lambda: with_packet("<a>" * 60_000),
    "laughs": lambda: with_packet("").replace(b"<x:xmpmeta", b"<x:xmpmeta><!ENTITY a 'aaa'>", 1),
    "numbers": lambda: (
        b"1 0 obj <</Type /ObjStm /N 999999 /First 99999999>> stream\n1 1\nendstream /Info 1 0 R"
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_little_time_and_states_nothing(name: str) -> None:
    data = HOSTILE[name]()
    start = time.process_time()
    assert read_metadata(data) == {}
    assert time.process_time() - start < 10  # one or two seconds; minutes if it were quadratic


def test_no_more_is_read_than_the_limit() -> None:
    assert read_metadata(b"%PDF-1.4" + b" " * PDF_LIMIT + with_information(b"/Title (A Title)")) == {}


@settings(deadline=None, max_examples=examples(300))
@given(
    st.lists(
        st.sampled_from(
            [
                b"/Info 7 0 R ",
                b"7 0 obj",
                b"<<",
                b">>",
                b"/Title",
                b"/Author",
                b"(A b",
                b")",
                b"<FEFF",
                b"endobj",
                b"\\",
                b"/Type/ObjStm/N 1/First 4",
                b"stream\n",
                b"<x:xmpmeta>",
                b"</x:xmpmeta>",
                b"/Filter/FlateDecode ",
                b"\xfe\xff",
            ]
        )
        | st.binary(max_size=8),
        max_size=40,
    )
)
def test_any_bytes_give_fields_or_none(pieces: list[bytes]) -> None:
    assert set(read_metadata(b"%PDF-" + b"".join(pieces))) <= {"title", "author"}
