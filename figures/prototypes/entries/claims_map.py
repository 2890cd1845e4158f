"""Where each claim holds over the coefficient and the two temperatures."""

from dataclasses import asdict

from matplotlib.figure import Figure

from figures.prototypes import claims_map
from figures.store import Data
from numerics.prototypes.study.claims_map import MapPlan, cells, run_map
from numerics.prototypes.study.settings import Plan, Settings

CHOSEN = Settings()


def data(quick: bool) -> Data:
    """The study at N = 5 and 10 at three temperatures of either kind, judged: the whole map takes minutes."""
    study = Plan(Settings(steps=20), (3, 4), (0, 1)) if quick else Plan(CHOSEN, (5, 10))
    taus = ((1e-3, 3e-3), (1e-2,)) if quick else ((1e-3, 3e-3, 1e-2), (1e-3, 1e-2, 3e-2))
    plan = MapPlan(study, (0.1,) if quick else (CHOSEN.strength,), *taus)
    found = cells(run_map(plan, workers=1))
    return {"cells": [cell.as_dict() for cell in found], "plan": asdict(plan)}


def draw(data: Data) -> Figure:
    """A row a claim, a column a coefficient."""
    study = data["plan"]["study"]
    title = claims_map.described(study["sizes"], study["seeds"])
    return claims_map.draw(data["cells"], (CHOSEN.strength, CHOSEN.tau, CHOSEN.coverage_tau), title)


def caption(data: Data) -> str:
    """What the colours say, and which settings no claim speaks against."""
    rows, study = data["cells"], data["plan"]["study"]
    settings = study["settings"]
    good = [r for r in rows if r["standing"] in ("settled", "in the mean")]
    named = "; ".join(f"({r['strength']:g}, {r['tau']:g}, {r['coverage_tau']:g})" for r in good) or "none"
    strengths = ", ".join(f"{value:g}" for value in sorted({row["strength"] for row in rows}))
    return f"""
        Claims about structural losses in {len(rows)} studies of Gaussian MLPs that differ in the temperature of
        separation (across) and that of coverage (up), at the coefficient lambda = {strengths}: sizes N =
        {", ".join(map(str, study["sizes"]))}, seeds {study["seeds"][0]} to {study["seeds"][-1]},
        {settings["steps"]} steps of {settings["optimizer"]}. Dark grey:
        the claim is settled at every size (paired signed-rank tests, p < 0.05 after Holm over the sizes; ties count);
        grey: the means agree with it at every size, though not all are significant; light grey: some mean
        disagrees, not significantly; yellow and hatched: contradicted at some size. Numbers: sizes at which it holds
        (mixed: judged over all at once). Last row: the worst of all. The frame marks the defaults. Means agree with
        every claim at (lambda, tau, coverage's tau) = {named}."""
