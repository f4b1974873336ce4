"""The BibTeX program as an oracle: what it finds in a .bib file."""

from __future__ import annotations

import subprocess
from pathlib import Path

# A style that prints, for every entry, one line a fact: nothing here can wrap unless a
# fact is longer than BibTeX's 79 columns, and then it breaks at white space only.
_STYLE = r"""
ENTRY {author title year journal note month volume} {} {}
FUNCTION {fact} { write$ newline$ }
FUNCTION {default.type} {
  "KEY " cite$ * fact
  title missing$ 'skip$ { "TITLE " title * fact } if$
  year missing$ 'skip$ { "YEAR " year * fact } if$
  journal missing$ 'skip$ { "JOURNAL " journal * fact } if$
  note missing$ 'skip$ { "NOTE " note * fact } if$
  month missing$ 'skip$ { "MONTH " month * fact } if$
  volume missing$ 'skip$ { "VOLUME " volume * fact } if$
}
FUNCTION {article} { default.type }
MACRO {jan} {"January"} MACRO {feb} {"February"} MACRO {mar} {"March"} MACRO {apr} {"April"}
MACRO {may} {"May"} MACRO {jun} {"June"} MACRO {jul} {"July"} MACRO {aug} {"August"}
MACRO {sep} {"September"} MACRO {oct} {"October"} MACRO {nov} {"November"} MACRO {dec} {"December"}
READ
ITERATE {call.type$}
"""


def entries(bib: bytes, folder: Path) -> list[tuple[str, dict[str, str]]]:
    """The key of every entry that BibTeX finds in ``bib``, with the fields that it sees."""
    return facts(run(bib, _STYLE, folder)[0])


def facts(bbl: str) -> list[tuple[str, dict[str, str]]]:
    """The printed facts: a continued line is indented by two spaces."""
    found: list[tuple[str, dict[str, str]]] = []
    for line in bbl.replace("\n  ", " ").splitlines():
        name, _, value = line.partition(" ")
        if name == "KEY":
            found.append((value, {}))
        elif name:
            found[-1][1][name.lower()] = value
    return found


def run(bib: bytes, style: str, folder: Path) -> tuple[str, str]:
    """Run BibTeX over every entry of ``bib``: what it wrote, and its log."""
    (folder / "oracle.bst").write_text(style, encoding="utf-8")
    (folder / "all.bib").write_bytes(bib)
    aux = "\\relax\n\\citation{*}\n\\bibstyle{oracle}\n\\bibdata{all}\n"
    (folder / "all.aux").write_text(aux, encoding="utf-8")
    done = subprocess.run(
        ["bibtex", "-min-crossrefs=100", "all"], cwd=folder, capture_output=True, timeout=60, check=False
    )
    assert done.returncode in (0, 1, 2), done.stdout
    bbl = (folder / "all.bbl").read_bytes().decode("utf-8", "replace")
    return bbl, done.stdout.decode("utf-8", "replace")
