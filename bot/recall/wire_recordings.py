"""Parse recordings and transcripts from Recall's JSON.

https://docs.recall.ai/docs/recording-webhooks
https://docs.recall.ai/docs/download-schemas
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import Field, TypeAdapter

from bot.core.booking.recording_files import FileState, FoundFile, MediaRemains
from bot.core.transcripts.turns import Utterance, Word
from bot.recall.lenient import Instant, Lenient, ListOf, WireModel
from bot.recall.responses import UnreadableAnswer, read_json

GONE = frozenset({"deleted", "failed"})
_RANKS = {FileState.READY: 2, FileState.NOT_READY: 1}
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_STATES = {"done": FileState.READY, "failed": FileState.FAILED, "deleted": FileState.DELETED}


class MediaStatus(WireModel):
    code: str = ""  # processing, done, failed, deleted
    sub_code: Lenient[str] = None


class MediaData(WireModel):
    download_url: Lenient[str] = None
    title: Lenient[str] = None  # of `meeting_metadata` only


class MediaShortcut(WireModel):
    id: str = ""
    status: Lenient[MediaStatus] = None
    data: Lenient[MediaData] = Field(None, repr=False)

    @property
    def code(self) -> str:
        return self.status.code if self.status else ""

    @property
    def download_url(self) -> str | None:
        """Signed, and good for some six hours: fetch it when it is asked for, never keep or post it."""
        return self.data.download_url if self.data else None

    @property
    def file(self) -> FoundFile:
        if self.status is None:
            return FoundFile(FileState.NONE)
        state = _STATES.get(self.status.code, FileState.NOT_READY)
        if state is FileState.FAILED:
            return FoundFile(state, sub_code=self.status.sub_code)
        if state is FileState.READY and not self.download_url:
            state = FileState.NOT_READY
        return FoundFile(state, self.download_url if state is FileState.READY else None)


class WireTranscript(MediaShortcut):
    """One of a recording's transcripts, as their list shows it."""

    created_at: Lenient[Instant] = None

    @property
    def is_open(self) -> bool:
        """Whether it is there, or still being made."""
        return self.code not in GONE


class MediaShortcuts(WireModel):
    video_mixed: Lenient[MediaShortcut] = None
    audio_mixed: Lenient[MediaShortcut] = None
    transcript: Lenient[MediaShortcut] = None


class WireRecording(WireModel):
    id: str
    created_at: Lenient[Instant] = None
    started_at: Lenient[Instant] = None
    completed_at: Lenient[Instant] = None
    status: Lenient[MediaStatus] = None
    media_shortcuts: Lenient[MediaShortcuts] = None

    @property
    def length(self) -> timedelta | None:
        """None while it is running, and where Recall does not say."""
        if self.started_at is None or self.completed_at is None or self.completed_at < self.started_at:
            return None
        return self.completed_at - self.started_at

    @property
    def video(self) -> FoundFile:
        """What people watch, or listen to where only the sound is kept."""
        shortcuts = self.media_shortcuts or MediaShortcuts()
        return _file(shortcuts.video_mixed or shortcuts.audio_mixed)

    @property
    def transcript(self) -> FoundFile:
        return _file((self.media_shortcuts or MediaShortcuts()).transcript)

    def with_best_transcript(self, found: Sequence[WireTranscript]) -> "WireRecording":
        """With the newest that is ready, or else that is being made."""
        if not found:
            return self
        best = max(found, key=lambda each: (_RANKS.get(each.file.state, 0), each.created_at or _LONG_AGO))
        shortcuts = self.media_shortcuts or MediaShortcuts()
        return self.model_copy(update={"media_shortcuts": shortcuts.model_copy(update={"transcript": best})})

    @property
    def files(self) -> list[MediaShortcut]:
        """What people would call the recording: its picture, its sound, its transcript."""
        shortcuts = self.media_shortcuts or MediaShortcuts()
        found = (shortcuts.video_mixed, shortcuts.audio_mixed, shortcuts.transcript)
        return [file for file in found if file is not None]

    @property
    def remaining(self) -> MediaRemains:
        """Its files say it; where there are none, or none is ready, the recording's own status.

        https://docs.recall.ai/docs/storage-and-playback
        """
        status, codes = self.status.code if self.status else "", {file.code for file in self.files}
        if codes <= GONE and "deleted" in {*codes, status}:
            return MediaRemains.DELETED
        if codes <= GONE or (status == "failed" and "done" not in codes):
            return MediaRemains.FAILED if codes or status == "failed" else MediaRemains.NOTHING
        return MediaRemains.SOME


def _file(shortcut: MediaShortcut | None) -> FoundFile:
    return shortcut.file if shortcut else FoundFile(FileState.NONE)


_Seconds = Annotated[float, Field(ge=0, le=10_000_000, allow_inf_nan=False)]


class WireTimestamp(WireModel):
    relative: Lenient[_Seconds] = None


class WireWord(WireModel):
    """With some providers, such as the meeting's captions, a whole sentence."""

    text: Lenient[str] = Field(None, repr=False)
    start_timestamp: Lenient[WireTimestamp] = None
    end_timestamp: Lenient[WireTimestamp] = None


class WireParticipant(WireModel):
    id: Lenient[int | str] = None
    name: Lenient[str] = Field(None, repr=False)


class WireUtterance(WireModel):
    participant: Lenient[WireParticipant] = None
    words: ListOf[WireWord] = ()


_TRANSCRIPT = TypeAdapter(list[WireUtterance])


def parse_transcript(body: bytes) -> tuple[Utterance, ...]:
    """Raises UnreadableAnswer for anything but a list of utterances."""
    try:
        found = _TRANSCRIPT.validate_python(read_json(body))
    except ValueError:
        raise UnreadableAnswer("The transcript is not readable") from None
    return tuple(_utterance(each) for each in found)


def _utterance(wire: WireUtterance) -> Utterance:
    who = wire.participant or WireParticipant()
    words = tuple(
        Word(word.text or "", _seconds(word.start_timestamp), _seconds(word.end_timestamp)) for word in wire.words
    )
    return Utterance("" if who.id is None else str(who.id), who.name, words)


def _seconds(timestamp: WireTimestamp | None) -> float | None:
    return timestamp.relative if timestamp else None
