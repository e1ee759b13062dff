"""Bookings as their submissions write them, but while no program runs."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core.booking.model import BookedMeeting, Booking, Destination, Intent, Wish
from bot.core.booking.same_meeting import booked_meeting
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BookingId, CalendarEventId, ChannelId, UserId
from bot.core.links.meeting_link import parse_known_link
from bot.store.bookings.bookings import Bookings
from bot.store.mirror.mirror import Mirror
from tests.examples import a_bare_link, a_booking
from tests.soak.town import Submission, Town
from tests.submissions import a_submission

TOMORROW, AN_HOUR = timedelta(days=1), timedelta(hours=1)


async def write(town: Town, form: Submission) -> None:
    await write_all(town, [form])


async def write_all(town: Town, forms: Sequence[Submission]) -> None:
    """In one commit, all asked for at the same moment."""
    store, now = Bookings(town.database), town.clock.now()
    bookings = [await _booking(town, form, now) for form in forms]
    submissions = [a_submission(booking.id, booking, at=now) for booking in bookings]
    await asyncio.gather(*(store.submit(submission) for submission in submissions))
    for form in forms:
        form.is_acked = True


async def _booking(town: Town, form: Submission, now: datetime) -> Booking:
    by, settings = UserId(form.user_id), BotSettings(bot_name=form.bot_name)
    return a_booking(
        id=BookingId(form.view_id),
        booked_by=by,
        booked_at=now,
        meeting=await _meeting(town, form),
        destination=Destination(channel_id=ChannelId(form.channel_id)),
        wish=Wish(intent=Intent.ATTEND, revision=1, settings=settings, by=by, at=now),
    )


async def _meeting(town: Town, form: Submission) -> BookedMeeting:
    """As the mirror has it, so that a reading of the calendars finds nothing to change."""
    event = next((event for event in town.recall.events if event.link == form.meeting_url), None)
    if event is not None and (mirrored := await Mirror(town.database).event(CalendarEventId(event.id))) is not None:
        return booked_meeting(mirrored)
    link, start = parse_known_link(form.meeting_url), town.clock.now() + TOMORROW
    if link is None:
        raise ValueError(form.meeting_url)
    place = {"meeting_url": link.url, "link_key": link.key, "platform": link.platform}
    return a_bare_link(**place, start_time=start, end_time=start + AN_HOUR)
