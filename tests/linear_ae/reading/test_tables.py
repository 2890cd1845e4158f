"""Tables as people have them: what pandas, R, Excel, numpy and MATLAB write, read as the numbers that were meant."""

import gzip

import numpy as np
import pytest

from linear_ae import read
from linear_ae.reading.numbers import at_once, one_by_one
from linear_ae.reading.text import Choices, layout

NUMBERS = [[1.5, 2.0], [3.25, 4.0], [5.5, 7.5]]

TABLES = {
    "comma, no header": ("x.csv", "1.5,2\n3.25,4\n5.5,7.5\n", "no header"),
    "comma, header": ("x.csv", "a,b\n1.5,2\n3.25,4\n5.5,7.5\n", "header skipped"),
    "no end of line": ("x.csv", "a,b\n1.5,2\n3.25,4\n5.5,7.5", "header skipped"),
    "upper-case ending": ("X.CSV", "a,b\n1.5,2\n3.25,4\n5.5,7.5\n", "header skipped"),
    "Windows": ("x.csv", "a,b\r\n1.5,2\r\n3.25,4\r\n5.5,7.5\r\n", "header skipped"),
    "old Macintosh": ("x.csv", "a,b\r1.5,2\r3.25,4\r5.5,7.5\r", "header skipped"),
    "byte order mark over a header": ("x.csv", "\ufeffa,b\n1.5,2\n3.25,4\n5.5,7.5\n", "header skipped"),
    "byte order mark over numbers": ("x.csv", "\ufeff1.5,2\n3.25,4\n5.5,7.5\n", "no header"),
    "quoted": ("x.csv", '"a","b"\n"1.5","2"\n"3.25","4"\n"5.5","7.5"\n', "header skipped"),
    "quoted header that holds a comma": ("x.csv", '"a, cm",b\n1.5,2\n3.25,4\n5.5,7.5\n', "header skipped"),
    "quoted header of two lines": ("x.csv", '"a\n(cm)",b\n1.5,2\n3.25,4\n5.5,7.5\n', "header skipped"),
    "spaces after commas": ("x.csv", "a, b\n1.5, 2\n3.25, 4\n5.5, 7.5\n", "header skipped"),
    "trailing comma": ("x.csv", "a,b,\n1.5,2,\n3.25,4,\n5.5,7.5,\n", "header skipped"),
    "trailing comma below a header without": ("x.csv", "a,b\n1.5,2,\n3.25,4,\n5.5,7.5,\n", "header skipped"),
    "blank lines at the end": ("x.csv", "a,b\n1.5,2\n3.25,4\n5.5,7.5\n\n  \n", "header skipped"),
    "empty rows of a spreadsheet at the end": ("x.csv", "a,b\n1.5,2\n3.25,4\n5.5,7.5\n,\n,\n", "header skipped"),
    "a blank line inside": ("x.csv", "a,b\n1.5,2\n\n3.25,4\n5.5,7.5\n", "1 blank line skipped"),
    "pandas, index": ("x.csv", ",a,b\n0,1.5,2\n1,3.25,4\n2,5.5,7.5\n", "index column left out"),
    "pandas, index read and written again": (
        "x.csv",
        "Unnamed: 0,a,b\n0,1.5,2\n1,3.25,4\n2,5.5,7.5\n",
        "index column left out",
    ),
    "pandas, shuffled index": ("x.csv", ",a,b\n7,1.5,2\n1,3.25,4\n2,5.5,7.5\n", "index column left out"),
    "pandas, index, no names": ("x.csv", ",0,1\n0,1.5,2\n1,3.25,4\n2,5.5,7.5\n", "header of numbers 0 to 1 skipped"),
    "pandas, shuffled index, no names": (
        "x.csv",
        ",0,1\n9,1.5,2\n1,3.25,4\n2,5.5,7.5\n",
        "header of numbers 0 to 1 skipped",
    ),
    "pandas, no names": ("x.csv", "0,1\n1.5,2.0\n3.25,4.0\n5.5,7.5\n", "header of numbers 0 to 1 skipped"),
    "pandas, years over an index": ("x.csv", ",1999,2004\n0,1.5,2\n1,3.25,4\n2,5.5,7.5\n", "index column left out"),
    "columns counted from 1": ("x.csv", "1,2\n1.5,2.0\n3.25,4.0\n5.5,7.5\n", "header of numbers 1 to 2 skipped"),
    "R, write.csv": ("x.csv", '"","a","b"\n"1",1.5,2\n"2",3.25,4\n"3",5.5,7.5\n', "index column left out"),
    "R, write.table": ("x.txt", '"a" "b"\n"1" 1.5 2\n"2" 3.25 4\n"3" 5.5 7.5\n', "index column left out"),
    "R, write.csv2": ("x.csv", '"";"a";"b"\n"1";1,5;2\n"2";3,25;4\n"3";5,5;7,5\n', "with decimal commas"),
    "Excel, German": ("x.csv", "Länge;Breite\r\n1,5;2\r\n3,25;4\r\n5,5;7,5\r\n", "semicolon-separated, with decimal"),
    "Excel, German, ANSI": (
        "x.csv",
        "Länge;Größe\r\n1,5;2\r\n3,25;4\r\n5,5;7,5\r\n".encode("cp1252"),
        "read as Latin-1",
    ),
    "Excel, German, trailing semicolon": ("x.csv", "a;b;\r\n1,5;2;\r\n3,25;4;\r\n5,5;7,5;\r\n", "semicolon-separated"),
    "Excel, Unicode text": ("x.txt", "a\tb\r\n1,5\t2\r\n3,25\t4\r\n5,5\t7,5\r\n".encode("utf-16"), "tab-separated"),
    "decimal commas in quotes": ("x.csv", '"1,5","2"\n"3,25","4"\n"5,5","7,5"\n', "with decimal commas"),
    "semicolons and points": ("x.csv", "1.5;2\n3.25;4\n5.5;7.5\n", "semicolon-separated, no header"),
    "tabs": ("x.tsv", "a\tb\n1.5\t2\n3.25\t4\n5.5\t7.5\n", "tab-separated"),
    "tabs and decimal commas": ("x.TSV", "a\tb\n1,5\t2\n3,25\t4\n5,5\t7,5\n", "with decimal commas"),
    "bars": ("x.csv", "a|b\n1.5|2\n3.25|4\n5.5|7.5\n", "bar-separated"),
    "spaces": ("x.dat", "1.5 2\n3.25  4\n 5.5 7.5\n", "space-separated"),
    "spaces and decimal commas": ("x.dat", "1,5 2\n3,25 4\n5,5 7,5\n", "space-separated, with decimal commas"),
    "MATLAB, save -ascii": (
        "x.txt",
        "   1.5000000e+00   2.0000000e+00\n   3.2500000e+00   4.0000000e+00\n   5.5000000e+00   7.5000000e+00\n",
        "space-separated",
    ),
    "MATLAB, writematrix": ("x.csv", "1.5,2\n3.25,4\n5.5,7.5\n", "no header"),
    "numpy.savetxt": (
        "x.txt",
        "1.500000000000000000e+00 2.000000000000000000e+00\n3.25e+00 4.0e+00\n5.5e+00 7.5e+00\n",
        "space-separated",
    ),
    "numpy.savetxt with a header": ("x.csv", "# a,b\n1.5,2\n3.25,4\n5.5,7.5\n", "names from the comment"),
    "comments before the table": (
        "x.csv",
        "# made by hand\n#\n\na,b\n1.5,2\n3.25,4\n5.5,7.5\n",
        "2 comment lines skipped",
    ),
    "Fortran": ("x.dat", "  1.5D+00  2.0D0\n  0.325D+01  4.0D0\n  5.5d0  7.5D0\n", "no header"),
    "Fortran in the first line of a csv": ("x.csv", "1.5D+00,2\n3.25,4\n5.5,7.5\n", "no header"),
    "signs and bare points": ("x.csv", "+1.5,2.\n3.25,+4\n5.5,7.5E0\n", "no header"),
    "elements as names": ("x.csv", "Na,Mg\n1.5,2\n3.25,4\n5.5,7.5\n", "header skipped"),
    "an empty name": ("x.csv", "a,\n1.5,2\n3.25,4\n5.5,7.5\n", "header skipped"),
}


def given(text):
    return text if isinstance(text, bytes) else text.encode()


@pytest.mark.parametrize("case", TABLES)
def test_reads_what_was_meant_and_says_how(tmp_path, case):
    name, text, said = TABLES[case]
    (tmp_path / name).write_bytes(given(text))
    table = read(tmp_path / name)
    assert table.matrix.tolist() == NUMBERS
    assert said in str(table)
    assert str(table).startswith(f"3 samples x 2 features from {tmp_path / name}, ")


@pytest.mark.parametrize("case", TABLES)
def test_both_ways_of_reading_numbers_agree(case):
    _, text, _ = TABLES[case]
    found, _ = layout(given(text), Choices())
    columns = range(len(found.names))
    quick = at_once(found)
    assert quick is None or quick.tolist() == one_by_one(found, columns).tolist()


def test_the_quick_way_is_taken(rng):
    text = "\n".join(",".join(map(repr, row)) for row in rng.normal(size=(9, 4)).tolist())
    found, _ = layout(text.encode(), Choices())
    assert at_once(found).tolist() == one_by_one(found, range(4)).tolist()


@pytest.mark.parametrize(
    ("ending", "pack"), [("csv.gz", gzip.compress), ("CSV.GZ", gzip.compress), ("csv", gzip.compress)]
)
def test_gzip(tmp_path, ending, pack):
    path = tmp_path / f"x.{ending}"
    path.write_bytes(pack(b"a,b\n1.5,2\n3.25,4\n5.5,7.5\n"))
    assert read(path).matrix.tolist() == NUMBERS


def test_rounding_is_that_of_python(rng):
    values = rng.normal(size=(200, 3)) * 10.0 ** rng.integers(-300, 300, (200, 3))
    text = "\n".join(",".join(map(repr, row)) for row in values.tolist())
    found, _ = layout(text.encode(), Choices())
    assert np.array_equal(at_once(found), values)


REFUSED = {
    "empty": ("", "it is empty"),
    "blank": ("\n\n", "it is empty"),
    "comments only": ("# a\n# b\n", "it is empty"),
    "a header only": ("a,b\n", "two or more samples"),
    "one sample": ("a,b\n1,2\n", "two or more samples"),
    "a gap in the first line": ("1.5,,3\n4,5,6\n7,8,9\n", r"1 entry .* row 1 \(line 1 of the file\), column 1"),
    "NA in the first line": ("1.5,NA,3\n4,5,6\n7,8,9\n", r"1 entry .* row 1 \(line 1 of the file\), column 1"),
    "gaps": (
        "a,b\n1,2\n3,\n5,NaN\n7,8\n",
        r"2 entries .* a missing value, in row 2 \(line 3 of the file\), column `b`: .*--drop b",
    ),
    "a gap below comments": ("# a\n# b\n1.5,2\n?,3\n5,6\n", r"row 2 \(line 4 of the file\), column 0"),
    "infinity": ("a,b\n1,2\n3,inf\n5,6\n", r"infinity, in row 2 \(line 3 of the file\), column `b`"),
    "beyond floats": ("a,b\n1,2\n3,1e999\n5,6\n", "infinity, in row 2"),
    "text in a number column": (
        "a,b\n1,2\n3,four\n5,6\n7,8\n",
        "'four' in column `b` of line 3: write a number, remove",
    ),
    "a text column": (
        "a,kind\n1,x\n3,y\n5,x\n",
        "'x' in column `kind` of line 2: the column holds text, .*--drop kind",
    ),
    "a text column first, no header": ("x,1.5,2\ny,3,5\nx,5,7\n", "'x' in column 0 of line 1: .*--drop 0"),
    "row names": ('"","mpg","cyl"\n"Mazda",21,6\n"Fiat",32,4\n', "'Mazda' in column 0 of line 2: .*--drop 0"),
    "units under the header": ("a,b\ncm,g\n1,2\n3,4\n5,6\n", "'cm' in column `a` of line 2: write a number"),
    "percent": ("a,b\n1,2%\n3,4%\n", "'2%' in column `b` of line 2, a percent sign"),
    "thousands": ('a,b\n1,"1,234.5"\n3,"12.5"\n', r"'1,234.5' in column `b` of line 2, .*thousands"),
    "thousands, German": ("a;b\n1,5;1.234,5\n3,5;12,5\n", r"'1.234,5' in column `b` of line 2, .*thousands"),
    "thousands, Swiss": ("a;b\n1.5;1'234.5\n3.5;12.5\n", r"\"1'234.5\" in column `b` of line 2, .*thousands"),
    "thousands beside decimal commas": ("a;b\n0,5;1.234\n3,5;12,5\n", "'1.234' in column `b` of line 2, .*thousands"),
    "thousands or decimals": ("a;b\n1,234;2,345\n3,456;4,567\n", "1,234 may be 1.234 or 1234: .*--decimal"),
    "German thousands or decimals": ("a;b\n1.234;2.345\n3.456;4.567\n", "1.234 may be 1.234 or 1234: .*--decimal"),
    "two decimal marks": ("a;b\n1,5;2\n3.5;4\n", "'3.5' in column `a` of line 3, the decimal mark of the table is `,`"),
    "one column or two": ("1,2\n3\n", "may be cells or a decimal comma: give --delimiter"),
    "one name over two cells": ("x\n1,5\n2,5\n", "--delimiter and --decimal"),
    "short line": ("a,b\n1,2\n3\n5,6\n7,8\n", "line 3 has 1 cells, the table 2 columns"),
    "long line": ("a,b\n1,2\n3,4\n5,6,7\n7,8\n", "line 4 has 3 cells, the table 2 columns"),
    "short line of spaces": ("1.5 2\n3\n5 6\n7 8\n", "line 2 has 1 cells, the table 2 columns"),
    "a line below a quote of two lines": ('"a\nb",c\n1,2\n3\n5,6\n', "line 4 has 1 cells"),
    "a header of another width": ("a,b,c,d\n1,2\n3,4\n5,6\n", "first line has 4 cells, the table 2 columns"),
    "a comment inside": ("a,b\n1,2\n# 3,4\n5,6\n", "line 3 begins with #"),
    "a quote left open": ('a,b\n1,2\n"3,4\n5,6\n', "line 3"),
    "a blank line in one column": ("1.5\n\n2.5\n", "a missing value"),
    "numbers that may be a header": ("0,1\n4,2\n3,5\n", "0,1, may be a header or a sample: .*--header or --no-header"),
    "counted from 1 over integers": ("1,2,3\n4,5,6\n7,8,10\n", "may be a header or a sample"),
    "years over fractions": ("2019,2020,2021\n1.5,2.5,3.5\n4.5,5.5,6.5\n", "may be a header or a sample"),
    "years over integers": ("2019,2020,2021\n4,2,3\n7,8,10\n", "may be a header or a sample"),
    "two years over fractions": ("1990,1991\n1.5,2.5\n4.5,5.5\n", "may be a header or a sample"),
    "a stray word in the first line": ("1.5,abc,1.25\n3,4,5\n6,7,8\n", "may be a header or a sample"),
    "a stray word among integers": ("3,abc,5\n3,4,5\n6,7,8\n", "may be a header or a sample"),
    "years beside a column of text": ("name,2019,2020\nx,1,2\ny,3,4\n", "may be a header or a sample"),
    "an index of numbers without a name": (",a\n0.5,1\n0.75,3\n1.5,4\n", "may be an index: --drop 0"),
    "digits in groups by underscores": ("a,b\n1_000,2\n3,4\n5,6\n", "'1_000' in column `a` of line 2"),
    "hexadecimal": ("a,b\n0x10,2\n3,4\n5,6\n", "'0x10' in column `a` of line 2"),
    "truth values": (
        "a,b\n1,True\n3,False\n",
        "'True' in column `b` of line 2: the column holds text, write 1 and 0, or",
    ),
    "dates": ("day,b\n2024-01-01,2\n2024-01-02,4\n", "'2024-01-01' in column `day` of line 2"),
    "binary": (b"\x80\x81\x00\x02,\n", "it is no text"),
    "HDF5": (b"\x89HDF\r\n\x1a\n", "it is an HDF5 file"),
    "half a gzip": (gzip.compress(b"1,2\n3,4\n")[:12], "gzipped file is damaged"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refuses_in_one_line_that_says_where(tmp_path, case):
    text, message = REFUSED[case]
    path = tmp_path / "x.csv"
    path.write_bytes(given(text))
    with pytest.raises(ValueError, match=message) as error:
        read(path)
    assert "\n" not in str(error.value)
    assert str(error.value).startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("text", "choices", "numbers"),
    [
        ("0,1\n4,2\n3,5\n", {"header": True}, [[4, 2], [3, 5]]),
        ("0,1\n4,2\n3,5\n", {"header": False}, [[0, 1], [4, 2], [3, 5]]),
        ("0,1,2\n4.5,2.5,1.5\n3,5,7\n", {"header": False}, [[0, 1, 2], [4.5, 2.5, 1.5], [3, 5, 7]]),
        ("1,2\n3,4\n", {}, [[1, 2], [3, 4]]),
        ("4,5,6\n7,8,9\n", {}, [[4, 5, 6], [7, 8, 9]]),
        ("0,0\n0.5,1.5\n2.5,3.5\n", {}, [[0, 0], [0.5, 1.5], [2.5, 3.5]]),
        ("a;b\n1,234;2,345\n3,456;4,567\n", {"decimal": ","}, [[1.234, 2.345], [3.456, 4.567]]),
        ("a;b\n1.234;2.345\n3.456;4.567\n", {"decimal": "."}, [[1.234, 2.345], [3.456, 4.567]]),
        ("x\n1,5\n2,5\n", {"delimiter": ";", "decimal": ","}, [[1.5], [2.5]]),
        ("a:b\n1:2\n3:4\n", {"delimiter": ":"}, [[1, 2], [3, 4]]),
        ("1.5\t2\n3\t4\n", {"delimiter": "tab"}, [[1.5, 2], [3, 4]]),
        ("a,b,c\n1,x,2\n3,y,4\n", {"drop": ["b"]}, [[1, 2], [3, 4]]),
        ("a,b,c\n1,x,2\n3,,4\n", {"drop": ["1"]}, [[1, 2], [3, 4]]),
        ("a,b,c\n1,x,2\n3,y,4\n", {"columns": ["c", 0]}, [[2, 1], [4, 3]]),
        (",0,1\n0,5.5,2\n1,3,4\n", {"drop": ["1"]}, [[5.5], [3]]),
        (",a\n0.5,1\n0.75,3\n1.5,4\n", {"columns": [0, "a"]}, [[0.5, 1], [0.75, 3], [1.5, 4]]),
        ("1.5\n2.5\n", {}, [[1.5], [2.5]]),
    ],
)
def test_what_the_user_says_comes_first(tmp_path, text, choices, numbers):
    (tmp_path / "x.csv").write_text(text)
    assert read(tmp_path / "x.csv", **choices).matrix.tolist() == numbers


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"drop": ["kind"]}, "no column is named kind: there are a"),
        ({"drop": ["alpha"]}, "no column is named alpha: there are alpha1"),
        ({"drop": ["7"]}, "no column 7: the 4 columns have indices 0 to 3"),
        ({"drop": ["b"]}, "2 columns are named b: give an index, 1 or 2"),
        ({"columns": ["a", 0]}, "column `a` is asked for twice"),
        ({"columns": ["a"], "drop": [1]}, "column `b` is to be dropped but not among"),
        ({"drop": [0, 1, 2, 3]}, "no column is left"),
        ({"delimiter": "ab"}, "'ab' separates no cells"),
        ({"delimiter": "."}, "'.' separates no cells"),
        ({"decimal": ";"}, "no decimal mark"),
    ],
)
def test_columns_that_are_not_there(tmp_path, choices, message):
    (tmp_path / "x.csv").write_text("a,b,b,alpha1\n1,2,3,4\n5,6,7,8\n")
    with pytest.raises(ValueError, match=message):
        read(tmp_path / "x.csv", **choices)


def test_a_header_of_300000_columns_does_not_hang(tmp_path):
    (tmp_path / "x.csv").write_text(",".join(f"c{k}" for k in range(300_000)) + "\n1,2\n3,4\n")
    with pytest.raises(ValueError, match="first line has 300000 cells, the table 2 columns") as error:
        read(tmp_path / "x.csv")
    assert len(str(error.value)) < 300


def test_a_wide_table(tmp_path):
    line = ",".join(map(str, range(30_000)))
    (tmp_path / "x.csv").write_text("\n".join([line, line.replace("1", "7"), line.replace("2", "5")]))
    assert read(tmp_path / "x.csv").matrix.shape == (2, 30_000)
