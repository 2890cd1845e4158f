"""The files for Jupyter say what their pages say; the pages themselves run in tests/docs/test_pages.py."""

import ast
import importlib.util
import json

import pytest

from docs.notebooks import INSTALL, PAGES, notebook
from tests.docs.pages import blocks

NAMES = sorted(page.stem for page in PAGES.glob("*.md"))
PIP = "%pip install --quiet {SOURCE}"


def sources(monkeypatch, installed):
    """What the install cell hands to pip where the package is ``installed`` or not."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: {"linear_ae": installed}[name])
    asked = []
    exec(INSTALL.replace(PIP, "asked.append(SOURCE)"), {"asked": asked})
    return asked


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


@pytest.mark.parametrize("installed", [True, False])
def test_an_uploaded_wheel_is_installed(monkeypatch, tmp_path, installed):
    monkeypatch.chdir(tmp_path)
    for version in ("0.2.0", "0.3.0"):
        (tmp_path / f"learning_prism-{version}-py3-none-any.whl").touch()
    assert sources(monkeypatch, installed) == ["learning_prism-0.3.0-py3-none-any.whl"]


def test_in_a_checkout_the_repository_is_installed_unless_it_is_already(monkeypatch):
    """`make` installs the repository as it stands there, editable: a copy in its place would hide later changes."""
    monkeypatch.chdir(PAGES)
    assert sources(monkeypatch, installed=False) == ["../.."]
    assert sources(monkeypatch, installed=True) == []


def test_without_a_wheel_or_a_repository_the_cell_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"no learning_prism-\*\.whl lies beside this notebook: upload it"):
        sources(monkeypatch, installed=False)
    assert sources(monkeypatch, installed=True) == []
