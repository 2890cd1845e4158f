"""The denoising autoencoder with fresh noise: its solved regimes (docs/theory/noisy-inputs.md)."""

from functools import partial

from theory.solutions.denoising import column, commuting, riccati
from theory.solutions.denoising.commuting import NARROW, WIDE, WISHART
from theory.solutions.denoising.spectra import IDENTITY, SAMPLES
from theory.solutions.denoising.terms import ALL, FREE, LINEAR, NOISELESS, NOISELESS_FREE, SHRINKING, STRONG

MODEL = "tied-fresh-noise"
commutes = partial(commuting.face, MODEL)
decouples = partial(column.face, MODEL)

SOLUTIONS = (
    commutes("large-data", ALL, WISHART),
    commutes("mean-field", ALL, WIDE, SAMPLES),
    decouples("narrow-latent", ALL, SAMPLES),
    riccati.face(MODEL, "strong-noise", SAMPLES),
    commutes("large-data+mean-field", ALL, WIDE),
    commutes("large-data+narrow-latent", ALL, NARROW),
    commutes("large-data+free", FREE, WISHART),
    commutes("large-data+weak-noise", NOISELESS, WISHART),
    riccati.face(MODEL, "large-data+strong-noise", IDENTITY),
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
    commutes("mean-field+narrow-latent+weak-noise+strong-noise", LINEAR, WIDE, SAMPLES),
    commutes("mean-field+free+weak-noise", NOISELESS_FREE, WIDE, SAMPLES),
    decouples("narrow-latent+free+weak-noise", NOISELESS_FREE, SAMPLES),
    commutes("large-data+mean-field+narrow-latent+weak-noise+strong-noise", LINEAR, WIDE),
    commutes("large-data+mean-field+free+weak-noise", NOISELESS_FREE, WIDE),
    commutes("large-data+mean-field+free+strong-noise", SHRINKING, WIDE),
    commutes("large-data+narrow-latent+free+weak-noise", NOISELESS_FREE, NARROW),
    commutes("large-data+narrow-latent+free+strong-noise", SHRINKING, NARROW),
)
