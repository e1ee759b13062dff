"""Word the messages that stand alone: help, errors, refusals."""
