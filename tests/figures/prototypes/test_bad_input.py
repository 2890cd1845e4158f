"""What ``prism prototypes`` refuses, and how it says so."""

import pytest


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["flow"], "Missing option '--loss'"),
        (["flow", "--loss", "glue"], "no loss is called 'glue'"),
        (["flow", "--loss", "overlap=much"], "--loss 'overlap=much': give NAME=COEFFICIENT"),
        (["flow", "--loss", "separation=0,5"], "--loss 'separation=0,5': give NAME=COEFFICIENT with one finite number"),
        (["flow", "--loss", "separation=0,1"], "'separation=0,1'"),
        (["flow", "--loss", "separation=1,"], "'separation=1,'"),
        (["flow", "--loss", "separation="], "'separation='"),
        (["flow", "--loss", "separation=1x"], "'separation=1x'"),
        (["flow", "--loss", "separation=1=2"], "'separation=1=2'"),
        (["flow", "--loss", "separation=1_0"], "'separation=1_0'"),
        (["flow", "--loss", "separation=nan"], "'separation=nan'"),
        (["flow", "--loss", "separation=1e999"], "'separation=1e999'"),
        (["flow", "--loss", "separation=1", "--loss", "separation=2"], "given twice"),
        (["flow", "--loss", "separation", "--width", "nan"], "'nan' is not a finite positive number"),
        (["flow", "--loss", "separation", "--width", "0"], "'0' is not a finite positive number"),
        (["flow", "--loss", "separation", "--t-max", "inf"], "--t-max inf"),
        (["flow", "--loss", "separation", "--start", "random", "--seed", "-1"], "-1 is not in the range"),
        (["forces", "--width", "nan"], "'nan' is not a finite positive number"),
        (["forces", "--loss", "separation", "--loss", "separation"], "given twice"),
        (["forces", "--centres", "0,,1"], "separate finite numbers by commas"),
        (["forces", "--centres", "0,1_0"], "separate finite numbers by commas"),
        (["forces", "--centres", "0;1"], "separate finite numbers by commas"),
        (["study", "--sizes", "3,"], "separate integers by commas"),
        (["study", "--sizes", "3,1_0"], "separate integers by commas"),
        (["flow", "--loss", "overlap", "--loss", "overlap=2"], "given twice"),
        (["flow", "--loss", "coverage", "--tau", "0"], "temperature 0.0"),
        (["flow", "--loss", "coverage", "--t-max", "-1"], "--t-max -1.0"),
        (["flow", "--loss", "separation", "--prototypes", "1"], "at least 2"),
        (["forces", "--centres", "0,nan"], "separate finite numbers by commas"),
        (["forces", "--samples", "1"], "no spacing"),
        (["study", "--sizes", "1,3"], "each at least 2 samples"),
        (["study", "--sizes", "3,x"], "separate integers by commas"),
        (["study", "--masks", "glue"], "unknown mask(s) ['glue']"),
        (["study", "--strength", "-1"], "strength -1.0: give a finite number >= 0"),
        (["study", "--tau", "0"], "tau 0.0: give a finite number > 0"),
        (["study", "--tau", "nan"], "tau nan"),
        (["study", "--seeds", "0"], "--seeds 0"),
        (["tau-sweep", "--taus", "0.1,0.1"], "increasing order"),
        (["tau-sweep", "--size", "1"], "each at least 2 samples"),
        (["tau-sweep", "--elapsed", "0"], "--elapsed 0.0"),
        (["balance", "--tau", "-1"], "tau -1.0"),
        (["train", "--mask", "glue"], "unknown mask(s) ['glue']"),
        (["train", "--size", "1"], "each at least 2 samples"),
        (["balance", "--size", "1"], "at least 3"),
        (["balance", "--margins", "-1"], "--margins -1"),
        (["balance", "--margins", "1,1"], "--margins 1,1"),
        (["study", "--scheduler", "nowhere"], "no Dask scheduler answers"),
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments, words, run_prism):
    status, out, err = run_prism("prototypes", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert words in err
