"""Check the mirror of the calendars, on SQLite and on Postgres."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.event import listen

from bot.core.booking.bot_state import BotState
from bot.core.identifiers import BotId, CalendarEventId, CalendarId, LinkKey
from bot.core.meetings.meeting import Attendee
from bot.core.meetings.search import wanted_words
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.retention import Retention
from bot.store.mirror import everyones
from bot.store.mirror import mirror as mirroring
from bot.store.mirror.calendars import Calendar
from bot.store.mirror.everyones import EveryonesMeetings, FoundMeetings
from bot.store.mirror.mirror import Mirror
from tests.examples import MEET, MEET_KEY, NOW, SOON, a_booking, a_meeting
from tests.stored import count_events
from tests.submissions import a_submission

MAYAS = Calendar(
    id=CalendarId("calendar-maya"),
    platform="google_calendar",
    platform_email="Maya@Example.com",
    oauth_email=None,
    status="connected",
)


@pytest.fixture
async def mirror(database):
    mirror = Mirror(database)
    await mirror.save_calendars([MAYAS])
    return mirror


async def test_an_event_is_read_back_whole(mirror):
    await mirror.save_events([a_meeting()], NOW)

    assert await mirror.event(CalendarEventId("event-1")) == a_meeting()


async def test_people_find_meetings_of_their_calendar_and_those_that_list_them(mirror):
    own = a_meeting(attendees=())
    later = SOON + timedelta(hours=1)
    listed = a_meeting(event_id="event-2", calendar_id="elsewhere", ical_uid="other@example.com", start_time=later)
    foreign = a_meeting(event_id="event-3", calendar_id="elsewhere", attendees=())
    await mirror.save_events([own, listed, foreign], NOW)

    found = await mirror.find_coming_for(["maya@example.com"], NOW)

    assert [meeting.event_id for meeting in found] == ["event-1", "event-2"]
    assert await mirror.find_coming_for(["nobody@example.com"], NOW) == []


@pytest.mark.parametrize("facts", [{"meeting_url": None}, {"is_gone": True}, {"is_all_day": True}])
async def test_what_no_bot_could_attend_takes_no_room_from_what_one_could(mirror, facts):
    await mirror.save_events([a_meeting(event_id=f"before-{n}", attendees=(), **facts) for n in range(450)], NOW)
    await mirror.save_events([a_meeting(start_time=SOON + timedelta(days=1))], NOW)

    for found in (await mirror.find_coming_for(["maya@example.com"], NOW), (await mirror.everyones.find(NOW)).meetings):
        assert [meeting.event_id for meeting in found] == ["event-1"]
    assert len(await mirror.find_coming_with_link(MEET_KEY, NOW)) == 1
    assert len(await mirror.find_coming_with_link_for(["maya@example.com"], MEET_KEY, NOW)) == 1


async def test_of_a_meeting_in_many_others_calendars_one_copy_is_found(mirror):
    for number in range(30):
        facts = {"start_time": SOON + timedelta(hours=number), "ical_uid": f"{number}@example.com"}
        copies = [a_meeting(event_id=f"{number}-{n}", calendar_id=f"calendar-{n}", **facts) for n in range(20)]
        await mirror.save_events(copies, NOW)
    await mirror.save_events([a_meeting(ical_uid="0@example.com")], NOW)

    listed = await mirror.find_coming_for(["jonas@example.com"], NOW)

    assert [meeting.ical_uid for meeting in listed] == [f"{number}@example.com" for number in range(30)]
    assert len((await mirror.everyones.find(NOW)).meetings) == 30
    of_maya = await mirror.find_coming_for(["maya@example.com"], NOW)
    assert [meeting.ical_uid for meeting in of_maya] == [meeting.ical_uid for meeting in listed]
    assert of_maya[0].event_id == "event-1"


@pytest.mark.parametrize("words", ["board", "jose olga", "QUARTER meet", "50% Board", "olga@example.com"])
async def test_everybodys_meetings_are_searched_whole(mirror, words):
    def earlier(number):
        return a_meeting(event_id=f"before-{number}", attendees=(), ical_uid=None, link_keys=())

    await mirror.save_events([earlier(number) for number in range(450)], NOW)
    facts = {"title": "Board, 3rd Quarter: 50% José", "attendees": (Attendee("olga@example.com", "Olga"),)}
    await mirror.save_events([a_meeting(start_time=SOON + timedelta(days=1), **facts)], NOW)

    found = (await mirror.everyones.find(NOW, wanted_words(words))).meetings

    assert [meeting.event_id for meeting in found] == ["event-1"]
    assert (await mirror.everyones.find(NOW, ["board", "no\0where"])).meetings == []


async def test_everybodys_meetings_are_searched_as_far_as_there_is_time_for(mirror, database, monkeypatch):
    far = SOON + timedelta(days=20)
    await mirror.save_events([a_meeting(), a_meeting(event_id="far", start_time=far, title="Board")], NOW)

    monkeypatch.setattr(everyones, "EVENTS_AT_ONCE", 1)
    without_time = await EveryonesMeetings(database, seconds=0).find(NOW, ["board"])
    in_time = await mirror.everyones.find(NOW, ["board"])

    assert without_time == FoundMeetings([], until=NOW)
    assert ([each.event_id for each in in_time.meetings], in_time.until) == (["far"], None)


@pytest.mark.parametrize("words", ["standup lodz", "stand-up", "stand up ana's", "łódź – ana’s"])
async def test_typography_hides_nothing_of_everybodys(mirror, words):
    await mirror.save_events([a_meeting(title="Ana’s stand-up – Łódź")], NOW)

    assert len((await mirror.everyones.find(NOW, wanted_words(words))).meetings) == 1


async def test_what_no_bot_can_attend_is_found_apart_for_those_who_may_see_it(mirror):
    facts = {"event_id": "no-link", "meeting_url": None, "link_keys": ()}
    await mirror.save_events([a_meeting(), a_meeting(**facts)], NOW)

    for email in ("maya@example.com", "jonas@example.com"):
        assert [each.event_id for each in await mirror.find_unbookable_for([email], NOW)] == ["no-link"]
        assert [each.event_id for each in await mirror.find_coming_for([email], NOW)] == ["event-1"]
    assert await mirror.find_unbookable_for(["olga@example.com"], NOW) == []
    assert await mirror.find_unbookable_for(["maya@example.com"], SOON + timedelta(hours=1)) == []


async def test_an_event_that_is_joined_by_a_link_of_its_own_is_offered(mirror):
    await mirror.save_events([a_meeting(meeting_url=None, join_url=MEET)], NOW)

    (found,) = await mirror.find_coming_for(["maya@example.com"], NOW)

    assert (found.meeting_url, found.link) == (None, MEET)
    assert await mirror.find_unbookable_for(["maya@example.com"], NOW) == []


async def test_what_is_over_is_not_coming(mirror):
    await mirror.save_events([a_meeting()], NOW)

    assert await mirror.find_coming_for(["maya@example.com"], SOON + timedelta(minutes=29)) != []
    assert await mirror.find_coming_for(["maya@example.com"], SOON + timedelta(minutes=30)) == []
    assert (await mirror.everyones.find(SOON + timedelta(minutes=30))).meetings == []


async def test_a_newer_reading_replaces_an_older_one_and_not_the_other_way_round(mirror):
    newer = a_meeting(title="Renamed", updated_at=NOW)
    older = a_meeting(updated_at=NOW - timedelta(hours=1))

    await mirror.save_events([newer], NOW)
    await mirror.save_events([older], NOW)

    assert (await mirror.event(CalendarEventId("event-1"))).title == "Renamed"


async def test_readings_that_come_at_once_are_written_in_turn_and_the_newest_stays(mirror, database):
    page = [a_meeting(event_id=f"event-{number}") for number in range(60)]
    renamed = a_meeting(title="Renamed", updated_at=NOW)

    for _ in range(3):
        await asyncio.gather(
            mirror.save_events(page, NOW),
            mirror.save_events([renamed], NOW),
            mirror.save_events(page[::-1], NOW),
            mirror.save_calendars([MAYAS, replace(MAYAS, id=CalendarId("second"))]),
            mirror.save_calendars([replace(MAYAS, id=CalendarId("second")), MAYAS]),
        )

    assert await count_events(database) == 60
    assert (await mirror.event(CalendarEventId("event-1"))).title == "Renamed"


async def test_people_and_links_follow_the_event(mirror):
    await mirror.save_events([a_meeting()], NOW)
    moved_on = a_meeting(attendees=(), link_keys=(LinkKey("zoom:81234567890"),), updated_at=NOW)

    await mirror.save_events([replace(moved_on, calendar_id=CalendarId("elsewhere"))], NOW)

    assert await mirror.find_coming_for(["jonas@example.com"], NOW) == []
    assert await mirror.find_with_links([MEET_KEY], NOW) == []
    assert len(await mirror.find_with_links([LinkKey("zoom:81234567890")], NOW)) == 1


async def test_a_complete_reading_drops_what_it_did_not_show(mirror):
    await mirror.save_events([a_meeting()], NOW)
    await mirror.save_events([a_meeting(event_id="event-2")], NOW + timedelta(hours=1))

    dropped = await mirror.forget_unseen(NOW + timedelta(minutes=30), since=NOW, until=NOW + timedelta(days=28))

    assert dropped == 1
    assert await mirror.event(CalendarEventId("event-1")) is None
    assert await mirror.event(CalendarEventId("event-2")) is not None


async def test_what_lies_beyond_a_complete_reading_is_not_missed_in_it(mirror):
    await mirror.save_events([a_meeting(start_time=NOW + timedelta(days=29))], NOW)

    assert await mirror.forget_unseen(NOW + timedelta(days=1), since=NOW, until=NOW + timedelta(days=28)) == 0


async def test_what_was_over_before_a_complete_reading_began_is_not_missed_in_it(mirror):
    await mirror.save_events([a_meeting()], NOW)

    later = NOW + timedelta(days=3)
    assert await mirror.forget_unseen(later, since=later - timedelta(days=1), until=later + timedelta(days=28)) == 0


async def test_many_events_are_found_by_id_and_those_that_are_gone_are_not(mirror):
    ids = [CalendarEventId(f"e{number}") for number in range(1100)]
    await mirror.save_events([a_meeting(event_id=each) for each in ids[::2]], NOW)

    found = await mirror.events_by_id(ids)

    assert set(found) == set(ids[::2])
    assert found[ids[0]].event_id == ids[0]


async def test_an_event_that_recall_does_not_know_any_more_is_forgotten_alone(mirror):
    await mirror.save_events([a_meeting(), a_meeting(event_id="event-2")], NOW)

    await mirror.forget(CalendarEventId("event-1"))

    assert await mirror.event(CalendarEventId("event-1")) is None
    assert await mirror.event(CalendarEventId("event-2")) is not None


async def test_events_leave_with_their_window(mirror, database):
    await mirror.save_events([a_meeting()], NOW)

    assert await mirror.forget_past(SOON + timedelta(days=1)) == 1
    assert await count_events(database) == 0


async def test_an_event_that_a_bot_was_sent_to_stays_until_its_booking_is_reduced(mirror, database):
    await mirror.save_events([a_meeting(), a_meeting(event_id="event-2")], NOW)
    booking = a_booking(bot=BotState(bot_id=BotId("bot-1"), applied_revision=1))
    await Bookings(database).submit(a_submission("V1", booking))

    assert await mirror.forget_past(SOON + timedelta(days=1)) == 1
    assert await mirror.event(CalendarEventId("event-1")) is not None

    await Retention(database).reduce(SOON + timedelta(days=90))
    assert await mirror.forget_past(SOON + timedelta(days=1)) == 1


async def test_calendars_are_found_by_either_address_in_any_case(mirror):
    signed_in_otherwise = replace(MAYAS, id=CalendarId("second"), platform_email=None, oauth_email="maya@old.test")

    await mirror.save_calendars([MAYAS, signed_in_otherwise])

    found = await mirror.calendars_of(["maya@example.com", "maya@old.test"])
    assert {calendar.id for calendar in found} == {"calendar-maya", "second"}


async def test_calendars_that_are_as_they_were_are_not_written_again(mirror, database):
    facts = {"platform": "google_calendar", "oauth_email": None, "status": "connected"}
    maya = Calendar(id=CalendarId("maya"), platform_email="Maya@example.com", **facts)
    jonas = Calendar(id=CalendarId("jonas"), platform_email="jonas@example.com", **facts)
    await mirror.save_calendars([maya, jonas])
    written = []
    for engine in database.engine.sync_engines:
        listen(engine, "before_cursor_execute", lambda *call: written.append(call[2]) if "INSERT" in call[2] else None)

    await mirror.save_calendars([replace(maya, platform_email=None), jonas])
    assert written == []
    await mirror.save_calendars([replace(maya, status="connecting", platform_email=None), jonas])

    assert written
    found = {calendar.id: calendar for calendar in await mirror.all_calendars()}
    assert (found["maya"].platform_email, found["maya"].status) == ("maya@example.com", "connecting")


async def test_a_calendar_missing_from_the_list_counts_as_disconnected(mirror):
    await mirror.save_calendars([])

    (calendar,) = await mirror.all_calendars()
    assert calendar.is_disconnected


async def test_a_calendar_that_is_connected_anew_stays_its_owners_meanwhile(mirror):
    await mirror.save_events([a_meeting(attendees=())], NOW)

    await mirror.save_calendars([replace(MAYAS, status="connecting", platform_email=None)])

    (calendar,) = await mirror.calendars_of(["maya@example.com"])
    assert not calendar.is_disconnected
    assert await mirror.find_coming_for(["maya@example.com"], NOW) == [a_meeting(attendees=())]


async def test_a_calendars_owner(mirror):
    assert await mirror.owner_of(CalendarId("calendar-maya")) == "maya@example.com"
    assert await mirror.owner_of(None) is None


async def test_a_link_finds_ones_own_meeting_among_ever_so_many(mirror):
    def everybodys(n, **facts):
        return a_meeting(event_id=f"event-{n}", calendar_id=f"calendar-{n}", attendees=(), ical_uid=None, **facts)

    await mirror.save_events([everybodys(n) for n in range(2, 450)], NOW)
    await mirror.save_events([a_meeting(start_time=SOON + timedelta(days=1))], NOW)

    found = await mirror.find_with_links_for(["maya@example.com"], [MEET_KEY], NOW)

    assert [meeting.event_id for meeting in found] == ["event-1"]
    assert await mirror.find_with_links_for(["maya@example.com"], ["zoom:81234567890"], NOW) == []
    assert await mirror.find_with_links_for(["nobody@example.com"], [MEET_KEY], NOW) == []


async def test_a_link_finds_nothing_in_a_disconnected_calendar(mirror):
    await mirror.save_events([a_meeting()], NOW)

    await mirror.save_calendars([replace(MAYAS, status="disconnected")])

    assert await mirror.find_with_links_for(["maya@example.com"], [MEET_KEY], NOW) == []
    assert await mirror.find_coming_with_link(MEET_KEY, NOW) == []
    assert await mirror.find_with_links([MEET_KEY], NOW) != []


async def test_more_events_than_one_transaction_takes_are_forgotten(mirror, monkeypatch):
    monkeypatch.setattr(mirroring, "IDS_AT_ONCE", 2)
    await mirror.save_events([a_meeting(event_id=f"event-{number}") for number in range(5)], NOW)
    await mirror.save_events([a_meeting(event_id="later", start_time=SOON + timedelta(days=9))], NOW)

    assert await mirror.forget_past(SOON + timedelta(days=1)) == 5

    assert [meeting.event_id for meeting in (await mirror.everyones.find(NOW)).meetings] == ["later"]
