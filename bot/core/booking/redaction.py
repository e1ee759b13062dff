"""Redact a booking whose retention has run out: ids, times and code words stay, titles and links go."""

from dataclasses import replace

from bot.core.booking.bot_state import BotState
from bot.core.booking.model import BookedMeeting, Booking
from bot.core.bot_config.settings import BotSettings
from bot.core.costs.usage import keep_billing_terms
from bot.core.identifiers import LinkKey

NO_LINK = LinkKey("")


def is_redacted(booking: Booking) -> bool:
    return booking.meeting.link_key == NO_LINK


def apply_redaction(booking: Booking) -> Booking:
    failure = booking.attempt.failure
    return replace(
        booking,
        meeting=_redact_meeting(booking.meeting),
        destination=replace(booking.destination, response_url=None, response_url_at=None),
        wish=replace(booking.wish, settings=BotSettings(), preset=None),
        bot=_redact_bot(booking.bot),
        past_unwanted=tuple(_redact_bot(bot) for bot in booking.past_unwanted),
        attempt=replace(
            booking.attempt,
            failure=failure and replace(failure, detail=""),
            unanswered_key=None,
            sent_config=None,
        ),
        veto=booking.veto and replace(booking.veto, occurrence=None),
    )


def _redact_bot(bot: BotState) -> BotState:
    """What says how it was billed stays: a month's sum is asked for after a short retention as well."""
    kept = keep_billing_terms(bot.applied_config or {}) or None
    return replace(bot, applied_config=kept, deduplication_key=None)


def _redact_meeting(meeting: BookedMeeting) -> BookedMeeting:
    return replace(
        meeting,
        meeting_url="",
        join_url=None,
        given_url=None,
        link_key=NO_LINK,
        title=None,
        ical_uid=None,
        start_text=None,
    )
