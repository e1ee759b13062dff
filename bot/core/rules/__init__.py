"""Decide what is recorded without being asked for: series, people's rules, the team's default."""
