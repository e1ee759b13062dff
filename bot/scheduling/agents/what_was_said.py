"""Tell an agent what was said in a meeting, where summaries are on; elsewhere only whether it was recorded."""

from bot.blocks.agents.answers import about_booking
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.access.summary_rules import will_be_summarized
from bot.core.agents.order import AgentAnswer, Came
from bot.core.booking.model import Booking
from bot.core.identifiers import BookingId
from bot.core.outcomes.recording import has_transcript, is_ready
from bot.core.summaries.model import SummaryRecord, SummaryState
from bot.scheduling.recordings import Recordings
from bot.store.summaries import Summaries

READ_IN_SLACK = "The person watches the recording and reads the transcript from its card in Slack."
NOTHING_RECORDED = "Nothing has been recorded."
NO_TRANSCRIPT = "It has no transcript. The person watches the recording from its card in Slack."
NOT_YET = "Its summary is being written. Try again in a minute."
NO_SUMMARY = (
    "There is no summary of it. The person can ask for one in Slack: Transcript on the card, Full summary, Summarize."
)


class WhatWasSaid:
    """`summaries` None: the admin has not turned them on, so nothing of what was said leaves this program."""

    def __init__(self, recordings: Recordings, summaries: Summaries | None, clock: Clock) -> None:
        self._recordings = recordings
        self._summaries = summaries
        self._clock = clock

    async def read(self, person: Person, booking_id: BookingId) -> AgentAnswer:
        """To whom the recording is open. Raises Refused."""
        booking = await self._recordings.authorize(person, booking_id)
        record = await self._find_summary(booking)
        first = " ".join(filter(None, [_describe_state(booking), self._describe_missing(booking, record)]))
        notes = record.notes if record else None
        return about_booking(booking, first, self._clock.now(), person.time_zone, came=Came.ANSWERED, notes=notes)

    async def _find_summary(self, booking: Booking) -> SummaryRecord | None:
        bot_id = booking.bot.bot_id
        if self._summaries is None or bot_id is None or not is_ready(booking):
            return None
        return await self._summaries.find(booking.id, bot_id)

    def _describe_missing(self, booking: Booking, record: SummaryRecord | None) -> str:
        is_expected = self._summaries is not None and is_ready(booking) and has_transcript(booking)
        if not is_expected or (record and record.notes):
            return ""
        is_queued = record is not None and record.state is SummaryState.DUE
        is_coming = is_queued or (record is None and will_be_summarized(booking, self._clock.now()))
        return NOT_YET if is_coming else NO_SUMMARY


def _describe_state(booking: Booking) -> str:
    if not is_ready(booking):
        return NOTHING_RECORDED
    return READ_IN_SLACK if has_transcript(booking) else NO_TRANSCRIPT
