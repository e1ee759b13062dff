"""The demo's page: a small Slack and, beside it, Recall's side, both drawn from the pretend services' own state."""

from bot.sandbox.page.site import build_page

__all__ = ["build_page"]
