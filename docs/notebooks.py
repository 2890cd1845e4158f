"""Makes a file for Jupyter of every page of docs/notebooks: text, code, and what the page shows as printed or drawn.

The pages are what is written and tested; run ``python docs/notebooks.py`` after a change of theirs.
tests/docs/test_notebooks.py fails while a file differs from what this would write.
"""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

PAGES = Path(__file__).with_name("notebooks")
PIECES = re.compile(
    r"^```python\n(?P<code>.*?)^```\n(?:\n```text\n(?P<printed>.*?)^```\n)?|^!\[[^\]]*\]\((?P<picture>[^)]*)\)\n",
    re.M | re.S,
)
FILE = re.compile(r" As a file for Jupyter: \[[^\]]*\]\([^)]*\)\.")
LINK = re.compile(r"\[([^\]]*)\]\([^)#]*\.md(?:#[^)]*)?\)")
INSTALL = """\
# Installs the package: the wheel that lies beside this notebook if there is one, else, where it is not installed yet,
# the repository around it. On a hosted machine (Colab, Kaggle): make the wheel at home, in the repository, by
# `pip wheel --no-deps .`, upload learning_prism-*.whl beside this notebook, run this cell, and restart the session if
# pip asks for it. Python 3.11 to 3.13.
from glob import glob
from importlib.util import find_spec
from pathlib import Path

wheels = glob("learning_prism-*.whl")
SOURCE = max(wheels, default="../..")
if not wheels and find_spec("linear_ae"):
    print("installed already")
elif not wheels and not Path("../../theory/__init__.py").exists():
    raise FileNotFoundError("no learning_prism-*.whl lies beside this notebook: upload it and run this cell again")
else:
    %pip install --quiet {SOURCE}"""


def notebook(page: str) -> dict[str, object]:
    """The page as a notebook of format 4.5: an install cell after the title, then its pieces in order."""
    title, _, rest = page.partition("\n\n")
    cells = [markdown(title), code(INSTALL, []), *pieces(rest)]
    return {
        "cells": [{"id": f"cell-{k}", **cell} for k, cell in enumerate(cells)],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def pieces(page: str) -> Iterator[dict[str, object]]:
    """The cells of a page below its title."""
    end = 0
    for match in PIECES.finditer(page):
        yield from prose(page[end : match.start()])
        if match["picture"]:
            yield drawn(PAGES / match["picture"])
        else:
            yield code(match["code"].rstrip("\n"), printed(match["printed"]))
        end = match.end()
    yield from prose(page[end:])


def prose(text: str) -> Iterator[dict[str, object]]:
    """A cell of text, if there is any; links to other pages keep their words only."""
    if text := LINK.sub(r"\1", FILE.sub("", text)).strip():
        yield markdown(text)


def markdown(text: str) -> dict[str, object]:
    """A cell of text."""
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def code(source: str, outputs: list[dict[str, object]]) -> dict[str, object]:
    """A cell of code with its outputs."""
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": outputs, "source": source}


def printed(text: str | None) -> list[dict[str, object]]:
    """What a cell prints, as its output."""
    return [{"name": "stdout", "output_type": "stream", "text": text}] if text else []


def drawn(picture: Path) -> dict[str, object]:
    """A cell that shows the picture which the cell before has saved."""
    data = {"image/png": base64.b64encode(picture.read_bytes()).decode(), "text/plain": f"<{picture.name}>"}
    shown: dict[str, object] = {"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"}
    return code(f'from IPython.display import Image\n\nImage("{picture.name}")', [shown])


def main() -> None:
    """Write the file of every page."""
    for page in sorted(PAGES.glob("*.md")):
        text = json.dumps(notebook(page.read_text(encoding="utf-8")), indent=1) + "\n"
        page.with_suffix(".ipynb").write_text(text, encoding="utf-8")
        print(page.with_suffix(".ipynb").relative_to(PAGES.parent.parent))


if __name__ == "__main__":
    main()
