"""Whose title is read where: private meetings, and conversations that people outside read."""

from datetime import timedelta

import pytest

from bot.blocks.names import Action, Callback, Field
from bot.sandbox.slack.installation import ALL_SCOPES, OPTIONAL_SCOPES
from bot.slack.conversations import CACHE_TTL
from tests.journeys.furniture import OTHER_MEET, PRIVATE, RANDOM, SALES
from tests.journeys.links import answered, opens_link

SEES = ALL_SCOPES | OPTIONAL_SCOPES
ACME = "C0ACME"
QUESTION = "External people can read this channel"
ASKED = (
    "*External people can read the channel you chose.* Nothing is scheduled yet: decide below whether "
    "to show the meeting title there, then submit again."
)
WHY = "The title is hidden because external people can read this channel"
SHOW_IT = "Show the meeting title there"


def shared_with_acme(world, *, channel_id: str = ACME, **kind) -> None:
    members = {"U0MAYA", "U0JONAS"}
    kind = kind or {"is_ext_shared": True}
    world.slack.add_channel(channel_id, name="with-acme", members=members, app_is_member=True, **kind)


@pytest.fixture
async def seeing(a_sqlite_world):
    """The app may see which conversations are shared, and is in one."""
    world = await a_sqlite_world(scopes=SEES)
    shared_with_acme(world)
    return world


async def opens_where_others_read(world, words: str = "weekly", channel_id: str = ACME) -> None:
    """Slack is asked once the form is open, and then the form asks."""
    await world.opens_form(words, channel_id=channel_id)
    await world.until(lambda: QUESTION in world.form())


async def opens_and_slack_is_asked(world, channel_id: str = SALES) -> None:
    await world.opens_form("weekly", channel_id=channel_id)
    await world.until(lambda: world.slack.calls_to("conversations.info"))


async def opens_options(world) -> None:
    await world.and_it_changes(world.maya, world.maya.clicks("More options"))


def is_ticked(world, field: Field) -> bool | None:
    state = answered(world.maya, field)
    return None if state is None else bool(state["selected_options"])


async def a_private_world(a_sqlite_world, **how):
    def prepare(world):
        world.meeting("Merger talks", private=True)
        world.meeting("Redundancies", private=True, start=world.hours(5), meeting_url=OTHER_MEET)
        world.meeting("Weekly sync", start=world.hours(7), meeting_url="https://meet.google.com/aaa-bbbb-ccc")

    return await a_sqlite_world(prepare=prepare, **how)


# Private meetings


async def test_the_form_says_that_a_private_meetings_title_is_hidden(a_sqlite_world):
    world = await a_private_world(a_sqlite_world)
    await world.opens_form("weekly")
    assert "private" not in world.form()

    await world.picks("Merger talks")
    assert (
        "This meeting is private on your calendar, so its title stays hidden in channels unless you "
        "show it under More options."
    ) in world.form()
    await opens_options(world)

    assert is_ticked(world, Field.SHOWS_TITLE) is False


async def test_anyone_who_ticks_it_shows_the_title_of_a_private_meeting(a_sqlite_world):
    world = await a_private_world(a_sqlite_world)
    await world.opens_form("merger")
    await opens_options(world)
    await world.maya.fills(Field.SHOWS_TITLE, ["Show the title on the card"])

    await world.maya.submits()

    assert (await world.card(saying="Scheduled:")).text.startswith("Merger talks")


async def test_the_choice_for_one_private_meeting_is_not_taken_for_another(a_sqlite_world):
    world = await a_private_world(a_sqlite_world)
    await world.opens_form("merger")
    await opens_options(world)
    await world.maya.fills(Field.SHOWS_TITLE, ["Show the title on the card"])

    await world.picks("Redundancies")

    assert is_ticked(world, Field.SHOWS_TITLE) is False
    await world.picks("Weekly sync")
    assert is_ticked(world, Field.SHOWS_TITLE) is True


async def test_an_edit_starts_with_what_was_chosen_and_can_take_it_back(a_sqlite_world):
    world = await a_private_world(a_sqlite_world)
    await world.opens_form("merger")
    await opens_options(world)
    await world.maya.fills(Field.SHOWS_TITLE, ["Show the title on the card"])
    await world.maya.submits()
    card = await world.card(saying="Scheduled:")
    await world.nothing_is_left_to_do()

    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)
    await opens_options(world)
    assert is_ticked(world, Field.SHOWS_TITLE) is True
    await world.maya.fills(Field.SHOWS_TITLE, [])
    await world.maya.submits()

    await world.until(lambda: world.slack.messages(SALES)[-1].text.startswith("A meeting"))
    assert "Merger talks" not in str(world.slack.messages(SALES)[-1].raw)


async def test_a_meeting_that_becomes_private_loses_its_title_on_the_card(world):
    world.hears_recall()
    await world.books()
    (event,) = world.recall.events

    world.recall.hide_event(event.id)

    card = await world.card(saying="A meeting")
    assert "Weekly sync" not in str(card.raw)


async def test_a_meeting_that_became_private_while_the_form_was_open_stays_hidden(world):
    world.hears_recall()
    await world.opens_form("weekly")
    (event,) = world.recall.events
    world.recall.hide_event(event.id)
    await world.until_mirrored(event.id, lambda meeting: meeting.is_private)

    await world.maya.submits()

    assert "Weekly sync" not in str((await world.card(saying="Scheduled:")).raw)


async def test_what_was_chosen_for_a_private_meeting_is_not_what_the_next_form_starts_with(a_sqlite_world):
    world = await a_private_world(a_sqlite_world)
    await world.opens_form("merger")
    await world.maya.submits()
    await world.card(saying="Scheduled:")

    await world.opens_form("weekly")
    await opens_options(world)

    assert is_ticked(world, Field.SHOWS_TITLE) is True


# Conversations that people outside read


async def test_without_the_optional_scopes_they_are_not_in_the_list_and_slack_is_not_asked(world):
    shared_with_acme(world)
    await world.opens_form("weekly", channel_id=ACME)

    await world.maya.submits()

    assert list(world.maya.view_errors) == [Field.DESTINATION]
    assert "Channels shared with external people aren't listed." in world.form()
    await world.maya.fills(Field.DESTINATION, SALES)
    await world.maya.submits()
    await world.card(saying="Scheduled:")
    assert world.slack.calls_to("conversations.info") == []


@pytest.mark.parametrize(
    ("kind", "is_asked"),
    [
        ({"is_ext_shared": True}, True),
        ({"is_pending_ext_shared": True}, True),
        ({"is_ext_shared": True, "kind": "private"}, True),
        ({"is_org_shared": True}, False),
        ({"kind": "private"}, False),
    ],
)
async def test_a_form_that_is_opened_there_asks_at_once(a_sqlite_world, kind, is_asked):
    world = await a_sqlite_world(scopes=SEES)
    shared_with_acme(world, **kind)

    if is_asked:
        await opens_where_others_read(world)
    else:
        await opens_and_slack_is_asked(world, ACME)

    # Once Slack has told, the form says so from the first moment.
    await world.maya.closes()
    await world.opens_form("weekly", channel_id=ACME)
    assert (QUESTION in world.form()) is is_asked


async def test_without_a_tick_the_title_is_hidden_there(seeing):
    await opens_where_others_read(seeing)
    await opens_options(seeing)
    assert is_ticked(seeing, Field.SHOWS_TITLE_OUTSIDE) is False
    assert answered(seeing.maya, Field.SHOWS_TITLE) is None

    await seeing.maya.submits()

    card = await seeing.card(ACME, saying="Scheduled:")
    assert card.text.startswith("A meeting")
    assert "Weekly sync" not in str(card.raw)
    assert WHY not in card.text


async def test_with_a_tick_it_is_shown_there(seeing):
    await opens_where_others_read(seeing)
    await seeing.maya.fills(Field.SHOWS_TITLE_OUTSIDE, [SHOW_IT])

    await seeing.maya.submits()

    assert (await seeing.card(ACME, saying="Scheduled:")).text.startswith("Weekly sync")


async def test_choosing_such_a_conversation_in_the_form_asks(seeing):
    await seeing.opens_form("weekly")
    assert QUESTION not in seeing.form()

    await seeing.and_it_changes(seeing.maya, seeing.maya.fills(Field.DESTINATION, ACME))
    assert QUESTION in seeing.form()
    await seeing.and_it_changes(seeing.maya, seeing.maya.fills(Field.DESTINATION, SALES))

    assert QUESTION not in seeing.form()
    await seeing.maya.submits()
    assert (await seeing.card(saying="Scheduled:")).text.startswith("Weekly sync")


async def test_the_tick_for_one_conversation_is_not_taken_for_another(seeing):
    shared_with_acme(seeing, channel_id="C0GLOBEX")
    await opens_where_others_read(seeing)
    await seeing.maya.fills(Field.SHOWS_TITLE_OUTSIDE, [SHOW_IT])
    await seeing.and_it_changes(seeing.maya, seeing.maya.fills(Field.DESTINATION, "C0GLOBEX"))

    assert is_ticked(seeing, Field.SHOWS_TITLE_OUTSIDE) is False
    await seeing.maya.submits()
    assert (await seeing.card("C0GLOBEX", saying="Scheduled:")).text.startswith("A meeting")


async def test_who_submits_before_the_form_could_ask_is_asked_once_and_nothing_is_posted(seeing):
    await seeing.opens_form("weekly")
    seeing.slack.fail_next("views.update", error="internal_error")
    await seeing.maya.fills(Field.DESTINATION, ACME)
    await seeing.until(lambda: seeing.maya.view["callback_id"] == Callback.ANSWER)  # over the form: it failed
    await seeing.maya.closes()

    await seeing.and_it_changes(seeing.maya, seeing.maya.submits())
    assert ASKED in seeing.form()
    assert is_ticked(seeing, Field.SHOWS_TITLE_OUTSIDE) is False
    await seeing.nothing_is_left_to_do()
    assert seeing.scheduled() == seeing.slack.messages(ACME) == []

    await seeing.maya.submits()
    assert seeing.maya.view is None
    assert (await seeing.card(ACME, saying="Scheduled:")).text.startswith("A meeting")


async def test_a_private_meeting_is_shown_there_only_after_one_tick_that_says_both(a_sqlite_world):
    world = await a_private_world(a_sqlite_world, scopes=SEES)
    shared_with_acme(world)
    await opens_where_others_read(world, "merger")
    assert "This meeting is also private on your calendar." in world.form()
    await world.maya.fills(Field.SHOWS_TITLE_OUTSIDE, [SHOW_IT])

    await world.maya.submits()

    assert (await world.card(ACME, saying="Scheduled:")).text.startswith("Merger talks")


async def test_a_bare_link_has_no_title_to_ask_about(seeing):
    await opens_link(seeing, "https://meet.google.com/zzz-zzzz-zzz", channel_id=ACME)

    assert QUESTION not in seeing.form()
    assert seeing.slack.calls_to("conversations.info") == []


async def test_a_conversation_that_is_shared_after_the_form_shows_no_title(seeing):
    await opens_and_slack_is_asked(seeing)
    seeing.slack.workspace.directory.channel(SALES).is_ext_shared = True
    seeing.clock.advance(CACHE_TTL)

    await seeing.maya.submits()

    card = await seeing.card(saying="Scheduled:")
    assert card.text.startswith("A meeting")
    assert WHY in card.text
    assert "Weekly sync" not in str(card.raw)


async def test_a_conversation_that_is_shared_after_the_card_hides_the_title_at_its_next_change(seeing):
    seeing.hears_recall()
    await seeing.books()
    seeing.slack.workspace.directory.channel(SALES).is_ext_shared = True
    seeing.clock.advance(CACHE_TTL)

    (event,) = seeing.recall.events
    seeing.recall.move_event(event.id, event.start + timedelta(hours=1))

    card = await seeing.card(saying="Rescheduled:")
    assert card.text.startswith("A meeting")
    assert WHY in card.text


async def test_the_booker_can_then_show_it_by_an_edit(seeing):
    await opens_and_slack_is_asked(seeing)
    seeing.slack.workspace.directory.channel(SALES).is_ext_shared = True
    seeing.clock.advance(CACHE_TTL)
    await seeing.maya.submits()
    card = await seeing.card(saying="Scheduled:")
    await seeing.nothing_is_left_to_do()

    await seeing.maya.clicks(Action.EDIT_BOOKING, card)
    await seeing.until(lambda: seeing.maya.view)
    await seeing.maya.fills(Field.SHOWS_TITLE_OUTSIDE, [SHOW_IT])
    await seeing.maya.submits()

    await seeing.until(lambda: seeing.slack.messages(SALES)[-1].text.startswith("Weekly sync"))


async def test_slack_that_does_not_say_hides_the_title_and_the_card_says_so(seeing):
    await opens_and_slack_is_asked(seeing)
    seeing.clock.advance(CACHE_TTL)
    seeing.slack.fail_next("conversations.info", status=500)

    await seeing.maya.submits()

    card = await seeing.card(saying="Scheduled:")
    assert card.text.startswith("A meeting")
    assert "The title is hidden because we can't tell if this channel has external people" in card.text


async def test_a_form_opens_although_slack_does_not_say(seeing):
    seeing.slack.fail_next("conversations.info", retry_after=30)

    await opens_and_slack_is_asked(seeing, ACME)
    assert QUESTION not in seeing.form()
    await seeing.and_it_changes(seeing.maya, seeing.maya.submits())

    assert ASKED in seeing.form()


async def test_where_the_app_may_not_look_the_form_says_so_and_the_booker_still_sees_the_title(seeing):
    await seeing.opens_form("weekly", channel_id=PRIVATE)
    await seeing.until(lambda: "We can't tell if this channel has external people" in seeing.form())

    await seeing.maya.submits()

    dm = seeing.slack.open_direct_message("U0MAYA").id
    assert (await seeing.card(dm, saying="Scheduled:")).text.startswith("Weekly sync")


async def test_an_edit_of_a_card_in_direct_messages_asks_nothing_about_the_conversation(seeing):
    await seeing.opens_form("weekly", channel_id=PRIVATE)
    await seeing.maya.submits()
    card = await seeing.card(seeing.slack.open_direct_message("U0MAYA").id, saying="Scheduled:")
    await seeing.nothing_is_left_to_do()

    await seeing.maya.clicks(Action.EDIT_BOOKING, card)
    await seeing.until(lambda: seeing.maya.view)

    assert "people outside" not in seeing.form()


async def test_a_booking_takes_no_call_more_than_without_the_scopes(seeing):
    await opens_and_slack_is_asked(seeing, RANDOM)
    before = len(seeing.slack.calls)

    await seeing.maya.submits()
    await seeing.card(RANDOM, saying="Scheduled:")
    await seeing.nothing_is_left_to_do()

    calls = [call.method for call in seeing.slack.calls[before:]]
    assert len(calls) <= 2
    assert "conversations.info" not in calls


async def test_a_tick_there_is_asked_for_anew_each_time(seeing):
    await opens_where_others_read(seeing)
    await seeing.maya.fills(Field.SHOWS_TITLE_OUTSIDE, [SHOW_IT])
    await seeing.maya.submits()
    await seeing.card(ACME, saying="Scheduled:")

    await seeing.opens_form(channel_id=ACME)
    await seeing.picks("Weekly sync")

    assert is_ticked(seeing, Field.SHOWS_TITLE_OUTSIDE) is False


async def test_a_known_conversation_is_not_asked_about_again_for_a_while(seeing):
    await opens_and_slack_is_asked(seeing)
    await seeing.maya.closes()

    await seeing.opens_form("weekly")
    await seeing.maya.submits()
    await seeing.card(saying="Scheduled:")

    assert len(seeing.slack.calls_to("conversations.info")) == 1


async def test_of_a_conversation_that_is_not_known_yet_slack_is_asked_only_once_the_form_is_open(seeing):
    await opens_and_slack_is_asked(seeing)
    await seeing.maya.closes()
    before = len(seeing.slack.calls)

    await opens_where_others_read(seeing)

    assert [call.method for call in seeing.slack.calls[before:]] == ["views.open", "conversations.info", "views.update"]


async def test_hours_later_a_form_and_a_booking_cost_what_is_promised(seeing):
    await opens_and_slack_is_asked(seeing)
    await seeing.maya.closes()
    seeing.clock.advance(timedelta(minutes=50))
    before = len(seeing.slack.calls)

    await seeing.opens_form("weekly")
    assert [call.method for call in seeing.slack.calls[before:]] == ["views.open"]
    await seeing.maya.submits()
    await seeing.card(saying="Scheduled:")

    called = [call.method for call in seeing.slack.calls[before:]]
    assert called == ["views.open", "conversations.info", "chat.postMessage"]


async def test_a_form_whose_question_comes_too_late_loses_nothing(seeing):
    await seeing.opens_form("weekly", channel_id=ACME)
    await seeing.maya.fills(Field.BOT_NAME, "Acme notes")

    await seeing.until(lambda: QUESTION in seeing.form())

    assert answered(seeing.maya, Field.BOT_NAME)["value"] == "Acme notes"
