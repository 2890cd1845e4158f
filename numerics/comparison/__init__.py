"""Theory beside simulation at a user's own sizes or data, for the tied autoencoder and for any model."""
