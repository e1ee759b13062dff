"""The lobby, the thread, and what there is once the meeting is over."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.blocks.names import Action, Block, Field
from bot.store.schema.tables import bookings
from tests.journeys.furniture import OTHER_MEET, SALES
from tests.journeys.threads import replies, reply


@pytest.fixture
async def booked(world):
    secrets = [secret.get_secret_value() for secret in world.settings.recall_webhook_secret]
    world.recall.webhooks_to(f"{world.url}/recall/webhooks", *secrets)
    await world.books()
    return world


async def recorded(world):
    world.recall.live_normally(world.only_bot().id)
    world.recall.finish_transcripts(world.only_bot().id)
    return await reply(world, "View in Recall.ai")


async def finished_card(world):
    """Not the reply in its thread, which says so too."""
    cards = lambda: [each for each in world.slack.messages(SALES) if not each.is_reply]  # noqa: E731
    await world.until(lambda: "Recording ready" in cards()[-1].text)
    return cards()[-1]


async def private_word(world, words, person=None):
    who = person or world.maya
    await world.until(lambda: any(words in message.text for message in who.ephemerals))
    return next(message.text for message in who.ephemerals if words in message.text)


async def test_the_thread_tells_the_story_and_no_more(booked):
    booked.recall.live_normally(booked.only_bot().id, until="in_call_recording")
    await reply(booked, "started recording")
    await recorded(booked)

    assert len(replies(booked)) == 2
    assert "started recording" in replies(booked)[0].text


async def test_in_the_lobby_the_booker_is_asked_to_let_the_bot_in(booked):
    booked.recall.walk_bot(booked.only_bot().id, "joining_call")
    booked.recall.walk_bot(booked.only_bot().id, "in_waiting_room")

    waiting = await reply(booked, "lobby")

    assert "<@U0MAYA>" in waiting.text
    assert "Meeting Notetaker" in waiting.text
    await booked.card(saying="Waiting in the lobby")


def held_by(organizer):
    def prepare(world):
        world.meeting(organizer=organizer, attendees=["maya@example.com"])

    return prepare


@pytest.fixture
async def waits_for(a_sqlite_world):
    """A world in whose lobby the bot waits, for the meeting of someone."""

    async def wait(organizer, configuration=None, spoil=None):
        world = await a_sqlite_world(prepare=held_by(organizer), configuration=configuration)
        world.hears_recall()
        await world.books()
        if spoil is not None:
            spoil(world.slack)
        world.recall.walk_bot(world.only_bot().id, "joining_call")
        world.recall.walk_bot(world.only_bot().id, "in_waiting_room")
        return world, await reply(world, "lobby")

    return wait


async def test_in_the_lobby_the_organiser_is_called_as_well(waits_for):
    world, waiting = await waits_for("jonas@example.com")

    assert waiting.text.startswith("<@U0MAYA> and <@U0JONAS>, the bot is waiting in the lobby")
    assert "Please admit “Meeting Notetaker”" in waiting.text
    assert "(since Mon, March 2, 2026 at 07:00 (America/New_York))." in waiting.text
    assert len(world.slack.calls_to("users.lookupByEmail")) == 1


async def test_an_organiser_with_another_address_in_slack_is_found_by_the_operators_list(waits_for):
    world, waiting = await waits_for("o.k@example.org", {"people": {"U0OLGA": ["O.K@example.org"]}})

    assert "<@U0MAYA> and <@U0OLGA>" in waiting.text
    assert world.slack.calls_to("users.lookupByEmail") == []


@pytest.mark.parametrize("organizer", ["maya@example.com", "stranger@example.org"])
async def test_no_one_else_is_called_for_an_own_meeting_or_a_strangers(waits_for, organizer):
    _, waiting = await waits_for(organizer)

    assert waiting.text.startswith("<@U0MAYA>, the bot is waiting")


@pytest.mark.parametrize("error", ["missing_scope", "internal_error"])
async def test_a_slack_that_does_not_tell_who_it_is_holds_nothing_up(waits_for, error):
    _, waiting = await waits_for(
        "jonas@example.com", spoil=lambda slack: slack.fail_next("users.lookupByEmail", error=error, times=9)
    )

    assert waiting.text.startswith("<@U0MAYA>, the bot is waiting")


async def test_while_the_bot_waits_nothing_ticks(waits_for):
    world, _ = await waits_for("jonas@example.com")
    await world.nothing_is_left_to_do()
    edits, posts = len(world.slack.calls_to("chat.update")), len(world.slack.calls_to("chat.postMessage"))

    for _ in range(5):
        world.clock.advance(timedelta(minutes=1))
        await world.nothing_is_left_to_do()

    assert len(world.slack.calls_to("chat.update")) == edits
    assert len(world.slack.calls_to("chat.postMessage")) == posts


async def test_the_bot_can_be_sent_away_from_the_lobby(booked):
    booked.recall.walk_bot(booked.only_bot().id, "joining_call")
    booked.recall.walk_bot(booked.only_bot().id, "in_waiting_room")

    await booked.maya.clicks(Action.CANCEL_BOT, await reply(booked, "lobby"))

    await booked.until(lambda: booked.recall.requests_to("POST", "/api/v1/bot/*/leave_call/"))


async def test_the_recording_is_for_the_one_who_asks(booked):
    done = await recorded(booked)

    await booked.maya.clicks(Action.SHOW_RECORDING, done)

    link = await private_word(booked, "Watch recording")
    assert "http" in link
    assert not any("Watch recording" in message.text for message in booked.slack.messages(SALES))


async def test_the_card_has_the_recording_and_the_transcript(booked):
    booked.recall.live_normally(booked.only_bot().id, until="in_call_recording")
    await booked.passes(timedelta(minutes=42))
    booked.recall.live_normally(booked.only_bot().id)

    card = await finished_card(booked)
    assert "Recording ready · 42 min" in card.text
    await booked.maya.clicks(Action.SHOW_RECORDING, card)

    await private_word(booked, "Watch recording")
    assert buttons_of(card) == [Action.SHOW_RECORDING, Action.SHOW_TRANSCRIPT]


async def test_the_card_is_edited_once_when_the_recording_is_there(booked):
    booked.recall.live_normally(booked.only_bot().id, until="in_call_recording")
    await booked.card(saying="Recording:")
    await booked.nothing_is_left_to_do()
    edits = len(booked.slack.calls_to("chat.update"))

    booked.recall.walk_bot(booked.only_bot().id, "call_ended")
    await booked.card(saying="Meeting ended:")
    await booked.nothing_is_left_to_do()
    booked.recall.walk_bot(booked.only_bot().id, "done")
    await recorded(booked)
    await booked.nothing_is_left_to_do()

    assert len(booked.slack.calls_to("chat.update")) == edits + 2


def buttons_of(message):
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [button["action_id"] for row in rows for button in row]


async def opens_transcript(world, message, person=None):
    who = person or world.maya
    await who.clicks(Action.SHOW_TRANSCRIPT, message)
    await world.until(lambda: who.view and "Loading" not in world.form(who))
    return world.form(who)


async def test_a_transcript_is_read_in_a_modal(booked):
    await recorded(booked)

    shown = await opens_transcript(booked, await finished_card(booked))

    assert "*Maya Lindqvist* 0:00 Hi. Can you hear me?" in shown
    assert "*Jonas Weber* 0:" in shown
    assert "Download the file" in shown
    assert not booked.maya.ephemerals


async def test_the_pages_of_a_long_transcript_are_turned(a_sqlite_world):
    world = await a_sqlite_world(prepare=lambda world: world.meeting("Acme renewal: pricing call"))
    world.hears_recall()
    await world.books("Acme renewal: pricing call")
    done = await recorded(world)
    first = await opens_transcript(world, done)
    assert "Page 1 of 2" in first

    await world.and_it_changes(world.maya, world.maya.clicks(f"{Block.PAGE_BUTTONS}#bottom/{Action.NEXT_PAGE}"))
    second = world.form()
    await world.and_it_changes(world.maya, world.maya.clicks(f"{Block.PAGE_BUTTONS}#top/{Action.PREVIOUS_PAGE}"))

    assert "Page 2 of 2" in second
    assert "Talk on Friday." in second
    assert "Talk on Friday." not in first
    assert text_of(world.form()) == text_of(first)


def text_of(shown):
    """Without the link to the file, which is another one each time."""
    return shown[shown.index("*Maya Lindqvist*") :]


async def test_anyone_who_may_not_read_a_transcript_gets_no_modal(booked):
    done = await recorded(booked)

    await booked.jonas.clicks(Action.SHOW_TRANSCRIPT, done)

    await private_word(booked, "ask", booked.jonas)
    assert booked.jonas.view is None


async def test_while_recall_is_slow_the_modal_says_that_it_loads(booked):
    done = await recorded(booked)
    booked.recall.fail_next(503, path="/api/v1/bot/*/", method="GET", times=1, retry_after=3)

    await booked.maya.clicks(Action.SHOW_TRANSCRIPT, done)
    await booked.until(lambda: booked.maya.view)

    assert "Loading the transcript…" in booked.form()
    await booked.until(lambda: "Maya Lindqvist" in booked.form())


async def test_a_transcript_that_cannot_be_downloaded_still_has_its_file(booked):
    done = await recorded(booked)
    booked.recall.fail_next(404, path="/media/**", method="GET", times=None)

    shown = await opens_transcript(booked, done)

    assert "We can't show this transcript here." in shown
    assert "Download the file" in shown


async def test_without_a_transcript_none_is_offered(a_sqlite_world):
    world = await a_sqlite_world()
    world.hears_recall()
    await world.opens_form("weekly")
    await world.maya.picks(Field.TRANSCRIPT, "No transcript")
    await world.maya.submits()
    await world.card(saying="Scheduled:")
    await world.nothing_is_left_to_do()

    done = await recorded(world)

    await world.until(lambda: Action.TRANSCRIBE_NOW in str([m.blocks for m in world.slack.messages(SALES)]))
    assert buttons_of(await finished_card(world)) == [Action.SHOW_RECORDING, Action.TRANSCRIBE_NOW]
    assert buttons_of(done) == [Action.SHOW_RECORDING, Action.DELETE_RECORDING]


async def test_what_is_asked_for_in_the_thread_is_answered_there(booked):
    done = await recorded(booked)

    await booked.maya.clicks(Action.SHOW_RECORDING, done)

    await private_word(booked, "Watch recording")
    (answer,) = booked.maya.ephemerals
    assert answer.thread_ts == done.thread_ts


async def test_where_the_app_may_not_speak_in_the_thread_the_answer_stands_in_a_modal(booked):
    done = await recorded(booked)
    booked.slack.fail_next("chat.postEphemeral", error="not_in_channel")

    await booked.maya.clicks(Action.SHOW_RECORDING, done)

    await booked.until(lambda: "Watch recording" in booked.form())
    assert not booked.maya.ephemerals
    assert not booked.maya.direct_messages


@pytest.mark.parametrize("action", [Action.SHOW_RECORDING, Action.DELETE_RECORDING])
async def test_someone_else_gets_neither_recording_nor_deletion(booked, action):
    done = await recorded(booked)

    await booked.jonas.clicks(action, done)

    await private_word(booked, "ask", booked.jonas)
    assert not booked.recall.requests_to("POST", "/api/v1/bot/*/delete_media/")


async def test_a_deletion_is_confirmed_when_recall_confirms_it(booked):
    done = await recorded(booked)

    await booked.maya.clicks(Action.DELETE_RECORDING, done)
    await reply(booked, "The recording and its transcript were deleted.")

    await booked.maya.clicks(Action.SHOW_RECORDING, done)
    await private_word(booked, "The recording was deleted.")


async def test_the_card_no_longer_promises_a_recording_that_was_deleted(booked):
    done = await recorded(booked)
    await booked.card(saying="Recording ready")

    await booked.maya.clicks(Action.DELETE_RECORDING, done)

    card = await booked.card(saying="The recording was deleted.")
    assert "ready" not in card.text


async def test_once_the_recording_is_gone_so_are_the_buttons_for_it(booked):
    done = await recorded(booked)

    await booked.maya.clicks(Action.DELETE_RECORDING, done)

    await booked.until(lambda: not has_buttons(booked, done))
    await booked.nothing_is_left_to_do()
    assert "The recording was deleted." in booked.slack.workspace.messages.find(SALES, done.ts).text
    assert len([each for each in replies(booked) if "started recording" not in each.text]) == 2


async def test_a_deletion_that_is_refused_leaves_the_buttons_for_another_try(booked):
    done = await recorded(booked)
    booked.recall.fail_next(status=403, path="/api/v1/bot/*/delete_media/")

    await booked.maya.clicks(Action.DELETE_RECORDING, done)
    await reply(booked, "Recall.ai couldn't delete the recording. Try again, or delete it in the Recall.ai dashboard.")
    await booked.nothing_is_left_to_do()

    assert has_buttons(booked, done)


async def test_a_bot_that_has_left_cannot_be_made_to_leave(booked):
    booked.recall.walk_bot(booked.only_bot().id, "joining_call")
    booked.recall.walk_bot(booked.only_bot().id, "in_waiting_room")
    waiting = await reply(booked, "lobby")
    assert has_buttons(booked, waiting)

    await recorded(booked)

    await booked.until(lambda: not has_buttons(booked, waiting))


async def test_a_reply_that_someone_has_deleted_is_edited_once_and_left_alone(booked):
    done = await recorded(booked)
    await booked.nothing_is_left_to_do()
    await booked.maya.clicks(Action.DELETE_RECORDING, done)
    booked.slack.workspace.messages.delete(done)

    await reply(booked, "The recording and its transcript were deleted.")
    await booked.until(lambda: edits_of(booked, done))
    await booked.nothing_is_left_to_do()

    assert edits_of(booked, done) == ["message_not_found"]


def edits_of(world, message):
    calls = world.slack.calls_to("chat.update")
    return [call.answer["error"] for call in calls if call.args["ts"] == message.ts]


def has_buttons(world, message):
    present = world.slack.workspace.messages.find(SALES, message.ts)
    return any(block["type"] == "actions" for block in present.blocks)


@pytest.fixture(params=["webhooks", "sweep"])
async def told_by(request, world):
    """A booked bot whose time has come, and how to wait for what the thread says of it in one way or the other."""
    if request.param == "webhooks":
        world.hears_recall()
    await world.books()
    world.clock.advance(timedelta(hours=3, minutes=1))
    await world.nothing_is_left_to_do()

    async def told(words):
        if request.param == "sweep":
            await world.until_by_the_clock(
                lambda: any(words in each.text for each in replies(world)), every=timedelta(minutes=61)
            )
        return await reply(world, words)

    return world, told


async def test_what_someone_deletes_in_recalls_dashboard_is_told_too(told_by):
    world, told = told_by
    world.recall.live_normally(world.only_bot().id)
    await told("View in Recall.ai")

    world.recall.delete_media(world.only_bot().id)

    await told("The recording and its transcript were deleted.")
    await world.card(saying="The recording was deleted.")


def another_at_noon(world):
    world.meeting()
    world.meeting("Review", meeting_url=OTHER_MEET, start=world.hours(4))


async def test_where_recordings_are_many_the_sweep_comes_to_each_in_turn(a_sqlite_world, monkeypatch):
    monkeypatch.setattr("bot.scheduling.sync.follow_recordings.MAX_POLLED", 1)
    world = await a_sqlite_world(prepare=another_at_noon)
    await world.books()
    await world.books("Review")
    await world.passes(timedelta(hours=5))
    for bot in world.recall.bots:
        world.recall.live_normally(bot.id)

    def how_many_say(words):
        return sum(words in card.text for card in world.slack.messages(SALES) if not card.is_reply)

    await world.until_by_the_clock(lambda: how_many_say("Recording ready") == 2, every=timedelta(seconds=61))
    for bot in world.recall.bots:
        world.recall.delete_media(bot.id)

    await world.until_by_the_clock(lambda: how_many_say("was deleted") == 2, every=timedelta(minutes=31))


async def test_a_recording_that_failed_is_told_as_that(told_by):
    world, told = told_by
    bot_id = world.only_bot().id
    world.recall.live_normally(bot_id, until="call_ended")
    world.recall.fail_recording(bot_id)
    world.recall.walk_bot(bot_id, "done")

    await told("Recall couldn't create the recording")
    card = await world.card(saying="Not recorded:")
    assert "ready" not in card.text
    assert not any("View in Recall.ai" in each.text for each in replies(world))


async def test_of_two_recordings_one_that_failed_hides_nothing(booked):
    bot_id = booked.only_bot().id
    booked.recall.live_normally(bot_id, until="in_call_recording")
    booked.recall.fail_recording(bot_id)
    for code in ("in_call_not_recording", "in_call_recording"):
        booked.recall.walk_bot(bot_id, code)
    booked.recall.live_normally(bot_id)

    await reply(booked, "View in Recall.ai")
    await booked.nothing_is_left_to_do()
    assert not any("Recall couldn't create the recording." in each.text for each in replies(booked))


async def test_a_refused_deletion_is_said(booked):
    done = await recorded(booked)
    booked.recall.fail_next(status=403, path="/api/v1/bot/*/delete_media/")

    await booked.maya.clicks(Action.DELETE_RECORDING, done)

    await reply(booked, "Recall.ai couldn't delete the recording. Try again, or delete it in the Recall.ai dashboard.")


async def test_a_bot_that_breaks_down_after_recording_does_not_hide_the_recording(booked):
    booked.recall.live_normally(booked.only_bot().id, until="in_call_recording")
    booked.recall.walk_bot(booked.only_bot().id, "fatal", "bot_errored")

    failed = await reply(booked, "crashed")
    card = await booked.card(saying="Failed:")
    assert "What it recorded is kept." in failed.text
    assert "What it recorded is kept." in card.text

    await booked.maya.clicks(Action.SHOW_RECORDING, failed)
    await private_word(booked, "Watch recording")


async def recorded_before_trying_again(world):
    """The thread's word on a bot that broke down while it recorded, and that another has taken the place of."""
    first = world.only_bot().id
    world.recall.live_normally(first, until="in_call_recording")
    world.recall.walk_bot(first, "fatal", "bot_errored")
    failed = await reply(world, "crashed")
    await world.maya.clicks(Action.TRY_AGAIN, await world.card(saying="Failed:"))
    await world.card(saying="Scheduled:")
    return first, failed


async def test_trying_again_hides_nothing_that_an_earlier_bot_recorded(booked):
    _, failed = await recorded_before_trying_again(booked)

    await booked.maya.clicks(Action.SHOW_RECORDING, failed)

    await private_word(booked, "Watch recording")


async def test_what_an_earlier_bot_recorded_can_be_deleted_after_trying_again(booked):
    first, failed = await recorded_before_trying_again(booked)

    await booked.maya.clicks(Action.DELETE_RECORDING, failed)

    await reply(booked, "The recording and its transcript were deleted.")
    (asked,) = booked.recall.requests_to("POST", "/api/v1/bot/*/delete_media/")
    assert first in asked.path
    assert "Scheduled:" in (await booked.card(saying="Weekly sync")).text


async def test_a_transcript_that_failed_is_not_offered_and_it_says_why(booked):
    bot_id = booked.only_bot().id
    booked.recall.live_normally(bot_id, until="call_ended")
    booked.recall.fail_transcript(bot_id, "zoom_host_disabled_meeting_captions")
    booked.recall.walk_bot(bot_id, "done")

    done = await reply(booked, "the host turned captions off")
    card = await booked.card(saying="the host turned captions off")

    assert Action.SHOW_TRANSCRIPT not in [*buttons_of(card), *buttons_of(done)]


async def test_a_transcript_that_fails_later_is_taken_off_the_card(booked):
    done = await recorded(booked)

    booked.recall.fail_transcript(booked.only_bot().id, "zoom_host_disabled_meeting_captions")

    card = await booked.card(saying="the host turned captions off")
    assert buttons_of(card) == [Action.SHOW_RECORDING, Action.TRANSCRIBE_NOW]
    assert "the host turned captions off" in await opens_transcript(booked, done)


async def test_the_thread_says_where_the_recording_is_and_for_how_long(booked):
    done = await recorded(booked)

    assert f"/dashboard/explorer/bot/{booked.only_bot().id}|" in done.text
    assert "Kept for your account's default period." in done.text


async def test_each_click_asks_recall_anew(booked):
    done = await recorded(booked)
    bot_reads = "/api/v1/bot/*/"
    before = len(booked.recall.requests_to("GET", bot_reads))

    for times in (1, 2):
        await booked.maya.clicks(Action.SHOW_RECORDING, done)
        await booked.until(lambda times=times: len(booked.maya.ephemerals) == times)

    assert len(booked.recall.requests_to("GET", bot_reads)) == before + 2


async def test_a_recall_that_does_not_answer_is_said_to_the_one_who_asked(booked):
    done = await recorded(booked)
    booked.recall.fail_next(503, path="/api/v1/bot/*/", method="GET", times=None)

    assert "Recall.ai isn't responding. Try again in a minute." in await opens_transcript(booked, done)
    await booked.maya.closes()
    await booked.maya.clicks(Action.SHOW_RECORDING, done)

    await private_word(booked, "Recall.ai isn't responding. Try again in a minute.")


async def test_an_operator_may_see_and_delete_what_someone_else_recorded(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"operators": ["U0JONAS"]}})
    world.hears_recall()
    await world.books()
    done = await recorded(world)

    await world.jonas.clicks(Action.SHOW_RECORDING, done)
    await private_word(world, "Watch recording", world.jonas)
    await world.jonas.clicks(Action.DELETE_RECORDING, done)

    await reply(world, "The recording and its transcript were deleted.")


async def test_who_was_invited_may_see_the_recording_for_as_long_as_the_booking_is_kept(a_sqlite_world):
    world = await a_sqlite_world(prepare=lambda world: world.meeting(attendees=["jonas@example.com"]))
    world.hears_recall()
    await world.books()
    world.clock.advance(timedelta(hours=3))
    done = await recorded(world)
    complete = len(complete_readings(world))
    world.clock.advance(timedelta(days=3))
    await world.until_by_the_clock(lambda: len(complete_readings(world)) > complete, every=timedelta(minutes=10))
    await world.nothing_is_left_to_do()

    await world.jonas.clicks(Action.SHOW_RECORDING, done)

    assert await private_word(world, "Watch recording", world.jonas)


def complete_readings(world):
    requests = world.recall.requests_to("GET", "/api/v2/calendar-events/")
    return [each for each in requests if "start_time__lte" in each.query]


async def test_what_is_not_kept_any_more_keeps_its_card_and_only_its_recording_can_be_deleted(a_sqlite_world):
    world = await a_sqlite_world(configuration={"retention_days": 1})
    world.hears_recall()
    await world.opens_form("weekly")
    await world.maya.fills(Field.BOT_NAME, "Acme notes")
    await world.maya.submits()
    booked = await world.card(saying="Scheduled:")
    await world.nothing_is_left_to_do()
    world.clock.advance(timedelta(hours=3))
    buttons = await recorded(world)
    done = await finished_card(world)
    await world.nothing_is_left_to_do()
    await is_redacted(world)

    await world.maya.clicks(Action.CANCEL_BOT, booked)
    await private_word(world, "This booking no longer exists. Run")
    await world.maya.clicks(Action.DELETE_RECORDING, buttons)
    await reply(world, "The recording and its transcript were deleted.")
    await world.nothing_is_left_to_do()

    assert (await finished_card(world)).text == done.text
    assert "Acme notes" in done.text


async def is_redacted(world):
    async with world.store.database.read() as connection:
        (booking_id,) = (await connection.execute(select(bookings.c.id))).scalars()
    for _ in range(20):
        booking = await world.store.bookings.get(booking_id)
        if not booking.meeting.link_key:
            return
        world.clock.advance(timedelta(hours=6))
        await asyncio.sleep(0.2)
    raise AssertionError("it is still kept whole")
