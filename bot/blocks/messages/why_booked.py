"""Say why a meeting is recorded that no one asked for, or why not: whose series or rule decides."""

from bot.blocks.kit.mrkdwn import person
from bot.core.booking.model import Booking
from bot.core.booking.origin import Source
from bot.core.identifiers import UserId
from bot.core.rules.reasons import OWN_AFFAIR, Reason, reason_in_words

MOST_ALSO_FOR = 5
CHANGE = {Source.SERIES: "Change series", Source.RULE: "Change rule", Source.TEAM: "Change"}


def why_booked(booking: Booking, reader: UserId | None = None) -> str:
    """In mrkdwn, without a full stop; empty for what a person booked."""
    origin = booking.origin
    if not origin.is_automatic:
        return ""
    sentence = explain_reason(origin.reason, origin.by, reader)
    also = [person(user_id) for user_id in origin.also_for[:MOST_ALSO_FOR]]
    others = f"also for {', '.join(also)}" if also else ""
    return " · ".join(filter(None, [sentence.removesuffix("."), others]))


def explain_reason(reason: str | None, owner: UserId | None, reader: UserId | None = None) -> str:
    """In mrkdwn. `owner`: whose word, rule or series decides; `reader`: who alone reads it, if that is known."""
    mention = person(owner) if owner else "someone"
    is_to_owner = owner is not None and owner == reader
    told = Reason.NO_MATCH if reason in OWN_AFFAIR and not is_to_owner else reason
    return reason_in_words(told, mention, is_to_owner=is_to_owner)
