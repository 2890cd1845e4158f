"""Limit losses of the linear autoencoder as numbers, and their comparison with simulated training."""
