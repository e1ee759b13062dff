"""Parse a calendar event's `raw`, which is Google's or Microsoft's own payload.

Recall passes them on as they are, so every field is optional and may have any shape.
https://docs.recall.ai/docs/calendar-event-platform-data
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from bot.core.meetings.meeting import Attendee, Invitation, Reply
from bot.recall.lenient import Lenient, WireModel, read_instant
from bot.recall.plain_text import plain_text

TITLE_LIMIT = 300
NAME_LIMIT = 100
ADDRESS_LIMIT = 320  # the longest address that mail allows
# The query and fragment of an address, whether its scheme is written or not.
_QUERY = re.compile(
    r"((?:https?://|(?<![\w.-])(?:[\w-]++\.)++[a-z]{2,}(?::\d+)?/)[^\s?#]*?)(?:[?#]|%3f)\S*", re.IGNORECASE
)


_GOOGLE_REPLIES = {
    "needsAction": Reply.NONE,
    "accepted": Reply.ACCEPTED,
    "tentative": Reply.TENTATIVE,
    "declined": Reply.DECLINED,
}
_OUTLOOK_REPLIES = {
    "none": Reply.NONE,
    "notResponded": Reply.NONE,
    "organizer": Reply.ACCEPTED,
    "accepted": Reply.ACCEPTED,
    "tentativelyAccepted": Reply.TENTATIVE,
    "declined": Reply.DECLINED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformData:
    title: str | None = None
    attendees: tuple[Attendee, ...] = ()
    is_private: bool = False
    is_cancelled: bool = False
    is_all_day: bool = False
    series_key: str | None = None
    original_start: datetime | None = None
    invitation: Invitation | None = None


def read_platform_data(platform: str, raw: object, owner_email: str | None = None) -> PlatformData:
    """Never raises. `owner_email` is the calendar's own address: Outlook keeps the owner's reply apart."""
    fields = raw if isinstance(raw, dict) else {}
    match platform:
        case "google_calendar":
            return GoogleEvent.model_validate(fields).read()
        case "microsoft_outlook":
            return OutlookEvent.model_validate(fields).read(owner_email)
        case _:
            return PlatformData()


class _Payload(WireModel):
    model_config = ConfigDict(alias_generator=to_camel)


class _Time(_Payload):
    date: Lenient[str] = None
    date_time: Lenient[str] = None
    time_zone: Lenient[str] = None

    @property
    def instant(self) -> datetime | None:
        """`None` if it cannot be told, as with a Windows zone name and no offset."""
        try:
            moment = datetime.fromisoformat(self.date_time or self.date or "")
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=ZoneInfo(self.time_zone or "UTC"))
            return moment.astimezone(UTC)
        except (ValueError, KeyError, OSError, OverflowError):
            return None


class _GoogleAttendee(_Payload):
    email: Lenient[str] = None
    display_name: Lenient[str] = None
    organizer: Lenient[bool] = None
    response_status: Lenient[str] = None
    is_self: Lenient[bool] = Field(None, alias="self")
    resource: Lenient[bool] = None


class GoogleEvent(_Payload):
    """https://developers.google.com/workspace/calendar/api/v3/reference/events"""

    summary: Lenient[str] = None
    status: Lenient[str] = None
    visibility: Lenient[str] = None
    start: Lenient[_Time] = None
    attendees: Lenient[list[Lenient[_GoogleAttendee]]] = None
    organizer: Lenient[_GoogleAttendee] = None
    recurring_event_id: Lenient[str] = None
    original_start_time: Lenient[_Time] = None
    event_type: Lenient[str] = None
    transparency: Lenient[str] = None
    attendees_omitted: Lenient[bool] = None
    guests_can_see_other_guests: Lenient[bool] = None

    def read(self) -> PlatformData:
        return PlatformData(
            title=_title(self.summary),
            attendees=_deduplicate_by_address(self._people()),
            is_private=self.visibility in {"private", "confidential"},
            is_cancelled=self.status == "cancelled",
            is_all_day=bool(self.start and self.start.date),
            series_key=self.recurring_event_id or None,
            original_start=self.original_start_time.instant if self.original_start_time else None,
            invitation=self._invitation(),
        )

    def _invitation(self) -> Invitation:
        own = next((each for each in self.attendees or () if each and each.is_self), None)
        is_told = not self.attendees_omitted and self.guests_can_see_other_guests is not False
        return Invitation(
            reply=_GOOGLE_REPLIES.get(own.response_status or "") if own else None,
            is_host=bool(self.organizer and self.organizer.is_self),
            is_block=self.event_type not in {None, "", "default", "fromGmail"},
            is_shown_free=self.transparency == "transparent",
            hides_guests=not is_told,
        )

    def _people(self) -> Iterable[Attendee | None]:
        for person in self.attendees or ():
            if person:
                yield _attendee(
                    person.email,
                    person.display_name,
                    bool(person.organizer),
                    _GOOGLE_REPLIES.get(person.response_status or ""),
                    is_room=bool(person.resource),
                )
        if self.organizer:
            yield _attendee(self.organizer.email, self.organizer.display_name, True)


class _EmailAddress(_Payload):
    name: Lenient[str] = None
    address: Lenient[str] = None


class _Reply(_Payload):
    response: Lenient[str] = None

    @property
    def reply(self) -> Reply | None:
        return _OUTLOOK_REPLIES.get(self.response or "")


class _OutlookAttendee(_Payload):
    email_address: Lenient[_EmailAddress] = None
    status: Lenient[_Reply] = None
    type: Lenient[str] = None  # required, optional or resource


class OutlookEvent(_Payload):
    """https://learn.microsoft.com/en-us/graph/api/resources/event"""

    subject: Lenient[str] = None
    sensitivity: Lenient[str] = None
    is_cancelled: Lenient[bool] = None
    is_all_day: Lenient[bool] = None
    attendees: Lenient[list[Lenient[_OutlookAttendee]]] = None
    organizer: Lenient[_OutlookAttendee] = None
    response_status: Lenient[_Reply] = None
    series_master_id: Lenient[str] = None
    show_as: Lenient[str] = None
    is_organizer: Lenient[bool] = None
    hide_attendees: Lenient[bool] = None
    original_start: Lenient[str | _Time] = None  # Graph writes a text, Recall's schema an object

    def read(self, owner_email: str | None) -> PlatformData:
        return PlatformData(
            title=_title(self.subject),
            attendees=_deduplicate_by_address(self._people(_address(owner_email))),
            is_private=self.sensitivity in {"private", "confidential", "personal"},
            is_cancelled=bool(self.is_cancelled),
            is_all_day=bool(self.is_all_day),
            series_key=self.series_master_id or None,
            original_start=self._original_start(),
            invitation=Invitation(
                reply=self.response_status.reply if self.response_status else None,
                is_host=bool(self.is_organizer),
                is_block=self.show_as == "oof",
                is_shown_free=self.show_as in {"free", "workingElsewhere"},
                hides_guests=bool(self.hide_attendees),
            ),
        )

    def _people(self, owner: str | None) -> Iterable[Attendee | None]:
        own_reply = self.response_status.reply if self.response_status else None
        for person in self.attendees or ():
            if person and (mail := person.email_address):
                reply = person.status.reply if person.status else None
                if _address(mail.address) == owner and own_reply is Reply.DECLINED:
                    reply = own_reply
                yield _attendee(mail.address, mail.name, False, reply, is_room=person.type == "resource")
        if self.organizer and (mail := self.organizer.email_address):
            yield _attendee(mail.address, mail.name, True)

    def _original_start(self) -> datetime | None:
        if not isinstance(self.original_start, str):
            return self.original_start.instant if self.original_start else None
        try:
            return read_instant(self.original_start)
        except ValueError:
            return None


def _title(text: str | None) -> str | None:
    """Titles are shown to many: an address in one keeps its path, and loses what may hold a passcode."""
    return _QUERY.sub(r"\1", plain_text(text or "", TITLE_LIMIT)) or None


def _address(text: str | None) -> str | None:
    address = (text or "").strip().lower()
    is_one = "@" in address and len(address) <= ADDRESS_LIMIT and address == plain_text(address, ADDRESS_LIMIT)
    return address if is_one else None


def _attendee(
    email: str | None, name: str | None, is_organizer: bool, reply: Reply | None = None, *, is_room: bool = False
) -> Attendee | None:
    address = _address(email)
    if address is None:
        return None
    return Attendee(
        address,
        plain_text(name or "", NAME_LIMIT) or None,
        is_organizer,
        has_declined=reply is Reply.DECLINED,
        has_accepted=reply is Reply.ACCEPTED,
        is_room=is_room or _is_room_address(address),
    )


def _is_room_address(address: str) -> bool:
    return address.endswith("@resource.calendar.google.com")


def _deduplicate_by_address(people: Iterable[Attendee | None]) -> tuple[Attendee, ...]:
    """The organizer is often named twice: as such, and among the attendees."""
    known: dict[str, Attendee] = {}
    for person in filter(None, people):
        before = known.get(person.email, person)
        known[person.email] = replace(
            before,
            name=before.name or person.name,
            is_organizer=before.is_organizer or person.is_organizer,
            has_declined=before.has_declined or person.has_declined,
            has_accepted=before.has_accepted or person.has_accepted,
            is_room=before.is_room or person.is_room,
        )
    return tuple(known.values())
