"""Phase diagrams: the space of exponents and the prism, where formulas hold, where prototypes are expelled."""
