"""Decide what a submitted form may do: nothing is replaced that the person has not seen."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.core.access.last_choice import Choice
from bot.core.access.link_edit import brings_passcode, meeting_of_edit
from bot.core.access.people import Person
from bot.core.booking.model import BookedMeeting, Booking, Destination, Intent, Wish
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BookingId, CalendarEventId
from bot.core.lifecycle.transitions import apply_edit, with_title_choice
from bot.core.meetings.meeting import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A checked submission. Either `event_id` or `link` says which meeting."""

    view_id: str
    settings: BotSettings
    destination: Destination
    event_id: CalendarEventId | None = None
    start_shown: datetime | None = None  # where the form said that the meeting starts
    link: str | None = None
    given_link: str | None = None  # for which the form of the event was opened: it may bring the passcode
    join_at: datetime | None = None  # for a link; None: now
    preset: str | None = None
    agreed_to: str | None = None  # the `replacement_digest` that the person ticked
    edits: tuple[BookingId, int] | None = None  # the booking and revision that the form was filled from
    choice: Choice | None = None  # to be remembered for the next form
    meeting: Meeting | None = None  # as this person sees it at this moment; None: not looked at yet


@dataclass(frozen=True, slots=True)
class Written:
    """It will be done. `booking` is the new or changed one, or the one an earlier press had made."""

    booking: Booking
    besides: tuple[Booking, ...] = ()  # others that change with it


@dataclass(frozen=True, slots=True)
class NeedsAgreement:
    """Something is booked already, and the person has not agreed to replace it. `rival` None: by others."""

    digest: str
    rival: Booking | None


@dataclass(frozen=True, slots=True)
class AlreadySo:
    """It is booked with exactly these settings."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class Locked:
    """The bot is in the call: its settings cannot change any more."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class CalledOff:
    """Another person has cancelled the bot that the form edits."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class TakenByOthers:
    """A bot is booked for this link around this time, and the person may not know more than that."""


@dataclass(frozen=True, slots=True)
class Vetoed:
    """Somebody who is invited does not want it to be recorded."""

    booking: Booking


GoneReason = Literal["vanished", "ended", "moved", "no_link"]


@dataclass(frozen=True, slots=True)
class MeetingGone:
    reason: GoneReason
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """The operator's policy says no. `sentence` explains it to the person."""

    sentence: str


Verdict = Written | NeedsAgreement | AlreadySo | Locked | CalledOff | TakenByOthers | Vetoed | MeetingGone | NotAllowed


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
    )


def replacement_digest(
    rival: Booking,
    settings: BotSettings,
    *,
    shows_title: bool,
    join_at: datetime | None = None,
    with_passcode: bool = False,
) -> str:
    """Stands for exactly one replacement: this booking at this revision by these settings, at this time.

    `with_passcode`: and by a link that brings the passcode.
    """
    settled = settings.model_dump_json()
    return _digest(rival.id, rival.wish.revision, settled, shows_title, join_at, with_passcode)


def takeover_digest(meeting: BookedMeeting) -> str:
    """Stands for replacing what another integration has booked for this meeting, whatever that is."""
    return _digest("others", meeting.event_id, meeting.start_text)


def _digest(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def decide(
    request: Request,
    template: Booking,
    rival: Booking | None,
    *,
    may_know: bool,
    others_booked: bool,
    now: datetime,
) -> Verdict:
    """What to do with a request for `template`, given the live booking that stands for the same meeting.

    `may_know`: the person may see that booking. `others_booked`: the event names a bot that is not ours.
    """
    if rival is None:
        return _take_over(request, template) if others_booked else Written(template)
    if not may_know or _is_in_the_way(rival, request):
        return TakenByOthers()
    if rival.bot.is_live:
        return Locked(rival)
    if is_so(rival, request.settings, request.destination, template.meeting, now):
        return AlreadySo(rival)
    digest = replacement_digest(
        rival,
        request.settings,
        shows_title=request.destination.shows_title,
        join_at=request.join_at,
        with_passcode=brings_passcode(rival, template.meeting),
    )
    is_informed = request.agreed_to == digest or request.edits == (rival.id, rival.wish.revision)
    return Written(_replaced(request, template, rival, now)) if is_informed else NeedsAgreement(digest, rival)


def _replaced(request: Request, template: Booking, rival: Booking, now: datetime) -> Booking:
    return apply_edit(
        rival,
        settings=request.settings,
        preset=request.preset,
        destination=request.destination,
        by=template.wish.by,
        now=now,
        meeting=meeting_of_edit(rival, template.meeting),
    )


def _take_over(request: Request, template: Booking) -> Verdict:
    """A calendar event's bot can be replaced; a bot for a bare link would only get company."""
    if not template.meeting.is_scheduled_by_event:
        return TakenByOthers()
    digest = takeover_digest(template.meeting)
    return Written(template) if request.agreed_to == digest else NeedsAgreement(digest, None)


def _is_in_the_way(rival: Booking, request: Request) -> bool:
    """Another booking than the edited one holds the link at the new time."""
    return request.edits is not None and request.edits[0] != rival.id


def is_so(
    rival: Booking, settings: BotSettings, destination: Destination, meeting: BookedMeeting, now: datetime
) -> bool:
    """Whether it is booked with exactly these settings, and nothing would change."""
    return (
        not rival.has_given_up
        and rival.wish.settings == settings
        and rival.destination == with_title_choice(rival.destination, destination)
        and not brings_passcode(rival, meeting)
        and (rival.meeting.event_id is not None or _is_same_start(rival.meeting, meeting, now))
    )


def _is_same_start(booked: BookedMeeting, meeting: BookedMeeting, now: datetime) -> bool:
    """Slack's picker knows no seconds; what has begun and what joins now are the same."""
    begins = max(booked.start_time, now), max(meeting.start_time, now)
    return abs(begins[0] - begins[1]) < timedelta(minutes=1)
