"""A company of made-up people, and the meetings in their calendars."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.core.access.people import Person, SlackAccount
from bot.core.identifiers import CalendarEventId, CalendarId, ChannelId, LinkKey, TeamId, UserId
from bot.core.links.meeting_link import link_key
from bot.core.meetings.meeting import Attendee, Meeting
from bot.sandbox.slack.installation import Installation
from bot.store.mirror.calendars import Calendar

TEAM = TeamId(Installation().team_id)
CHANNEL = ChannelId("C0EVERYBODY")

MEETINGS_PER_CALENDAR = 100
COPIES = 5  # so many colleagues are in a meeting, each with a copy in their calendar
GUESTS = 3  # and so many from outside
OCCURRENCES = 4  # of a series, which share a link
WORKING_HOURS = 8
WORKING_DAYS = 27
SUBJECTS = ("Weekly sync", "Pricing review", "Roadmap", "Customer call", "Interview", "Retrospective", "Budget")
HALF_AN_HOUR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Employee:
    number: int

    @property
    def user_id(self) -> UserId:
        return UserId(f"U{self.number:08}")

    @property
    def email(self) -> str:
        return f"employee.{self.number}@example.com"

    @property
    def name(self) -> str:
        return f"Employee {self.number}"

    @property
    def calendar(self) -> Calendar:
        return Calendar(
            id=CalendarId(f"calendar-{self.number}"),
            platform="google_calendar",
            platform_email=self.email,
            oauth_email=self.email,
            status="connected",
        )

    @property
    def account(self) -> SlackAccount:
        """As Slack knows them."""
        return SlackAccount(
            user_id=self.user_id,
            team_id=TEAM,
            email=self.email,
            email_is_confirmed=True,
            time_zone="Europe/Berlin",
            name=self.name,
        )

    @property
    def as_person(self) -> Person:
        return Person(
            user_id=self.user_id, team_id=TEAM, emails=(self.email,), time_zone="Europe/Berlin", name=self.name
        )


def employees(count: int, start: int = 0) -> list[Employee]:
    return [Employee(number) for number in range(start, start + count)]


def coming_starts(count: int) -> Iterator[datetime]:
    """Half hours of the coming working days, the same for everyone, the first of them tomorrow."""
    tomorrow = datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)
    for place in range(count):
        day, hour = place % WORKING_DAYS, place // WORKING_DAYS % WORKING_HOURS
        yield tomorrow + timedelta(days=day, hours=hour)


def mirrored_meetings(staff: list[Employee]) -> Iterator[Meeting]:
    """`MEETINGS_PER_CALENDAR` rows for each of these people, who meet only each other and outsiders."""
    for round_, start in enumerate(coming_starts(MEETINGS_PER_CALENDAR // COPIES)):
        for place in range(len(staff)):
            together = [staff[(place + step * (len(staff) // COPIES)) % len(staff)] for step in range(COPIES)]
            yield from _copies(together, round_, start)


def _copies(together: list[Employee], round_: int, start: datetime) -> Iterator[Meeting]:
    host = together[0]
    uid = f"{host.number}-{round_}@calendar.example.com"
    link = link_of(host, round_)
    people = (
        *(Attendee(each.email, each.name, is_organizer=each is host) for each in together),
        *(Attendee(f"guest.{host.number}.{guest}@client.test", f"Guest {guest}") for guest in range(GUESTS)),
    )
    for owner in together:
        yield Meeting(
            event_id=CalendarEventId(f"event-{owner.number}-{host.number}-{round_}"),
            calendar_id=owner.calendar.id,
            start_time=start,
            end_time=start + HALF_AN_HOUR,
            start_text=start.strftime("%Y-%m-%dT%H:%M:%SZ"),
            updated_at=start - timedelta(days=40),
            title=f"{SUBJECTS[round_ % len(SUBJECTS)]} of team {host.number}",
            meeting_url=f"https://acme.zoom.us/j/{link.partition(':')[2]}?pwd=made.up.1",
            platform="zoom",
            ical_uid=uid,
            original_start=start,
            attendees=people,
            link_keys=(link,),
        )


def link_of(host: Employee, round_: int) -> LinkKey:
    series = round_ // OCCURRENCES
    return LinkKey(f"zoom:{80_000_000_000 + host.number * 100 + series}")


def meeting_at_recall(owner: Employee, event: dict[str, str]) -> Meeting:
    """A meeting of one person alone, as the pretend Recall's desk describes it."""
    start = datetime.fromisoformat(event["start"])
    return Meeting(
        event_id=CalendarEventId(event["event_id"]),
        calendar_id=CalendarId(event["calendar_id"]),
        start_time=start,
        end_time=start + HALF_AN_HOUR,
        start_text=event["start"],
        updated_at=start - timedelta(days=40),
        title=event["title"],
        meeting_url=event["meeting_url"],
        platform="google_meet",
        ical_uid=event["event_id"],
        attendees=(Attendee(owner.email, owner.name, is_organizer=True),),
        link_keys=(link_key(event["meeting_url"]) or LinkKey(""),),
    )


def calendar_at_recall(owner: Employee, event: dict[str, str]) -> Calendar:
    return replace(owner.calendar, id=CalendarId(event["calendar_id"]))
