"""Exact symbolic work: sympy objects out, no floats.

``theory.autoencoder`` holds the weight-tied linear autoencoder, ``theory.prototypes`` the Gaussian-activation MLP.
"""
