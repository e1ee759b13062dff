"""Type Recall's Create Bot payload, with the vendor's limits."""
