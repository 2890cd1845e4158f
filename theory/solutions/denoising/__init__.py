"""What the solved regimes of the two denoising models share: noise that is fixed, and noise that is fresh."""
