"""Fetch a booking's recordings for people who may see them. Nothing is cached, since Recall's links expire."""

from bot.core.access.people import Person
from bot.core.access.permissions import Deed
from bot.core.booking.past_bots import with_bot_in_place
from bot.core.booking.recording_files import FoundFile, RecordingFile
from bot.core.identifiers import BookingId, BotId
from bot.recall.client import RecallClient
from bot.recall.wire import WireBot
from bot.scheduling.access.authorize import Rights


class Recordings:
    def __init__(self, recall: RecallClient, rights: Rights) -> None:
        self._recall = recall
        self._rights = rights

    async def find(
        self, person: Person, booking_id: BookingId, file: RecordingFile, bot_id: BotId | None = None
    ) -> list[FoundFile]:
        """One file for each recording of the given bot of the booking, or of the present one.

        Raises Refused and RecallError.
        """
        booking = await self._rights.authorize(Deed.SEE_RECORDING, person, booking_id)
        asked_for = with_bot_in_place(booking, bot_id).bot.bot_id
        return _select_files(await self._recall.get_bot(asked_for), file) if asked_for else []


def _select_files(bot: WireBot, file: RecordingFile) -> list[FoundFile]:
    is_transcript = file is RecordingFile.TRANSCRIPT
    return [recording.transcript if is_transcript else recording.video for recording in bot.recordings]
