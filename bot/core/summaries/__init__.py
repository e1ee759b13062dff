"""Say what mattered in a meeting: highlights without a model, and the document that a model fills in."""
