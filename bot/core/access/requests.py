"""Hold what a form asks for, and make a new booking of it."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.access.last_choice import Choice
from bot.core.access.people import Person
from bot.core.booking.model import BookedMeeting, Booking, Destination, Intent, Wish
from bot.core.booking.origin import BY_HAND, Origin
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BookingId, CalendarEventId
from bot.core.meetings.meeting import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a form asks for at present, as far as that decides what stands in its way."""

    settings: BotSettings | None  # None: they cannot be read yet
    destination: Destination
    join_at: datetime | None = None  # for a link; None: now
    agreed_to: str | None = None  # the digest of what the person ticked
    edits: tuple[BookingId, int] | None = None  # the booking and revision that the form was filled from

    @property
    def edited_id(self) -> BookingId | None:
        return self.edits[0] if self.edits else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Proposal):
    """A checked submission. Either `event_id` or `link` says which meeting."""

    settings: BotSettings
    view_id: str
    event_id: CalendarEventId | None = None
    start_shown: datetime | None = None  # where the form said that the meeting starts
    link: str | None = None
    given_link: str | None = None  # for which the form of the event was opened
    preset: str | None = None
    choice: Choice | None = None  # to be remembered for the next form
    meeting: Meeting | None = None  # of a calendar, as this person sees it at this moment
    is_for_series: bool = False  # every occurrence of the meeting is meant
    is_series_change: bool = False  # a series that was chosen before is changed, and no meeting booked
    origin: Origin = BY_HAND  # else of the series that the person asks for together with it


def new_booking(
    request: Request,
    meeting: BookedMeeting,
    *,
    booking_id: BookingId,
    person: Person,
    now: datetime,
) -> Booking:
    by = person.user_id
    return Booking(
        id=booking_id,
        team_id=person.team_id,
        booked_by=by,
        booked_at=now,
        meeting=meeting,
        destination=request.destination,
        wish=Wish(intent=Intent.ATTEND, revision=1, settings=request.settings, by=by, at=now, preset=request.preset),
        time_zone=person.time_zone,
        origin=request.origin,
    )
