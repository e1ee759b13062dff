"""A pretend Recall.ai for the demo and the tests."""

from bot.sandbox.recall.ledger import Recorded
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.webhooks import Delivery, signed_headers
from bot.sandbox.recall.workspace import Bot, Calendar, CalendarEvent, Guest

__all__ = ["Bot", "Calendar", "CalendarEvent", "Delivery", "Guest", "PretendRecall", "Recorded", "signed_headers"]
