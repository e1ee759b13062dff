"""Render recordings and transcripts for the person who asked for them."""
