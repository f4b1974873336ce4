"""Addresses and texts that nobody has vetted: what may become a link, and that text stays text."""

from __future__ import annotations

import html
import json
import re
import subprocess
import time
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from depth import examples
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sample import HOSTILE_TEXTS, HOSTILE_URLS

from readinglist.text.html import escape_html
from readinglist.text.markdown.writer import escape_markdown, inline_html, inline_markdown, markdown_link
from readinglist.text.safety import one_line, safe_url, visible

RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=examples(150))
READERS = ("commonmark", "gfm", "commonmark_x", "markdown")
MARKUP = st.text("ab *_`[]()<>\\&;#!.\"'-é\u00a0:/", max_size=40)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("HTTP://Example.org", "HTTP://Example.org"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("//example.org/x", "//example.org/x"),
        ("assets/lec 03.pdf", "assets/lec%2003.pdf"),
        ("/a:b", "/a:b"),
        ("#week-3", "#week-3"),
        ("?q=a:b", "?q=a:b"),
        ("https://пример.испытание/путь", "https://пример.испытание/путь"),
        ("https://example.org/%7Eann/a%20b", "https://example.org/%7Eann/a%20b"),
        (" https://example.org/\"<a>\\`{{b}}' ", "https://example.org/%22%3Ca%3E%5C%60%7B%7Bb%7D%7D%27"),
        ("https://example.org/\u202ea\x00b", "https://example.org/%E2%80%AEa%00b"),
        ("https://exa\nmple.org", "https://example.org"),
    ],
)
def test_web_mail_and_relative_addresses_become_links(url: str, safe: str) -> None:
    assert safe_url(url) == safe


@pytest.mark.parametrize(
    "url",
    [
        *HOSTILE_URLS[:8],
        "\x00\x1fjavascript:x",
        "java\r\nscript:x",
        "jav&#x09;ascript:alert(1)",
        "&#1;javascript:alert(1)",
        "&#32;javascript:alert(1)",
        "java\u200bscript:x",
        "javascript\\:x",
        "ftp://example.org",
        "a:b",
        ":x",
        "",
        " ",
        None,
    ],
)
def test_other_schemes_become_no_link(url: str | None) -> None:
    assert safe_url(url) is None


@RELAXED
@given(st.text() | st.sampled_from(HOSTILE_URLS))
def test_a_safe_address_cannot_leave_its_place_and_stays_as_it_is(url: str) -> None:
    safe = safe_url(url)
    if safe is not None:
        assert not re.search(r"[\s\"'<>\\`{}|\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", safe)
        assert safe_url(safe) == safe


@RELAXED
@given(st.text() | st.sampled_from(HOSTILE_TEXTS))
def test_html_shows_the_text_and_has_no_markup(text: str) -> None:
    escaped = escape_html(text)
    assert not set(escaped) & set("<>\"'{}")
    assert html.unescape(escaped) == html.unescape(html.escape(visible(text)))


def test_control_and_override_characters_go_and_right_to_left_text_stays() -> None:
    assert visible("\x1b[31m a\u202eb\u2066c\u2069 \x9bd\x00") == "[31m abc d"
    assert visible("שלום\u200f \t\n عربي") == "שלום\u200f \t\n عربي"
    assert one_line(" a\r\n\tb\u2028c ") == "a b c"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("MLSys: The New Frontier of Fault-Tolerant Systems (2019)!?", None),
        ("Attention Is All You Need!", "Attention Is All You Need&#33;"),
        ("1. Introduction", "1&#46; Introduction"),
        ("À. Initial", "À&#46; Initial"),
        ("{{ x }}", "&#123;&#123; x &#125;&#125;"),
        ("R&D -- C#", "R&amp;D &#45;&#45; C&#35;"),
    ],
)
def test_markdown_escapes_only_what_could_be_read_as_markup(text: str, markdown: str | None) -> None:
    assert escape_markdown(text) == (markdown or text)


@pytest.mark.program("pandoc")
@pytest.mark.parametrize("reader", READERS)
@settings(deadline=None, max_examples=examples(6), suppress_health_check=list(HealthCheck))
@given(texts=st.lists(st.text(max_size=60) | MARKUP, min_size=60, max_size=80))
@example(texts=list(HOSTILE_TEXTS))
def test_every_markdown_reader_sees_the_text_and_nothing_else(reader: str, texts: list[str]) -> None:
    texts = [text for text in texts if "".join(one_line(text).split())]
    document = "\n\n".join(map(escape_markdown, texts))
    blocks = json.loads(pandoc(document, reader, "json"))["blocks"]
    assert [block["t"] for block in blocks] == ["Para"] * len(texts)
    for text, block in zip(texts, blocks, strict=True):
        assert squeeze("".join(plain_words(block["c"]))) == squeeze(one_line(text))


@pytest.mark.program("ruby")
def test_kramdown_sees_the_text_and_nothing_else() -> None:
    document = "\n\n".join(map(escape_markdown, HOSTILE_TEXTS))
    paragraphs = re.findall(r"<p>(.*?)</p>", kramdown(document), re.DOTALL)
    assert [html.unescape(p) for p in paragraphs] == [one_line(text) for text in HOSTILE_TEXTS]


@RELAXED
@given(st.text() | MARKUP | st.sampled_from(HOSTILE_TEXTS))
def test_escaped_markdown_means_the_text(text: str) -> None:
    assert inline_html(escape_markdown(text)) == escape_html(one_line(text))


@pytest.mark.parametrize("url", HOSTILE_URLS[:8])
def test_a_link_with_an_unsafe_address_keeps_its_words_only(url: str) -> None:
    assert markdown_link("a]b", url) == "a&#93;b"
    if "<" not in url:
        assert inline_html(f"[words](<{url}>)") == "words"


def test_a_link_in_markdown_keeps_brackets_and_ampersands_of_its_address() -> None:
    assert markdown_link("x", "https://example.org/a(b)?c=1&copy=2") == (
        "[x](https://example.org/a%28b%29?c=1&amp;copy=2)"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "*a* _b_ **c** __d__ ***e***",
            ("<em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <strong><em>e</em></strong>"),
        ),
        ("*foo**bar*", "<em>foo**bar</em>"),
        ("snake_case_name 2 * 3 * 4", "snake_case_name 2 * 3 * 4"),
        ("**bold *and* more**", "<strong>bold <em>and</em> more</strong>"),
        ("`a *b*` ``c`d`` `", "<code>a *b*</code> <code>c`d</code> `"),
        ('[a *b*](c.html "t")', '<a href="c.html">a <em>b</em></a>'),
        ("[w](https://en.wikipedia.org/wiki/A_(b))", '<a href="https://en.wikipedia.org/wiki/A_(b)">w</a>'),
        ("[a [b](c) d](e)", '[a <a href="c">b</a> d](e)'),
        ("*a [b*](c)", '*a <a href="c">b*</a>'),
        ("[<https://example.org> a](c)", '<a href="c">https://example.org a</a>'),
        (
            "[<https://example.org>](javascript:x)",
            '<a href="https://example.org">https://example.org</a>',
        ),
        (
            "<https://example.org/?a&b>",
            '<a href="https://example.org/?a&amp;b">https://example.org/?a&amp;b</a>',
        ),
        ("\\*a\\* &copy; &amp;lt;", "*a* © &amp;lt;"),
        ("<b onclick=x>c</b> ![i](j)", '&lt;b onclick=x&gt;c&lt;/b&gt; !<a href="j">i</a>'),
        ("a\n\nb", "a b"),
    ],
)
def test_inline_markdown_knows_emphasis_code_and_links_and_all_else_is_text(text: str, shown: str) -> None:
    assert inline_html(text) == shown


@RELAXED
@given(MARKUP)
def test_inline_markdown_written_anew_means_the_same(text: str) -> None:
    assert inline_html(inline_markdown(text)) == inline_html(text)


@RELAXED
@given(MARKUP)
def test_no_link_holds_a_link(text: str) -> None:
    shown = inline_html(text)
    assert re.sub(r"<a [^<>]*>(?:(?!</?a\b).)*</a>", "", shown).count("<a ") == 0


def test_code_that_a_template_engine_would_run_is_text() -> None:
    assert inline_markdown("`{{ x }}`") == "&#123;&#123; x &#125;&#125;"
    assert inline_markdown("`{% x %}` `{x}`") == "&#123;% x %&#125; `{x}`"


@pytest.mark.program("pandoc")
@settings(deadline=None, max_examples=examples(6), suppress_health_check=list(HealthCheck))
@given(st.lists(MARKUP, min_size=60, max_size=80))
def test_inline_markdown_is_read_by_others_as_we_read_it(texts: list[str]) -> None:
    written = [text for text in map(inline_markdown, texts) if "".join(text.split())]
    shown = pandoc("\n\n".join(written), "commonmark", "html", "--wrap=none")
    paragraphs = re.findall(r"<p>(.*?)</p>", shown, re.DOTALL)
    assert [words_of(p) for p in paragraphs] == [words_of(inline_html(text)) for text in written]
    assert not re.search(r"<(?!/?(?:p|em|strong|code|a)\b)", shown)


@pytest.mark.parametrize(
    "unit", ["[", "](", "[a](", "*a ", "_a", "`", "`a``b", "<a:", "&", "\\", "*a**b", "[*a](b"]
)
def test_inline_markdown_takes_linear_time(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    start = time.process_time()
    inline_html(text)
    inline_markdown(text)
    assert time.process_time() - start < 10  # under 1 s; many minutes if it were quadratic


def pandoc(text: str, reader: str, writer: str, *options: str) -> str:
    command = ["pandoc", "-f", reader, "-t", writer, *options]
    return subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8").stdout


def kramdown(text: str) -> str:
    script = "print Kramdown::Document.new($stdin.read, input: 'GFM').to_html"
    command = ["ruby", "-Ku", "-rkramdown", "-rkramdown-parser-gfm", "-e", script]
    return subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8").stdout


def plain_words(inlines: list[dict[str, Any]]) -> Iterator[str]:
    for inline in inlines:
        assert inline["t"] in ("Str", "Space", "SoftBreak"), inline
        yield inline["c"] if inline["t"] == "Str" else " "


def words_of(fragment: str) -> str:
    return squeeze(html.unescape(re.sub(r"<[^<>]*>", "", fragment)))


def squeeze(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())  # as pandoc normalises
