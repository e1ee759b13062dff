"""Decide, purely: values in, values out, and `now` is an argument."""
