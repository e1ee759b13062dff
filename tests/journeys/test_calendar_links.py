"""A link that is on the person's calendar, in whatever form, opens the form at its meeting."""

from datetime import timedelta

import pytest

from bot.blocks.names import Action, Field
from tests.journeys.links import (
    PASSCODE,
    SAME_ZOOM,
    ZOOM,
    ZOOM_LABEL,
    assert_passcode_is_kept,
    chosen,
    created,
    found_by_form,
    logged,
    opens_link,
    shared,
    uses_shortcut,
)

TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_{}%40thread.v2/0?context=%7b%22Tid%22%3a%22t%22%7d"
SHORT_TEAMS = f"https://teams.microsoft.com/meet/2234567890123?p={PASSCODE}"
CHANNEL = "https://teams.microsoft.com/l/meetup-join/19%3aabc%40thread.tacv2/1700000000001"
WEBEX = "https://acme.webex.com/acme/j.php?MTID=m0123abcd"

# What is called so on the calendar has the first link; the message has the second.
SAME_ROOM = {
    "vanity domain": (f"https://us02web.zoom.us/j/811111111?pwd={PASSCODE}", "https://acme.zoom.us/j/811111111"),
    "web client": (f"https://zoom.us/j/822222222?pwd={PASSCODE}", "https://app.zoom.us/wc/822222222/start"),
    "older web client": (f"https://zoom.us/j/833333333?pwd={PASSCODE}", "https://zoom.us/wc/join/833333333"),
    "personal room": (f"https://zoom.us/my/jane.doe?pwd={PASSCODE}", "https://zoom.us/my/Jane.Doe"),
    "other account": ("https://meet.google.com/aaa-aaaa-aaa", "https://meet.google.com/aaa-aaaa-aaa?authuser=1"),
    "typed by hand": ("https://meet.google.com/bbb-bbbb-bbb", "meet.google.com/BBB-BBBB-BBB"),
    "other invitee": (TEAMS.format("A1"), TEAMS.format("A1").replace("Tid", "Oid")),
    "decoded": (TEAMS.format("B2"), "https://teams.microsoft.com/l/meetup-join/19:meeting_B2@thread.v2/0"),
    "channel": (CHANNEL, CHANNEL.replace("%3a", ":")),
    "short": (SHORT_TEAMS, "https://teams.microsoft.com/meet/2234567890123"),
    "personal Teams": (f"https://teams.live.com/meet/9312345678901?p={PASSCODE}", "teams.live.com/meet/9312345678901"),
    "tracked": (WEBEX, f"{WEBEX}&source=mail"),
    "GoTo": ("https://meet.goto.com/680504437", "https://www.gotomeet.me/680504437"),
}


@pytest.fixture
async def make_world(log, caplog, a_sqlite_world):
    """As `a_sqlite_world`; afterwards it is seen to that no passcode was told."""
    worlds = []

    async def make(prepare):
        worlds.append(await a_sqlite_world(prepare=prepare))
        return worlds[0]

    yield make
    assert_passcode_is_kept(worlds[0], logged(log, caplog))


async def test_another_form_of_the_link_finds_its_meeting(make_world):
    def prepare(world):
        for title, (link, _) in SAME_ROOM.items():
            world.meeting(title, meeting_url=link)

    world = await make_world(prepare)
    found = {}
    for title, (_, link) in SAME_ROOM.items():
        await uses_shortcut(world, shared(world, link))
        found[title] = found_by_form(world).split(" · ")[0]

    assert found == {title: f"10:00 {title}" for title in SAME_ROOM}


@pytest.mark.parametrize(
    "raw",
    [
        {"description": f'<a href="{SHORT_TEAMS}">Join</a>'},
        {"location": f"Microsoft Teams; {SHORT_TEAMS}"},
        {"conferenceData": {"entryPoints": [{"entryPointType": "more", "uri": SHORT_TEAMS}]}},
    ],
    ids=["body", "location", "conference data"],
)
async def test_a_link_that_stands_elsewhere_in_the_event_finds_it_too(make_world, raw):
    world = await make_world(lambda world: world.meeting(meeting_url=TEAMS.format("A1"), raw=raw))

    await opens_link(world, SHORT_TEAMS)

    assert found_by_form(world) == "10:00 Weekly sync · Microsoft Teams"


async def test_one_that_stands_only_in_an_outlook_body_finds_it_too(make_world):
    def prepare(world):
        outlook = world.recall.add_calendar(email="jonas@example.com", platform="microsoft_outlook")
        body = {"contentType": "html", "content": f'<p><a href="{SHORT_TEAMS}">Join the meeting now</a></p>'}
        world.meeting(calendar_id=outlook.id, meeting_url=TEAMS.format("A1"), raw={"body": body})

    world = await make_world(prepare)

    await opens_link(world, SHORT_TEAMS, world.jonas)

    assert found_by_form(world, world.jonas) == "16:00 Weekly sync · Microsoft Teams"


async def test_the_meeting_is_booked_with_its_own_link_through_its_event(make_world):
    world = await make_world(lambda world: world.meeting(meeting_url=SAME_ZOOM))

    await opens_link(world, "https://acme.zoom.us/j/81234567890")
    await world.maya.submits()
    await world.card(saying="Scheduled:")

    assert world.scheduled()[0].json["deduplication_key"] == f"2026-03-02T15:00:00Z-{SAME_ZOOM}"
    assert created(world) == []


async def test_an_invitation_is_a_calendar_too(make_world):
    world = await make_world(lambda world: world.meeting(meeting_url=ZOOM, attendees=["jonas@example.com"]))

    await opens_link(world, who=world.jonas)

    assert found_by_form(world, world.jonas) == "16:00 Weekly sync · Zoom"


async def test_a_meeting_that_is_over_leaves_a_bare_link(make_world):
    world = await make_world(lambda world: world.meeting(meeting_url=ZOOM, start=world.hours(-2)))

    await opens_link(world)

    assert found_by_form(world) == ZOOM_LABEL


async def test_a_host_that_only_looks_like_one_finds_nothing(make_world):
    world = await make_world(lambda world: world.meeting(meeting_url=ZOOM))

    await uses_shortcut(
        world, shared(world, "https://evil-zoom.us/j/81234567890 or https://zoom.us.evil.test/j/81234567890")
    )

    assert "This message has no meeting link." in world.form()


def series(world, *hours: float) -> None:
    for each in hours:
        world.meeting(f"Sync {each:+}", meeting_url=ZOOM, series="sync", start=world.hours(each))


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        pytest.param((-24, -0.25, 24, 48), "06:45 Sync -0.25 · Zoom", id="running"),
        pytest.param((-24, -2, 24, 48), "07:00 Sync +24 · Zoom", id="nearest to come"),
        pytest.param((48, 24, 2), "09:00 Sync +2 · Zoom", id="whatever their order"),
    ],
)
async def test_a_recurring_link_opens_at_the_running_or_nearest_coming_occurrence(make_world, hours, expected):
    world = await make_world(lambda world: series(world, *hours))

    await opens_link(world)

    assert found_by_form(world) == expected


async def test_another_occurrence_can_be_picked(make_world):
    world = await make_world(lambda world: series(world, 1, 24, 48))
    await opens_link(world)

    await world.picks("Sync +24")
    await world.maya.submits()
    await world.card(saying="Scheduled:")

    assert world.scheduled()[0].json["deduplication_key"] == f"2026-03-03T12:00:00Z-{ZOOM}"


async def test_the_other_occurrences_of_a_link_are_offered_before_all_else_with_their_days(make_world):
    def prepare(world):
        world.meeting("Lunch", start=world.hours(5))
        series(world, 48, 1, 24)

    world = await make_world(prepare)
    await opens_link(world)

    answer = await world.maya.searches(Action.PICK_MEETING)

    assert [(heading, [option["text"]["text"] for option in options]) for heading, options in answer.groups] == [
        (
            "Meetings with this link",
            [
                "Today, Mon, March 2, 08:00 Sync +1 · Zoom",
                "Tomorrow, Tue, March 3, 07:00 Sync +24 · Zoom",
                "Wed, March 4, 07:00 Sync +48 · Zoom",
            ],
        ),
        ("Today, Mon, March 2", ["12:00 Lunch · Google Meet"]),
    ]


async def test_the_form_says_on_which_day_the_link_s_meeting_is(make_world):
    world = await make_world(lambda world: series(world, 48))

    await opens_link(world)

    assert "Wed, March 4, 2026 at 07:00 (America/New_York)" in world.form()


async def test_each_occurrence_is_a_meeting_of_its_own(make_world):
    world = await make_world(lambda world: series(world, 1, 1.5))
    await opens_link(world)
    await world.maya.submits()
    await world.card(saying="Scheduled:")

    await opens_link(world)
    await world.picks("Sync +1.5")
    assert "already scheduled" not in world.form()
    await world.maya.submits()
    await world.until_recall(lambda: len(world.recall.bots) == 2)


async def test_a_call_in_the_same_room_that_is_on_no_calendar_gets_its_bot_too(make_world):
    world = await make_world(lambda world: series(world, 24, 48))
    await opens_link(world)

    await world.and_it_changes(world.maya, world.maya.clicks("Use the link instead"))
    await world.maya.submits()
    await world.card(saying="Scheduled:")

    assert [request.json["meeting_url"] for request in created(world)] == [ZOOM]
    assert world.only_bot().status == "joining_call"


async def test_it_does_not_get_a_second_bot_while_a_meeting_there_has_one(make_world):
    world = await make_world(lambda world: series(world, 0.5, 48))
    await world.books("Sync +0.5")
    await opens_link(world)

    await world.and_it_changes(world.maya, world.maya.clicks("Use the link instead"))

    assert "A bot is already scheduled." in world.form()


def mentions_zoom(world):
    """A meeting elsewhere, two days from now."""
    world.meeting(start=world.hours(48), raw={"description": f"Questions before that? Come to {ZOOM}"})


async def test_a_link_that_a_meeting_only_mentions_is_a_link_of_its_own(make_world):
    world = await make_world(mentions_zoom)

    await uses_shortcut(world, shared(world, f"Incident call, now: {ZOOM}"))
    assert found_by_form(world) == ZOOM_LABEL
    await world.maya.submits()
    await world.card(saying="Scheduled:")

    assert [request.json["meeting_url"] for request in created(world)] == [ZOOM]
    assert world.scheduled() == []


async def test_a_meeting_that_holds_it_comes_before_one_of_which_it_may_be_another_form(make_world):
    def prepare(world):
        personal = "https://acme.zoom.us/my/jane.doe"
        world.meeting("Perhaps there", start=world.hours(1), meeting_url=personal, raw={"description": ZOOM})
        world.meeting("Held there", start=world.hours(2), meeting_url=ZOOM)

    world = await make_world(prepare)

    await opens_link(world)

    assert found_by_form(world) == "09:00 Held there · Zoom"


async def test_a_meeting_that_moved_is_found_at_its_new_time(make_world):
    world = await make_world(lambda world: world.meeting(meeting_url=ZOOM))
    world.hears_recall()
    (event,) = world.recall.events

    world.recall.move_event(event.id, event.start + timedelta(hours=1))
    await world.until_mirrored(event.id, lambda meeting: meeting.start_time == world.hours(4))
    await opens_link(world)

    assert chosen(world.maya, Field.MEETING) == "11:00 Weekly sync · Zoom"
