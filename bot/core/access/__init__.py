"""Decide who may see and do what, and what stands in the way of a submission."""
