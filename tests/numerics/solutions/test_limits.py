"""Every solved regime in numbers against its own exact series, and on bad input."""

import numpy as np
import pytest

from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.solutions import limit
from tests.numerics.solutions.points import CASES, PLANAR, VALUES, point
from theory.errors import InputError
from theory.solutions import solutions
from theory.solutions.symbols import SCALARS, alpha, eta, nu

EACH = [pytest.param(*case, marks=[pytest.mark.slow] * ("+" in case[1])) for case in CASES if case not in PLANAR]
"""All others; edges and vertices, which share the code of the facets, are slow."""


@pytest.mark.parametrize(("model", "name"), EACH)
def test_numbers_follow_the_exact_series(model, name):
    here, order = point(model), 5
    numbers = {alpha: 0.01 * 120, eta: 0.5, nu: 1.2} | {SCALARS[s]: VALUES[s] for s in here.values if s != "sigma2"}
    series = {
        loss: np.array([float(c.subs(numbers)) for c in terms])
        for loss, terms in solutions(model)[name].series(order).items()
    }
    # within a time at which the last term is 1e-9 of the losses, those left out are below 1e-10 of them
    scale = {loss: abs(c[0]) + abs(c[1]) for loss, c in series.items()}
    last = min((1e-9 * scale[loss] / abs(c[order])) ** (1 / order) for loss, c in series.items())
    t = np.array([0.0, last / 2, last])
    found = limit(model, name).formula(t, here)  # also of faces to whose domain this point does not belong
    for loss, c in series.items():
        assert found[loss] == pytest.approx(120 * np.polyval(c[::-1], t), abs=1.2e-7 * scale[loss])


def test_given_data_are_refused_where_they_must_be_gaussian():
    with pytest.raises(InputError, match="Gaussian data only"):
        limit("tied-weight-decay", "large-data").losses([1.0], point("tied-weight-decay"), EmpiricalSpectrum([1.0]))


def test_a_point_of_another_model_is_refused():
    with pytest.raises(InputError, match="a point of that model"):
        limit("tied-weight-decay", "large-data").losses([1.0], point("untied-autoencoder"))


def test_an_unsolved_regime_names_those_that_are_solved():
    with pytest.raises(InputError, match="solved are large-data, mean-field"):
        limit("tied-weight-decay", "large-dat")
