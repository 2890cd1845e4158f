"""Named settings of the study: what each was chosen for, and where it differs from the defaults."""

from numerics.prototypes.study.settings import Settings

PRESETS: dict[str, tuple[str, dict[str, float | str]]] = {
    "claims": ("the defaults: the claims hold together (docs/study.md, The claims map)", {}),
    "sharp": ("the defaults up to version 0.2.0: both ranges short", {"tau": 1e-3, "coverage_tau": 1e-4}),
    "one-temperature": (
        "one temperature for all losses, as the paper writes them",
        {"tau": 1e-2, "coverage_tau": 1e-2},
    ),
    "torch-start": ("the start of torch's linear layer: half of the prototypes begin outside", {"start": "linear"}),
}


def preset(name: str) -> Settings:
    """The settings of that name."""
    return Settings(**PRESETS[name][1])  # type: ignore[arg-type]
