"""The site builds without a warning, and MathJax can set every formula on it."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

FORMULA = re.compile(r'<(?:span|div) class="math notranslate nohighlight"[^>]*>(.*?)</(?:span|div)>', re.DOTALL)


def formulas(page):
    """Every formula of a page: its TeX and whether it is displayed."""
    for found in FORMULA.finditer(page):
        tex = html.unescape(re.sub(r'<span class="eqno">.*?</span>|<[^>]+>', "", found[1], flags=re.DOTALL)).strip()
        yield {"tex": tex[2:-2], "display": tex.startswith(r"\[")}


@pytest.mark.slow
def test_the_site_has_its_pages_and_their_pictures(site):
    index = (site / "index.html").read_text()
    for page in ("guides/derive.html", "tutorials/prototypes.html", "api/theory.html", "regimes.html", "cli.html"):
        assert f'href="{page}"' in index
    shown = re.findall(r'<img [^>]*src="([^"]+)"', index)
    assert shown
    assert all((site / picture).exists() for picture in shown)


@pytest.mark.slow
def test_docstrings_stand_as_they_are_written(site):
    """Pictures keep their lines and bars, and no text of a constant is cut in two at its colon."""
    for page in (site / "api").glob("*.html"):
        written = page.read_text()
        boxes = re.findall(r"<pre>.*?</pre>", written, re.DOTALL)
        assert "<blockquote>" not in written
        assert [box for box in boxes if r"\|" in re.sub("<[^>]+>", "", box)] == []
        assert 'Type<span class="colon">' not in written


@pytest.mark.slow
def test_formulas_need_no_network(site):
    sources = re.findall(r'<script[^>]* src="([^"]+)"', (site / "regimes.html").read_text())
    assert any(source.split("?")[0].endswith("tex-svg.js") for source in sources)
    assert not any(source.startswith("http") for source in sources)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("node") is None, reason="MathJax runs in node here")
def test_mathjax_sets_every_formula(site):
    import mathjax

    found = [formula for page in site.rglob("*.html") for formula in formulas(page.read_text())]
    assert len(found) > 500
    engine = Path(mathjax.__file__).parent / "static/mathjax/es5/node-main.js"
    command = ["node", str(Path(__file__).with_name("math.js")), str(engine)]
    result = subprocess.run(command, input=json.dumps(found), capture_output=True, text=True, check=True)
    assert json.loads(result.stdout) == []
