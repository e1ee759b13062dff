"""Model a transcript: who said what, and when."""
