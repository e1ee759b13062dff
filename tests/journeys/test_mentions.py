"""A mention of the app, in a thread mostly: answered to that person alone, with the meeting that they mean."""

from datetime import timedelta

import pytest

from bot.blocks.names import COMMAND, GLOBAL_SHORTCUT, Action, Field
from bot.sandbox.slack.installation import ALL_SCOPES
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.payloads import Payloads
from bot.sandbox.slack.person import Person, PersonCannotError
from bot.sandbox.slack.wire import Retry
from tests.journeys.furniture import MORNING, RANDOM, SALES
from tests.journeys.links import ZOOM, ZOOM_LABEL, created, found_by_form, shared
from tests.journeys.world import World

MENTIONS = {"scopes": ALL_SCOPES | {"app_mentions:read"}}
APP = "@Recall Schedule"


def furnish(world: World) -> None:
    world.meeting()  # today at ten
    world.meeting(
        "Pricing review", start=MORNING + timedelta(hours=8), meeting_url="https://meet.google.com/ppp-ricc-ing"
    )
    world.meeting("Lunch talk", start=MORNING + timedelta(hours=6), meeting_url=None, attendees=["jonas@example.com"])
    world.meeting("Retro", start=MORNING + timedelta(hours=27), meeting_url="https://meet.google.com/rrr-etro-rrr")


@pytest.fixture
async def world(a_sqlite_world):
    return await a_sqlite_world(prepare=furnish, **MENTIONS)


async def mentions(world: World, words: str, *, who: Person | None = None, thread: bool = True) -> Message:
    """The private answer."""
    person = who or world.maya
    before = len(person.ephemerals)
    first = shared(world, "Shall we record it?") if thread else None
    await person.says(f"{APP} {words}", SALES, thread_ts=first and first.ts)
    await world.until(lambda: len(person.ephemerals) > before)
    return person.ephemerals[-1]


WEEKLY, PRICING, RETRO = (
    "*Weekly sync*\nMon, March 2, 2026 at 10:00 (America/New_York) · Google Meet",
    "*Pricing review*\nMon, March 2, 2026 at 15:00 (America/New_York) · Google Meet",
    "*Retro*\nTue, March 3, 2026 at 10:00 (America/New_York) · Google Meet",
)
FOUND = {
    "10 am sync": WEEKLY,
    "please record my 3 pm": PRICING,
    "tomorrow 10": RETRO,
    "my next meeting?": WEEKLY,
    "https://meet.google.com/rrr-etro-rrr": RETRO,
}


async def test_the_meeting_that_is_meant_is_found(world):
    answers = {words: (await mentions(world, words)).text for words in FOUND}

    assert answers == {words: f"{found}\nSchedule a bot to record it?" for words, found in FOUND.items()}


async def test_schedule_books_it_at_one_press_and_the_card_goes_to_the_thread(world):
    answer = await mentions(world, "weekly sync")

    await world.maya.clicks("Schedule", answer)
    card = await world.card(saying="Scheduled:")

    assert card.thread_ts == answer.thread_ts
    assert len(world.scheduled()) == 1
    await world.until(lambda: "Scheduling a bot" in world.maya.ephemerals[-1].text)
    assert world.maya.view is None


async def test_a_second_press_makes_no_second_bot(world):
    answer = await mentions(world, "weekly sync")

    press = await world.maya.clicks("Schedule", answer)
    await world.slack.replay(press)
    await world.nothing_is_left_to_do()

    assert len(world.scheduled()) == 1


async def test_choose_another_opens_the_form_for_the_thread(world):
    answer = await mentions(world, "weekly sync")

    await world.maya.clicks("Choose another", answer)
    await world.until(lambda: world.maya.view)
    await world.picks("Retro")
    await world.maya.submits()

    assert (await world.card(saying="Scheduled:")).thread_ts == answer.thread_ts


async def test_no_one_else_sees_the_answer(world):
    await mentions(world, "weekly sync")

    assert world.jonas.ephemerals == []
    assert [message.text for message in world.slack.messages(SALES) if message.is_from_app] == []


async def test_outside_a_thread_it_is_answered_in_the_conversation(world):
    answer = await mentions(world, "weekly sync", thread=False)
    (mention,) = world.slack.messages(SALES)
    assert answer.thread_ts is None

    await world.maya.clicks("Schedule", answer)

    assert (await world.card(saying="Scheduled:")).thread_ts == mention.ts


async def test_a_link_that_is_on_no_calendar_is_joined_at_the_time_that_is_named(world):
    answer = await mentions(world, f"{ZOOM} tomorrow 9:30", who=world.jonas)
    assert answer.text == f"*{ZOOM_LABEL}*\nThe bot joins Tue, March 3, 2026 at 09:30 (Europe/Berlin)."

    await world.jonas.clicks("Schedule", answer)
    card = await world.card(saying="Scheduled:")

    assert card.thread_ts == answer.thread_ts
    assert created(world)[0].json["join_at"] == "2026-03-03T08:30:00+00:00"
    assert created(world)[0].json["meeting_url"] == ZOOM


async def test_once_its_time_has_passed_the_form_asks_for_another(world):
    answer = await mentions(world, f"{ZOOM} tomorrow 9:30", who=world.jonas)
    world.clock.advance(timedelta(hours=23))

    await world.jonas.clicks("Schedule", answer)
    await world.until(lambda: world.jonas.view)

    assert "At a date and time" in world.form(world.jonas)
    assert created(world) == []


async def test_without_a_time_the_bot_joins_at_once(world):
    answer = await mentions(world, ZOOM, who=world.jonas)
    assert "as soon as you press" in answer.text

    await world.jonas.clicks("Schedule", answer)
    await world.until_recall(lambda: created(world))

    assert created(world)[0].json["meeting_url"] == ZOOM


async def test_more_options_opens_the_form_with_the_link_and_its_time(world):
    answer = await mentions(world, f"{ZOOM} tomorrow 9:30", who=world.jonas)

    await world.jonas.clicks("More options", answer)
    await world.until(lambda: world.jonas.view)

    assert found_by_form(world, world.jonas) == ZOOM_LABEL
    assert "At a date and time" in world.form(world.jonas)


async def test_a_link_that_is_kept_no_longer_is_asked_for_again(world):
    answer = await mentions(world, ZOOM, who=world.jonas)
    await world.store.drafts.forget(world.clock.now() + timedelta(minutes=1))

    await world.jonas.clicks("Schedule", answer)
    await world.until(lambda: "expired" in world.jonas.ephemerals[-1].text)

    assert created(world) == []


async def test_a_mention_of_nothing_gets_help(world):
    answers = [await mentions(world, words) for words in ("", "help", "hi!")]

    assert all(f"`{APP} 3 pm sync`" in answer.text for answer in answers)
    await world.maya.clicks("Choose a meeting", answers[-1])
    await world.until(lambda: world.maya.view)


async def test_what_is_not_understood_gets_examples_and_the_form(world):
    answer = await mentions(world, "the <budget> thing")

    assert answer.text.startswith("None of your upcoming meetings match “the &lt;budget&gt; thing”.")
    await world.maya.clicks(Action.CHOOSE_MEETING, answer)
    await world.until(lambda: world.maya.view)


async def test_who_has_no_meetings_is_told_so_and_the_form_says_why(world):
    answer = await mentions(world, "weekly sync", who=world.olga)
    assert answer.text.startswith("We don't see any upcoming meetings of yours.")

    await world.olga.clicks("Choose a meeting", answer)
    await world.until(lambda: world.olga.view)

    assert "No calendar is connected for olga@example.com." in world.form(world.olga)


async def test_what_no_bot_can_join_is_named_as_that(world):
    shortened = await mentions(world, "https://bit.ly/3abc")
    unknown = await mentions(world, "https://example.com/agenda")
    unlinked = await mentions(world, "lunch talk")

    assert shortened.text.startswith("We can't open shortened links.")
    assert unknown.text.startswith("This link isn't supported.")
    assert unlinked.text.startswith(
        "“Lunch talk” (Mon, March 2, 2026 at 13:00 (America/New_York)) has no link that a bot can use."
    )


async def test_a_meeting_that_has_a_bot_is_shown_with_it(world):
    await world.books()
    answer = await mentions(world, "weekly sync")
    assert answer.text.endswith("A bot is already scheduled.")

    await world.maya.clicks("Open", answer)
    await world.until(lambda: world.maya.view)

    assert "A bot is already scheduled." in world.form()


async def test_what_stands_in_the_way_by_then_is_shown_in_the_form(world):
    answer = await mentions(world, "weekly sync")
    await world.books()

    await world.maya.clicks("Schedule", answer)
    await world.until(lambda: world.maya.view)

    assert "A bot is already scheduled." in world.form()
    assert len(world.scheduled()) == 1


async def test_slack_may_send_it_again_even_to_another_process_and_it_is_answered_once(world):
    await mentions(world, "weekly sync")
    (event,) = [each for each in world.slack.delivered if each.payload.get("event", {}).get("type") == "app_mention"]

    await world.slack.replay(event, Retry(1, "http_timeout"))
    await world.until_written()
    await world.stops()
    await world.starts()
    await world.slack.replay(event, Retry(2, "http_timeout"))
    await world.until_written()

    assert len(world.maya.ephemerals) == 1


async def test_a_stranger_is_told_why_not(world):
    visitor = world.slack.person("U0VISITOR", email="v@example.net", is_stranger=True)
    world.slack.workspace.directory.channels[SALES].members.add("U0VISITOR")

    answer = await mentions(world, "weekly sync", who=visitor)

    assert "another workspace" in answer.text


async def test_another_apps_mention_is_left_alone(world):
    message = shared(world, "<@U0BOT> weekly sync", by=world.olga)
    payload = Payloads(world.slack.workspace).app_mention(message)
    payload["event"] |= {"bot_id": "B0OTHER"}

    delivery = await world.slack.deliveries.send("events_api", payload)
    await world.until_written()

    assert delivery.ack.is_ok
    assert world.olga.ephemerals == []


async def test_in_a_conversation_without_the_app_slack_tells_it_nothing(world):
    await world.maya.says(f"{APP} weekly sync", RANDOM)

    assert world.maya.ephemerals == []
    assert "not in this channel" in world.maya.notices[-1]


async def test_where_it_was_removed_meanwhile_the_answer_comes_as_a_direct_message(world):
    world.slack.fail_next("chat.postEphemeral", error="not_in_channel")

    await world.maya.says(f"{APP} weekly sync", SALES)
    await world.until(lambda: world.maya.direct_messages)

    assert "Weekly sync" in world.maya.direct_messages[-1].text


async def test_help_names_mentions_where_they_are_on(a_sqlite_world, world):
    await world.maya.types(f"{COMMAND} help", SALES)
    other = await a_sqlite_world()
    await other.maya.types(f"{COMMAND} help", SALES)

    assert f"`{APP} 3 pm sync`" in world.maya.ephemerals[-1].text
    assert APP not in other.maya.ephemerals[-1].text
    await world.maya.opens_home()
    await world.until(lambda: f"`{APP} 3 pm sync`" in world.home())


async def test_the_global_shortcut_opens_the_form_anywhere(world):
    await world.maya.uses_global_shortcut(GLOBAL_SHORTCUT)
    await world.until(lambda: world.maya.view)
    await world.picks("Weekly sync")
    await world.maya.submits()
    await world.until(lambda: world.maya.direct_messages)
    await world.nothing_is_left_to_do()

    assert "Scheduled" in world.maya.direct_messages[-1].text
    assert len(world.scheduled()) == 1


async def test_its_card_goes_where_the_person_says(world):
    await world.maya.uses_global_shortcut(GLOBAL_SHORTCUT)
    await world.until(lambda: world.maya.view)
    await world.picks("Weekly sync")
    await world.and_it_changes(world.maya, world.maya.clicks(Action.POST_TO_CHANNEL))
    await world.maya.fills(Field.DESTINATION, SALES)
    await world.maya.submits()

    assert (await world.card(saying="Scheduled:")).thread_ts is None


async def test_anyone_who_may_not_use_the_app_reads_so_in_a_modal(world):
    world.slack.workspace.directory.users["U0OLGA"].is_restricted = True

    await world.olga.uses_global_shortcut(GLOBAL_SHORTCUT)
    await world.until(lambda: world.olga.view)

    assert "Guests can't schedule bots" in world.form(world.olga)


async def test_outsiders_of_the_workspace_are_offered_no_shortcut(world):
    visitor = world.slack.person("U0VISITOR", email="v@example.net", is_stranger=True)

    with pytest.raises(PersonCannotError):
        await visitor.uses_global_shortcut(GLOBAL_SHORTCUT)
