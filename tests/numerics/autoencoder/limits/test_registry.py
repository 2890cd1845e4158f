"""The registry of limits: every face of the prism once, and each keeps what its interface promises."""

import numpy as np
import pytest

from linear_ae.controls import initial_loss
from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import limit, limits, with_correction
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from theory import faces
from theory.autoencoder.regimes import FACETS, REGIMES
from theory.errors import InputError

T = np.array([0.0, 1e-4, 2e-4])
SIZES = Sizes(40, 20, 10, 0.01)
SPECTRUM = EmpiricalSpectrum(np.linspace(0.5, 1.5, 40))
SAMPLES = EmpiricalSpectrum(np.linspace(0.5, 1.5, 40), np.linspace(0.6, 1.4, 40))
NAMES = tuple(limits())


def test_every_face_of_the_prism_has_one_limit():
    """Faces and formulas are derived in theory; five facets, nine edges and six vertices."""
    assert set(NAMES) == set(REGIMES) == set(faces())
    assert [sum(name.count("+") == k for name in NAMES) for k in range(3)] == [5, 9, 6]
    assert all(limit(name).name == name for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_losses_are_curves_of_both_losses(name):
    found = limit(name).losses(T, SIZES)
    assert found.rows.shape == (2, 3)
    assert np.array_equal(found.t, T)
    assert np.all(found.rows[:, 0] > 0)
    assert np.all(np.diff(found.train) <= 0)


@pytest.mark.parametrize("name", NAMES)
def test_the_domain_is_enforced(name):
    """What the words exclude is refused, what they allow is not."""
    assert limit(name).domain.startswith("finite times t >= 0")
    for bad in ([-1.0], [np.nan], [[0.0]], [], "abc", [1j], 1e200):
        with pytest.raises(InputError, match="times must be a list of one or more numbers from 0 to 1e"):
            limit(name).losses(bad, SIZES)
    infinite = Sizes(40, 20, np.inf, 0.01)
    if "finite N" in limit(name).domain:
        with pytest.raises(InputError, match="give a finite N"):
            limit(name).losses(T, infinite)
    else:
        assert np.all(np.isfinite(limit(name).losses(T, infinite).rows))


@pytest.mark.parametrize("name", NAMES)
def test_a_spectrum_is_taken_or_refused(name):
    """Without held-out samples there is no population loss; the train loss is the same up to rounding of its sums."""
    if not limit(name).takes_spectrum:
        with pytest.raises(InputError, match=f"^{name.replace('+', '[+]')} holds for Gaussian data only"):
            limit(name).losses(T, SIZES, SPECTRUM)
        return
    assert limit(name).losses(T, SIZES, SPECTRUM).population is None
    both = limit(name).losses(T, SIZES, SAMPLES)
    assert both.population is not None
    assert both.train == pytest.approx(limit(name).losses(T, SIZES, SPECTRUM).train, rel=1e-13)


def test_facets_have_a_correction_and_a_ladder_and_the_others_have_none():
    assert with_correction() == FACETS
    assert {name for name in NAMES if limit(name).ladder} == set(FACETS)
    assert {name for name in NAMES if limit(name).data_ladder} == {n for n in FACETS if limit(n).takes_spectrum}
    for name in set(NAMES) - set(FACETS):
        with pytest.raises(InputError, match="is known: choose large-data or small-data"):
            limit(name).correction(T, SIZES)


@pytest.mark.parametrize("name", FACETS)
def test_the_correction_shrinks_along_the_ladder_at_its_order(name):
    """From p = 64 to 128; the next order is smaller by some 1/p and moves the slope by a few percent."""
    family = limit(name).ladder
    assert family is not None
    largest = []
    for p in (64, 128):
        sizes = family.sizes(p)
        added = limit(name).correction(np.linspace(0, family.horizon(sizes), 6), sizes)
        largest.append(np.abs(added.rows).max() / initial_loss(p, sizes))
    assert largest[0] < 0.1
    assert np.log2(largest[1] / largest[0]) == pytest.approx(family.order, abs=0.1)
