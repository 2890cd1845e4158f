"""The files for Jupyter say what their pages say; the pages themselves run in tests/docs/test_pages.py."""

import ast
import json

import pytest

from docs.notebooks import INSTALL, PAGES, notebook
from tests.docs.pages import blocks

NAMES = sorted(page.stem for page in PAGES.glob("*.md"))


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_its_page(name):
    page = (PAGES / f"{name}.md").read_text()
    assert json.loads((PAGES / f"{name}.ipynb").read_text()) == notebook(page), "renew it: python docs/notebooks.py"


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_what_its_page_runs_and_ends_in_a_figure(name):
    cells = notebook((PAGES / f"{name}.md").read_text())["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code[0]["source"] == INSTALL
    assert [cell["source"] + "\n" for cell in code[1:-1]] == [
        block.text for block in blocks((PAGES / f"{name}.md").read_text())
    ]
    assert "image/png" in code[-1]["outputs"][0]["data"]
    for cell in code[1:]:
        ast.parse(cell["source"])
    assert not any("```" in cell["source"] for cell in cells)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_small(name):
    assert (PAGES / f"{name}.ipynb").stat().st_size < 2**20
