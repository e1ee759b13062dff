"""Render what was said, decided and promised: the message in the card's thread, and its modals."""
