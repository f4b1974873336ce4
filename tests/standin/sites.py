"""The pages that the links of the list lead to, each as its site writes its pages."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from readinglist import Reading
from standin import pages
from standin.server import Reply
from standin.works import family_of

_OLD_SLUG_HASH = "2018/hash/0123456789abcdef0123456789abcdef-Abstract.html"
_NSDI = "USENIX Symposium on Networked Systems Design and Implementation"
_OSDI = "USENIX Symposium on Operating Systems Design and Implementation"
_JMLR = {"journal_title": "Journal of Machine Learning Research"}
_ICML = {"conference_title": "International Conference on Machine Learning"}
# Citation key to the page that its venue has of it, for those whose link leads elsewhere, and to the tags
# that the venue writes beside title, authors, year and pages.
VENUE_PAGES: dict[str, tuple[str, dict[str, str]]] = {
    "shallue2019parallelism": ("https://jmlr.org/papers/v20/18-789.html", _JMLR),
    "hoefler2021sparsity": ("https://jmlr.org/papers/v22/21-0366.html", _JMLR),
    "li2020train": ("https://proceedings.mlr.press/v119/li20m.html", _ICML),
    "frankle2020linear": ("https://proceedings.mlr.press/v119/frankle20a.html", _ICML),
    "mirhoseini2017placement": ("https://proceedings.mlr.press/v70/mirhoseini17a.html", _ICML),
    "mcmahan2017communication": (
        "https://proceedings.mlr.press/v54/mcmahan17a.html",
        {"conference_title": "Artificial Intelligence and Statistics"},
    ),
    "jacob2018quantization": (
        "https://openaccess.thecvf.com/content_cvpr_2018/html/"
        "Jacob_Quantization_and_Training_CVPR_2018_paper.html",
        {"conference_title": "Proceedings of the IEEE Conference on Computer Vision and Pattern Recognition"},
    ),
    "zaharia2012rdd": (
        "https://www.usenix.org/conference/nsdi12/presentation/zaharia",
        {"conference_title": f"9th {_NSDI} (NSDI 12)"},
    ),
    "abadi2016tensorflow": (
        "https://www.usenix.org/conference/osdi16/presentation/abadi",
        {"conference_title": f"12th {_OSDI} (OSDI 16)"},
    ),
    "chen2018tvm": (
        "https://www.usenix.org/conference/osdi18/presentation/chen",
        {"conference_title": f"13th {_OSDI} (OSDI 18)"},
    ),
    "qiao2021pollux": (
        "https://www.usenix.org/conference/osdi21/presentation/qiao",
        {"conference_title": f"15th {_OSDI} ({{OSDI}} 21)"},
    ),
}
# What programs leave behind in a PDF: seldom the truth. `None` stands for the truth.
_PDF_INFO: dict[str, dict[str, str | None]] = {
    "domingos2012useful": {"Title": None, "Author": None},
    "keshav2007read": {"Title": "Microsoft Word - paper-reading.doc", "Author": "keshav"},
    "roscoe2007reviews": {},
    "feng2012unified": {"Producer": "pdfTeX-1.40.10"},
    "armbrust2020delta": {"Title": None, "Author": None},
    "armbrust2015spark": {"Title": None, "Author": "Michael Armbrust"},
    "armbrust2021lakehouse": {"Title": "CIDR_2021.pdf", "Author": "Microsoft Office User"},
    "genc2021gemmini": {"Title": "paper.dvi"},
    "williams2009roofline": {"Title": "RooflineVyNoYellow", "Author": "samw"},
    "mao2017pensieve": {"Title": None},
    "zheng2019helen": {},
    "naghibijouybari2018rendered": {"Title": None, "Author": None},
    "dwork2014algorithmic": {"Title": None},
    "zaharia2012rdd": {},
    "abadi2016tensorflow": {"Title": None, "Author": None},
    "qiao2021pollux": {"Title": None},
}


def pages_of(readings: Mapping[str, Reading]) -> dict[str, pages.Pages]:
    """Every host that a link of the list leads to, with its pages."""
    found: dict[str, dict[str, Reply]] = {}

    def put(url: str, reply: Reply) -> None:
        parts = urlsplit(url)
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        found.setdefault(parts.netloc, {})[path] = reply

    for key in _PDF_INFO:
        if key in readings:
            put(readings[key].url or "", _pdf(readings[key]))
    for url, reply in (*_special(readings), *_neurips(readings), *_blogs(readings)):
        put(url, reply)
    for key, (address, tags) in VENUE_PAGES.items():
        put(address, _venue_page(readings[key], tags))
    return {host: pages.Pages(those) for host, those in found.items()}


def _pdf(reading: Reading) -> Reply:
    truth = {
        "Title": reading.title or "",
        "Author": ", ".join(str(name) for name in reading.author),
    }
    info = _PDF_INFO[reading.key]
    return pages.pdf({name: truth[name] if text is None else text for name, text in info.items()})


def _inverted(reading: Reading) -> list[str]:
    return [f"{family_of(name)}, {name.given}" for name in reading.author]


def _spoken(reading: Reading) -> list[str]:
    return [str(name) for name in reading.author]


def _page_numbers(reading: Reading) -> dict[str, str]:
    first, _, last = (reading.page or "").partition("-")
    return {"firstpage": first, "lastpage": last} if first else {}


def _special(readings: Mapping[str, Reading]) -> list[tuple[str, Reply]]:
    eyeriss, secureml = readings["chen2016eyeriss"], readings["mohassel2017secureml"]
    mlperf = readings["mattson2020mlperf"]
    doi = f"http://dx.doi.org/{(eyeriss.doi or '').upper()}"
    dspace = pages.page(
        f"{eyeriss.title}",
        [
            *pages.highwire({"title": eyeriss.title or "", "author": _inverted(eyeriss)}),
            *pages.highwire({"publisher": "Institute of Electrical and Electronics Engineers (IEEE)"}),
            *pages.highwire({"date": "2016-05-04T17:33:02Z", "language": "en_US"}),
            ("DC.creator", _inverted(eyeriss)[0]),
            ("DC.date", "2016-05-04T17:33:02Z"),
            ("DCTERMS.issued", str(eyeriss.issued)),
            ("DC.relation.isversionof", doi),
            ("DC.identifier", "https://hdl.handle.net/1721.1/102369"),
            ("DC.title", eyeriss.title or ""),
        ],
    )
    iacr = pages.highwire(
        {
            "title": secureml.title or "",
            "author": _spoken(secureml),
            "journal_title": "Cryptology {ePrint} Archive",
            "publication_date": "2017",
            "pdf_url": "https://eprint.iacr.org/2017/396.pdf",
        }
    )
    hash_ = (mlperf.url or "").rsplit("/", 1)[1].replace("-Abstract.html", "")
    new_home = f"https://proceedings.mlsys.org/paper_files/paper/2020/hash/{hash_}-Abstract.html"
    tags = {
        "title": mlperf.title or "",
        "author": _inverted(mlperf),
        "journal_title": "Proceedings of Machine Learning and Systems",
        "volume": mlperf.volume or "",
        "publication_date": "2020-03-15",
        **_page_numbers(mlperf),
    }
    return [
        ("https://dspace.mit.edu/handle/1721.1/102369", dspace),
        (
            "https://hdl.handle.net/1721.1/102369",
            pages.redirect("https://dspace.mit.edu/handle/1721.1/102369"),
        ),
        ("https://eprint.iacr.org/2017/396", pages.page("SecureML", iacr)),
        ("https://eprint.iacr.org/2017/396.pdf", pages.pdf({"Title": secureml.title or ""})),
        (mlperf.url or "", pages.redirect(new_home, 301)),
        (new_home, pages.page("MLPerf Training Benchmark", pages.highwire(tags), quoted=False)),
        (readings["saltzer2009systems"].url or "", pages.CHALLENGE),
        (readings["hennessy2019golden"].url or "", pages.CHALLENGE),
        (readings["misra2021rubberband"].url or "", pages.CHALLENGE),
    ]


def _neurips(readings: Mapping[str, Reading]) -> list[tuple[str, Reply]]:
    """NeurIPS moved its pages twice: older addresses redirect to the present ones."""
    made = []
    new_host = "https://proceedings.neurips.cc"
    for key in ("dean2012distributed", "huang2019gpipe", "dong2020hawq", "merrienboer2018automatic"):
        reading = readings[key]
        name = (reading.url or "").rsplit("/", 1)[1]
        hash_ = name.split("-")[0]
        old = f"/paper/{reading.year}/hash/{hash_}-Abstract.html"
        new = f"/paper_files/paper/{reading.year}/hash/{hash_}-Abstract.html"
        if key == "merrienboer2018automatic":
            new = f"/paper_files/paper/{_OLD_SLUG_HASH}"
            old = f"/paper/{name}"
        tags = {
            "title": reading.title or "",
            "author": _inverted(reading),
            "journal_title": reading.container_title or "",
            "volume": reading.volume or "",
            "publication_date": str(reading.year),
            "pdf_url": f"{new_host}{new.replace('hash', 'file').replace('Abstract.html', 'Paper.pdf')}",
            **_page_numbers(reading),
        }
        made.append((f"{new_host}{new}", pages.page(reading.title or "", pages.highwire(tags))))
        for host in ("https://papers.nips.cc", "https://papers.neurips.cc", new_host):
            made.append((f"{host}{old}", pages.redirect(f"{new_host}{new}", 301)))
    return made


def _blogs(readings: Mapping[str, Reading]) -> list[tuple[str, Reply]]:
    deepspeed, federated = readings["deepspeed2022moe"], readings["mcmahan2017federated"]
    deepspeed_tags = [
        ("og:title", deepspeed.title or ""),
        ("og:site_name", "Microsoft Research"),
        ("article:published_time", "2022-01-19T17:00:00+00:00"),
    ]
    research = "https://research.google/blog/federated-learning-collaborative-machine-learning/"
    drive = readings["chasins2022sky"].url or ""
    return [
        (deepspeed.url or "", pages.page(f"{deepspeed.title} - Microsoft Research", deepspeed_tags)),
        (federated.url or "", pages.redirect(research, 301)),
        (research, pages.page("Federated Learning", [("og:title", federated.title or "")])),
        (readings["google2019federated"].url or "", pages.page("Federated Learning")),
        (
            drive,
            pages.page("sky.pdf - Google Drive", [("og:title", "sky.pdf"), ("og:site_name", "Google Docs")]),
        ),
    ]


def _venue_page(reading: Reading, tags: Mapping[str, str]) -> Reply:
    """Most venues write names as they are spoken, CVF writes them family name first."""
    inverted = "Computer Vision" in tags.get("conference_title", "")
    told = {
        "title": reading.title or "",
        "author": _inverted(reading) if inverted else _spoken(reading),
        "publication_date": str(reading.year) if inverted else f"{reading.year}/11/21",
        **tags,
        **_page_numbers(reading),
        **({"volume": reading.volume} if "journal_title" in tags and reading.volume else {}),
        **({"issue": reading.issue} if "journal_title" in tags and reading.issue else {}),
    }
    return pages.page(reading.title or "", pages.highwire(told))
