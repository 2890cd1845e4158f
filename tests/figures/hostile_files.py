"""Tables and model files as users bring them: good, odd and broken ones, written into a folder of a test's own."""

import gzip
from pathlib import Path

import numpy as np

HEAD = """
[sizes]
p = "input dimension"
H = "latent dimension"
N = "samples"
[scalars]
sigma2 = "variance of the start"
"""
MATRICES = """
[matrices]
W = { shape = ["p", "H"], variance = "sigma2", trained = true }
X = { shape = ["p", "N"] }
"""
DRIVEN = """
[flow]
loss = "train"
"""


def model(loss: str, *, head: str = HEAD, matrices: str = MATRICES, more: str = "", flow: str = DRIVEN) -> str:
    """A model file with this train loss."""
    return f'{head}{matrices}\n[losses]\ntrain = "{loss}"\n{more}{flow}'


TIED = "Tr((X - W*W.T*X)*(X - W*W.T*X).T)/(2*N)"
FIT = "Tr((X.T*W - Y)*(X.T*W - Y).T)/(2*N)"
TARGET = 'Y = { shape = ["N", "H"] }'
GOOD = {
    "tied": model(TIED, more='population = "Tr((I - W*W.T)*(I - W*W.T))/2"\n'),
    "fit": model(FIT, matrices=MATRICES + TARGET),
    "decay": model(FIT + " + sigma2*Tr(W*W.T)", matrices=MATRICES + TARGET),
    "two": model(
        "Tr((A*W.T - M)*(A*W.T - M).T)/2",
        matrices=MATRICES
        + 'A = { shape = ["N", "H"], variance = "sigma2", trained = true, rate = "1/p" }\n'
        + 'M = { shape = ["N", "p"], variance = "1/p" }',
    ),
    "symmetric": model(
        "Tr(C*(I - W*W.T)*(I - W*W.T))/2",
        matrices=MATRICES + 'C = { shape = ["p", "p"], symmetric = true, moments = "c" }',
    ),
}
ODD = {
    "constant": model("p*H/2"),
    "zero": model("Tr(W*W.T) - Tr(W*W.T)"),
    "linear": model("Tr(W*W.T)/2"),
    "negative": model("-Tr(W*W.T)/2"),
    "unbounded": model("-Tr(W*W.T*W*W.T)/4"),
    "shifted": model("Tr(W*W.T*W*W.T)/4 - p*Tr(W*W.T)"),
    "eighth": model("Tr((W*W.T)**8)"),
    "product": model("Tr(W*W.T)*Tr(X*X.T)/N"),
    "odd": model("Tr(W*W.T*X)", matrices=MATRICES.replace('["p", "N"]', '["p", "p"]')),
    "single": model("Tr(W)", matrices=MATRICES.replace('["p", "H"]', '["p", "p"]')),
    "untrained": model(TIED, matrices=MATRICES.replace("trained = true", "trained = false")),
    "frozen": model("Tr(X*X.T)/N"),
    "root": model("sigma2**(1/2)*Tr(W*W.T)/2"),
    "pole": model("Tr(W*W.T)/(2*(p - H))"),
    "large": model("99999999999999999999*Tr(W*W.T)/2"),
    "small": model("0.00000000000000000000000001*Tr(W*W.T)/2"),
    "keyword": model("lambda*Tr(W*W.T)/2 + Tr(W*W.T*W*W.T)/4", head=HEAD + 'lambda = "decay"\n'),
    "greek": model(
        "Tr(Ω*Ω.T*Ω*Ω.T)/4 + Tr(Ω*Ω.T)",
        matrices='[matrices]\nΩ = { shape = ["p", "H"], variance = "sigma2", trained = true }\n',
    ),
    "unused": model("Tr(W*W.T*W*W.T)/4 + Tr(W*W.T)", head=HEAD + 'kappa = "of nothing"\n'),
    "inverse": model(TIED, matrices=MATRICES.replace('"sigma2"', '"sigma2**-1/H"')),
    "square": model("Tr(W*W.T*X*X.T)*Tr(W*W.T*X*X.T)/N/N"),
}
BAD = {
    "misspelt": model("Trace(W*W.T)"),
    "lower": model("tr(W*W.T)"),
    "shapes": model("Tr(W*X)"),
    "matrix": model("W*W.T"),
    "unknown": model("Tr(W*V.T)"),
    "letter": model("Tr(W*W.T)", matrices=MATRICES.replace('"H"', '"K"')),
    "sizeless": model("Tr(W*W.T)", head='[scalars]\nsigma2 = "v"\n'),
    "scalarless": model("Tr(W*W.T)", head='[sizes]\np = "a"\nH = "b"\nN = "c"\n'),
    "undriven": model(TIED, flow=""),
    "elsewhere": model(TIED, flow='[flow]\nloss = "test"\n'),
    "lossless": HEAD + MATRICES + DRIVEN,
    "minus": model(TIED, matrices=MATRICES.replace('"sigma2"', '"-1"')),
    "nothing": model(TIED, matrices=MATRICES.replace('"sigma2"', '"0"')),
    "division": model("Tr(W*W.T)/0"),
    "power": model("Tr(W*W.T)**99999"),
    "tower": model("9**9**9**9*Tr(W*W.T)"),
    "fraction": model("Tr(W*W.T)**0.5"),
    "deep": model("(" * 500 + "Tr(W*W.T)" + ")" * 500),
    "long": model("+".join(["Tr(W*W.T)"] * 2000)),
    "code": model("__import__('os').system('true')"),
    "key": model(TIED) + "rate = 1\n",
    "table": "[sizes\np = 1",
    "empty": "",
    "number": "sizes = 3\n",
    "time": model(TIED, head=HEAD.replace("N =", "t =")),
    "blank": model(""),
    "twice": model(TIED, matrices=MATRICES + 'p = { shape = ["p", "H"] }\n'),
    "null": model("Tr(W*W.T)\\u0000"),
}
MODELS = [*GOOD, *ODD, *BAD, "latin", "folder", "absent"]
TABLES = [
    "empty.csv", "row.csv", "column.csv", "constant.csv", "gaps.csv", "words.csv", "huge.csv", "tiny.csv", "wide.csv",
    "names.csv", "comma.csv", "mark.csv", "ragged.csv", "alike.csv", "mixed.csv", "large-p.csv", "unicode-é ü.csv",
    "whole.npy", "complex.npy", "cube.npy", "half.npy", "truth.npy", "objects.npy", "cut.npy", "nan.npy", "vector.npy",
    "none.npy", "two.npz", "two.npz:a", "two.npz:b", "noise.bin", "noise.npy", "text.gz", "torn.gz", "folder",
    "absent.csv",
]  # fmt: skip

WEIGHTS = ["one", "alike", "line", "far", "near", "nan", "huge", "tiny", "complex", "plane", "none", "still", "layers"]
"""Weights of Gaussian networks, w-{name}.npz."""


def weights() -> dict[str, dict[str, np.ndarray]]:
    """Trained weights by the name of their file: the good ones, and what no reading is made for."""
    random = np.random.default_rng(2)
    w, a, c = random.normal(4, 1, 6), random.normal(size=6), np.linspace(0, 1, 6)
    good = np.column_stack([w, -w * c, a])
    return {
        "good": {"weights": good}, "one": {"weights": good[:1]}, "alike": {"weights": np.repeat(good[:1], 5, axis=0)},
        "line": {"weights": np.column_stack([w, -w * c, -w * c, a])}, "far": {"w": w, "b": -w * c * 1e90, "a": a},
        "near": {"w": w * 1e9, "b": -w * 1e9 * c, "a": a}, "nan": {"weights": np.where(good > 1, np.nan, good)},
        "huge": {"weights": good * 1e200}, "tiny": {"weights": good * 1e-200}, "complex": {"weights": good + 1j},
        "plane": {"weights": np.column_stack([w, random.normal(size=(6, 2)), a])},
        "none": {"weights": np.zeros((0, 3))}, "still": {"w": 0 * w, "b": -w * c, "a": a},
        "layers": {"x": w[:, None], "y": -w * c, "z": a[None]},
    }  # fmt: skip


def write(folder: Path) -> None:
    """All files that :data:`MODELS` and :data:`TABLES` name, but for those that are absent."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**GOOD, **ODD, **BAD}.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    (folder / "latin.toml").write_bytes(model(TIED).encode() + b"# caf\xe9")
    (folder / "folder.toml").mkdir(exist_ok=True)
    (folder / "folder").mkdir(exist_ok=True)
    for name, text in tables().items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    random = np.random.default_rng(0)
    samples = random.normal(size=(12, 4))
    arrays = {
        "whole": np.arange(48).reshape(12, 4) ** 2 % 13, "complex": samples + 1j, "cube": random.normal(size=(3, 4, 5)),
        "half": samples.astype(np.float16), "truth": samples > 0, "objects": samples.astype(object),
        "nan": np.where(samples > 1, np.nan, samples), "vector": samples[0], "none": np.zeros((0, 4)),
    }  # fmt: skip
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    np.savez(folder / "two.npz", a=samples, b=samples[:, :2])
    (folder / "cut.npy").write_bytes((folder / "whole.npy").read_bytes()[:-20])
    (folder / "noise.npy").write_bytes(random.bytes(500))
    for name, entries in weights().items():
        np.savez(folder / f"w-{name}.npz", **entries)
    np.save(folder / "w-good.npy", weights()["good"]["weights"])


def tables() -> dict[str, str | bytes]:
    """The tables of text and bytes by name."""
    random = np.random.default_rng(1)
    samples = random.normal(size=(12, 4))

    def text(matrix: np.ndarray, delimiter: str = ",") -> str:
        return "\n".join(delimiter.join(f"{x:.6g}" for x in row) for row in matrix) + "\n"

    plain = text(samples)
    return {
        "empty.csv": "", "row.csv": text(samples[:1]), "column.csv": text(samples[:, :1]),
        "constant.csv": text(np.ones((9, 3))), "gaps.csv": plain.replace("-0", "", 3) + "1,,NA,3\n",
        "words.csv": "a,b\nx,y\nz,w\n", "huge.csv": text(samples * 1e200), "tiny.csv": text(samples * 1e-200),
        "wide.csv": text(random.normal(size=(3, 40))), "names.csv": "w,x,y,z\n" + plain,
        "comma.csv": text(samples, ";").replace(".", ","), "mark.csv": "\ufeff" + plain,
        "ragged.csv": plain + "1,2\n", "alike.csv": text(np.repeat(samples[:1], 6, axis=0)),
        "mixed.csv": text(samples * np.array([1e-9, 1.0, 1e9, 1e-9])),
        "large-p.csv": text(random.normal(size=(6, 300))),
        "unicode-é ü.csv": "größe,höhe,x,y\n" + plain, "noise.bin": random.bytes(2000),
        "text.gz": gzip.compress(plain.encode()), "torn.gz": gzip.compress(plain.encode())[:-9],
    }  # fmt: skip
