"""The experiment: simulated gradient flow of the weight-tied linear autoencoder."""
