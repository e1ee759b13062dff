"""The form as it comes back from Slack. What is missing or wrong in it becomes a value, never an exception.

https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

import unicodedata
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from bot.blocks.form.meeting_options import NO_MEETING
from bot.blocks.form.state import FormContext, ScheduleForm
from bot.blocks.kit.block_kit import Json
from bot.blocks.kit.mrkdwn import clean
from bot.blocks.names import Field, field_name


class UnreadableForm:
    """Not one of our forms, or one of an older version."""


def read_form(view: Json) -> ScheduleForm | UnreadableForm:
    """Everything that the person has answered so far; for a field that is not shown, what the form held."""
    try:
        context = FormContext.model_validate_json(_text(view.get("private_metadata")))
    except ValidationError:
        return UnreadableForm()
    given = {field.value: _READERS[field](state) for field, (_, state) in field_states(view).items()}
    return ScheduleForm(context, context.held.model_copy(update=given))


def field_states(view: Json) -> dict[Field, tuple[str, Json]]:
    """For each field in the view its block id, and what Slack says of the block's only element."""
    values = _dict(_dict(view.get("state")).get("values"))
    found = {}
    for block_id, elements in values.items():
        if field := _FIELDS.get(field_name(str(block_id))):
            found[field] = (str(block_id), _dict(next(iter(_dict(elements).values()), None)))
    return found


def has_field(view: Json, field: Field) -> bool:
    return any(field_name(str(block_id)) == field for block_id in _dict(_dict(view.get("state")).get("values")))


def _chosen(state: Json) -> str:
    return clean(_text(_dict(state.get("selected_option")).get("value")))


def _meeting(state: Json) -> str | None:
    chosen = _chosen(state)
    return None if chosen in {"", NO_MEETING} else chosen


def _ticked(state: Json) -> str | None:
    ticked = state.get("selected_options")
    first = ticked[0] if isinstance(ticked, list) and ticked else None
    return _text(_dict(first).get("value")) or None


def _line(state: Json) -> str:
    return clean(_text(state.get("value")))


def _lines(state: Json) -> str:
    text = _text(state.get("value")).replace("\r\n", "\n")
    return "".join(each for each in text if each == "\n" or unicodedata.category(each) != "Cc").strip()


def _moment(state: Json) -> int | None:
    seconds = state.get("selected_date_time")
    return seconds if isinstance(seconds, int) else None


def _conversation(state: Json) -> str | None:
    return clean(_text(state.get("selected_conversation"))) or None


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """Broken halves of characters would fail to be stored."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""


_FIELDS = {field.value: field for field in Field}
_READERS: dict[Field, Callable[[Json], str | int | bool | None]] = {
    Field.MEETING: _meeting,
    Field.LINK: _chosen,
    Field.WHEN: _chosen,
    Field.STARTS_AT: _moment,
    Field.REPLACE: _ticked,
    Field.PRESET: _chosen,
    Field.BOT_NAME: _line,
    Field.TRANSCRIPT: _chosen,
    Field.LANGUAGE: _chosen,
    Field.CHAT_NOTICE: _lines,
    Field.DESTINATION: _conversation,
    Field.MEDIA: _chosen,
    Field.RETENTION: _chosen,
    Field.WAITING_ROOM_TIMEOUT: _line,
    Field.EVERYONE_LEFT_TIMEOUT: _line,
    Field.SHOWS_TITLE: lambda state: _ticked(state) is not None,
    Field.SHOWS_TITLE_OUTSIDE: _ticked,
}
