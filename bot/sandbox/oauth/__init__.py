"""Pretend Google and Microsoft: a sign-in and consent page, strict about what the real ones refuse."""
