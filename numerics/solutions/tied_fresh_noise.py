"""The denoising autoencoder with fresh noise in numbers: its solved regimes (docs/theory/noisy-inputs.md)."""

from numerics.solutions.denoising.faces import limit
from numerics.solutions.denoising.mean_field_correction import correction
from theory.solutions.tied_fresh_noise import FACES, MODEL

CORRECTIONS = {"mean-field": correction}
LIMITS = {face.name: limit(MODEL, face, CORRECTIONS.get(face.name)) for face in FACES}
