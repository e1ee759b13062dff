"""Write and read what a button in a plan of the day is about."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.core.identifiers import BookingId, CalendarEventId


class PlanButton(BaseModel):
    """Of which day the message is, and whether it shows everything that won't be recorded; of a line, its meeting."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1] = 1
    day: date
    is_whole: bool = False
    event_id: CalendarEventId | None = None
    booking_id: BookingId | None = None

    def about(self, *, event_id: CalendarEventId | None, booking_id: BookingId | None) -> str:
        return self.model_copy(update={"event_id": event_id, "booking_id": booking_id}).value

    @property
    def value(self) -> str:
        return self.model_dump_json(exclude_none=True)


def read_plan_button(value: str | None) -> PlanButton | None:
    """None for a value that is not one of ours, or one of an older version."""
    try:
        return PlanButton.model_validate_json(value or "")
    except ValidationError:
        return None
