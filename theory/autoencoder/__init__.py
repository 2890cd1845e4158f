"""The weight-tied linear autoencoder ``x -> W W^T x`` trained by gradient flow (arXiv:2606.05335)."""
