"""Figures of the linear autoencoder: the expansion, the limit losses, their corrections and simulation."""
