"""High orders are refused before they are worked out, and only those that would end too late."""

import time

import pytest

from figures.cli import foresight
from figures.cli.foresight import duration, foreseen, power, require_time, trials
from figures.cli.main import main
from figures.cli.patience import OutOfTimeError, patience


def test_the_orders_tried_are_well_below_the_one_asked_for():
    assert list(trials(12)) == list(trials(18)) == []
    assert list(trials(60)) == [13, 20, 30]
    assert all(1.5 * order <= 1001 for order in trials(1000))


def test_a_power_law_is_foreseen_exactly():
    before, last = (20, 3e-6 * 20**5), (30, 3e-6 * 30**5)
    assert power(before, last) == pytest.approx(5)
    assert foreseen(before, last, 60) == pytest.approx(foresight.math.log(3e-6 * 60**5))


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
        pytest.raises(OutOfTimeError, match=r"order 1000 would take about 12 days .*order 15\d at most"),
    ):
        require_time(work, 1000)
    assert tried == [13, 20]


@pytest.mark.parametrize("seconds", [lambda order: 2.0**order * 1e-6, lambda order: 1e-3 * order**3])
def test_what_grows_like_a_power_or_faster_is_never_refused_within_the_limit(monkeypatch, seconds):
    work, _ = clocked(monkeypatch, seconds)
    with patience(1.02 * seconds(30) + 0.1):
        require_time(work, 30)


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
