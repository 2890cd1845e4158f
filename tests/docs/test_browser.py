"""The built site in a real browser, on a desktop's width and a telephone's: everything fits, and the search finds."""

import pytest

from tests.docs import browser

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser.BROWSER is None, reason="no Chromium here: apt-get install chromium"),
]
DESK, PHONE = 1280, 400
COLUMNS = 120  # what ruff allows a line of Python
WORDS = {
    "Marchenko-Pastur": "Mean field",
    "lazy": "Untied weights",
    "NTK": "Untied weights",
    "feature learning": "Untied weights",
    "deep linear network": "Untied weights",
    "expelled": "Many prototypes",
    "porous medium": "Many prototypes",
    "weight decay": "Weight decay",
    "denoising": "Noisy inputs",
    "scaling law": "Any covariance",
    "free probability": "Expectations of words",
    "genus expansion": "Expectations of words",
    "Wick": "Expectations of words",
    "Newton polytope": "The prism",
    "overparameterized": "Mean field",
    "infinite width": "Mean field",
    "Oja": "Narrow latent",
    "memorized": "Small data",
    "Riccati": "Small data",
    "generalization": "Model and data",
    "principal components": "Model and data",
    "early stopping": "Model and data",
    "matrix factorization": "Bring your own model",
    "gradient descent": "The simulated autoencoder",
    "phase diagram": "Draw a phase diagram",
    "Padé": "The exact expansion",
}


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


@pytest.mark.parametrize("what", ["narrow", "pictures", "foreign", "pale"])
def test_tables_pictures_and_texts_can_be_read(seen, what):
    """Sentences in tables have room, pictures are there and large, nothing comes from elsewhere, texts stand out."""
    assert [(fit["page"], fit["width"], fit[what]) for fit in seen["fits"] if fit[what]] == []


def test_no_program_of_a_page_fails(seen):
    assert (seen["console"], seen["missing"]) == ([], [])


def test_a_line_of_the_house_fits_on_a_desktop(seen):
    assert min(fit["columns"] for fit in seen["fits"] if fit["width"] == DESK and fit["columns"]) >= COLUMNS


@pytest.mark.parametrize(("words", "page"), WORDS.items())
def test_the_search_finds(seen, words, page):
    assert any(page in title for title in seen["search"][words]), seen["search"]
