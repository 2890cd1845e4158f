"""CITATION.cff names the version that is built and the papers that the package works out."""

import re
import tomllib

from tests.docs.pages import ROOT

CITATION = (ROOT / "CITATION.cff").read_text()


def test_the_versions_are_that_of_the_package():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert re.findall(r"^ *version: (.*)$", CITATION, flags=re.MULTILINE) == [version, version]


def test_the_papers_are_those_of_the_readme():
    assert set(re.findall(r"arxiv\.org/abs/([\d.]+)", CITATION)) == set(
        re.findall(r"arxiv\.org/abs/([\d.]+)", (ROOT / "README.md").read_text())
    )
