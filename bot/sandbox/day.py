"""Seed a believable day of meetings for two colleagues: what the demo begins with."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.workspace import Calendar, CalendarEvent, CalendarPlatform, Guest

HALF_AN_HOUR = timedelta(minutes=30)
DAY = timedelta(days=1)
# The next meeting leaves room to book it as a scheduled bot, which takes more than ten minutes' notice.
NOTICE = timedelta(minutes=15)
SATURDAY = 5
# What the messages of `history` link to, too.
STAND_UP_LINK = "https://meet.google.com/std-updy-aaa"
PRICING_LINK = "https://example-team.zoom.us/j/81234567890?pwd=NotReallyAPasscode.1"
INTERVIEW_LINK = "https://teams.microsoft.com/meet/2234567890123?p=NotReallyAPasscode"
PLANNING_LINK = "https://example-team.webex.com/meet/planning"
CHECK_IN_LINK = "https://meet.google.com/chk-inwk-lyx"
NORTHWIND_LINK = "https://example-team.zoom.us/j/86667778889?pwd=NotReallyAPasscode.2"
DESIGN_REVIEW_LINK = (
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_ZGVzaWduLXJldmlldw%40thread.v2/0"
    "?context=%7b%22Tid%22%3a%22tenant%22%2c%22Oid%22%3a%22organizer%22%7d"
)


@dataclass(frozen=True, slots=True)
class CalendarOwner:
    name: str
    email: str
    time_zone: str
    platform: CalendarPlatform

    @property
    def guest(self) -> Guest:
        return Guest(self.email, self.name, "accepted")


MAYA = CalendarOwner("Maya Lindqvist", "maya@example.com", "America/New_York", "google_calendar")
JONAS = CalendarOwner("Jonas Weber", "jonas@example.com", "Europe/Berlin", "microsoft_outlook")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMeeting:
    title: str
    start: datetime
    minutes: int = 30
    link: str | None = None
    owners: tuple[CalendarOwner, ...]  # whose calendars hold a copy; the first one invites
    guests: tuple[Guest, ...] = ()
    is_private: bool = False
    is_all_day: bool = False
    series: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """`events`: the copies of each meeting by its title, in the order of their starts."""

    calendars: dict[str, Calendar]  # by address
    events: dict[str, list[CalendarEvent]]


def seed_day(
    recall: PretendRecall,
    now: datetime,
    people: Sequence[CalendarOwner] = (MAYA, JONAS),
    unconnected: Collection[CalendarOwner] = (),
) -> Day:
    """`people` are two. Everything is placed around `now`, so that there is always something to come.

    The calendars of those who are `unconnected` fill when they are connected.
    """
    first, second = people
    connected = [who for who in people if who not in unconnected]
    calendars = {who.email: recall.add_calendar(who.email, platform=who.platform) for who in connected}
    meetings = list(enumerate(_meetings(now, first, second)))
    events: dict[str, list[CalendarEvent]] = {}
    for number, meeting in meetings:
        owners = [owner for owner in meeting.owners if owner not in unconnected]
        copies = [_add_copy(recall, calendars[owner.email].id, meeting, owner, number) for owner in owners]
        events.setdefault(meeting.title, []).extend(copies)
    for owner in unconnected:
        own = [(number, meeting) for number, meeting in meetings if owner in meeting.owners]
        _fill_when_connected(recall, owner, own)
    return Day(calendars, events)


def _fill_when_connected(
    recall: PretendRecall, owner: CalendarOwner, meetings: Sequence[tuple[int, PlannedMeeting]]
) -> None:
    """Each calendar once: also one that is connected after another was disconnected."""
    filled: set[str] = set()

    def fill(calendar_id: str) -> None:
        recall.connecting.when_connected(owner.email, fill)
        if calendar_id not in filled:
            filled.add(calendar_id)
            for number, meeting in meetings:
                _add_copy(recall, calendar_id, meeting, owner, number)

    recall.connecting.when_connected(owner.email, fill)


def _meetings(now: datetime, first: CalendarOwner, second: CalendarOwner) -> Iterator[PlannedMeeting]:
    soon = _half_hour_after(now.astimezone(UTC) + NOTICE)
    yield from _internal_meetings(soon, first, second)
    yield from _guest_meetings(soon, first, second)
    yield from _weekly_calls(soon, first)
    yield from _meetings_without_bot(soon, first, second)
    yield from _later_meetings(soon, first, second)


def _internal_meetings(soon: datetime, first: CalendarOwner, second: CalendarOwner) -> Iterator[PlannedMeeting]:
    both = (first, second)
    yield from _stand_ups(soon, both)
    yield PlannedMeeting(
        title="Support hand-over",
        start=soon - 2 * HALF_AN_HOUR,
        minutes=90,
        link="https://meet.google.com/hnd-ovrx-wkl",
        owners=both,
    )
    yield PlannedMeeting(
        title=f"{first.name.split()[0]} / {second.name.split()[0]} 1:1",
        start=soon + timedelta(hours=4),
        link="https://meet.google.com/one-toon-abc",
        owners=both,
    )


def _guest_meetings(soon: datetime, first: CalendarOwner, second: CalendarOwner) -> Iterator[PlannedMeeting]:
    yield PlannedMeeting(
        title="Acme renewal: pricing call",
        start=soon + timedelta(hours=1),
        minutes=45,
        link=PRICING_LINK,
        owners=(first, second),
        guests=(Guest("priya@acme.test", "Priya Raman"), Guest("tom@acme.test", "Tom Okafor", "tentative")),
    )
    yield PlannedMeeting(
        title="Design review: booking form",
        start=soon + timedelta(hours=2, minutes=30),
        minutes=60,
        link=DESIGN_REVIEW_LINK,
        owners=(second, first),
        guests=(Guest("lea@example.com", "Lea Fournier"),),
    )
    yield PlannedMeeting(
        title="Interview: data engineer, second round",
        start=soon + timedelta(hours=5),
        minutes=60,
        link=INTERVIEW_LINK,
        owners=(second,),
        guests=(Guest("candidate@mail.test"),),
        is_private=True,
    )


def _stand_ups(soon: datetime, both: tuple[CalendarOwner, ...]) -> Iterator[PlannedMeeting]:
    for days in range(8):
        start = soon + days * DAY
        if days == 0 or start.weekday() < SATURDAY:
            yield PlannedMeeting(
                title="Product stand-up",
                start=start,
                minutes=15,
                link=STAND_UP_LINK,
                owners=both,
                series="product-stand-up",
            )


def _weekly_calls(soon: datetime, first: CalendarOwner) -> Iterator[PlannedMeeting]:
    """A series with external people, from tomorrow on, as far as Recall looks ahead."""
    for weeks in range(4):
        yield PlannedMeeting(
            title="Globex: weekly check-in",
            start=soon + (7 * weeks + 1) * DAY + timedelta(hours=4),
            link=CHECK_IN_LINK,
            owners=(first,),
            guests=(Guest("hana@globex.test", "Hana Sato", "accepted"),),
            series="globex-check-in",
        )


def _meetings_without_bot(soon: datetime, first: CalendarOwner, second: CalendarOwner) -> Iterator[PlannedMeeting]:
    midnight = soon.replace(hour=0, minute=0) + DAY
    yield PlannedMeeting(
        title="Incident review: delayed invoices",
        start=soon - timedelta(hours=3),
        minutes=60,
        link="https://example-team.zoom.us/j/84445556667",
        owners=(first, second),
    )
    yield PlannedMeeting(title="Lunch with Sam", start=soon + timedelta(hours=3, minutes=30), owners=(first,))
    yield PlannedMeeting(
        title=f"{second.name.split()[0]} out of office",
        start=midnight,
        minutes=24 * 60,
        owners=(second,),
        is_all_day=True,
    )


def _later_meetings(soon: datetime, first: CalendarOwner, second: CalendarOwner) -> Iterator[PlannedMeeting]:
    yield PlannedMeeting(
        title="Quarterly planning",
        start=soon + DAY + timedelta(hours=1),
        minutes=120,
        link=PLANNING_LINK,
        owners=(first, second),
        guests=(Guest("lea@example.com", "Lea Fournier"), Guest("omar@example.com", "Omar Haddad", "declined")),
    )
    yield PlannedMeeting(
        title="Northwind onboarding",
        start=soon + 7 * DAY + timedelta(hours=2),
        minutes=45,
        link=NORTHWIND_LINK,
        owners=(second, first),
        guests=(Guest("ines@northwind.test", "Ines Duarte"),),
    )


def _half_hour_after(moment: datetime) -> datetime:
    whole = moment.replace(minute=0, second=0, microsecond=0)
    while whole < moment:
        whole += HALF_AN_HOUR
    return whole


def _add_copy(
    recall: PretendRecall, calendar_id: str, meeting: PlannedMeeting, owner: CalendarOwner, number: int
) -> CalendarEvent:
    """`number` is the meeting's, the same in every copy."""
    people = (*(each.guest for each in meeting.owners), *meeting.guests)
    return recall.add_event(
        calendar_id,
        title=meeting.title,
        start=meeting.start,
        end=meeting.start + timedelta(minutes=meeting.minutes),
        meeting_url=meeting.link,
        attendees=people if len(people) > 1 else (),
        organizer=meeting.owners[0].guest,
        private=meeting.is_private,
        all_day=meeting.is_all_day,
        time_zone=owner.time_zone,
        ical_uid=f"{meeting.series or f'meeting-{number}'}@calendar.example.com",
        series=meeting.series,
    )
