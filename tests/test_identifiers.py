"""Identifiers: every spelling of one work is one identifier, and nothing else is."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readinglist.model.identifiers import (
    SCHEMES,
    Identifier,
    identifiers_of,
    identify,
    normalise_arxiv,
    normalise_doi,
    normalise_isbn,
)
from readinglist.model.reading import Link, Reading

SICI = "10.1002/(sici)1096-8644(199601)99:1<1::aid-ajpa1>3.0.co;2-1"
HASH = "9d5609613524ecf4f15af0f7b31abca4"
SAME = {
    "doi:10.1145/3282307": [
        "10.1145/3282307",
        " 10.1145/3282307. ",
        "(10.1145/3282307)",
        "<https://doi.org/10.1145/3282307>",
        "\\url{https://doi.org/10.1145/3282307}",
        "doi:10.1145/3282307",
        "DOI: 10.1145/3282307",
        "doi = 10.1145/3282307",
        "urn:doi:10.1145/3282307",
        "info:doi/10.1145/3282307",
        "doi.org/10.1145/3282307",
        "http://dx.doi.org/10.1145/3282307",
        "HTTPS://DOI.ORG/10.1145/3282307",
        "https://doi.org/10.1145%2F3282307?utm_source=mail",
        "https://doi.org/doi:10.1145/3282307",
        "https://www.doi.org/10.1145/3282307#section",
        "//doi.org/10.1145/3282307",
        "hdl:10.1145/3282307",
        "https://hdl.handle.net/10.1145/3282307",
        "http://doi.acm.org/10.1145/3282307",
        "https://dl.acm.org/doi/10.1145/3282307",
        "https://dl.acm.org/doi/abs/10.1145/3282307",
        "https://dl.acm.org/doi/pdf/10.1145/3282307?download=true",
        "https://dl.acm.org/doi/fullHtml/10.1145/3282307#sec-1",
        "dl.acm.org/doi/10.1145/3282307",
        "https://web.archive.org/web/20200101000000/https://dl.acm.org/doi/10.1145/3282307",
        "https://www.google.com/url?q=https://doi.org/10.1145/3282307&sa=D",
        "10.1145/\u200b3282307",
    ],
    f"doi:{SICI}": [
        SICI.upper(),
        "https://doi.org/10.1002/(SICI)1096-8644(199601)99:1%3C1::AID-AJPA1%3E3.0.CO;2-1",
        "10.1002/(SICI)1096-8644(199601)99:1&lt;1::AID-AJPA1&gt;3.0.CO;2-1",
        "http://onlinelibrary.wiley.com/doi/10.1002/(SICI)1096-8644(199601)99:1%3C1::AID-AJPA1%3E3.0.CO;2-1/abstract",
    ],
    "doi:10.1016/s0140-6736(97)11096-0": [
        "10.1016/S0140-6736(97)11096-0",
        "(10.1016/S0140-6736(97)11096-0)",
        "https://doi.org/10.1016/S0140-6736(97)11096-0.",
    ],
    "doi:10.1007/978-3-030-58452-8_13": [
        "https://link.springer.com/chapter/10.1007/978-3-030-58452-8_13",
        "https://link.springer.com/content/pdf/10.1007/978-3-030-58452-8_13.pdf",
        "https://link.springer.com/content/pdf/10.1007%2F978-3-030-58452-8_13.pdf",
        "10.1007/978-3-030-58452-8\\_13",
    ],
    "doi:10.1038/s41586-021-03819-2": [
        "https://www.nature.com/articles/s41586-021-03819-2",
        "https://www.nature.com/articles/s41586-021-03819-2.pdf",
        "https://www.nature.com/articles/s41586-021-03819-2/figures/1",
    ],
    "doi:10.1038/nature14236": [
        "https://www.nature.com/articles/nature14236",
        "http://www.nature.com/nature/journal/v518/n7540/full/nature14236.html",
    ],
    "doi:10.1103/physrevlett.116.061102": [
        "https://journals.aps.org/prl/abstract/10.1103/PhysRevLett.116.061102",
        "https://link.aps.org/doi/10.1103/PhysRevLett.116.061102",
    ],
    "doi:10.1093/bioinformatics/btaa692": [
        "https://academic.oup.com/bioinformatics/article/doi/10.1093/bioinformatics/btaa692/5885080"
    ],
    "doi:10.1101/2020.01.01.123456": [
        "https://www.biorxiv.org/content/10.1101/2020.01.01.123456v1.full.pdf",
        "https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2",
        "10.1101/2020.01.01.123456",
    ],
    "doi:10.1371/journal.pone.0000217": [
        "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0000217",
        "https://journals.plos.org/plosone/article/file?id=10.1371/journal.pone.0000217&type=printable",
    ],
    "doi:10.1145/1327452.1327492": ["https://dl.acm.org/citation.cfm?id=1327452.1327492"],
    "doi:10.5281/zenodo.1234": [
        "https://zenodo.org/records/1234",
        "https://zenodo.org/record/1234/files/a.pdf",
    ],
    "doi:10.1000/456#789": ["10.1000/456#789", "https://doi.org/10.1000/456%23789"],
    "arxiv:1706.03762": [
        "1706.03762",
        "1706.03762v7",
        "arXiv:1706.03762v2 [cs.CL]",
        "arXiv preprint arXiv:1706.03762",
        "https://arxiv.org/abs/1706.03762v5?context=cs",
        "http://arxiv.org/pdf/1706.03762v5.pdf",
        "https://arxiv.org/pdf/1706.03762",
        "https://arxiv.org//abs//1706.03762",
        "https://arxiv.org/html/1706.03762v7",
        "https://arxiv.org/bibtex/1706.03762",
        "https://export.arxiv.org/abs/1706.03762",
        "https://arxiv.org/ftp/arxiv/papers/1706/1706.03762.pdf",
        "arxiv.org/abs/1706.03762",
        "https://arxiv.org/1706.03762",
        "https://www.alphaxiv.org/abs/1706.03762",
        "https://alphaxiv.org/overview/1706.03762v7",
        "https://ar5iv.labs.arxiv.org/html/1706.03762",
        "https://ar5iv.org/abs/1706.03762",
        "https://huggingface.co/papers/1706.03762",
        "https://scirate.com/arxiv/1706.03762",
        "https://www.semanticscholar.org/arxiv/1706.03762",
        "https://doi.org/10.48550/arXiv.1706.03762",
        "10.48550/ARXIV.1706.03762v2",
        "doi:10.48550/arxiv.1706.03762",
    ],
    "arxiv:math/0309136": ["math/0309136", "math.GT/0309136v1", "https://arxiv.org/abs/math.GT/0309136"],
    "arxiv:hep-th/9901001": ["hep-th/9901001", "https://arxiv.org/pdf/hep-th%2F9901001v2.pdf"],
    "openreview:r1gs9JgRZ": [
        "https://openreview.net/forum?id=r1gs9JgRZ&noteId=r1gs9JgRZ",
        "https://openreview.net/pdf?id=r1gs9JgRZ",
        "https://openreview.net/attachment?id=r1gs9JgRZ&name=pdf",
    ],
    "acl:N19-1423": [
        "N19-1423",
        "https://aclanthology.org/N19-1423/",
        "https://aclanthology.org/N19-1423v2.pdf",
        "https://www.aclweb.org/anthology/N19-1423.pdf",
        "http://aclweb.org/anthology/N/N19/N19-1423.pdf",
    ],
    "acl:2021.naacl-main.208": ["https://aclanthology.org/2021.naacl-main.208.pdf", "2021.naacl-main.208"],
    "pmlr:v139/radford21a": [
        "https://proceedings.mlr.press/v139/radford21a.html",
        "http://proceedings.mlr.press/v139/radford21a/radford21a.pdf",
        "https://proceedings.mlr.press/v139/radford21a",
        "https://raw.githubusercontent.com/mlresearch/v139/main/assets/radford21a/radford21a.pdf",
    ],
    "pmlr:v37/ioffe15": ["http://jmlr.org/proceedings/papers/v37/ioffe15.pdf"],
    f"neurips:2020/{HASH}": [
        f"https://papers.nips.cc/paper/2020/hash/{HASH}-Abstract.html",
        f"https://proceedings.neurips.cc/paper/2020/file/{HASH}-Paper.pdf",
        f"https://proceedings.neurips.cc/paper_files/paper/2020/file/{HASH}-Bibtex.bib",
    ],
    f"neurips:2022/{HASH}-Conference": [
        f"https://papers.nips.cc/paper_files/paper/2022/hash/{HASH}-Abstract-Conference.html",
        f"https://proceedings.neurips.cc/paper_files/paper/2022/file/{HASH}-Paper-Conference.pdf",
    ],
    "neurips:7181-attention-is-all-you-need": [
        "http://papers.nips.cc/paper/7181-attention-is-all-you-need.pdf",
        "https://papers.nips.cc/paper/7181-Attention-is-all-you-need",
    ],
    f"mlsys:2020/{HASH}": [
        f"https://proceedings.mlsys.org/paper/2020/hash/{HASH}-Abstract.html",
        f"https://proceedings.mlsys.org/paper_files/paper/2020/file/{HASH}-Paper.pdf",
    ],
    "usenix:osdi18/moritz": [
        "https://www.usenix.org/conference/osdi18/presentation/moritz",
        "https://www.usenix.org/conference/osdi18/technical-sessions/presentation/Moritz",
    ],
    "usenix:files/osdi21-qiao.pdf": ["https://www.usenix.org/system/files/osdi21-qiao.pdf"],
    "jmlr:v12/pedregosa11a": [
        "https://jmlr.org/papers/v12/pedregosa11a.html",
        "http://www.jmlr.org/papers/volume12/pedregosa11a/pedregosa11a.pdf",
    ],
    "cvf:content_cvpr_2018/Jacob_CVPR_2018_paper": [
        "http://openaccess.thecvf.com/content_cvpr_2018/html/Jacob_CVPR_2018_paper.html",
        "https://openaccess.thecvf.com/content_cvpr_2018/papers/Jacob_CVPR_2018_paper.pdf",
    ],
    "cvf:content/CVPR2022/Zhai_CVPR_2022_paper": [
        "https://openaccess.thecvf.com/content/CVPR2022/html/Zhai_CVPR_2022_paper.html"
    ],
    "iacr:2017/396": [
        "https://eprint.iacr.org/2017/396",
        "https://eprint.iacr.org/2017/396.pdf",
        "Cryptology ePrint Archive, Report 2017/396",
        "eprint:2017/396",
    ],
    "iacr:2004/007": ["https://eprint.iacr.org/2004/7"],
    "handle:1721.1/102369": [
        "https://hdl.handle.net/1721.1/102369",
        "hdl:1721.1/102369",
        "https://dspace.mit.edu/handle/1721.1/102369?show=full",
        "https://dspace.mit.edu/bitstream/handle/1721.1/102369/a.pdf?sequence=1",
    ],
    "pubmed:32958851": [
        "https://pubmed.ncbi.nlm.nih.gov/32958851/",
        "https://www.ncbi.nlm.nih.gov/pubmed/32958851",
        "PMID: 32958851",
    ],
    "isbn:9780123749574": [
        "978-0-12-374957-4",
        "ISBN 0-12-374957-3",
        "isbn:9780123749574",
        "https://www.sciencedirect.com/book/9780123749574/principles-of-computer-system-design",
        "https://openlibrary.org/isbn/9780123749574",
    ],
    "http://example.org/A//b?x=1": [
        "HTTP://Example.ORG:80/A//b?x=1#part",
        "http://user:pw@example.org/A//b?x=1",
    ],
    "https://example.org/": ["https://example.org", "https://example.org:443/"],
    "https://www.example.org/paper.pdf": ["www.example.org/paper.pdf", "//www.example.org/paper.pdf"],
    "https://example.org/a%20b.pdf": ["https://example.org/a b.pdf"],
    "http://[2001:db8::1]/x": ["http://[2001:db8::1]:80/x"],
    "https://doi.org/10/abc": ["https://doi.org/10/abc"],
    "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3531190/": [
        "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3531190/"
    ],
    "https://ieeexplore.ieee.org/document/8578384": ["https://ieeexplore.ieee.org/document/8578384"],
    "https://dl.acm.org/doi/10.5555/3295222.3295349": ["https://dl.acm.org/doi/10.5555/3295222.3295349"],
    "https://dl.acm.org/citation.cfm?id=1327492": ["https://dl.acm.org/citation.cfm?id=1327492"],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in SAME.items() for text in texts])
def test_every_spelling_is_the_same_identifier(name: str, text: str) -> None:
    assert str(identify(text)) == name


@pytest.mark.parametrize("name", SAME)
def test_an_identifier_as_text_is_that_identifier(name: str) -> None:
    identifier = identify(name)
    assert identifier is not None
    assert str(identifier) == name
    assert identifier.scheme in SCHEMES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "attention is all you need",
        "1706.0376",
        "1713.03762",
        "foo/9901001",
        "10.1145/",
        "10.1145",
        "10.1145/)",
        "978-0-12-374957-5",
        "data.csv/x",
        "slides/week3.pdf",
        "javascript:alert(1)",
        "mailto:a@example.org",
        "file:///etc/passwd",
        "http://",
        "http://[::1",
        "http://example.org:99999/",
        "openreview:",
        "https://" + "a" * 5000,
    ],
)
def test_what_names_no_work_is_no_identifier(text: str) -> None:
    assert identify(text) is None


def test_an_openreview_id_keeps_its_case() -> None:
    upper, lower = (identify(f"https://openreview.net/forum?id={name}") for name in ("AbCdEf", "abcdef"))
    assert upper != lower


def test_an_arxiv_id_of_another_spelling_keeps_its_version() -> None:
    assert normalise_arxiv("https://www.alphaxiv.org/abs/1706.03762v7") == ("1706.03762", 7)


@settings(deadline=None)
@given(st.text(max_size=80))
@example("https://doi.org/10.1145/%%")
@example("http://a.b/?id=" + "&" * 60)
@example("٣" * 13)
def test_identify_takes_any_text_and_its_answer_names_the_same(text: str) -> None:
    identifier = identify(text)
    if identifier is not None:
        assert identify(str(identifier)) == identifier


@settings(deadline=None)
@given(st.from_regex(r"10\.[0-9]{4,5}/[A-Za-z0-9()<>;:_./-]{1,30}[a-z0-9]", fullmatch=True))
def test_a_doi_survives_being_percent_encoded_into_a_link(doi: str) -> None:
    from urllib.parse import quote

    assert normalise_doi(f"https://doi.org/{quote(doi, safe='/')}") == normalise_doi(doi) is not None


@settings(deadline=None)
@given(st.integers(0, 10**9 - 1))
def test_both_isbns_of_a_book_are_one(number: int) -> None:
    nine = f"{number:09}"
    check = -sum(int(digit) * (10 - index) for index, digit in enumerate(nine)) % 11
    thirteen = normalise_isbn(nine + ("X" if check == 10 else str(check)))
    assert thirteen is not None
    assert identify(thirteen) == Identifier("isbn", thirteen)


@pytest.mark.parametrize(
    "text",
    [
        "https://a.b/" + "article/doi/" * 330,
        "https://a.b" + "/handle" * 580,
        "https://a.b" + "/doi/10.1234/" * 310,
        "10.1234/" + ")" * 2000,
        "arxiv " * 680,
        "https://a.b/doi/10.1234/a" + "/full" * 800,
        "https://www.nature.com/articles/" + "a1" * 2000,
        "https://web.archive.org/web/1/" * 130,
        "(" * 4000,
    ],
)
def test_hostile_text_takes_no_time(text: str) -> None:
    start = time.thread_time()
    identify(text)
    assert time.thread_time() - start < 0.2


def names(**fields: object) -> list[str]:
    return [str(identifier) for identifier in identifiers_of(Reading.model_validate({"key": "k", **fields}))]


def test_all_identifiers_of_a_reading_are_found_once_the_strongest_first() -> None:
    found = names(
        url="https://eprint.iacr.org/2017/396.pdf",
        links=(
            Link(url="https://doi.org/10.1109/sp.2017.12", label="DOI"),
            Link(url="https://arxiv.org/abs/1706.03762v1", label="Preprint"),
        ),
        arxiv_id="1706.03762",
        doi="10.1109/sp.2017.12",
    )
    assert found == ["doi:10.1109/sp.2017.12", "arxiv:1706.03762", "iacr:2017/396"]


def test_links_to_other_things_name_no_work() -> None:
    links = (
        Link(url="https://arxiv.org/abs/1706.03762", label="Follow-up"),
        Link(url="https://github.com/a/b", label="Code"),
    )
    assert names(links=links) == []


def test_the_isbn_of_the_volume_is_not_the_paper() -> None:
    isbn = "978-1-4503-8442-1"
    assert names(type="paper-conference", isbn=isbn) == []
    assert names(type="book", isbn=isbn) == ["isbn:9781450384421"]


def test_the_page_of_a_book_stays_what_a_chapter_of_it_has() -> None:
    url = "https://www.sciencedirect.com/book/9780123749574/principles"
    assert names(type="chapter", url=url) == [url]


@pytest.mark.parametrize(
    "fields",
    [
        {"container_title": "arXiv preprint arXiv:1706.03762"},
        {"container_title": "CoRR", "volume": "abs/1706.03762"},
        {"extra": {"eprint": "{1706.03762}"}},
        {"extra": {"eprint": "1706.03762", "eprinttype": "arXiv"}},
        {"doi": "10.48550/arxiv.1706.03762"},
    ],
)
def test_arxiv_is_found_where_people_put_it(fields: dict[str, object]) -> None:
    assert names(**fields) == ["arxiv:1706.03762"]


def test_eprints_of_other_archives_are_of_these() -> None:
    assert names(extra={"eprint": "32958851", "eprinttype": "pubmed"}) == ["pubmed:32958851"]
    assert names(extra={"pmid": "{32958851}"}) == ["pubmed:32958851"]
    assert names(extra={"eprint": "1721.1/102369", "eprinttype": "hdl"}) == ["handle:1721.1/102369"]
    assert names(extra={"eprint": "123", "eprinttype": "jstor"}) == []
