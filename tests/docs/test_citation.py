"""CITATION.cff names the version that is built and the papers that the package works out."""

import re
import tomllib

from tests.docs.pages import ROOT

CITATION = (ROOT / "CITATION.cff").read_text()


def test_the_versions_are_that_of_the_package():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert re.findall(r"^ *version: (.*)$", CITATION, flags=re.MULTILINE) == [version, version]


def test_the_changelog_has_the_version_below_what_is_unreleased():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert re.fullmatch(re.escape(version) + r" \(\d{4}-\d\d-\d\d\)", headings[1])


def test_the_papers_are_those_of_the_readme():
    assert set(re.findall(r"arxiv\.org/abs/([\d.]+)", CITATION)) == set(
        re.findall(r"arxiv\.org/abs/([\d.]+)", (ROOT / "README.md").read_text())
    )
