"""Numbers from the theory: quadrature, integration of the limit flows, comparison with experiment."""
