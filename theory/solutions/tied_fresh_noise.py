"""The denoising autoencoder with fresh noise: its solved regimes (docs/theory/noisy-inputs.md)."""

from functools import partial

from theory.solutions.denoising import column, commuting, pair, riccati
from theory.solutions.denoising.commuting import NARROW, WIDE, WISHART
from theory.solutions.denoising.pair_terms import (
    FRESH,
    FRESH_FREE,
    FRESH_STRONG,
    FRESH_WEAK,
    FRESH_WEAK_FREE,
    ONE_SAMPLE_LINEAR,
)
from theory.solutions.denoising.spectra import IDENTITY, SAMPLES
from theory.solutions.denoising.terms import ALL, FREE, LINEAR, NOISELESS, NOISELESS_FREE, SHRINKING, STRONG

MODEL = "tied-fresh-noise"
commutes = partial(commuting.face, MODEL)
decouples = partial(column.face, MODEL)
pairs = partial(pair.face, MODEL)

SOLUTIONS = (
    commutes("large-data", ALL, WISHART),
    pairs("small-data", FRESH, pair.WISHART),
    commutes("mean-field", ALL, WIDE, SAMPLES),
    decouples("narrow-latent", ALL, SAMPLES),
    riccati.face(MODEL, "strong-noise", SAMPLES),
    commutes("large-data+mean-field", ALL, WIDE),
    commutes("large-data+narrow-latent", ALL, NARROW),
    commutes("large-data+free", FREE, WISHART),
    commutes("large-data+weak-noise", NOISELESS, WISHART),
    riccati.face(MODEL, "large-data+strong-noise", IDENTITY),
    pairs("small-data+mean-field", FRESH, pair.WIDE),
    pairs("small-data+narrow-latent", FRESH, pair.NARROW),
    pairs("small-data+free", FRESH_FREE, pair.WISHART),
    pairs("small-data+weak-noise", FRESH_WEAK, pair.WISHART),
    pairs("small-data+strong-noise", FRESH_STRONG, pair.WISHART),
    commutes("mean-field+free", FREE, WIDE, SAMPLES),
    commutes("mean-field+weak-noise", NOISELESS, WIDE, SAMPLES),
    commutes("mean-field+strong-noise", STRONG, WIDE, SAMPLES),
    decouples("narrow-latent+free", FREE, SAMPLES),
    decouples("narrow-latent+weak-noise", NOISELESS, SAMPLES),
    decouples("narrow-latent+strong-noise", STRONG, SAMPLES),
    commutes("large-data+mean-field+free", FREE, WIDE),
    commutes("large-data+mean-field+weak-noise", NOISELESS, WIDE),
    commutes("large-data+mean-field+strong-noise", STRONG, WIDE),
    commutes("large-data+narrow-latent+free", FREE, NARROW),
    commutes("large-data+narrow-latent+weak-noise", NOISELESS, NARROW),
    commutes("large-data+narrow-latent+strong-noise", STRONG, NARROW),
    commutes("large-data+free+weak-noise", NOISELESS_FREE, WISHART),
    commutes("large-data+free+strong-noise", SHRINKING, WISHART),
    pairs("small-data+mean-field+free", FRESH_FREE, pair.WIDE),
    pairs("small-data+mean-field+weak-noise", FRESH_WEAK, pair.WIDE),
    pairs("small-data+mean-field+strong-noise", FRESH_STRONG, pair.WIDE),
    pairs("small-data+narrow-latent+free", FRESH_FREE, pair.NARROW),
    pairs("small-data+narrow-latent+weak-noise", FRESH_WEAK, pair.NARROW),
    pairs("small-data+narrow-latent+strong-noise", FRESH_STRONG, pair.NARROW),
    pairs("small-data+free+weak-noise", FRESH_WEAK_FREE, pair.WISHART),
    commutes("mean-field+narrow-latent+weak-noise+strong-noise", LINEAR, WIDE, SAMPLES),
    commutes("mean-field+free+weak-noise", NOISELESS_FREE, WIDE, SAMPLES),
    decouples("narrow-latent+free+weak-noise", NOISELESS_FREE, SAMPLES),
    commutes("large-data+mean-field+narrow-latent+weak-noise+strong-noise", LINEAR, WIDE),
    commutes("large-data+mean-field+free+weak-noise", NOISELESS_FREE, WIDE),
    commutes("large-data+mean-field+free+strong-noise", SHRINKING, WIDE),
    commutes("large-data+narrow-latent+free+weak-noise", NOISELESS_FREE, NARROW),
    commutes("large-data+narrow-latent+free+strong-noise", SHRINKING, NARROW),
    pairs("small-data+mean-field+narrow-latent+weak-noise+strong-noise", ONE_SAMPLE_LINEAR, pair.WIDE),
    pairs("small-data+mean-field+free+weak-noise", FRESH_WEAK_FREE, pair.WIDE),
    pairs("small-data+narrow-latent+free+weak-noise", FRESH_WEAK_FREE, pair.NARROW),
)
