"""Tell an agent what there is of a meeting: whether it was recorded, and how far its transcript is."""

from bot.blocks.agents.answers import about_booking
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.agents.order import AgentAnswer, Came
from bot.core.booking.model import Booking
from bot.core.identifiers import BookingId
from bot.core.outcomes.recording import has_transcript, is_ready
from bot.scheduling.recordings import Recordings

READ_IN_SLACK = "The person watches the recording and reads the transcript from its card in Slack."
NOTHING_RECORDED = "Nothing has been recorded."
NO_TRANSCRIPT = "It has no transcript. The person watches the recording from its card in Slack."


class WhatWasSaid:
    def __init__(self, recordings: Recordings, clock: Clock) -> None:
        self._recordings = recordings
        self._clock = clock

    async def read(self, person: Person, booking_id: BookingId) -> AgentAnswer:
        """Raises Refused."""
        booking = await self._recordings.authorize(person, booking_id)
        return about_booking(booking, _first(booking), self._clock.now(), person.time_zone, came=Came.ANSWERED)


def _first(booking: Booking) -> str:
    if not is_ready(booking):
        return NOTHING_RECORDED
    return READ_IN_SLACK if has_transcript(booking) else NO_TRANSCRIPT
