"""The denoising autoencoder with fresh noise in numbers: its solved regimes (docs/theory/noisy-inputs.md)."""

from numerics.solutions.denoising.faces import limit
from theory.solutions.tied_fresh_noise import FACES, MODEL

LIMITS = {face.name: limit(MODEL, face) for face in FACES}
