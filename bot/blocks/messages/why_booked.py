"""Say why a bot was booked that nobody asked for: whose series or rule it is. On the card and in App Home."""

from bot.blocks.kit.mrkdwn import person
from bot.core.booking.model import Booking
from bot.core.booking.origin import Source
from bot.core.rules.reasons import reason_in_words

MOST_ALSO_FOR = 5
CHANGE = {Source.SERIES: "Change series", Source.RULE: "Change rule", Source.TEAM: "Change"}


def why_booked(booking: Booking) -> str:
    """In mrkdwn, without a full stop; empty for what a person booked."""
    origin = booking.origin
    if not origin.is_automatic:
        return ""
    sentence = reason_in_words(origin.reason, person(origin.by) if origin.by else "the team")
    also = [person(user_id) for user_id in origin.also_for[:MOST_ALSO_FOR]]
    others = f"also for {', '.join(also)}" if also else ""
    return " · ".join(filter(None, [sentence.removesuffix("."), others]))
