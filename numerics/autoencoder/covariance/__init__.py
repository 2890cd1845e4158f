"""Data of any population covariance: its spectrum, and the law of the sample covariance of N Gaussian samples."""
