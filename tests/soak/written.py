"""Bookings as their submissions write them, but while no program runs."""

from datetime import timedelta

from bot.core.booking.model import BookedMeeting, Destination, Intent, Wish
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BookingId, ChannelId
from bot.core.links.meeting_link import parse_known_link
from bot.sandbox.recall.wire_times import instant
from bot.store.bookings.bookings import Bookings
from tests.examples import MAYA, a_bare_link, a_booked_meeting, a_booking
from tests.soak.town import Submission, Town
from tests.submissions import a_submission

TOMORROW, AN_HOUR = timedelta(days=1), timedelta(hours=1)


async def write(town: Town, form: Submission) -> None:
    now = town.clock.now()
    booking = a_booking(
        id=BookingId(form.view_id),
        meeting=_meeting(town, form),
        destination=Destination(channel_id=ChannelId(form.channel_id)),
        wish=Wish(intent=Intent.ATTEND, revision=1, settings=BotSettings(bot_name=form.bot_name), by=MAYA, at=now),
    )
    await Bookings(town.database).submit(a_submission(form.view_id, booking, at=now))
    form.is_acked = True


def _meeting(town: Town, form: Submission) -> BookedMeeting:
    link, start = parse_known_link(form.meeting_url), town.clock.now() + TOMORROW
    if link is None:
        raise ValueError(form.meeting_url)
    place = {"meeting_url": link.url, "link_key": link.key, "platform": link.platform}
    event = next((event for event in town.recall.events if event.link == form.meeting_url), None)
    if event is None:
        return a_bare_link(**place, start_time=start, end_time=start + AN_HOUR)
    return a_booked_meeting(
        **place,
        event_id=event.id,
        calendar_id=event.calendar_id,
        start_time=event.start,
        end_time=event.end,
        start_text=instant(event.start),
        title=event.title,
    )
