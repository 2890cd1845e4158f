"""High orders are refused before they are worked out, and only those that would end too late.

foresight.csv holds what orders took on one core (CPython 3.11, a shared machine), of works drawn at random by seeds 1
(with which the constants were chosen) and 2 (with which they were not); ``measured`` draws and measures others.
"""

import csv
import math
import time
from itertools import groupby
from pathlib import Path
from random import Random

import pytest

from figures.cli import foresight
from figures.cli.foresight import FACTOR, LEAST, POWER, RATIO, duration, require_order_in_time
from figures.cli.main import main
from figures.cli.patience import OutOfTimeError, patience
from theory.autoencoder.expansion import infinite_data_terms
from theory.autoencoder.request import Request
from theory.matrix import expansion, variance
from theory.models import load, names

LONG = 2.0
"""Seconds from which on a command is worth foreseeing."""


def test_the_orders_tried_are_well_below_the_one_asked_for():
    assert list(POWER.trials(12)) == list(POWER.trials(18)) == list(RATIO.trials(2)) == []
    assert list(POWER.trials(60)) == [13, 20, 30]
    assert all(1.5 * order <= 1001 for order in POWER.trials(1000))
    assert list(RATIO.trials(6)) == [1, 2, 3, 4]


def test_powers_and_ratios_are_foreseen_exactly():
    powers, ratios = ([(order, seconds(order)) for order in (13, 20, 30)] for seconds in (lambda n: 3e-6 * n**5, exp))
    assert POWER.foreseen(powers, 60) == pytest.approx(math.log(3e-6 * 60**5))
    assert RATIO.foreseen(ratios, 40) == pytest.approx(math.log(exp(40)))


def exp(order):
    return 1e-6 * 4.0**order


def test_a_power_that_grows_is_foreseen_to_grow_on():
    def seconds(n):
        return 1e-5 * math.exp(math.log(n) ** 2 * 0.6)

    done = [(order, seconds(order)) for order in (20, 30, 45)]
    assert POWER.foreseen(done, 90) == pytest.approx(math.log(seconds(90)))


def ratios_of(taken, growth):
    """How many times as long as foreseen each order took that took long."""
    for order, seconds in taken.items():
        done = [(tried, max(taken[tried], LEAST)) for tried in growth.trials(order) if tried in taken]
        if seconds >= LONG and len(done) > 1:
            yield seconds / math.exp(growth.foreseen(done, order))


def recorded():
    with open(Path(__file__).with_name("foresight.csv"), newline="") as file:
        rows = list(csv.DictReader(file))
    for (seed, work), group in groupby(rows, lambda row: (row["seed"], row["work"])):
        yield seed, work, {int(row["order"]): float(row["seconds"]) for row in group}


@pytest.mark.parametrize("seed", ["1", "2"])
def test_recorded_times_lie_within_the_stated_factor(seed):
    found = [
        ratio
        for kept, work, taken in recorded()
        if kept == seed
        for ratio in ratios_of(taken, POWER if "infinite" in work else RATIO)
    ]
    assert len(found) >= 9
    assert 1 / FACTOR < min(found)
    assert max(found) < FACTOR


def measured(work, orders):
    """Seconds of the processor that ascending orders take, until one takes more than LONG."""
    taken = {}
    for order in orders:
        begin = time.process_time()
        work(order)
        taken[order] = time.process_time() - begin
        if taken[order] > LONG:
            break
    return taken


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 106))
def test_models_drawn_at_random_take_what_is_foreseen(seed):
    random = Random(seed)
    model = load(random.choice([name for name in names() if name != "tied-autoencoder"]))
    loss, planar, find = random.choice(list(model.losses)), random.random() < 0.4, random.choice([expansion, variance])
    taken = measured(lambda order: find(model, loss, order, planar), range(30))
    assert all(1 / FACTOR < ratio < FACTOR for ratio in ratios_of(taken, RATIO))


@pytest.mark.slow
@pytest.mark.parametrize("planar", [True, False])
def test_infinite_data_take_what_is_foreseen(planar):
    orders = [13, 20, 30, 45, 60, 68, 90, 102, 120, 153]
    taken = measured(
        lambda order: infinite_data_terms(Request("train", order, planar=planar, infinite_data=True)), orders
    )
    assert all(1 / FACTOR < ratio < FACTOR for ratio in ratios_of(taken, POWER))


def clocked(monkeypatch, seconds):
    """A clock of the processor that ``work(order)`` moves by ``seconds(order)``."""
    now = [0.0]
    monkeypatch.setattr(time, "process_time", lambda: now[0])
    tried = []

    def work(order):
        tried.append(order)
        now[0] += seconds(order)

    return work, tried


def test_an_order_is_refused_as_soon_as_two_trials_tell(monkeypatch):
    work, tried = clocked(monkeypatch, lambda order: 1e-3 * order**3)
    with (
        patience(3600),
        pytest.raises(OutOfTimeError, match=r"order 1000 would take about 12 days: .*order 15\d at most"),
    ):
        require_order_in_time(work, 1000)
    assert tried == [13, 20]


@pytest.mark.parametrize("seconds", [lambda order: 1e-3 * order**3, lambda order: 1e-3 * order**2.5 + 0.2])
def test_what_grows_like_a_power_or_slower_is_never_refused_within_the_limit(monkeypatch, seconds):
    work, _ = clocked(monkeypatch, seconds)
    with patience(1.02 * seconds(30) + 0.1):
        require_order_in_time(work, 30)


@pytest.mark.parametrize(
    ("seconds", "words"), [(5.0, "5 seconds"), (200.0, "3.3 minutes"), (1e4, "2.8 hours"), (1e10, "3.2e+02 years")]
)
def test_durations_are_told_in_a_unit_of_people(seconds, words):
    assert duration(foresight.math.log(seconds)) == words
    assert duration(100.0) == "10^36 years"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ["--time-limit", "10", "regimes", "large-data", "--series", "3000"],
            "order 3000 would take about",
            marks=pytest.mark.slow,
        ),
        (["--time-limit", "600", "expand", "--model", "teacher-student", "--order", "30"], "order 30 would take about"),
        (["--time-limit", "600", "expand", "--moment", "variance", "--order", "40"], "would take about"),
        (["regimes", "--series", "60"], "of memory"),
        (["regimes", "small-data", "--series", "200"], "go to order 123"),
    ],
)
def test_orders_out_of_reach_are_refused_on_the_command_line(arguments, message, capsys):
    with pytest.raises(SystemExit) as ending:
        main(arguments)
    assert ending.value.code in (1, 2)
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["expand", "--order", "30", "--infinite-data", "--planar"], ["regimes", "mean-field", "--series", "8"]],
)
def test_orders_within_reach_are_answered(arguments, capsys):
    with pytest.raises(SystemExit) as ending:
        main(arguments)
    assert ending.value.code == 0
    assert "would take" not in capsys.readouterr().err
