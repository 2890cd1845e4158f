"""The pages of docs/ against the code: generated formulas, running examples, equation numbers, links, citations."""

import doctest
import importlib.util
import re
from pathlib import Path

import pytest

from theory.autoencoder.regimes import REGIMES
from theory.matrix.regimes import regimes
from theory.models import load
from theory.solutions import MODELS, solutions

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *DOCS.glob("theory/*.md")])
TEXTS = {path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8") for path in PAGES}
ROOMS = ("theory", "numerics", "linear_ae", "figures", "tests", "benchmarks")
CODE = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
CITATION = re.compile(r"docs/([\w/-]+\.md)(?:, \"?([A-Z][\w -]+\w))?")

_spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
assert _spec is not None
assert _spec.loader is not None
generate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generate)


@pytest.mark.parametrize("name", [name for name, text in TEXTS.items() if generate.MARKED.search(text)])
def test_generated_formulas_are_those_of_the_code(name):
    """What ``python docs/generate.py`` would write."""
    assert generate.filled(TEXTS[name]) == TEXTS[name]


def test_every_regime_has_its_formula():
    shown = [found[3] for text in TEXTS.values() for found in generate.MARKED.finditer(text) if found[2] == "regime"]
    assert sorted(shown) == sorted(REGIMES)


def test_counts_of_solved_regimes_are_those_of_the_code():
    """The table of README.md, and claims 31 to 33, by model."""
    found = {name: regimes(load(name)) for name in MODELS}
    counted = {name: (len(solutions(name)), len(f.regimes) + len(f.alternating)) for name, f in found.items()}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \|.*\| (?:all (\d+)|(\d+) of (\d+))\b[^|]*\|$", readme, flags=re.MULTILINE)
    assert {name: (int(solved or every), int(of or every)) for name, every, solved, of in rows} == counted
    claimed = [
        tuple(map(int, pair)) for pair in re.findall(r"(\d\d) of (?:its )?(\d\d)\b(?= regimes| \()", TEXTS["claims.md"])
    ]
    assert sorted(claimed) == sorted(pair for name, pair in counted.items() if name != "tied-weight-decay")


@pytest.mark.parametrize("name", [name for name, text in TEXTS.items() if ">>> " in text])
def test_examples_run(name, monkeypatch, tmp_path):
    """The ``>>>`` examples of a page in one session, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    unfenced = re.sub(r"^\s*```.*$", "", TEXTS[name], flags=re.MULTILINE)
    test = doctest.DocTestParser().get_doctest(unfenced, {}, name, name, 0)
    assert test.examples
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    report: list[str] = []
    assert runner.run(test, out=report.append).failed == 0, "".join(report)


def test_equations_have_one_number_each_and_references_meet_them():
    numbers = [number for text in TEXTS.values() for number in re.findall(r"\\tag\{([A-Z]+\d+)\}", text)]
    assert len(numbers) == len(set(numbers))
    theory = {name: text for name, text in TEXTS.items() if name.startswith("theory/")}
    prefixes = "|".join({re.sub(r"\d", "", number) for number in numbers})
    for name, text in theory.items():
        referred = set(re.findall(rf"\(((?:{prefixes})\d+)\)", text))
        assert referred <= set(numbers), (name, referred - set(numbers))


@pytest.mark.parametrize("name", TEXTS)
def test_links_lead_somewhere(name):
    for target in re.findall(r"\]\(([\w./-]+)(?:#[^)]*)?\)", TEXTS[name]):
        assert (DOCS / name).parent.joinpath(target).exists(), target


@pytest.mark.parametrize("name", TEXTS)
def test_named_files_exist(name):
    """Paths from the root in code type."""
    for path in re.findall(r"`((?:theory|numerics|linear_ae|figures|tests|benchmarks|docs)/[\w./-]*)`", TEXTS[name]):
        assert (ROOT / path).exists(), path


def test_the_code_cites_pages_and_sections_that_exist():
    """A page by its path from the root, and after a comma one of its headings."""
    pages = {path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md")}
    for path in CODE:
        for page, section in CITATION.findall(path.read_text(encoding="utf-8")):
            assert page in pages, (path, page)
            headings = re.findall(r"^#+ (.*)$", pages[page], flags=re.MULTILINE)
            assert not section or any(section.startswith(h) for h in headings), (path, page, section)
