"""Outputs are tried before the work; a user's settings of matplotlib change no figure."""

import matplotlib as mpl
import pytest

from figures.cli.places import tried
from figures.style import prism_style
from theory.errors import InputError

COMMANDS = {
    "compare": ["--p", "6", "--H", "3", "--N", "9", "--sigma2", "0.1", "--t-max", "1"],
    "check": ["--regime", "mean-field", "--p", "12", "--seeds", "2"],
    "figures": ["prism"],
    "weight-decay": ["--H", "3"],
    "sweep": ["--model", "untied-autoencoder", "--t-max", "1"],
    "phase-diagram scaling": [],
    "phase-diagram validity": [],
    "phase-diagram prototypes": [],
    **{f"prototypes {name}": [] for name in ("forces", "flow", "study", "claims-map", "balance", "tau-sweep", "train")},
    "prototypes reconstruct": [],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_an_output_in_a_file_s_place_is_refused_before_the_work(run_prism, tmp_path, command):
    file = tmp_path / "file"
    file.write_text("not a folder")
    place = file / "below" / "x.png" if command == "compare" else file / "below"
    status, out, err = run_prism(*command.split(), *COMMANDS[command], "--out", str(place))
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert "cannot be written" in err


@pytest.mark.parametrize(
    "line", ["phase-diagram scaling --out --json", "compare --out --x.png", "figures --out --quick"]
)
def test_an_option_in_the_place_of_a_path_is_refused(run_prism, line):
    """Where the path was left out, the next option would be taken for it, and not heeded."""
    status, out, err = run_prism(*line.split())
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert "looks like an option" in err


def test_trying_leaves_nothing_behind(tmp_path):
    assert tried(tmp_path / "a" / "b") == tmp_path / "a" / "b"
    assert list(tmp_path.iterdir()) == []


def test_the_folder_above_decides(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(InputError, match="file cannot be written"):
        tried(file)


def test_a_user_s_settings_do_not_reach_the_figures():
    with prism_style():
        expected = dict(mpl.rcParams)
    with mpl.rc_context({"text.usetex": True, "font.family": "serif", "lines.linestyle": "--", "axes.linewidth": 9}):
        backend = mpl.rcParams["backend"]
        with prism_style():
            assert dict(mpl.rcParams) == expected
            assert mpl.rcParams["backend"] == backend
        assert mpl.rcParams["axes.linewidth"] == 9
