"""The twenty faces of the prism as a search by planes and rays in three dimensions found them, facets first."""

from theory.autoencoder.symbols import H, N, p, sigma2

FACES = {
    "large-data": (2, "p/N -> 0, p*sigma^2 fixed, H*sigma^2 fixed, H/p fixed", 1),
    "small-data": (2, "p/N -> inf, p*sigma^2 fixed, H*sigma^2 fixed, H/p fixed", p / N),
    "mean-field": (2, "p*sigma^2 -> 0, H/p -> inf, H*sigma^2 fixed, p/N fixed", 1),
    "narrow-latent": (2, "H*sigma^2 -> 0, H/p -> 0, p*sigma^2 fixed, p/N fixed", 1),
    "free": (2, "p*sigma^2 -> inf, H*sigma^2 -> inf, H/p fixed, p/N fixed", p * sigma2),
    "large-data+mean-field": (1, "p*sigma^2 -> 0, H/p -> inf, p/N -> 0, H*sigma^2 fixed", 1),
    "large-data+narrow-latent": (1, "H*sigma^2 -> 0, H/p -> 0, p/N -> 0, p*sigma^2 fixed", 1),
    "large-data+free": (1, "p*sigma^2 -> inf, H*sigma^2 -> inf, p/N -> 0, H/p fixed", p * sigma2),
    "small-data+mean-field": (1, "p*sigma^2 -> 0, H/p -> inf, p/N -> inf, H*sigma^2 fixed", p / N),
    "small-data+narrow-latent": (1, "H*sigma^2 -> 0, H/p -> 0, p/N -> inf, p*sigma^2 fixed", p / N),
    "small-data+free": (1, "p*sigma^2 -> inf, H*sigma^2 -> inf, p/N -> inf, H/p fixed", p**2 * sigma2 / N),
    "mean-field+narrow-latent": (1, "p*sigma^2 -> 0, H*sigma^2 -> 0, p/N fixed", 1),
    "mean-field+free": (1, "H*sigma^2 -> inf, H/p -> inf, p/N fixed", H * sigma2),
    "narrow-latent+free": (1, "p*sigma^2 -> inf, H/p -> 0, p/N fixed", p * sigma2),
    "large-data+mean-field+narrow-latent": (0, "p*sigma^2 -> 0, H*sigma^2 -> 0, p/N -> 0", 1),
    "large-data+mean-field+free": (0, "H*sigma^2 -> inf, H/p -> inf, p/N -> 0", H * sigma2),
    "large-data+narrow-latent+free": (0, "p*sigma^2 -> inf, H/p -> 0, p/N -> 0", p * sigma2),
    "small-data+mean-field+narrow-latent": (0, "p*sigma^2 -> 0, H*sigma^2 -> 0, p/N -> inf", p / N),
    "small-data+mean-field+free": (0, "H*sigma^2 -> inf, H/p -> inf, p/N -> inf", H * p * sigma2 / N),
    "small-data+narrow-latent+free": (0, "p*sigma^2 -> inf, H/p -> 0, p/N -> inf", p**2 * sigma2 / N),
}
"""Name: (dimension, scaling condition, natural rate in the sizes)."""
