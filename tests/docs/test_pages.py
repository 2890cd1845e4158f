"""Everything the README and the pages of docs/ show runs and prints what they show."""

import re
import shlex

import click
import pytest
from matplotlib.testing.compare import compare_images

from figures.cli import prism
from tests.docs.images import IMAGES, own
from tests.docs.pages import PAGES, ROOT, Session, agree, blocks

RUNNING = {str(page.relative_to(ROOT)): found for page in PAGES if (found := blocks(page.read_text()))}
SLOW = [name for name, found in RUNNING.items() if any(block.slow for block in found)]
INLINE = re.compile(
    r"(?<!`)`(prism [a-z][^`]*)`(?!`)|^    (prism [a-z].*)$|^(?:\$ )?(?:\.venv/bin/)?(prism [a-z].*)$", re.M
)
CONTINUED = re.compile(r" *\\?\n {4,}(?=\[?--)")


def play(name, slow, folder, monkeypatch):
    monkeypatch.chdir(folder)
    session = Session()
    for block in RUNNING[name]:
        if slow or not block.slow:
            for source, printed, shown in session.outputs(block):
                assert agree(shown, printed), f"{name}, line {block.line}: {source}\nprinted\n{printed}\nnot\n{shown}"
    for picture in own(ROOT / name):
        # Root mean square over pixels (0 to 255): a curve that moves by a thousandth of its axis gives 2.7.
        assert compare_images(str(IMAGES / picture), str(folder / picture), tol=3) is None, "renew it: make images"


@pytest.mark.parametrize("name", RUNNING)
def test_what_a_page_shows_runs(name, tmp_path, monkeypatch):
    play(name, False, tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_what_a_page_shows_runs_its_long_parts_too(name, tmp_path, monkeypatch):
    play(name, True, tmp_path, monkeypatch)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_named_in_the_text_exist(page):
    for match in INLINE.finditer(CONTINUED.sub(" ", page.read_text())):
        words = shlex.split(re.sub(r"[\[\]|]", " ", next(filter(None, match.groups()))), comments=True)
        command, rest = prism, words[1:]
        with click.Context(prism) as context:
            while isinstance(command, click.Group) and rest and re.fullmatch(r"[a-z][a-z-]*", rest[0]):
                found = command.get_command(context, rest.pop(0))
                assert found is not None, f"{page.name}: {match[0]} names no command"
                command = found
        options = {name for parameter in command.params for name in parameter.opts + parameter.secondary_opts}
        asked = {word.split("=")[0] for word in rest if word.startswith("--")} - {"--help"}
        assert asked <= options, f"{page.name}: {match[0]} has options that {command.name} does not know"


def test_agreement_is_to_the_last_digit_shown():
    assert agree("t  loss\n0  1.50", "t      loss\n0      1.5100")
    assert not agree("0  1.50", "0  1.52")
    assert not agree("30 runs", "31 runs")
    assert agree("a\n...\nz 1e-3", "a\nb\nc\nz 1e-3\n")
    assert not agree("a\n...\nz", "a\nb\ny")
    assert agree("p^2 H sigma^4", "p^2 H sigma^4")
    assert not agree("p^2 H sigma^4", "p^2 H sigma^6")


def test_a_block_that_prints_something_else_is_found():
    (block,) = blocks("```python\nprint(1)\n```\n\n```text\n2\n```\n")
    ((_, printed, shown),) = Session().outputs(block)
    assert (printed, shown) == ("1\n", "2\n")
    assert not agree(shown, printed)
