"""Build the deduplication key, by which Recall sends one bot for the same meeting in several calendars."""

import hashlib

from bot.core.booking.model import BookedMeeting
from bot.core.bot_config.policy import DeduplicationScheme

DEDUPLICATION_KEY_LIMIT = 2000


def deduplication_key(
    meeting: BookedMeeting, scheme: DeduplicationScheme = "meeting", owner_email: str | None = None
) -> str:
    """Recall's recommended key, of Recall's own strings byte for byte: calendars that share it share one bot.

    https://docs.recall.ai/docs/scheduling-guide
    """
    key = f"{meeting.start_text}-{meeting.meeting_url}"
    if scheme == "domain" and owner_email:
        key += f"-{owner_email.rpartition('@')[2]}"
    elif scheme == "event":
        key += f"-{meeting.event_id}"
    if len(key) > DEDUPLICATION_KEY_LIMIT:
        return f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"
    return key
