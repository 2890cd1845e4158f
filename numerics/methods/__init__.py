"""Methods that belong to no model."""
