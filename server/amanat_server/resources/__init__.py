"""One module per resource; each class gets by constructor the stores and rules it needs, and gives its routes."""
