"""The denoising autoencoder with fixed noise in numbers: its solved regimes (docs/theory/noisy-inputs.md)."""

from numerics.solutions.denoising.faces import limit
from theory.solutions.tied_noisy_inputs import FACES, MODEL

LIMITS = {face.name: limit(MODEL, face) for face in FACES}
