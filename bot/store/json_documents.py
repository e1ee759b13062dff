"""Serialize values as JSON by their own types; fields that a newer version adds get their defaults."""

from typing import TypeVar

import structlog
from pydantic import TypeAdapter, ValidationError

from bot.core.access.last_choice import Choice
from bot.core.access.people import SlackAccount
from bot.core.access.workflow_step import StepInputs
from bot.core.booking.model import Booking
from bot.core.meetings.meeting import Meeting
from bot.core.rules.model import PersonalRule, Preferences, SeriesChoice

log = structlog.get_logger()

T = TypeVar("T")

ACCOUNT: TypeAdapter[SlackAccount] = TypeAdapter(SlackAccount)
BOOKING: TypeAdapter[Booking] = TypeAdapter(Booking)
CHOICE: TypeAdapter[Choice] = TypeAdapter(Choice)
PREFERENCES: TypeAdapter[Preferences] = TypeAdapter(Preferences)
RULE: TypeAdapter[PersonalRule] = TypeAdapter(PersonalRule)
SERIES: TypeAdapter[SeriesChoice] = TypeAdapter(SeriesChoice)
MEETING: TypeAdapter[Meeting] = TypeAdapter(Meeting)
STEP_INPUTS: TypeAdapter[StepInputs] = TypeAdapter(StepInputs)


def dump(adapter: TypeAdapter[T], value: T) -> str:
    return adapter.dump_json(value).decode()


def read_if_possible(booking_id: str, document: str) -> Booking | None:
    """None, with a line in the log, for one that a newer version may have written: it must not hold up the others."""
    try:
        return BOOKING.validate_json(document)
    except ValidationError as error:
        unreadable = {".".join(map(str, each["loc"])) for each in error.errors(include_input=False)}
    log.error("booking cannot be read", booking_id=booking_id, fields=sorted(unreadable))
    return None
