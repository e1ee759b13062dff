"""The form as it comes back from Slack. What is missing or wrong in it becomes a value, never an exception.

https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

from collections.abc import Callable, Mapping

from pydantic import ValidationError

from bot.blocks.form.field_inputs import FIELD_INPUTS
from bot.blocks.form.meeting_options import NO_MEETING
from bot.blocks.form.state import FormContext, ScheduleForm
from bot.blocks.kit.block_kit import Json
from bot.blocks.kit.element_state import (
    object_of,
    read_conversation,
    read_moment,
    read_option,
    read_tick,
    text_of,
)
from bot.blocks.names import Field, field_name


class UnreadableForm:
    """Not one of our forms, or one of an older version."""


def read_form(view: Json) -> ScheduleForm | UnreadableForm:
    """Everything that the person has answered so far; for a field that is not shown, what the form held."""
    try:
        context = FormContext.model_validate_json(text_of(view.get("private_metadata")))
    except ValidationError:
        return UnreadableForm()
    given = {field.value: _READERS[field](state) for field, (_, state) in field_states(view).items()}
    return ScheduleForm(context, context.held.model_copy(update=given))


def field_states(view: Json) -> dict[Field, tuple[str, Json]]:
    """For each field in the view its block id, and what Slack says of the block's only element."""
    values = object_of(object_of(view.get("state")).get("values"))
    found = {}
    for block_id, elements in values.items():
        if field := _FIELDS.get(field_name(str(block_id))):
            found[field] = (str(block_id), object_of(next(iter(object_of(elements).values()), None)))
    return found


def has_field(view: Json, field: Field) -> bool:
    return any(field_name(str(block_id)) == field for block_id in object_of(object_of(view.get("state")).get("values")))


def _read_meeting(state: Json) -> str | None:
    chosen = read_option(state)
    return None if chosen in {"", NO_MEETING} else chosen


def _read_title(state: Json) -> bool:
    return read_tick(state) is not None


_FIELDS = {field.value: field for field in Field}
_READERS: Mapping[Field, Callable[[Json], str | int | bool | None]] = {
    Field.MEETING: _read_meeting,
    Field.SCOPE: read_option,
    Field.LINK: read_option,
    Field.WHEN: read_option,
    Field.STARTS_AT: read_moment,
    Field.REPLACE: read_tick,
    Field.PRESET: read_option,
    Field.DESTINATION: read_conversation,
    Field.SHOWS_TITLE: _read_title,
    Field.SHOWS_TITLE_OUTSIDE: read_tick,
    **{field.id: field.read for field in FIELD_INPUTS},
}
