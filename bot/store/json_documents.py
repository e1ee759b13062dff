"""Serialize values as JSON by their own types; fields that a newer version adds get their defaults."""

from typing import TypeVar

from pydantic import TypeAdapter

from bot.core.access.last_choice import Choice
from bot.core.access.people import SlackAccount
from bot.core.access.workflow_step import StepInputs
from bot.core.booking.model import Booking
from bot.core.meetings.meeting import Meeting
from bot.core.rules.model import PersonalRule, Preferences, SeriesChoice

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
