"""The denoising autoencoder with one fixed noise a sample: its solved regimes (docs/theory/noisy-inputs.md)."""

from theory.solutions.denoising.chance import Growing
from theory.solutions.denoising.column import Column
from theory.solutions.denoising.commuting import NARROW, WIDE, WISHART, Commuting
from theory.solutions.denoising.pair import CHAINS, FEW, PLANE, Pair
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
from theory.solutions.denoising.riccati import Riccati
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
from theory.solutions.denoising.tied import NOISY_POWER, Tied, Weak
from theory.solutions.symbols import noise

MODEL = "tied-noisy-inputs"

FACES = (
    Commuting("large-data", ALL, WISHART),
    Pair("small-data", FIXED, CHAINS),
    Riccati("spurious-correlations", NOISY),
    Tied("free", "free", NOISY_POWER),
    Weak("weak-noise"),
    Commuting("large-data+mean-field", ALL, WIDE),
    Commuting("large-data+narrow-latent", ALL, NARROW),
    Commuting("large-data+free", FREE, WISHART),
    Commuting("large-data+weak-noise", NOISELESS, WISHART),
    Riccati("large-data+spurious-correlations", IDENTITY),
    Pair("small-data+mean-field", FIXED, PLANE),
    Pair("small-data+narrow-latent", FIXED, FEW),
    Pair("small-data+free", FIXED_FREE, CHAINS),
    Pair("small-data+weak-noise", ONE_SAMPLE, CHAINS),
    Pair("small-data+strong-noise", FIXED_STRONG, CHAINS),
    Growing("mean-field+narrow-latent"),
    Tied("mean-field+free", "mean-field+free", NOISY_POWER),
    Commuting("mean-field+weak-noise", NOISELESS, WIDE, SAMPLES),
    Commuting("mean-field+spurious-correlations", STRONG, WIDE, NOISY),
    Tied("narrow-latent+free", "narrow-latent+free", NOISY_POWER),
    Column("narrow-latent+weak-noise", NOISELESS, SAMPLES),
    Column("narrow-latent+spurious-correlations", STRONG, NOISY),
    Tied("free+weak-noise", "free"),
    Tied("free+strong-noise", "free", noise),
    Riccati("strong-noise+spurious-correlations", NOISE, 0),
    Commuting("large-data+mean-field+free", FREE, WIDE),
    Commuting("large-data+mean-field+weak-noise", NOISELESS, WIDE),
    Commuting("large-data+mean-field+spurious-correlations", STRONG, WIDE),
    Commuting("large-data+narrow-latent+free", FREE, NARROW),
    Commuting("large-data+narrow-latent+weak-noise", NOISELESS, NARROW),
    Commuting("large-data+narrow-latent+spurious-correlations", STRONG, NARROW),
    Commuting("large-data+free+weak-noise", NOISELESS_FREE, WISHART),
    Commuting("large-data+free+strong-noise+spurious-correlations", SHRINKING, WISHART),
    Pair("small-data+mean-field+narrow-latent", FIXED_LINEAR, PLANE),
    Pair("small-data+mean-field+free", FIXED_FREE, PLANE),
    Pair("small-data+mean-field+weak-noise", ONE_SAMPLE, PLANE),
    Pair("small-data+mean-field+strong-noise", FIXED_STRONG, PLANE),
    Pair("small-data+narrow-latent+free", FIXED_FREE, FEW),
    Pair("small-data+narrow-latent+weak-noise", ONE_SAMPLE, FEW),
    Pair("small-data+narrow-latent+strong-noise", FIXED_STRONG, FEW),
    Pair("small-data+free+weak-noise", ONE_SAMPLE_FREE, CHAINS),
    Pair("small-data+free+strong-noise", FIXED_SHRINKING, CHAINS),
    Commuting("mean-field+narrow-latent+weak-noise", LINEAR, WIDE, SAMPLES),
    Commuting("mean-field+narrow-latent+spurious-correlations", LINEAR, WIDE, NOISY),
    Commuting("mean-field+free+weak-noise", NOISELESS_FREE, WIDE, SAMPLES),
    Tied("mean-field+free+strong-noise", "mean-field+free", noise),
    Commuting("mean-field+strong-noise+spurious-correlations", SPURIOUS, WIDE, NOISE),
    Column("narrow-latent+free+weak-noise", NOISELESS_FREE, SAMPLES),
    Tied("narrow-latent+free+strong-noise", "narrow-latent+free", noise),
    Column("narrow-latent+strong-noise+spurious-correlations", SPURIOUS, NOISE),
    Commuting("large-data+mean-field+narrow-latent+weak-noise+spurious-correlations", LINEAR, WIDE),
    Commuting("large-data+mean-field+free+weak-noise", NOISELESS_FREE, WIDE),
    Commuting("large-data+mean-field+free+strong-noise+spurious-correlations", SHRINKING, WIDE),
    Commuting("large-data+narrow-latent+free+weak-noise", NOISELESS_FREE, NARROW),
    Commuting("large-data+narrow-latent+free+strong-noise+spurious-correlations", SHRINKING, NARROW),
    Pair("small-data+mean-field+narrow-latent+weak-noise", ONE_SAMPLE_LINEAR, PLANE),
    Pair("small-data+mean-field+free+weak-noise", ONE_SAMPLE_FREE, PLANE),
    Pair("small-data+mean-field+free+strong-noise", FIXED_SHRINKING, PLANE),
    Pair("small-data+narrow-latent+free+weak-noise", ONE_SAMPLE_FREE, FEW),
    Pair("small-data+narrow-latent+free+strong-noise", FIXED_SHRINKING, FEW),
)

SOLUTIONS = tuple(face.solution(MODEL) for face in FACES)
