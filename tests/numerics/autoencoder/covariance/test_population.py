"""Population spectra: normalization, rounding of shares, what is refused; and how users name them."""

import numpy as np
import pytest

from numerics.autoencoder.covariance.law import covariance_law
from numerics.autoencoder.covariance.population import Population, power_law, with_shares
from theory.errors import InputError


def test_a_power_law_has_mean_one():
    values = power_law(1.5, 100)
    assert values.mean() == pytest.approx(1)
    assert values[0] / values[15] == pytest.approx(16**1.5)
    assert power_law(0.0, 3).tolist() == [1, 1, 1]


def test_shares_are_rounded_to_counts_of_the_right_sum():
    thirds = with_shares([(1.0, 1), (2.0, 1), (3.0, 1)], 10)
    assert np.bincount(thirds.astype(int)).tolist() == [0, 4, 3, 3]
    assert with_shares([(5.0, 0.29), (1.0, 0.71)], 100).tolist() == [5.0] * 29 + [1.0] * 71


def test_equal_eigenvalues_are_one():
    population = Population.of_eigenvalues([2.0, 1.0, 2.0])
    assert population.l.tolist() == [1.0, 2.0]
    assert population.w == pytest.approx([1 / 3, 2 / 3])
    assert population.moment(-1) == pytest.approx(2 / 3)


@pytest.mark.parametrize("bad", [[], [np.nan, 1.0], [-1.0, 1.0], [0.0, 0.0], [[1.0]]])
def test_what_is_no_covariance_is_refused(bad):
    with pytest.raises(InputError):
        Population.of_eigenvalues(bad)


def test_weights_are_positive():
    with pytest.raises(InputError, match="weights"):
        Population.of_weights([1.0, 2.0], [1.0, 0.0])


def test_names(tmp_path):
    assert covariance_law("power-law:2").eigenvalues(5) == pytest.approx(power_law(2.0, 5))
    assert covariance_law("3:0.5,0.2:0.5").eigenvalues(2).tolist() == [3.0, 0.2]
    assert covariance_law("3:1/3,0.2:2/3").eigenvalues(3).tolist() == [3.0, 0.2, 0.2]
    assert covariance_law("2:1").eigenvalues(2).tolist() == [2.0, 2.0]
    file = tmp_path / "eigenvalues.csv"
    file.write_text("3, 2\n1")
    law = covariance_law(str(file))
    assert law.p == 3
    assert law.eigenvalues(3).tolist() == [3.0, 2.0, 1.0]
    with pytest.raises(InputError, match=r"has 3 eigenvalues, and p = 4: leave --p out"):
        law.eigenvalues(4)


def test_what_is_made_of_shares_is_said():
    assert covariance_law("3:0.5,0.2:0.5").remarks(4) == []
    assert covariance_law("power-law:1").remarks(4) == []
    assert covariance_law("3:1,0.2:1").remarks() == ["the shares of 3:1,0.2:1 sum to 2 and are scaled to one"]
    (rounded,) = covariance_law("3:0.5,0.2:0.5").remarks(3)
    assert rounded.endswith("are rounded to whole eigenvalues of 3: 3 in 2, 0.2 in 1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("power-law:x", "'x' in the covariance 'power-law:x' is no number: give power-law:EXPONENT"),
        ("power-law:1_0", "'1_0' in the covariance"),
        ("power-law:-1", "a power law of exponent -1.0: give a finite number >= 0"),
        ("power-law:inf", "a power law of exponent inf"),
        ("3:0.5,0.2:a", "'a' in the covariance"),
        ("3:0.5,0.2:-1", "finite and > 0"),
        ("1:1e308,2:1e308", "numbers lie between 1e-100 and 1e100 in size, got 1e308"),
        ("nosuch", "'nosuch' is neither a covariance nor a text file: give power-law:EXPONENT, VALUE:SHARE"),
        ("3:0.999,1:0.001", "a share of 0.001 is none of p = 10 eigenvalues: give a larger p"),
    ],
)
def test_what_names_nothing_is_refused(text, said):
    with pytest.raises(InputError, match=said):
        covariance_law(text).eigenvalues(10)


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "none.txt").write_text("\n")
    with pytest.raises(InputError, match="is empty"):
        covariance_law(str(tmp_path / "none.txt"))


def test_eigenvalues_whose_squares_are_no_doubles_are_refused(tmp_path):
    (tmp_path / "large.txt").write_text("1 1e200")
    with pytest.raises(InputError, match=r"has an eigenvalue of 1e\+200: give at most 1e\+100"):
        covariance_law(str(tmp_path / "large.txt"))
