"""Numbers for any matrix model of `theory.matrix`: simulation, planar limit, corrections, checks."""
