"""The planar limit inside the prism: the series, resummed, and samples of free pairs."""
