"""Fetch a booking's recordings for people who may see them. Nothing is cached, since Recall's links expire."""

import asyncio

from bot.core.access.people import Person
from bot.core.access.permissions import Deed
from bot.core.booking.later_transcript import has_later_transcripts
from bot.core.booking.model import Booking
from bot.core.booking.past_bots import with_bot_in_place
from bot.core.booking.recording_files import FoundFile, RecordedTranscript
from bot.core.errors import RecallError
from bot.core.identifiers import BookingId, BotId
from bot.core.transcripts.turns import Turn, join_turns, merge_turns
from bot.recall.client import RecallClient
from bot.recall.wire_recordings import WireRecording
from bot.scheduling.access.authorize import Rights


class Recordings:
    def __init__(self, recall: RecallClient, rights: Rights) -> None:
        self._recall = recall
        self._rights = rights

    async def authorize(self, person: Person, booking_id: BookingId, bot_id: BotId | None = None) -> Booking:
        """The booking, with that bot of it in place, if the person may see what it recorded. Raises Refused."""
        booking = await self._rights.authorize(Deed.SEE_RECORDING, person, booking_id)
        return with_bot_in_place(booking, bot_id)

    async def find_videos(self, booking: Booking) -> list[FoundFile]:
        """One file for each recording of the booking's bot. Raises RecallError."""
        return [recording.video for recording in await self._recordings(booking)]

    async def read_transcripts(self, booking: Booking) -> list[RecordedTranscript]:
        """One for each recording of the booking's bot. Raises RecallError."""
        return [await self._read(recording.transcript) for recording in await self._recordings(booking)]

    async def load_turns(self, booking: Booking) -> tuple[Turn, ...] | None:
        """All that was said, recording after recording. None: no transcript is ready. Raises RecallError."""
        files = [recording.transcript for recording in await self._recordings(booking)]
        urls = [file.url for file in files if file.url is not None]
        return join_turns([await self._fetch_turns(url) for url in urls]) if urls else None

    async def _fetch_turns(self, url: str) -> tuple[Turn, ...]:
        """A whole day's talk takes a second to merge, and requests go on meanwhile. Raises RecallError."""
        return await asyncio.to_thread(merge_turns, await self._recall.fetch_transcript(url))

    async def _recordings(self, booking: Booking) -> tuple[WireRecording, ...]:
        bot = booking.bot
        if bot.bot_id is None:
            return ()
        has_later = has_later_transcripts(bot)
        return (await self._recall.get_bot(bot.bot_id, has_later_transcripts=has_later)).recordings

    async def _read(self, file: FoundFile) -> RecordedTranscript:
        """A file that cannot be loaded hides neither its link nor the other recordings."""
        if file.url is None:
            return RecordedTranscript(file)
        try:
            return RecordedTranscript(file, await self._fetch_turns(file.url))
        except RecallError:
            return RecordedTranscript(file)
