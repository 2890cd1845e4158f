"""``prism classify``: sizes, or how they scale, to a face of the prism."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from figures.cli.options import described, due, json_option, model_option, refuse_given, table_options
from figures.cli.output import print_json
from theory.errors import InputError
from theory.rationals import rational

if TYPE_CHECKING:
    from linear_ae.data import Data
    from theory.autoencoder.classify import Classification


@click.command()
@click.option("--p", "p", metavar="SIZE", help="Input dimension; leave it out to give powers of p.")
@click.option("--H", "H", metavar="SIZE|POWER", help="Latent dimension: 40, or p^0.5.")
@click.option("--N", "N", metavar="SIZE|POWER|inf", help="Training samples: 8000, p^2 or inf.")
@click.option("--sigma2", metavar="SIZE|POWER", help="Variance of W: 0.001, or p^-1.")
@model_option
@click.option("--loss", metavar="NAME", help="With --model: a loss of it.  [default: the flow's]")
@click.option("--order", type=click.IntRange(0), help="With --model: derivatives 1 to ORDER are used.  [default: 4]")
@click.option(
    "--scale",
    "scales",
    metavar="NAME=POWER",
    multiple=True,
    help="With --model: the power of a reference size that a size or scalar grows with, or inf; 0 if left out.",
)
@click.option("--size", "sizes", metavar="NAME=SIZE", multiple=True, help="With --model: a size, or inf.")
@click.option("--value", "values", metavar="NAME=NUMBER", multiple=True, help="With --model: a scalar.")
@table_options
@json_option
def classify(
    p: str | None,
    H: str | None,
    N: str | None,
    sigma2: str | None,
    source: str | None,
    loss: str | None,
    order: int | None,
    scales: tuple[str, ...],
    sizes: tuple[str, ...],
    values: tuple[str, ...],
    data: Data | None,
    as_json: bool,
) -> None:
    """Name the regime, its dimension, its natural rate and how far the facets are.

    The natural rate is T if the curve of the loss has a limit as a function of t*T.

    Without --model it is the tied autoencoder: without --p the others are powers of p and distances are powers of p;
    with --p all are sizes, and the distance of a face is the part of the exact coefficients of orders 1 to 3 that its
    leading terms miss. With --data, p and N are the table's; the answer is that for Gaussian samples of these sizes,
    and stderr says how far the table's spectrum is from theirs.

    With --model, --scale gives powers of a reference size, --size and --value sizes and scalars.
    """
    if source is not None:
        from figures.cli import model_classify

        if any(given is not None for given in (p, H, N, sigma2)):
            raise InputError("--p, --H, --N and --sigma2 do not go with --model; use --scale, or --size and --value")
        return model_classify.show(source, loss, order, scales, sizes, values, as_json)
    if scales or sizes or values or loss is not None or order is not None:
        raise InputError("--scale, --size, --value, --loss and --order go with --model")
    if data is not None:
        refuse_given(("p", "N"), "--data", "they are the table's")
        return on_table(data, due("--H", H), due("--sigma2", sigma2), as_json)
    return tied(p, due("--H", H), due("--N", N), due("--sigma2", sigma2), as_json)


def on_table(data: Data, H: str, sigma2: str, as_json: bool) -> None:
    """Classify Gaussian samples of a table's sizes, and say how near to these the table is."""
    from linear_ae.sizes import Sizes
    from numerics.autoencoder.predict import spectrum_of
    from numerics.autoencoder.suitability.gaussianity import gaussianity
    from theory.autoencoder.classify import ExactSizes, by_sizes

    samples, features = data.shape
    exact = ExactSizes(Fraction(features), number("H", H), Fraction(samples), number("sigma2", sigma2))
    result = by_sizes(exact)
    near = gaussianity(Sizes(features, int(exact.H), samples, float(exact.sigma2)), spectrum_of(data))
    if as_json:
        fit = {"spectrum_distance": near.spectrum_distance, "looks_gaussian": near.looks_gaussian}
        print_json({**contents(result), **fit, **described(data)})
        return
    far = "" if near.looks_gaussian else ": only mean-field and narrow-latent hold for any spectrum"
    click.echo(
        f"prism: for Gaussian samples of these sizes, p = {features} and N = {samples}; the spectrum is "
        f"{near.spectrum_distance:.2f} from theirs (0 alike, 1 apart){far}",
        err=True,
    )
    click.echo(report(result, f"{float(result.time_scale):.6g}", of_sizes=True))


def tied(p: str | None, H: str, N: str, sigma2: str, as_json: bool) -> None:
    """Classify for the tied autoencoder."""
    from theory.autoencoder.classify import ExactSizes, by_scaling, by_sizes, parse_power

    if p is None:
        if any(_is_number(given) for given in (H, N, sigma2)):
            raise InputError(f"--H {H}, --N {N}, --sigma2 {sigma2}: sizes need --p too; without it give powers of p")
        result = by_scaling(parse_power(H), parse_power(N, infinite=True), parse_power(sigma2))
        value = f"p^{result.time_scale}"
    else:
        infinite = N.strip() == "inf"
        sizes = ExactSizes(
            number("p", p), number("H", H), None if infinite else number("N", N), number("sigma2", sigma2)
        )
        result = by_sizes(sizes)
        value = f"{float(result.time_scale):.6g}"
    if as_json:
        print_json(contents(result))
    else:
        click.echo(report(result, value, p is not None))


def number(name: str, given: str) -> Fraction:
    """An exact number from its decimal or rational spelling."""
    try:
        return rational(given)
    except InputError as error:
        raise InputError(f"--{name} is a size here: {error}") from error


def _is_number(given: str) -> bool:
    """Whether it is a size; 1 is also the power p^0."""
    return given != "1" and re.fullmatch(r"[-+.\d/e]+", given) is not None


def contents(result: Classification) -> dict[str, object]:
    """The JSON object; a distance that is infinite is null."""
    distances = {name: None if value is None else float(value) for name, value in result.distances.items()}
    face = result.face
    return {
        "regime": face.name,
        "dimension": face.dimension,
        "within": result.within,
        "time_scale": str(face.time_scale),
        "distances": distances,
    }


def report(result: Classification, value: str, of_sizes: bool) -> str:
    """A few lines for people, with the distances of the facets and, for sizes, of the face itself."""
    from figures.cli.model_classify import NEAREST_ONLY
    from theory.autoencoder.prism import FACETS

    face, own = result.face, [result.face.name] * (of_sizes and result.face.dimension < 2)
    lines = [
        f"regime      {face.name}" + ("" if result.within else NEAREST_ONLY),
        f"dimension   {face.dimension}",
        f"condition   {face.scaling_text()}",
        f"rate        T = {face.time_scale}" + (f" = {value}" if face.time_scale != 1 else ""),
        *(f"distance    {shown(result.distances[name]):<8} {name}" for name in dict.fromkeys([*FACETS, *own])),
    ]
    return "\n".join(lines)


def shown(distance: Fraction | None) -> str:
    """Three digits, or ``inf``."""
    return "inf" if distance is None else f"{float(distance):.3g}"
