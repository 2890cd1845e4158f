"""A request is what results are kept by: no two have the same name."""

from itertools import product

import pytest

from theory.autoencoder.expansion import coefficient
from theory.autoencoder.request import Request
from theory.errors import InputError

FLAGS = ("planar", "target", "infinite_data")


def every_request():
    return [
        Request(loss, order, **dict(zip(FLAGS, chosen, strict=True)))
        for loss, order, *chosen in product(("train", "population"), (0, 1, 11), *[(True, False)] * len(FLAGS))
    ]


def test_no_two_requests_share_a_name():
    assert len({request.name for request in every_request()}) == len(every_request()) == 48


def test_a_coefficient_is_its_request_and_the_answer():
    found = coefficient("population", 1, planar=True, target=False)
    asked = Request("population", 1, planar=True, target=False)
    assert {name: getattr(found, name) for name in vars(asked)} == vars(asked)
    assert coefficient("population", 1, planar=True, target=False) is found
    assert coefficient("population", 1, planar=True) is not found


def test_flags_are_given_by_name():
    for call in (coefficient, Request):
        with pytest.raises(TypeError, match="positional argument"):
            call("train", 1, True)


@pytest.mark.parametrize("order", [-1, 1.0, True, "1"])
def test_an_order_is_an_integer(order):
    with pytest.raises(InputError, match="integer >= 0, got"):
        Request("train", order)
