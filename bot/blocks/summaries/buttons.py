"""The buttons below a summary, in the thread and in its modal."""

from bot.blocks.kit.block_kit import Json, actions, button, confirm
from bot.blocks.kit.button_value import recording_value
from bot.blocks.names import Action, Block
from bot.core.booking.model import Booking

ASK, SEARCH = "Ask about this meeting", "Search this meeting"


def full_summary_button(booking: Booking) -> Json:
    return button("Full summary", Action.SHOW_SUMMARY, recording_value(booking), style="primary")


def transcript_button(booking: Booking) -> Json:
    return button("Transcript", Action.SHOW_TRANSCRIPT, recording_value(booking))


def question_button(booking: Booking, *, has_model: bool) -> Json:
    return button(ASK if has_model else SEARCH, Action.ASK_ABOUT_MEETING, recording_value(booking))


def share_button(booking: Booking) -> Json:
    return button("Share to channel", Action.SHARE_SUMMARY, recording_value(booking))


def again_button(booking: Booking, text: str = "Summarize again", *, has_model: bool) -> Json:
    question = confirm(
        f"{text}?",
        "The model reads the whole transcript, which costs money. The summary goes in the card's thread.",
        yes=text,
        no="Go back",
        is_danger=False,
    )
    return button(text, Action.SUMMARIZE_AGAIN, recording_value(booking), confirm=question if has_model else None)


def summary_buttons(buttons: list[Json]) -> Json:
    return actions(Block.SUMMARY_BUTTONS, buttons)
