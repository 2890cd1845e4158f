"""Figures of the prototypes: trajectories, expelled fractions, critical ratios."""
