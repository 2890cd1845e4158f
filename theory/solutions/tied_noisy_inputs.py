"""The denoising autoencoder with one fixed noise a sample: its solved regimes (docs/theory/noisy-inputs.md)."""

from functools import partial

from theory.solutions.denoising import column, commuting, pair, riccati
from theory.solutions.denoising.commuting import NARROW, WIDE, WISHART
from theory.solutions.denoising.pair_terms import (
    FIXED,
    FIXED_FREE,
    FIXED_LINEAR,
    FIXED_SHRINKING,
    FIXED_STRONG,
    ONE_SAMPLE,
    ONE_SAMPLE_FREE,
    ONE_SAMPLE_LINEAR,
)
from theory.solutions.denoising.spectra import IDENTITY, NOISE, NOISY, SAMPLES
from theory.solutions.denoising.terms import (
    ALL,
    FREE,
    LINEAR,
    NOISELESS,
    NOISELESS_FREE,
    SHRINKING,
    SPURIOUS,
    STRONG,
)

MODEL = "tied-noisy-inputs"
commutes = partial(commuting.face, MODEL)
decouples = partial(column.face, MODEL)
pairs = partial(pair.face, MODEL)

SOLUTIONS = (
    commutes("large-data", ALL, WISHART),
    pairs("small-data", FIXED, pair.WISHART),
    riccati.face(MODEL, "spurious-correlations", NOISY),
    commutes("large-data+mean-field", ALL, WIDE),
    commutes("large-data+narrow-latent", ALL, NARROW),
    commutes("large-data+free", FREE, WISHART),
    commutes("large-data+weak-noise", NOISELESS, WISHART),
    riccati.face(MODEL, "large-data+spurious-correlations", IDENTITY),
    pairs("small-data+mean-field", FIXED, pair.WIDE),
    pairs("small-data+narrow-latent", FIXED, pair.NARROW),
    pairs("small-data+free", FIXED_FREE, pair.WISHART),
    pairs("small-data+weak-noise", ONE_SAMPLE, pair.WISHART),
    pairs("small-data+strong-noise", FIXED_STRONG, pair.WISHART),
    commutes("mean-field+weak-noise", NOISELESS, WIDE, SAMPLES),
    commutes("mean-field+spurious-correlations", STRONG, WIDE, NOISY),
    decouples("narrow-latent+weak-noise", NOISELESS, SAMPLES),
    decouples("narrow-latent+spurious-correlations", STRONG, NOISY),
    riccati.face(MODEL, "strong-noise+spurious-correlations", NOISE, deviation=0),
    commutes("large-data+mean-field+free", FREE, WIDE),
    commutes("large-data+mean-field+weak-noise", NOISELESS, WIDE),
    commutes("large-data+mean-field+spurious-correlations", STRONG, WIDE),
    commutes("large-data+narrow-latent+free", FREE, NARROW),
    commutes("large-data+narrow-latent+weak-noise", NOISELESS, NARROW),
    commutes("large-data+narrow-latent+spurious-correlations", STRONG, NARROW),
    commutes("large-data+free+weak-noise", NOISELESS_FREE, WISHART),
    commutes("large-data+free+strong-noise+spurious-correlations", SHRINKING, WISHART),
    pairs("small-data+mean-field+narrow-latent", FIXED_LINEAR, pair.WIDE),
    pairs("small-data+mean-field+free", FIXED_FREE, pair.WIDE),
    pairs("small-data+mean-field+weak-noise", ONE_SAMPLE, pair.WIDE),
    pairs("small-data+mean-field+strong-noise", FIXED_STRONG, pair.WIDE),
    pairs("small-data+narrow-latent+free", FIXED_FREE, pair.NARROW),
    pairs("small-data+narrow-latent+weak-noise", ONE_SAMPLE, pair.NARROW),
    pairs("small-data+narrow-latent+strong-noise", FIXED_STRONG, pair.NARROW),
    pairs("small-data+free+weak-noise", ONE_SAMPLE_FREE, pair.WISHART),
    pairs("small-data+free+strong-noise", FIXED_SHRINKING, pair.WISHART),
    commutes("mean-field+narrow-latent+weak-noise", LINEAR, WIDE, SAMPLES),
    commutes("mean-field+narrow-latent+spurious-correlations", LINEAR, WIDE, NOISY),
    commutes("mean-field+free+weak-noise", NOISELESS_FREE, WIDE, SAMPLES),
    commutes("mean-field+strong-noise+spurious-correlations", SPURIOUS, WIDE, NOISE),
    decouples("narrow-latent+free+weak-noise", NOISELESS_FREE, SAMPLES),
    decouples("narrow-latent+strong-noise+spurious-correlations", SPURIOUS, NOISE),
    commutes("large-data+mean-field+narrow-latent+weak-noise+spurious-correlations", LINEAR, WIDE),
    commutes("large-data+mean-field+free+weak-noise", NOISELESS_FREE, WIDE),
    commutes("large-data+mean-field+free+strong-noise+spurious-correlations", SHRINKING, WIDE),
    commutes("large-data+narrow-latent+free+weak-noise", NOISELESS_FREE, NARROW),
    commutes("large-data+narrow-latent+free+strong-noise+spurious-correlations", SHRINKING, NARROW),
    pairs("small-data+mean-field+narrow-latent+weak-noise", ONE_SAMPLE_LINEAR, pair.WIDE),
    pairs("small-data+mean-field+free+weak-noise", ONE_SAMPLE_FREE, pair.WIDE),
    pairs("small-data+mean-field+free+strong-noise", FIXED_SHRINKING, pair.WIDE),
    pairs("small-data+narrow-latent+free+weak-noise", ONE_SAMPLE_FREE, pair.NARROW),
    pairs("small-data+narrow-latent+free+strong-noise", FIXED_SHRINKING, pair.NARROW),
)
