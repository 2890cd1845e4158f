"""What the command line loads: nothing heavy for help and errors, neither torch nor numba for closed forms."""

import json
import subprocess
import sys

SLOW_TO_LOAD = (
    "torch", "numba", "sympy", "scipy", "mpmath", "matplotlib", "sklearn", "pandas", "xarray", "h5py", "loky",
)  # fmt: skip
CODE = """
import contextlib, io, json, sys
from figures.cli.main import run
found = []
for arguments in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        status = run(arguments)
    found.append([status, [name for name in json.loads(sys.argv[2]) if name in sys.modules]])
print(json.dumps(found))
"""
COMMANDS = [
    [], ["expand"], ["models"], ["regimes"], ["classify"], ["predict"], ["simulate"], ["check"], ["compare"], ["sweep"],
    ["weight-decay"],
    ["figures"], ["prototypes"],
    *(["prototypes", name] for name in ("forces", "flow", "critical", "study", "claims-map")),
    *(["prototypes", name] for name in ("balance", "tau-sweep", "train", "reconstruct", "ridges")),
    ["phase-diagram"], *(["phase-diagram", name] for name in ("scaling", "validity", "prototypes")),
]  # fmt: skip


def loaded(calls, names=SLOW_TO_LOAD):
    """Exit status of each call, and which of the names are loaded after it, in one fresh process."""
    call = [sys.executable, "-c", CODE, json.dumps(calls), json.dumps(names)]
    return json.loads(subprocess.run(call, capture_output=True, text=True, check=True).stdout)


def test_help_loads_nothing_slow():
    calls = [[*command, "--help"] for command in COMMANDS]
    assert loaded(calls) == [[0, []]] * len(calls)


def test_every_command_is_among_these():
    from figures.cli.main import COMMANDS as top
    from figures.cli.phase_diagram import COMMANDS as diagrams
    from figures.cli.prototypes import COMMANDS as prototypes

    groups = ((), top), (("prototypes",), prototypes), (("phase-diagram",), diagrams)
    assert {(*group, name) for group, names in groups for name in names} == {tuple(c) for c in COMMANDS if c}


def test_errors_of_usage_load_nothing_slow():
    calls = [
        ["predict"],
        ["predict", "--H", "3", "--sigma2", "1", "--t-max", "1"],
        ["simulate", "--H", "3", "--sigma2", "x", "--t-max", "1"],
        ["simulate", "--H", "3", "--sigma2", "1", "--t-max", "1"],
        ["predict", "--model", "untied-autoencoder", "--p", "3", "--t-max", "1"],
        ["predict", "--size", "p=3", "--H", "3", "--t-max", "1"],
        ["simulate", "--model", "untied-autoencoder", "--data", "digits", "--t-max", "1"],
        ["compare", "--H", "3", "--sigma2", "1", "--t-max", "1"],
        ["compare", "--p", "3", "--H", "3", "--N", "3", "--sigma2", "1", "--t-max", "1", "--seeds", "1"],
        ["compare", "--model", "untied-autoencoder", "--p", "3", "--t-max", "1"],
        ["expand"],
        ["classify", "--H", "p"],
        ["prototypes", "flow"],
        ["prototypes", "study", "--measure", "nothing"],
        ["phase-diagram", "validity", "--loss", "test"],
        ["figures", "nothing"],
        ["nothing"],
    ]
    assert loaded(calls) == [[2, []]] * len(calls)


CLOSED_FORMS = [
    ["regimes"], ["regimes", "mean-field", "--series", "2", "--json"],
    ["classify", "--H", "p^0.5", "--N", "p^2", "--sigma2", "p^-1"],
    ["classify", "--p", "400", "--H", "40", "--N", "8000", "--sigma2", "0.001"],
    *(["predict", "--regime", regime, "--p", "60", "--H", "40", "--N", "90", "--sigma2", "1e-3", "--t-max", "1"]
      for regime in ("large-data", "mean-field", "narrow-latent", "small-data", "large-data+narrow-latent",
                     "large-data+mean-field+free")),
]  # fmt: skip


def test_closed_forms_load_neither_torch_nor_numba():
    """Nor pandas, which only reads tables; what does load torch is seen, in the same process after them."""
    simulation = ["simulate", "--p", "3", "--H", "2", "--N", "4", "--sigma2", "0.1", "--t-max", "1", "--seeds", "1"]
    *found, last = loaded([*CLOSED_FORMS, simulation], ("torch", "numba", "pandas"))
    assert found == [[0, []]] * len(CLOSED_FORMS)
    assert last == [0, ["torch"]]
