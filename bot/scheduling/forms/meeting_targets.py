"""Look up what a form aims at, a calendar's meeting or a link at a time, and what is booked for it already."""

from datetime import datetime

from bot.core.access.assess import Present
from bot.core.access.target import Target
from bot.core.booking.same_meeting import linked_meeting
from bot.core.identifiers import BookingId, TeamId
from bot.core.links.meeting_link import link_key, platform_of
from bot.core.links.redirects import join_form
from bot.scheduling.access.link_aliases import events_by_link, link_forms
from bot.store.bookings.bookings import Bookings
from bot.store.mirror.mirror import Mirror


class MeetingTargets:
    def __init__(self, mirror: Mirror, bookings: Bookings) -> None:
        self._mirror = mirror
        self._bookings = bookings

    async def find_link(self, link: str, join_at: datetime | None, now: datetime) -> Target | None:
        """None for what is no meeting link."""
        key = link_key(link)
        if key is None:
            return None
        meeting = linked_meeting(join_form(link), key, platform_of(link), join_at, now)
        events = await events_by_link(self._mirror, meeting)
        return Target(meeting, events, link_forms(meeting, events))

    async def find_present(
        self, team_id: TeamId, target: Target, now: datetime, edited: BookingId | None = None
    ) -> Present:
        """The bookings that may stand for it, as a submission would find them."""
        keys = target.rival_keys(edited)
        found = await self._bookings.rivals(
            team_id, keys.event_ids, keys.link_keys, now, keys.veto_keys, keys.booking_ids
        )
        return Present(tuple(found))
