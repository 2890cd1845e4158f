"""Prototypes of minimal Gaussian-activation MLPs and their structural losses (arXiv:2605.25939)."""
