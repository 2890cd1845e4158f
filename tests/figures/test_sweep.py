"""``prism sweep``: its exit status."""

import pytest

CALL = ["sweep", "--model", "quadratic", "--size", "p=6", "--size", "H=2,3", "--size", "K=4", "--value", "sigma2=0.1"]
REST = ["--value", "mu2=1", "--t-max", "0.01", "--workers", "1"]


@pytest.mark.parametrize(("accuracy", "status"), [("0.1", 0), ("1e-99", 1)])
def test_a_sweep_without_any_answer_fails(run_prism, accuracy, status):
    ended, out, said = run_prism(*CALL, *REST, "--quantity", "series", "--accuracy", accuracy)
    assert ended == status
    assert len(out.splitlines()) == 3
    assert ("nan" in out) == bool(status)
    assert bool(said) == bool(status)


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (["--value", "p=3"], "p of quadratic is given by --size"),
        (["--size", "mu2=3"], "mu2 of quadratic is given by --value"),
    ],
)
def test_a_value_does_not_replace_a_size(run_prism, extra, said):
    status, out, err = run_prism(*CALL, *REST, *extra, "--quantity", "series")
    assert (status, out) == (2, "")
    assert said in err
