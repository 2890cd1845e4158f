"""The site builds without a warning, and MathJax can set every formula on it."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.markup import read

FORMULA = re.compile(r'<(?:span|div) class="math notranslate nohighlight"[^>]*>(.*?)</(?:span|div)>', re.DOTALL)

LEFT = r".{0,30}(?:\$[^$\n]{1,60}\$|\]\([a-z./]|\\(?:frac|mathrm|nu|sigma|alpha|eta|to)\b|``|<!--|\}`|:\w+:`).{0,30}"


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


@pytest.fixture(scope="module")
def pages(site):
    """Every page of the site, as its markup has it."""
    return {page: read(page) for page in site.rglob("*.html")}


@pytest.mark.slow
def test_every_link_leads_somewhere(pages):
    """To a file of the site, and where it names a place in a page, to that; other hosts are not asked."""
    lost = []
    for page, markup in pages.items():
        for link in (url for url in markup.links if not urlsplit(url).scheme):
            target = (page.parent / unquote(urlsplit(link).path)).resolve() if urlsplit(link).path else page
            anchor = unquote(urlsplit(link).fragment)
            if not target.exists() or (anchor and target in pages and anchor not in pages[target].anchors):
                lost.append((page.name, link))
    assert sum(len(markup.links) for markup in pages.values()) > 10_000
    assert lost == []


@pytest.mark.slow
def test_pages_load_only_what_the_site_has(pages):
    lost = [
        (page.name, url)
        for page, markup in pages.items()
        for url in markup.loaded
        if urlsplit(url).netloc or not (page.parent / unquote(urlsplit(url).path)).exists()
    ]
    assert lost == []


@pytest.mark.slow
def test_pictures_are_described(pages):
    """In words that stand in for them, apart from the signs with which the index of modules opens its lists."""
    pictures = {picture for markup in pages.values() for picture in markup.pictures if "minus" not in picture[0]}
    assert len(pictures) >= 9
    assert [source for source, words in pictures if len(words) < 15] == []


@pytest.mark.slow
def test_no_markup_is_left_in_the_text(pages):
    """No TeX, Markdown or reStructuredText that a page shows as it was written."""
    left = [
        (page.name, found[0])
        for page, markup in pages.items()
        if "_modules" not in page.parts
        for found in re.finditer(LEFT, "".join(markup.prose))
    ]
    assert left == []


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
