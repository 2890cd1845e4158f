"""The solved regimes of the two denoising models in numbers, a file a kind of face (docs/theory/noisy-inputs.md)."""
