from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from nbclient import NotebookClient

import readinglist

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOTEBOOK = Path(__file__).parents[1] / "examples" / "readinglist.ipynb"
PACKAGE = Path(readinglist.__file__).parent  # in a checkout or installed


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> NotebookNode:
    """The notebook, run from a folder of its own by the interpreter that runs the tests."""
    folder = tmp_path_factory.mktemp("notebook")
    kernel = folder / "kernels" / "python3"
    kernel.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {
        "argv": argv,
        "display_name": "Python 3",
        "language": "python",
        "env": {"PYTHONPATH": str(PACKAGE.parent)},
    }
    kernel.joinpath("kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder))
        patch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
        patch.setenv("JUPYTER_RUNTIME_DIR", str(folder / "runtime"))
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        patch.setenv("MPLCONFIGDIR", str(folder / "matplotlib"))
        client = NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(folder)}})
        client.execute()
    return notebook


def outputs(notebook: NotebookNode, source: str, kind: str) -> list[str]:
    """What the first cell that contains ``source`` showed as ``kind``."""
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code" and source in cell.source)
    shown = [output.data[kind] for output in cell.outputs if kind in output.get("data", {})]
    # A kernel that is slow sends what one call prints in several pieces.
    printed = "".join(output.text for output in cell.outputs if output.output_type == "stream")
    return shown or [printed]


def test_the_list_shows_its_course_and_its_titles(executed: NotebookNode) -> None:
    (html,) = outputs(executed, "ReadingList.example()", "text/html")
    assert "Machine Learning Systems" in html
    assert "Mixed Precision Training" in html


def test_a_week_and_a_reading_show_themselves_with_links(executed: NotebookNode) -> None:
    (week,) = outputs(executed, "rl.week(3)", "text/html")
    assert "Hardware for Machine Learning" in week
    (reading,) = outputs(executed, 'rl.readings["chen2016eyeriss"]', "text/html")
    assert "Eyeriss" in reading and 'href="https://doi.org/10.1109/isca.2016.40"' in reading


def test_the_session_after_a_day_is_current(executed: NotebookNode) -> None:
    (html,) = outputs(executed, "rl.current(on=", "text/html")
    assert "Week 4" in html and "Distributed deep learning" in html


def test_the_selection_counts_the_readings(executed: NotebookNode) -> None:
    cell = next(c for c in executed.cells if c.cell_type == "code" and "rl.select(" in c.source)
    assert cell.outputs[0].text.startswith("60 readings, ")


def test_every_plot_is_a_picture(executed: NotebookNode) -> None:
    plots = [cell for cell in executed.cells if cell.cell_type == "code" and "plt.show()" in cell.source]
    assert len(plots) == 3
    for cell in plots:
        (picture,) = (output.data["image/png"] for output in cell.outputs if "data" in output)
        assert picture.startswith("iVBOR")  # the first bytes of every PNG, in base 64


def test_the_load_of_each_week_is_a_row(executed: NotebookNode) -> None:
    (html,) = outputs(executed, "rl.workload()", "text/html")
    assert html.count("<tr") >= 17 and "14.8" in html  # the hours of week 11's optional readings


def test_one_changed_field_is_one_changed_line(executed: NotebookNode) -> None:
    (text,) = outputs(executed, "difflib", "text/plain")
    lines = [line for line in text.splitlines() if not line.startswith(("---", "+++"))]
    assert [line for line in lines if line.startswith("+")] == [
        "+  url            = {https://doi.org/10.1145/1498765.1498785},"
    ]
    assert len([line for line in lines if line.startswith("-")]) == 1


def test_one_week_is_exported_as_markdown_and_as_bibtex(executed: NotebookNode) -> None:
    (markdown,) = outputs(executed, 'export("markdown"', "text/plain")
    assert "Mixed Precision Training" in markdown and "GPipe" not in markdown
    (bibtex,) = outputs(executed, 'export("bibtex"', "text/plain")
    assert bibtex.count("@article{") == 2


def test_nothing_is_said_on_standard_error(executed: NotebookNode) -> None:
    said = [o.text for c in executed.cells for o in c.get("outputs", []) if o.get("name") == "stderr"]
    assert said == []


def test_the_stored_notebook_has_no_outputs() -> None:
    stored = nbformat.read(NOTEBOOK, as_version=4)
    code = [cell for cell in stored.cells if cell.cell_type == "code"]
    assert code and all(not cell.outputs and cell.execution_count is None for cell in code)
