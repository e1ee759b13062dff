"""Read what a step of a workflow asks for, and write what it answers. https://docs.slack.dev/workflows/workflow-steps"""

import re
from datetime import UTC, datetime

from bot.blocks.kit.block_kit import Json
from bot.blocks.kit.element_state import object_of, text_of
from bot.blocks.names import StepInput, StepOutput
from bot.core.access.workflow_step import StepInputs
from bot.core.booking.model import Booking
from bot.core.identifiers import ChannelId, UserId

USER_CONTEXT = "slack#/types/user_context"
LATEST = 9_999_999_999  # ten digits
NO_PERSON = (
    "This step doesn't know who is using the workflow. Start it with a link or a button, and set Person to the person "
    "who used it."
)
NO_LINK = "This step has no link. Set Meeting link to a meeting link, or to the link of a calendar event."
NO_TIME = "Join at isn't a date and time. Set it to one, or leave it empty."
_USER_ID = re.compile(r"[UW][A-Z0-9]{2,}")
# No direct messages: those with the app are another person's, who would read what only the booker may.
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,}")
_LONGEST_LINK = 3000


def read_step(event: Json) -> StepInputs | str:
    """The inputs of a `function_executed` event, or a sentence on why they can't be used."""
    inputs = object_of(event.get("inputs"))
    user_id = _read_person(event, inputs)
    if user_id is None:
        return NO_PERSON
    link = text_of(inputs.get(StepInput.LINK)).strip()
    if not 0 < len(link) <= _LONGEST_LINK:
        return NO_LINK
    given = inputs.get(StepInput.STARTS_AT)
    starts_at = _read_moment(given)
    if given not in (None, "") and starts_at is None:
        return NO_TIME
    channel_id = text_of(inputs.get(StepInput.CHANNEL))
    return StepInputs(
        user_id=user_id,
        link=link,
        starts_at=starts_at,
        preset=text_of(inputs.get(StepInput.PRESET)).strip() or None,
        channel_id=ChannelId(channel_id) if _CHANNEL_ID.fullmatch(channel_id) else None,
    )


def build_outputs(booking: Booking, status: str, card_link: str | None) -> Json:
    outputs: Json = {
        StepOutput.BOOKING.value: booking.id,
        StepOutput.STATUS.value: status,
        StepOutput.JOINS_AT.value: int(booking.bot_comes_at.timestamp()),
    }
    return outputs | ({StepOutput.CARD.value: card_link} if card_link else {})


def _read_person(event: Json, inputs: Json) -> UserId | None:
    """None unless the app's own manifest declares it as what Slack fills in: of any other type it is a builder's."""
    declared = object_of(event.get("function")).get("input_parameters")
    parameters = declared if isinstance(declared, list) else []
    types = [object_of(each).get("type") for each in parameters if object_of(each).get("name") == StepInput.PERSON]
    user_id = text_of(object_of(inputs.get(StepInput.PERSON)).get("id"))
    return UserId(user_id) if types == [USER_CONTEXT] and _USER_ID.fullmatch(user_id) else None


def _read_moment(value: object) -> datetime | None:
    """Slack's type `timestamp`: whole seconds since 1970."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,10}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LATEST:
        return None
    return datetime.fromtimestamp(value, UTC)
