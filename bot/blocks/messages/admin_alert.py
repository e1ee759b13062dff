"""Word the direct message that tells an admin of a cause that only they can fix."""

from bot.blocks.kit.block_kit import MessageContent, section
from bot.blocks.kit.dates import short_date_and_time
from bot.blocks.kit.mrkdwn import defuse, link, person
from bot.core.access.title_visibility import is_title_wished
from bot.core.booking.model import Booking

HIDDEN_TITLE = "A private meeting"


def build_admin_alert(booking: Booking, sentence: str, card_link: str | None) -> MessageContent:
    """`sentence` is one of ours. The card is linked where the admin may be able to open it."""
    when = short_date_and_time(booking.meeting.start_time, booking.time_zone)
    about = f"*{title_for_admins(booking)}* · {when} · booked by {person(booking.booked_by)}"
    text = "\n".join([about, sentence, *([link(card_link, "Open the card")] if card_link else [])])
    return MessageContent(text, [section(text)])


def title_for_admins(booking: Booking) -> str:
    """A title that its booker keeps from a channel is kept from admins too."""
    title = booking.meeting.title if is_title_wished(booking) else None
    return defuse(title, 150, otherwise=HIDDEN_TITLE if booking.meeting.is_private else "A meeting")
