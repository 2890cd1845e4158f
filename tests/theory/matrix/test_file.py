"""Models in TOML files: the same results as in Python, and errors that name the place."""

from fractions import Fraction

import pytest

from theory.errors import InputError
from theory.matrix import expansion, read
from theory.matrix.file import parse
from theory.models import load, names

DENOISING = """
name = "denoising"
[sizes]
p = "input dimension"
H = "latent dimension"
N = "samples"
[scalars]
sigma2 = "variance of the initial weights"
delta2 = "variance of the input noise"
[matrices]
W = { shape = ["p", "H"], variance = "sigma2", trained = true }
X = { shape = ["p", "N"] }
Z = { shape = ["p", "N"], variance = "delta2" }
[losses]
train = "Tr((X - W*W.T*(X + Z))*(X - W*W.T*(X + Z)).T)/(2*N)"
[flow]
loss = "train"
"""


def test_the_library_again():
    found = parse(DENOISING)
    assert found.name == "denoising"
    assert found.names == ("p", "H", "N", "sigma2", "delta2")
    for order in range(4):
        mine, theirs = (expansion(model, "train", order) for model in (found, load("tied-noisy-inputs")))
        assert (mine.names, mine.terms) == (theirs.names, theirs.terms)


def toml(model):
    """A model of the library as a file."""
    trained = {letter.name: ", trained = true" if letter.trained else "" for letter in model.letters}

    def variance(letter):
        name = next((n for i, n in enumerate(model.names) if letter.variance.powers == 1 << 16 * i), "1")
        return f'"{name}"'

    lines = [f'name = "{model.name}"', "[sizes]", *(f'{k} = "{v}"' for k, v in model.sizes.items()), "[scalars]"]
    lines += [f'{k} = "{v}"' for k, v in model.scalars.items()] + ["[matrices]"]
    lines += [
        f'{m.name} = {{ shape = ["{m.rows}", "{m.columns}"], variance = {variance(m)}{trained[m.name]} }}'
        for m in model.letters
    ]
    lines += ["[losses]", *(f'{k} = "{v.formula}"' for k, v in model.losses.items())]
    return "\n".join([*lines, "[flow]", f'loss = "{model.flow}"'])


@pytest.mark.parametrize("name", names())
def test_every_model_of_the_library_as_a_file(name, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(toml(load(name)))
    for loss in load(name).losses:
        mine, theirs = (expansion(load(source), loss, 2) for source in (path, name))
        assert (mine.model, mine.names, mine.terms) == (theirs.model, theirs.names, theirs.terms)


def test_rates_symmetric_matrices_regimes_and_default_names(tmp_path):
    path = tmp_path / "covariance.toml"
    text = DENOISING.replace('name = "denoising"\n', "")
    text = text.replace("trained = true", 'trained = true, rate = "1/p"').replace('variance = "delta2"', "variance = 2")
    text = text.replace(
        "[losses]", 'C = { shape = ["p", "p"], symmetric = true, moments = "k" }\n[losses]\nside = "Tr(C)"'
    )
    path.write_text(text + "[regimes]\nlarge-data = { N = 3, p = -1, H = -1, sigma2 = 1 }\n")
    found = read(path)
    assert found.name == "covariance"
    assert found.regimes == {"large-data": {"N": 3, "p": -1, "H": -1, "sigma2": 1}}
    assert expansion(found, "side", 0).names[-1] == "k_1"
    assert expansion(found, "train", 1).terms != expansion(parse(DENOISING), "train", 1).terms


@pytest.mark.parametrize("number", ["0.1", "'1/10'", '"0.10"'])
def test_numbers_are_exact(number):
    found = parse(DENOISING.replace('"delta2"', number))
    assert found.letters[2].variance.coefficient == Fraction(1, 10)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[sizes]", "[size]", r"the file: unknown key 'size' \(did you mean 'sizes'\?\); known are name, sizes"),
        ("trained = true", "trainable = true", r"matrices, W: unknown key 'trainable' \(did you mean 'trained'\?\)"),
        ("trained = true", 'trained = "yes"', "matrices, W, trained: true or false is due here, got 'yes'"),
        ("trained = true", "trained = 1", "matrices, W, trained: true or false is due here, got 1"),
        ("trained = true", "trained = false", "model denoising: no matrix is trained; mark one with trained = true"),
        ('shape = ["p", "H"], ', "", r"matrices, W: shape is two names of sizes, .* got None"),
        ('["p", "H"]', '["p"]', r"matrices, W: shape is two names of sizes"),
        ('["p", "H"]', "[3, 2]", r"matrices, W: shape is two names of sizes"),
        ('["p", "H"]', '["p", 1]', r"shape is two names of sizes.*; a vector has a size of its own for its one column"),
        ('shape = ["p", "H"], ', "complex = true, ", r"matrices, W: matrices are real; a complex W = A \+ iB is two"),
        ('["p", "H"]', '"pH"', "matrices, W, shape: a list is due here, got 'pH'"),
        ('["p", "H"]', '["p", "h"]', r"matrix W: unknown size 'h' \(did you mean 'H'\?\)"),
        ('"sigma2", trained', "-0.5, trained", "matrix W: variance: it is a positive number times powers"),
        ('"sigma2", trained', "true, trained", "matrices, W, variance: a text or an integer is due here, got True"),
        (
            '"sigma2", trained',
            '"sigma", trained',
            r"matrix W: variance: unknown name 'sigma' \(did you mean 'sigma2'\?\)",
        ),
        ("sigma2 = ", "p = ", "p is declared twice, as a size and as a scalar"),
        ('p = "input dimension"', "p = 3", "sizes, p: a text in quotes is due here, got 3"),
        ('p = "input dimension"', 'p = "a"\np = "b"', "no TOML: Cannot overwrite a value"),
        ('[flow]\nloss = "train"', "", "flow: loss is missing"),
        ('loss = "train"', 'loss = "trian"', "the flow follows the loss 'trian', the losses are train"),
        ('loss = "train"', 'rate = "train"', "flow: unknown key 'rate'; known are loss"),
        ('X = { shape = ["p", "N"] }', 'X = ["p", "N"]', r"matrices, X: a table is due here, got \['p', 'N'\]"),
        ('["p", "N"] }', '["p", "N"], symmetric = true }', "matrices, X: a symmetric matrix is square"),
        (
            'X = { shape = ["p", "N"] }',
            'X = { shape = ["p", "p"], symmetric = true, variance = 2 }',
            "matrices, X: unknown key 'variance'; known are shape, symmetric, moments",
        ),
        ("[losses]", "[losses]\nother = 3", "losses, other: a text in quotes is due here, got 3"),
        (
            "[losses]",
            "[regimes]\na = { q = 1 }\n[losses]",
            "regime a: unknown name 'q'; known are p, H, N, sigma2, delta2, t",
        ),
        ("[losses]", "[regimes]\na = { p = 1.5 }\n[losses]", "regimes, a, p: an integer is due here, got '1.5'"),
        ("train =", '"" =', "model denoising: a loss has a name in one line, got ''"),
        ("train =", '"a\\nb" =', r"model denoising: a loss has a name in one line, got 'a\\nb'"),
        ("train =", "t =", r"model denoising: t is taken \(it is the time\), rename the loss"),
        ("X + Z", "X + Y", "model denoising, loss train: unknown name 'Y'"),
    ],
)
def test_bad_files(old, new, message, tmp_path):
    assert old in DENOISING
    path = tmp_path / "bad.toml"
    path.write_text(DENOISING.replace(old, new))
    with pytest.raises(InputError, match=message) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match=r"none.toml: cannot be read: No such file"):
        load(tmp_path / "none.toml")
    (tmp_path / "raw.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match=r"raw.toml: cannot be read: .*; save it as UTF-8"):
        load(tmp_path / "raw.toml")


def test_a_mark_before_the_text_is_no_part_of_it(tmp_path):
    (tmp_path / "marked.toml").write_text("\ufeff" + DENOISING, encoding="utf-8")
    assert read(tmp_path / "marked.toml").name == "denoising"


def test_names_of_the_library():
    assert len(names()) == 11
    assert [load(name).name for name in names()] == list(names())
    with pytest.raises(InputError, match=r"got 'tied-autoencodr' \(did you mean 'tied-autoencoder'\?\)"):
        load("tied-autoencodr")


@pytest.mark.parametrize("key", ["σ", "mσ2"])
def test_keys_beyond_ascii_are_told_to_go_in_quotes(key):
    with pytest.raises(InputError, match=f'goes in quotes: "{key}"'):
        parse(f'scalars = {{ {key} = "variance" }}')
    with pytest.raises(InputError) as plain:
        parse("name = ")
    assert "quotes" not in str(plain.value)
