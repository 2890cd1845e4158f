"""The denoising autoencoder with fresh noise: its solved regimes (docs/theory/noisy-inputs.md)."""

from theory.solutions.denoising.column import Column
from theory.solutions.denoising.commuting import NARROW, WIDE, WISHART, Commuting
from theory.solutions.denoising.pair import CHAINS, FEW, PLANE, Pair
from theory.solutions.denoising.pair_terms import (
    FRESH,
    FRESH_FREE,
    FRESH_STRONG,
    FRESH_WEAK,
    FRESH_WEAK_FREE,
    ONE_SAMPLE_LINEAR,
)
from theory.solutions.denoising.riccati import Riccati
from theory.solutions.denoising.spectra import IDENTITY, SAMPLES
from theory.solutions.denoising.terms import ALL, FREE, LINEAR, NOISELESS, NOISELESS_FREE, SHRINKING, STRONG
from theory.solutions.denoising.tied import Tied, Weak

MODEL = "tied-fresh-noise"

FACES = (
    Commuting("large-data", ALL, WISHART),
    Pair("small-data", FRESH, CHAINS),
    Commuting("mean-field", ALL, WIDE, SAMPLES),
    Column("narrow-latent", ALL, SAMPLES),
    Weak("weak-noise"),
    Riccati("strong-noise", SAMPLES),
    Commuting("large-data+mean-field", ALL, WIDE),
    Commuting("large-data+narrow-latent", ALL, NARROW),
    Commuting("large-data+free", FREE, WISHART),
    Commuting("large-data+weak-noise", NOISELESS, WISHART),
    Riccati("large-data+strong-noise", IDENTITY),
    Pair("small-data+mean-field", FRESH, PLANE),
    Pair("small-data+narrow-latent", FRESH, FEW),
    Pair("small-data+free", FRESH_FREE, CHAINS),
    Pair("small-data+weak-noise", FRESH_WEAK, CHAINS),
    Pair("small-data+strong-noise", FRESH_STRONG, CHAINS),
    Commuting("mean-field+free", FREE, WIDE, SAMPLES),
    Commuting("mean-field+weak-noise", NOISELESS, WIDE, SAMPLES),
    Commuting("mean-field+strong-noise", STRONG, WIDE, SAMPLES),
    Column("narrow-latent+free", FREE, SAMPLES),
    Column("narrow-latent+weak-noise", NOISELESS, SAMPLES),
    Column("narrow-latent+strong-noise", STRONG, SAMPLES),
    Tied("free+weak-noise", "free"),
    Commuting("large-data+mean-field+free", FREE, WIDE),
    Commuting("large-data+mean-field+weak-noise", NOISELESS, WIDE),
    Commuting("large-data+mean-field+strong-noise", STRONG, WIDE),
    Commuting("large-data+narrow-latent+free", FREE, NARROW),
    Commuting("large-data+narrow-latent+weak-noise", NOISELESS, NARROW),
    Commuting("large-data+narrow-latent+strong-noise", STRONG, NARROW),
    Commuting("large-data+free+weak-noise", NOISELESS_FREE, WISHART),
    Commuting("large-data+free+strong-noise", SHRINKING, WISHART),
    Pair("small-data+mean-field+free", FRESH_FREE, PLANE),
    Pair("small-data+mean-field+weak-noise", FRESH_WEAK, PLANE),
    Pair("small-data+mean-field+strong-noise", FRESH_STRONG, PLANE),
    Pair("small-data+narrow-latent+free", FRESH_FREE, FEW),
    Pair("small-data+narrow-latent+weak-noise", FRESH_WEAK, FEW),
    Pair("small-data+narrow-latent+strong-noise", FRESH_STRONG, FEW),
    Pair("small-data+free+weak-noise", FRESH_WEAK_FREE, CHAINS),
    Commuting("mean-field+narrow-latent+weak-noise+strong-noise", LINEAR, WIDE, SAMPLES),
    Commuting("mean-field+free+weak-noise", NOISELESS_FREE, WIDE, SAMPLES),
    Column("narrow-latent+free+weak-noise", NOISELESS_FREE, SAMPLES),
    Commuting("large-data+mean-field+narrow-latent+weak-noise+strong-noise", LINEAR, WIDE),
    Commuting("large-data+mean-field+free+weak-noise", NOISELESS_FREE, WIDE),
    Commuting("large-data+mean-field+free+strong-noise", SHRINKING, WIDE),
    Commuting("large-data+narrow-latent+free+weak-noise", NOISELESS_FREE, NARROW),
    Commuting("large-data+narrow-latent+free+strong-noise", SHRINKING, NARROW),
    Pair("small-data+mean-field+narrow-latent+weak-noise+strong-noise", ONE_SAMPLE_LINEAR, PLANE),
    Pair("small-data+mean-field+free+weak-noise", FRESH_WEAK_FREE, PLANE),
    Pair("small-data+narrow-latent+free+weak-noise", FRESH_WEAK_FREE, FEW),
)

SOLUTIONS = tuple(face.solution(MODEL) for face in FACES)
