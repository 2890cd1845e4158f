"""``prism prototypes critical``: the ratio of repulsor to attractor at which a lattice of prototypes gives way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from figures.cli.options import Positive, json_option
from figures.cli.output import print_json
from figures.cli.prototypes.options import LOSS, parameter_option, parameters_of
from numerics.prototypes.loss_texts import loss_name, read_loss

if TYPE_CHECKING:
    from numerics.prototypes.locked import Balance


@click.command()
@click.option("--repulsor", default="separation", show_default=True, help=f"Repels: {LOSS}.")
@click.option("--attractor", default="coverage", show_default=True, help="Attracts, given in the same way.")
@parameter_option
@click.option("--size", type=click.IntRange(3), default=20, show_default=True, help="Samples, and as many prototypes.")
@click.option("--tau", type=Positive(), help="Temperature of the repulsor.  [default: 0.5 / (size - 1)^2]")
@click.option("--coverage-tau", type=Positive(), help="That of the attractor.  [default: that of --tau]")
@click.option("--width", type=Positive(), help="Inverse width w of every response.  [default: sqrt(2 / tau)]")
@click.option("--flow", "measured", is_flag=True, help="Also bisect on the flow itself: slow, and free of theory.")
@json_option
def critical(
    repulsor: str,
    attractor: str,
    given: tuple[str, ...],
    size: int,
    tau: float | None,
    coverage_tau: float | None,
    width: float | None,
    measured: bool,
    as_json: bool,
) -> None:
    """The largest ratio of the repulsor's coefficient to the attractor's at which prototypes on equally spaced
    samples stay there: a first estimate, the fold of the branch of equilibria, and where it loses stability.
    Where the attractor has a kink on the samples, the branch does not bend but breaks: then the ratio is that at
    which the flow leaves the lattice."""
    from numerics.prototypes.locked import first_estimate, locked

    spacing = 1 / (size - 1)
    warm = 0.5 * spacing**2 if tau is None else tau
    cold = warm if coverage_tau is None else coverage_tau
    push, pull = read_loss(repulsor), read_loss(attractor)
    own = parameters_of(given)
    balance = locked(size, warm / spacing**2, push, pull, cold / spacing**2, width, own)
    heads = {"repulsor": loss_name(push), "attractor": loss_name(pull), "size": size, "spacing": spacing}
    ratios = {"estimate": first_estimate(balance), **_ratios(balance, measured)}
    if as_json:
        print_json({**heads, "tau": warm, "coverage_tau": cold, "width": balance.width, **ratios})
    else:
        click.echo(f"{heads['repulsor']} against {heads['attractor']}, {size} samples at distance {spacing:.4g}")
        for name, text in TEXTS.items():
            if name in ratios:
                click.echo(f"{text:18}{ratios[name]:.4g}")


TEXTS = {
    "estimate": "first estimate", "fold": "fold", "limit": "stable up to", "kink": "held by a kink to",
    "flow": "the flow jumps at",
}  # fmt: skip


def _ratios(balance: Balance, measured: bool) -> dict[str, float]:
    from numerics.prototypes.bisection import bisected_ratio
    from numerics.prototypes.critical import critical_fold, stability_limit
    from numerics.prototypes.kinks import holding_ratio

    held = holding_ratio(balance)
    if held is not None:
        return {"kink": held}
    fold = critical_fold(balance)
    flow = {"flow": bisected_ratio(balance)} if measured else {}
    return {"fold": fold.parameter, "limit": stability_limit(balance, fold), **flow}
