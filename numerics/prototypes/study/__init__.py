"""The Gaussian-MLP study."""
