"""Data of any population covariance: the law of the sample covariance, and losses at late times."""
