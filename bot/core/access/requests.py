"""What a submitted form asks for, and what stands in its way. Nothing is replaced that the person has not seen."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.core.access.last_choice import Choice
from bot.core.access.link_edit import brings_passcode, meeting_of_edit
from bot.core.access.people import Person
from bot.core.booking.model import ASSUMED_LENGTH, BookedMeeting, Booking, Destination, Intent, Wish
from bot.core.bot_config.build import BotSettings
from bot.core.identifiers import BookingId, BotId, CalendarEventId, LinkKey
from bot.core.lifecycle.transitions import apply_edit, with_title_choice
from bot.core.meetings.meeting import Meeting

# A call that is still going on when it should be over may go on for a while yet.
OVERRUN = timedelta(minutes=10)


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


def booked_meeting(meeting: Meeting) -> BookedMeeting:
    return BookedMeeting(
        meeting_url=meeting.meeting_url or "",
        join_url=meeting.join_url,
        joins_by_link=meeting.meeting_url is None and meeting.join_url is not None,
        link_key=meeting.link_keys[0] if meeting.link_keys else LinkKey(f"event:{meeting.event_id}"),
        start_time=meeting.start_time,
        end_time=meeting.end_time,
        start_text=meeting.start_text,
        event_id=meeting.event_id,
        calendar_id=meeting.calendar_id,
        ical_uid=meeting.ical_uid,
        original_start=meeting.original_start,
        title=meeting.title,
        platform=meeting.platform,
        is_private=meeting.is_private,
    )


def linked_meeting(
    link: str, key: LinkKey, platform: str | None, join_at: datetime | None, now: datetime
) -> BookedMeeting:
    start = join_at if join_at is not None and join_at > now else now
    return BookedMeeting(
        meeting_url=link,
        link_key=key,
        start_time=start,
        end_time=start + ASSUMED_LENGTH,
        platform=platform,
        joins_now=start == now,
    )


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


def is_same_meeting(booking: Booking, meeting: BookedMeeting) -> bool:
    """Same event, a copy of it, or the same link at an overlapping time: one bot is enough."""
    booked = booking.meeting
    overlaps = booked.start_time < meeting.end_time and meeting.start_time < booked.end_time
    return is_same_event(booking, meeting) or (booked.link_key == meeting.link_key and overlaps)


def is_same_event(booking: Booking, meeting: BookedMeeting) -> bool:
    """The event itself, or another calendar's copy of it."""
    booked = booking.meeting
    if booked.event_id is None or meeting.event_id is None:
        return False
    if booked.event_id == meeting.event_id:
        return True
    if booked.ical_uid and meeting.ical_uid:
        return booked.ical_uid == meeting.ical_uid and booked.original_start == meeting.original_start
    return booked.link_key == meeting.link_key and booked.start_time == meeting.start_time


def as_it_runs(booking: Booking, now: datetime) -> Booking:
    """The booking with an end that has not passed while its bot is still in the call."""
    if not booking.bot.is_live:
        return booking
    end_time = max(booking.meeting.end_time, now + OVERRUN)
    return replace(booking, meeting=replace(booking.meeting, end_time=end_time))


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


def others_have_booked(meeting: Meeting, ours: frozenset[BotId]) -> bool:
    """Whether the event's `bots[]` names a bot for this occurrence that no booking of ours stands for.

    Bots already used stay listed, so only one for the event's own start counts.
    """
    return any(bot.bot_id not in ours and bot.start_time >= meeting.start_time for bot in meeting.bots)
