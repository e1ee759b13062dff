"""Render a transcript as a modal with pages, for the person who asked for it."""

from collections.abc import Iterator, Sequence

from bot.blocks.kit.alert import notice
from bot.blocks.kit.block_kit import Json, actions, button, context, divider, modal, section
from bot.blocks.kit.button_value import page_value
from bot.blocks.kit.dates import short_date_and_time
from bot.blocks.kit.meeting_title import meeting_title
from bot.blocks.kit.mrkdwn import defuse, signed_link
from bot.blocks.names import Action, Block, Callback, with_suffix
from bot.blocks.recordings.recording_message import EXPIRES, file_sentence
from bot.blocks.recordings.transcript_pages import Page, lay_out_page
from bot.blocks.summaries.buttons import full_summary_button, question_button, summary_buttons
from bot.core.booking.model import Booking
from bot.core.booking.recording_files import FileState, FoundFile, RecordedTranscript, RecordingFile
from bot.core.bot_config.durations import minutes_in_words

TITLE = "Transcript"
LOADING = "Loading the transcript…"
LONGEST_TITLE = 200
MOST_FILES = 10


def build_transcript_view(
    booking: Booking,
    transcripts: Sequence[RecordedTranscript],
    number: int,
    time_zone: str,
    *,
    has_model: bool = False,
    has_summaries: bool = False,
) -> Json:
    """`booking` with the bot in place whose recordings these are; `number` is that of the page.

    `has_model`: a question is answered by one; `has_summaries`: this installation makes some.
    """
    if not transcripts:
        return build_transcript_notice(file_sentence(FoundFile(FileState.NONE), RecordingFile.TRANSCRIPT))
    page = lay_out_page(transcripts, number)
    title = defuse(meeting_title(booking.meeting), LONGEST_TITLE)
    blocks = [
        section(f"*{title}*\n{_facts(booking, page, time_zone)}"),
        *_files(transcripts),
        *_ways_on(booking, transcripts, has_model=has_model, has_summaries=has_summaries),
        *_page_buttons(booking, page, "top"),
        divider(),
        *(section(paragraph) for paragraph in page.paragraphs),
        *_page_buttons(booking, page, "bottom"),
    ]
    return modal(Callback.TRANSCRIPT, TITLE, blocks)


def build_transcript_notice(sentence: str) -> Json:
    """`sentence` is ours, in mrkdwn."""
    return modal(Callback.TRANSCRIPT, TITLE, [notice(sentence, "info")])


def _facts(booking: Booking, page: Page, time_zone: str) -> str:
    seconds = booking.bot.recorded_seconds
    facts = [
        short_date_and_time(booking.meeting.start_time, time_zone),
        minutes_in_words(seconds) if seconds is not None else "",
        f"Page {page.number} of {page.count}" if page.count > 1 else "",
    ]
    return " · ".join(filter(None, facts))


def _files(transcripts: Sequence[RecordedTranscript]) -> Iterator[Json]:
    """A block each: the links are long."""
    for number, transcript in enumerate(transcripts[:MOST_FILES], start=1):
        if transcript.file.url is not None:
            words = f"Download file {number}" if len(transcripts) > 1 else "Download the file"
            yield context(f"{signed_link(transcript.file.url, words)} · {EXPIRES}")


def _ways_on(
    booking: Booking, transcripts: Sequence[RecordedTranscript], *, has_model: bool, has_summaries: bool
) -> list[Json]:
    """What else can be done with what was said, where anything was."""
    if not any(transcript.turns for transcript in transcripts):
        return []
    summary = [full_summary_button(booking)] if has_summaries else []
    return [summary_buttons([*summary, question_button(booking, has_model=has_model)])]


def _page_buttons(booking: Booking, page: Page, place: str) -> list[Json]:
    """Above and below the text: anyone who has read to the end turns the page there."""
    buttons = []
    if page.number > 1:
        buttons.append(button("Previous page", Action.PREVIOUS_PAGE, page_value(booking, page.number - 1)))
    if page.number < page.count:
        buttons.append(button("Next page", Action.NEXT_PAGE, page_value(booking, page.number + 1), style="primary"))
    return [actions(with_suffix(Block.PAGE_BUTTONS, place), buttons)] if buttons else []
