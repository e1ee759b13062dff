"""The bot goes by the link that has the passcode, whichever of them someone has or an event holds."""

import pytest

from bot.blocks.names import Field
from tests.journeys.furniture import SALES
from tests.journeys.links import (
    PASSCODE,
    assert_passcode_is_kept,
    books_link,
    created,
    found_by_form,
    logged,
    opens_link,
    shared,
    uses_shortcut,
)

BARE = "https://acme.zoom.us/j/81234567890"
WRONG = f"{BARE}?pwd=Outdated.1"
WHOLE = f"{BARE}?pwd={PASSCODE}"


@pytest.fixture
async def make_world(log, caplog, a_sqlite_world):
    worlds = []

    async def make(**details):
        worlds.append(await a_sqlite_world(prepare=lambda world: world.meeting(**details)))
        return worlds[0]

    yield make
    assert_passcode_is_kept(worlds[0], logged(log, caplog))


def sent_links(world) -> list[str | None]:
    return [request.json["bot_config"].get("meeting_url") for request in world.scheduled()]


@pytest.mark.parametrize("own", [BARE, WRONG], ids=["without a passcode", "with another"])
async def test_the_link_that_someone_gives_by_the_command_is_the_one_that_counts(make_world, own):
    world = await make_world(meeting_url=own)

    await opens_link(world, WHOLE)
    assert found_by_form(world) == "10:00 Weekly sync · Zoom"
    await world.maya.submits()
    await world.card(saying="Scheduled:")

    assert sent_links(world) == [WHOLE]
    assert world.scheduled()[0].json["deduplication_key"] == f"2026-03-02T15:00:00Z-{own}"
    assert created(world) == []


async def test_so_is_the_one_in_a_message(make_world):
    world = await make_world(meeting_url=BARE)

    await uses_shortcut(world, shared(world, f"Here it is: {BARE} or <{WHOLE}|with the passcode>"))
    await world.maya.submits()
    await world.card(saying="Scheduled:")

    assert sent_links(world) == [WHOLE]


async def test_a_link_to_another_room_is_not(make_world):
    world = await make_world(meeting_url=BARE)

    await opens_link(world, f"{BARE} {WHOLE.replace('812', '912')}")
    await world.maya.submits()
    await world.card(saying="Scheduled:")

    assert sent_links(world) == [None]


async def test_a_passcode_that_stands_in_the_events_own_text_is_used(make_world):
    world = await make_world(meeting_url=BARE, raw={"description": f'<a href="{WHOLE}">Join</a>'})

    await world.books()

    assert sent_links(world) == [WHOLE]


async def test_a_passcode_that_is_written_down_later_reaches_the_booked_bot_without_a_word(make_world):
    world = await make_world(meeting_url=BARE)
    world.hears_recall()
    card = await world.books()
    said = len(world.slack.messages(SALES))

    world.recall.change_raw(world.recall.events[0].id, description=f"Join: {WHOLE}")
    await world.until_recall(lambda: sent_links(world) == [None, WHOLE])
    await world.nothing_is_left_to_do()

    assert world.only_bot().meeting_url == WHOLE
    assert len(world.slack.messages(SALES)) == said
    assert "Scheduled:" in (await world.card()).text
    assert (await world.card()).ts == card.ts


async def test_the_advice_of_a_failure_card_works(make_world):
    world = await make_world(meeting_url=BARE)
    world.hears_recall()
    await world.books()
    world.clock.set_to(world.hours(3))
    world.recall.walk_bot(world.only_bot().id, "joining_call")
    world.recall.walk_bot(world.only_bot().id, "fatal", sub_code="meeting_password_incorrect")
    card = await world.card(saying="passcode")
    assert "full link" in card.text

    await opens_link(world, WHOLE)
    await world.maya.submits()
    await world.until_recall(lambda: len(sent_links(world)) == 2)

    assert sent_links(world) == [None, WHOLE]
    assert world.recall.bots[-1].meeting_url == WHOLE


async def test_a_booked_meeting_gets_the_passcode_from_anyone_who_has_it(make_world):
    world = await make_world(meeting_url=BARE)
    await world.books()

    await opens_link(world, WHOLE)
    await world.maya.fills(Field.REPLACE, ["Replace these settings"])
    await world.maya.submits()
    await world.until_recall(lambda: len(sent_links(world)) == 2)

    assert sent_links(world) == [None, WHOLE]
    (bot,) = world.recall.bots
    assert bot.meeting_url == WHOLE


async def test_what_was_given_follows_a_move(make_world):
    world = await make_world(meeting_url=BARE)
    world.hears_recall()
    await opens_link(world, WHOLE)
    await world.maya.submits()
    await world.card(saying="Scheduled:")

    world.recall.move_event(world.recall.events[0].id, world.hours(5))
    await world.card(saying="Rescheduled:")

    assert sent_links(world) == [WHOLE, WHOLE]


async def test_a_browsers_address_and_the_plain_one_are_one_room_and_get_one_bot(a_sqlite_world):
    world = await a_sqlite_world(prepare=lambda world: None)
    await books_link(world, "https://meet.google.com/_meet/xyz-abcd-efg?ijlm=1")

    await opens_link(world, "https://meet.google.com/xyz-abcd-efg", world.olga)

    assert "A bot is already scheduled" in world.form(world.olga)
    assert [request.json["meeting_url"] for request in created(world)] == [
        "https://meet.google.com/xyz-abcd-efg?ijlm=1"
    ]


LAUNCHER = (
    "https://teams.microsoft.com/dl/launcher/launcher.html?url=%2F_%23%2Fl%2Fmeetup-join%2F19%3Ameeting_{}%40thread.v2"
    "%2F0%3Fcontext%3D%257b%2522Tid%2522%253a%2522t%2522%257d&type=meetup-join"
)


async def test_two_rooms_behind_one_page_get_a_bot_each(a_sqlite_world):
    world = await a_sqlite_world(prepare=lambda world: None)

    await books_link(world, LAUNCHER.format("QQ"))
    await books_link(world, LAUNCHER.format("Qg"), who=world.olga)

    joined = [request.json["meeting_url"] for request in created(world)]
    assert [link.partition("?")[0] for link in joined] == [
        "https://teams.microsoft.com/l/meetup-join/19%3Ameeting_QQ%40thread.v2/0",
        "https://teams.microsoft.com/l/meetup-join/19%3Ameeting_Qg%40thread.v2/0",
    ]
