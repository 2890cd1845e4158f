"""The built site in a real browser, on a desktop's width and a telephone's: everything fits, and the search finds."""

import pytest

from tests.docs import browser

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser.BROWSER is None, reason="no Chromium here: apt-get install chromium"),
]
DESK, PHONE = 1280, 400
COLUMNS = 115  # the widest table of `prism check`
WORDS = {"Marchenko-Pastur": "Mean field", "lazy": "Untied weights", "expelled": "Many prototypes"}


@pytest.fixture(scope="module")
def seen(site):
    """What the browser found on every page at both widths."""
    pages = sorted(str(page.relative_to(site)) for page in site.rglob("*.html"))
    return browser.measure(site, [page for page in pages if not page.startswith("_")], (DESK, PHONE), WORDS)


def test_nothing_is_wider_than_the_window(seen):
    assert {fit["width"] for fit in seen["fits"]} == {DESK, PHONE}
    assert [fit for fit in seen["fits"] if fit["escaped"] or fit["scroll"] > fit["width"]] == []


def test_formulas_are_set(seen):
    assert sum(fit["formulas"] for fit in seen["fits"]) > 1000
    assert [(fit["page"], fit["errors"]) for fit in seen["fits"] if fit["errors"]] == []


@pytest.mark.parametrize("what", ["code", "cut"])
def test_code_wraps_and_formulas_fit_on_a_desktop(seen, what):
    assert [(fit["page"], fit[what]) for fit in seen["fits"] if fit["width"] == DESK and fit[what]] == []


def test_a_line_of_the_house_fits_on_a_desktop(seen):
    assert min(fit["columns"] for fit in seen["fits"] if fit["width"] == DESK and fit["columns"]) >= COLUMNS


@pytest.mark.parametrize(("words", "page"), WORDS.items())
def test_the_search_finds(seen, words, page):
    assert any(page in title for title in seen["search"][words]), seen["search"]
