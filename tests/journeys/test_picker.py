"""The picker offers the person's own coming meetings, and nothing else."""

import pytest

from bot.blocks.names import Action
from bot.sandbox.recall.workspace import Guest
from tests.journeys.furniture import MEET, RANDOM, ZOOM
from tests.journeys.hand_made import pick, post_interaction, submission

ROOMS = (f"https://meet.google.com/{letter * 3}-{letter * 4}-{letter * 3}" for letter in "abcdefghijklmnop" * 4)
TEAMS = "https://teams.microsoft.com/meet/123456789012?p=AbC"


def some_days(world) -> None:
    world.meeting("Late show", start=world.hours(17.5), meeting_url=next(ROOMS))  # 00:30 on Tuesday in New York
    world.meeting("Planning", start=world.hours(51), meeting_url=ZOOM, attendees=[Guest("ana@acme.test", "Ana Lopes")])
    world.meeting("Stand-up", start=world.hours(-0.25), meeting_url=next(ROOMS))
    world.meeting("Weekly sync", attendees=["jonas@example.com"])
    world.meeting("Dinner", start=world.hours(16), meeting_url=TEAMS)


@pytest.fixture
async def world(a_sqlite_world):
    return await a_sqlite_world(prepare=some_days)


async def offered(world, query: str = "", person=None) -> list[str]:
    who = person or world.maya
    await world.opens_form(person=who)
    return (await who.searches(Action.PICK_MEETING, query)).texts


async def test_the_first_click_shows_what_is_coming_by_day_in_ones_own_time_zone(world):
    await world.opens_form()

    answer = await world.maya.searches(Action.PICK_MEETING)

    assert [(day, [option["text"]["text"] for option in options]) for day, options in answer.groups] == [
        (
            "Today, Mon, March 2",
            [
                "06:45 Stand-up · Google Meet · now",
                "10:00 Weekly sync · Google Meet",
                "23:00 Dinner · Microsoft Teams",
            ],
        ),
        ("Tomorrow, Tue, March 3", ["00:30 Late show · Google Meet"]),
        ("Wed, March 4", ["10:00 Planning · Zoom"]),
    ]


async def test_someone_elsewhere_sees_their_own_hours(world):
    assert await offered(world, person=world.jonas) == ["16:00 Weekly sync · Google Meet"]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("late", "Late show"),
        ("SYNC week", "Weekly sync"),
        ("lopes", "Planning"),
        ("ana@acme", "Planning"),
        ("teams", "Dinner"),
        ("zoom", "Planning"),
    ],
)
async def test_a_meeting_is_found_by_title_people_and_platform(world, query, title):
    (text,) = await offered(world, query)

    assert title in text


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("wekly snyc", ["Weekly sync"]),
        ("tomorrow", ["Late show"]),
        ("wednesday planing", ["Planning"]),
        ("tue", ["Late show"]),
        (f"Join {ZOOM}", ["Planning"]),
    ],
)
async def test_typos_days_and_links_are_understood(world, query, titles):
    assert [title for title in titles if any(title in text for text in await offered(world, query))] == titles
    assert len(await offered(world, query)) == len(titles)


async def test_a_link_that_is_on_no_calendar_is_told_where_to_go(world):
    assert await offered(world, "https://zoom.us/j/5555555555") == ["Use /recall-schedule with the link instead"]


async def test_what_is_booked_is_marked_for_everyone_who_is_invited(world):
    await world.books("Weekly sync")

    assert await offered(world, "weekly", world.jonas) == ["16:00 Weekly sync · Google Meet · scheduled"]


async def test_a_meeting_that_is_kept_away_is_marked(world):
    await world.books("Weekly sync")
    await world.jonas.clicks(Action.VETO_RECORDING, await world.card(saying="Weekly sync"))
    await world.card(saying="Canceled:")

    assert await offered(world, "weekly") == ["10:00 Weekly sync · Google Meet · recording off"]


async def test_a_meeting_with_others_and_no_link_is_marked_and_says_why_it_cannot_be_booked(a_sqlite_world):
    def prepare(world):
        world.meeting()
        world.meeting("Lunch", meeting_url=None, attendees=["maya@example.com", "jonas@example.com"])

    world = await a_sqlite_world(prepare=prepare)
    assert await offered(world, "lunch") == ["10:00 Lunch · no link"]

    await world.picks("Lunch")
    assert "has no link that a bot can use" in world.form()
    await world.maya.submits()

    assert "no link" in next(iter(world.maya.view_errors.values()))


async def test_a_search_without_a_match_says_so(world):
    await world.opens_form()

    answer = await world.maya.searches(Action.PICK_MEETING, "budget")

    ((heading, _),) = answer.groups
    assert heading == "No meetings found"


async def test_what_says_that_nothing_was_found_is_not_a_meeting(world):
    await world.opens_form()
    answer = await world.maya.searches(Action.PICK_MEETING, "budget")

    await world.and_it_changes(world.maya, world.maya.picks(Action.PICK_MEETING, answer.texts[0]))
    await world.maya.submits()

    assert list(world.maya.view_errors.values()) == ["Pick a meeting."]


UNFIT = {
    "ended": {"start": -2},
    "long past": {"start": -23},
    "all-day": {"all_day": True},
    "without a link": {"meeting_url": None},
    "with a link that no bot can join by": {"meeting_url": "https://example.com/room"},
    "too far ahead": {"start": 24 * 40},
}


@pytest.mark.parametrize("why", UNFIT)
async def test_a_meeting_that_no_bot_could_attend_is_not_offered(a_sqlite_world, why):
    def prepare(world):
        details = dict(UNFIT[why])
        world.meeting("Weekly sync")
        world.meeting("Unfit", **{"meeting_url": ZOOM, **details, "start": world.hours(details.get("start", 2))})

    world = await a_sqlite_world(prepare=prepare)

    assert await offered(world) == ["10:00 Weekly sync · Google Meet"]


@pytest.mark.parametrize("leaves", ["delete_event", "cancel_event"])
async def test_a_meeting_that_was_taken_off_the_calendar_is_not_offered_any_more(world, leaves):
    world.hears_recall()
    planning = next(event for event in world.recall.events if event.title == "Planning")
    assert await offered(world, "planning") == ["10:00 Planning · Zoom"]

    getattr(world.recall, leaves)(planning.id)
    await world.until_mirrored(planning.id, lambda meeting: meeting.is_gone)

    assert "Planning" not in (await offered(world, "planning"))[0]


async def test_a_meeting_that_comes_up_is_offered_once_recall_tells_of_it(world):
    world.hears_recall()

    event = world.meeting("Fire drill", start=world.hours(1), meeting_url=next(ROOMS))
    await world.until_mirrored(event.id)

    assert await offered(world, "fire") == ["08:00 Fire drill · Google Meet"]


async def test_a_meeting_that_moved_is_offered_at_its_new_time(world):
    world.hears_recall()
    event = next(event for event in world.recall.events if event.title == "Dinner")

    world.recall.move_event(event.id, world.hours(13))
    await world.until_mirrored(event.id, lambda meeting: meeting.start_time == world.hours(13))

    assert await offered(world, "dinner") == ["20:00 Dinner · Microsoft Teams"]


async def test_copies_of_a_meeting_are_offered_once_and_ones_own_is_booked(a_sqlite_world):
    def prepare(world):
        of_jonas = world.recall.add_calendar(email="jonas@example.com", platform="microsoft_outlook")
        facts = {"ical_uid": "weekly@example.com", "attendees": ["maya@example.com", "jonas@example.com"]}
        world.meeting("Weekly sync", calendar_id=of_jonas.id, **facts)
        world.own = world.meeting("Weekly sync", **facts)

    world = await a_sqlite_world(prepare=prepare)

    assert await offered(world) == ["10:00 Weekly sync · Google Meet"]
    await world.picks("Weekly sync")
    await world.maya.submits()
    await world.card(saying="Scheduled:")
    assert world.scheduled()[0].path == f"/api/v2/calendar-events/{world.own.id}/bot/"


async def test_two_occurrences_of_a_series_are_two_meetings(a_sqlite_world):
    def prepare(world):
        for week in range(2):
            start = world.hours(3 + week * 7 * 24)
            world.meeting("Weekly sync", start=start, series="weekly", ical_uid="weekly@example.com")

    world = await a_sqlite_world(prepare=prepare)

    assert len(await offered(world)) == 2


async def test_an_invitation_from_a_calendar_that_is_not_ones_own_is_offered(world):
    """Jonas has no calendar here; Maya's lists him."""
    assert await offered(world, "weekly", world.jonas) == ["16:00 Weekly sync · Google Meet"]


async def test_someone_elses_meeting_is_never_offered_nor_booked(world):
    theirs = next(event for event in world.recall.events if event.title == "Planning")
    assert "Planning" not in (await offered(world, "planning", world.jonas))[0]

    await world.opens_form("weekly", person=world.jonas)
    answer = await post_interaction(world, pick(submission(world.slack, world.jonas), theirs.id))

    assert "This meeting is no longer on your calendar. Pick another one." in answer.text
    assert "Planning" not in answer.text
    await world.nothing_is_left_to_do()
    assert world.scheduled() == []


async def test_an_operator_can_open_everything_to_everyone(a_sqlite_world):
    policy = {"policy": {"everyone_sees_everything": True}}
    world = await a_sqlite_world(prepare=some_days, configuration=policy)

    assert len(await offered(world, person=world.jonas)) == 5


async def test_ever_so_many_meetings_of_everyone_hide_none_of_ones_own_and_none_that_is_searched_for(a_sqlite_world):
    def prepare(world):
        colleagues = [world.recall.add_calendar(email=f"c{number}@example.com") for number in range(9)]
        for number in range(450):
            facts = {"start": world.hours(1 + number / 100), "meeting_url": next_room(number)}
            world.meeting(f"Call {number:03}", calendar_id=colleagues[number % 9].id, **facts)
        world.meeting("Board meeting", start=world.hours(30))
        world.meeting("Budget", calendar_id=colleagues[0].id, start=world.hours(31), meeting_url=next_room(451))

    policy = {"policy": {"everyone_sees_everything": True}}
    world = await a_sqlite_world(prepare=prepare, configuration=policy)

    assert "Board meeting" in (await offered(world, "board"))[0]
    assert "Budget" in (await world.maya.searches(Action.PICK_MEETING, "budg")).texts[0]
    await world.maya.closes()
    await world.opens_form("board meeting")
    assert "Board meeting" in world.form()


async def test_a_busy_calendar_without_links_hides_no_call(a_sqlite_world):
    def prepare(world):
        for number in range(420):
            world.meeting("Focus", start=world.hours(1 + number), meeting_url=None)
        world.meeting("Late call", start=world.hours(450))

    world = await a_sqlite_world(prepare=prepare)

    (only,) = await offered(world)
    assert "Late call" in only


async def test_a_disconnected_calendar_offers_nothing_even_where_everyone_sees_everything(a_sqlite_world):
    def prepare(world):
        world.meeting("Weekly sync")
        world.recall.disconnect_calendar(world.calendar.id)

    policy = {"policy": {"everyone_sees_everything": True}}
    world = await a_sqlite_world(prepare=prepare, configuration=policy)

    await world.opens_form(MEET, person=world.jonas)

    assert "Weekly sync" not in world.form(world.jonas)


async def test_further_addresses_of_a_person_count(a_sqlite_world):
    def prepare(world):
        world.meeting("Weekly sync", attendees=["jonas@acme.test"])

    world = await a_sqlite_world(prepare=prepare, configuration={"people": {"U0JONAS": ["Jonas@Acme.test"]}})

    assert await offered(world, person=world.jonas) == ["16:00 Weekly sync · Google Meet"]


async def test_a_calendar_counts_by_the_address_that_its_owner_signed_in_with(a_sqlite_world):
    def prepare(world):
        calendar = world.recall.add_calendar(email="team@acme.test", oauth_email="Jonas@example.com")
        world.meeting("Review", calendar_id=calendar.id)

    world = await a_sqlite_world(prepare=prepare)

    assert await offered(world, person=world.jonas) == ["16:00 Review · Google Meet"]


async def test_ever_so_many_meetings_are_a_hundred_options_the_nearest_first(a_sqlite_world):
    def prepare(world):
        for number in range(250):
            world.meeting(f"Call {number:03}", start=world.hours(1 + number / 2), meeting_url=next_room(number))

    world = await a_sqlite_world(prepare=prepare)

    texts = await offered(world)

    assert len(texts) == 100
    assert texts[0] == "08:00 Call 000 · Google Meet"
    assert "Call 249" in (await world.maya.searches(Action.PICK_MEETING, "249")).texts[0]


def next_room(number: int) -> str:
    first, second = divmod(number, 26)
    return f"https://meet.google.com/abc-de{chr(97 + first)}{chr(97 + second)}-hij"


async def test_the_picker_asks_recall_for_nothing(world):
    await world.opens_form(channel_id=RANDOM)
    before = len(world.recall.requests)

    for query in ("", "w", "we", "wee", "week"):
        await world.maya.searches(Action.PICK_MEETING, query)

    assert len(world.recall.requests) == before
