"""Summarize recorded meetings once their transcripts are there, and answer people who ask for it."""
