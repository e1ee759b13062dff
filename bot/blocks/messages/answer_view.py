"""Render an answer to a button as a modal, for where no message can stand beside the button."""

from collections.abc import Sequence

from bot.blocks.kit.alert import notice
from bot.blocks.kit.block_kit import Json, modal
from bot.blocks.names import Callback

TITLE = "Recall Schedule"


def build_answer_view(text: str, blocks: Sequence[Json] | None = None) -> Json:
    """`text` is ours, in mrkdwn; `blocks` say the same, where it takes more than one."""
    return modal(Callback.ANSWER, TITLE, list(blocks or [notice(text)]))
