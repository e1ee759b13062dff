"""Recordings for those who may have them: looked up fresh each time, since Recall's links expire."""

from bot.core.booking import Booking
from bot.core.identifiers import BookingId
from bot.core.people import Person
from bot.core.recordings import FileState, FoundFile, RecordingFile
from bot.recall.client import RecallClient
from bot.recall.wire import MediaShortcut, WireBot
from bot.scheduling.wishes import NotYours, Wishes
from bot.store.bookings import Bookings

_STATES = {"done": FileState.READY, "failed": FileState.FAILED, "deleted": FileState.DELETED}


class Recordings:
    def __init__(self, recall: RecallClient, bookings: Bookings, wishes: Wishes) -> None:
        self._recall = recall
        self._bookings = bookings
        self._wishes = wishes

    async def find(self, person: Person, booking_id: BookingId, file: RecordingFile) -> list[FoundFile]:
        """One for each recording of the bot. Raises NotYours and RecallError."""
        booking = await self._theirs(person, booking_id)
        if booking.bot.bot_id is None:
            return []
        return _found(await self._recall.get_bot(booking.bot.bot_id), file)

    async def _theirs(self, person: Person, booking_id: BookingId) -> Booking:
        booking = await self._bookings.get(booking_id)
        if booking is None or not self._wishes.may_change(person, booking):
            raise NotYours
        return booking


def _found(bot: WireBot, file: RecordingFile) -> list[FoundFile]:
    files = []
    for recording in bot.recordings:
        shortcuts = recording.media_shortcuts
        if shortcuts is None:
            continue
        if file is RecordingFile.TRANSCRIPT:
            files.append(_file(shortcuts.transcript))
        else:
            files.append(_file(shortcuts.video_mixed or shortcuts.audio_mixed))
    return files


def _file(shortcut: MediaShortcut | None) -> FoundFile:
    if shortcut is None or shortcut.status is None:
        return FoundFile(FileState.NONE)
    state = _STATES.get(shortcut.status.code, FileState.NOT_READY)
    if state is FileState.READY and not shortcut.download_url:
        state = FileState.NOT_READY
    return FoundFile(state, shortcut.download_url if state is FileState.READY else None)
