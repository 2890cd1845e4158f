"""Gallery entries: data and caption of what the module of the same name in ``figures.prototypes`` draws."""
