"""Describe AI agents: the tokens that they call with, what they ask for, what they are answered."""
