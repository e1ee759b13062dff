"""Recordings for those who may have them: looked up fresh each time, since Recall's links expire."""

from bot.core.identifiers import BookingId
from bot.core.people import Person
from bot.core.permissions import Deed
from bot.core.recordings import FileState, FoundFile, RecordingFile
from bot.recall.client import RecallClient
from bot.recall.wire import WireBot
from bot.recall.wire_recordings import MediaShortcut
from bot.scheduling.rights import Rights

_STATES = {"done": FileState.READY, "failed": FileState.FAILED, "deleted": FileState.DELETED}


class Recordings:
    def __init__(self, recall: RecallClient, rights: Rights) -> None:
        self._recall = recall
        self._rights = rights

    async def find(self, person: Person, booking_id: BookingId, file: RecordingFile) -> list[FoundFile]:
        """One for each recording of the bot. Raises Refused and RecallError."""
        booking = await self._rights.permitted(Deed.SEE_RECORDING, person, booking_id)
        if booking.bot.bot_id is None:
            return []
        return _found(await self._recall.get_bot(booking.bot.bot_id), file)


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
    if state is FileState.FAILED:
        return FoundFile(state, sub_code=shortcut.status.sub_code)
    if state is FileState.READY and not shortcut.download_url:
        state = FileState.NOT_READY
    return FoundFile(state, shortcut.download_url if state is FileState.READY else None)
