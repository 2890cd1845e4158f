"""Files of the kinds that bug reports are about: read right, or refused in one line; nothing that they hold is run."""

import bz2
import gzip
import io
import lzma
import os
import pickle
import zipfile

import numpy as np
import pytest

from linear_ae import read
from linear_ae.errors import ExperimentError

MATRIX = np.array([[1.5, 2.0], [3.25, 4.0], [5.5, 7.5]])
SMALL = [[1.0, 2.0], [3.0, 5.0]]


class Harmful:
    """What would leave a folder behind, were it unpickled."""

    def __reduce__(self):
        return os.mkdir, ("unpickled",)


def npy(array):
    held = io.BytesIO()
    np.save(held, array, allow_pickle=True)
    return held.getvalue()


def npz(**arrays):
    held = io.BytesIO()
    np.savez(held, **arrays)
    return held.getvalue()


def lying(shape, kind="<f8", body=bytes(64)):
    """A .npy file with these words in its header."""
    header = f"{{'descr': {kind!r}, 'fortran_order': False, 'shape': {shape}}}\n".encode()
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + body


def archive(**files):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as found:
        for name, content in files.items():
            found.writestr(name.replace("__", "/"), content)
    return held.getvalue()


OBJECTS = npy(np.array([Harmful()], dtype=object))
ZIPPED = npz(a=MATRIX)
FIRST = b"1,2\n%s,5\n"
READ = {
    "bom.csv": b"\xef\xbb\xbfa,b\n1,2\n3,5\n",
    "utf-16.csv": "a,b\n1,2\n3,5\n".encode("utf-16"),
    "big-endian utf-16.csv": b"\xfe\xff" + "1,2\n3,5\n".encode("utf-16-be"),
    "semicolons.csv": b"1;2\n3;5\n",
    "decimal commas.csv": b"1,0;2,0\n3,0;5,0\n",
    "quoted.csv": b'"1","2"\n"3","5"\n',
    "quoted commas.csv": b'"1,0","2,0"\n"3,0","5,0"\n',
    "mixed line ends.csv": b"1,2\r\n3,5\r",
    "trailing.csv": b"1,2,\n3,5,\n",
    "latin.csv": "é,b\n1,2\n3,5\n".encode("latin-1"),
    "comment.csv": b"# c\n1,2\n3,5\n",
    "tabs.tsv": b"1\t2\n3\t5\n",
    "fortran.txt": b"1.0D0 2.0D0\n3.0D0 5.0D0\n",
    "packed.csv.gz": gzip.compress(b"1,2\n3,5\n"),
    "packed in secret.csv": gzip.compress(b"1,2\n3,5\n"),
    "not packed.gz": b"1,2\n3,5\n",
    "foreign bytes.npy": npy(np.array(SMALL, dtype=">f4")),
    "integers.npy": npy(np.array(SMALL, dtype=np.uint8)),
    "fortran order.npy": npy(np.asfortranarray(SMALL)),
    "one.npz": npz(a=np.array(SMALL)),
}
REFUSED = {
    **{f"{word!r}.csv": FIRST % word for word in (
        b"NaN", b"nan", b"NA", b"N/A", b"", b"null", b"None", b"-", b"?", b"#N/A", b"inf", b"-inf", b"1e400", b"1.2.3",
        b"0x10", b"1_000", b"1e", b"True", b"1%", b"$1", b"2020-01-01", b"1+2j", b"1 000", b"=1+1", b"#REF!",
    )},
    "utf-16 without a mark.csv": "1,2\n3,5\n".encode("utf-16-le"),
    "utf-32.csv": "1,2\n3,5\n".encode("utf-32"),
    "thousands.csv": b'"1,234","2,345"\n"3,000","4,567"\n',
    "null character.csv": b"1,2\n3,\x004\n",
    "open header.npy": b"\x93NUMPY\x01\x00\x06\x00{'a':(",
    "null characters at the end.csv": b"1,2\n3,4\n\x00\x00",
    "empty.csv": b"",
    "blank.csv": b"  \n\n",
    "header only.csv": b"a,b\n",
    "one row.csv": b"1,2,3\n",
    "one number.csv": b"1",
    "ragged.csv": b"1,2\n3\n4,5\n",
    "open quote.csv": b'1,"2\n3,4\n',
    "a long integer.csv": b"1" * 200_000 + b",2\n3,4\n",
    "one long line.csv": b",".join([b"1"] * 30_000),
    "page.csv": b"<html><body>404</body></html>",
    "json.csv": b"[[1,2],[3,4]]",
    "comment within.csv": b"1,2\n# c\n3,5\n",
    "libsvm.txt": b"1 1:0.5 2:0.3\n0 1:0.1 2:2\n",
    "arff.arff": b"@relation x\n@data\n1,2\n",
    "objects.npy": OBJECTS,
    "objects.npz": npz(a=np.array([Harmful()], dtype=object)),
    "pickle.pkl": pickle.dumps(Harmful()),
    "pickle.npy": pickle.dumps(Harmful()),
    "pickle.csv": pickle.dumps(Harmful(), 0),
    "torch.pt": archive(**{"x__data.pkl": pickle.dumps(Harmful())}),
    **{f"shape {shape[:30]}.npy": lying(shape) for shape in (
        "(1000000000, 1000000)", "(1000000000000,)", "(-1, 2)", "(3, 3)", "(10000000000000000000000, 2)", "(2.5, 2)",
        "(0, 5)", "(5, 0)", "10**9", "None", "(2, 2, 2)", "(8,)", "(" + "9" * 5000 + ")",
    )},
    "open bracket.npy": lying("(2, 2"),
    "texts.npy": lying("(2, 2)", "<U4"),
    "records.npy": npy(np.array([(1.0, 2.0)] * 2, dtype=[("a", "f8"), ("b", "f8")])),
    "complex.npy": npy(MATRIX * 1j),
    "dates.npy": npy(np.array([["2020-01-01"]] * 2, dtype="M8[D]")),
    "a number.npy": npy(np.float64(3)),
    "with NaN.npy": npy(np.array([[np.nan, 1], [2, 3]])),
    "cut.npy": npy(MATRIX)[:-7],
    "beginning.npy": b"\x93NUMPY",
    "other version.npy": b"\x93NUMPY\x09\x00" + bytes(100),
    "two.npz": npz(a=MATRIX, b=MATRIX),
    "cut.npz": ZIPPED[:100],
    "flipped.npz": ZIPPED[:150] + bytes([ZIPPED[150] ^ 255]) + ZIPPED[151:],
    "out of its folder.npz": archive(**{"..__..__x.npy": npy(np.array(SMALL))}),
    "empty.npz": b"PK\x05\x06" + bytes(18),
    "table.zip": archive(**{"x.csv": b"1,2\n3,4\n"}),
    "book.xlsx": archive(xl__workbook="<workbook/>"),
    "old book.xls": b"\xd0\xcf\x11\xe0" + bytes(600),
    "half.csv.gz": gzip.compress(b"1,2\n3,5\n" * 1000)[:-9],
    "twice.csv.gz": gzip.compress(gzip.compress(b"1,2\n3,5\n")),
    "packed.csv.bz2": bz2.compress(b"1,2\n3,5\n"),
    "packed.xz": lzma.compress(b"1,2\n3,5\n"),
    "groups.h5": b"\x89HDF\r\n\x1a\n" + bytes(100),
    "matlab.mat": b"MATLAB 5.0 MAT-file" + bytes(200),
    "fake.parquet": b"PAR1garbage",
    "document.pdf": b"%PDF-1.4",
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "picture.jpg": b"\xff\xd8\xff" + bytes(50),
    "base.sqlite": b"SQLite format 3\0" + bytes(100),
    "archive.tar": b"x.csv" + bytes(507) + b"1,2\n3,4\n",
    "arrow.feather": b"ARROW1\0\0" + bytes(50),
    "noise.bin": np.random.default_rng(0).bytes(5000),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_read_right(tmp_path, name):
    (tmp_path / name).write_bytes(READ[name])
    assert read(tmp_path / name).matrix.tolist() == SMALL


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_a_line(tmp_path, name, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "x"  # with its own ending
    file = file.with_suffix("".join(name.rpartition(".")[1:]))
    file.write_bytes(REFUSED[name])
    with pytest.raises(ExperimentError) as error:
        read(file)
    assert "\n" not in str(error.value)
    assert str(file) in str(error.value)
    assert len(str(error.value)) < 500
    assert not (tmp_path / "unpickled").exists()


def test_places_that_are_no_files(tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "broken").symlink_to("nowhere")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "1.png").write_bytes(REFUSED["picture.png"])
    strange = (*(str(tmp_path / name) for name in ("loop", "broken", "folder", "x" * 300, "a\0b")), "", ".", os.devnull)
    for place in (*strange, "/proc/self/mem", "https://example.org/x.csv"):
        with pytest.raises(ExperimentError) as error:
            read(place)
        assert "\n" not in str(error.value)
