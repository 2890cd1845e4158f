"""Flows, continuum limits and critical ratios of prototypes, as numbers."""
