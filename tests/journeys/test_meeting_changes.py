"""The bot goes where the meeting goes, and the same card says so."""

from datetime import timedelta

import pytest

from bot.blocks.names import Action
from tests.journeys.furniture import MORNING, SALES
from tests.journeys.threads import replies, reply
from tests.journeys.world import SCHEDULE

EVENTS = "/api/v2/calendar-events/"
ZOOM = "https://acme.zoom.us/j/81234567890?pwd=AbC.1"


@pytest.fixture
async def booked(world):
    """A booked meeting, whose changes Recall tells by webhook."""
    world.recall.webhooks_to(f"{world.url}/recall/webhooks", *(s.get_secret_value() for s in secrets_of(world)))
    world.first_card = await world.books()
    world.event = world.recall.events[0]
    return world


def secrets_of(world):
    return world.settings.recall_webhook_secret


async def test_a_moved_meeting_takes_its_bot_along(booked):
    booked.recall.move_event(booked.event.id, MORNING + timedelta(hours=6))

    card = await booked.card(saying="Rescheduled")

    assert card.ts == booked.first_card.ts
    assert booked.only_bot().join_at == MORNING + timedelta(hours=6)
    assert "10:00" in card.text
    assert "13:00" in card.text


async def test_a_short_reply_tells_of_the_move(booked):
    booked.recall.move_event(booked.event.id, MORNING + timedelta(hours=6))
    await booked.until(lambda: any(m.is_reply and "was moved" in m.text for m in booked.slack.messages(SALES)))

    (reply,) = [message for message in booked.slack.messages(SALES) if message.is_reply]
    assert reply.thread_ts == booked.first_card.ts


async def test_a_new_link_books_the_bot_for_it_and_is_told(booked):
    booked.recall.change_link(booked.event.id, ZOOM)

    told = await reply(booked, "has a new link. The bot will use it")

    assert booked.scheduled()[1].json["deduplication_key"].endswith(ZOOM)
    assert told.thread_ts == booked.first_card.ts


async def test_a_move_is_booked_with_the_whole_of_the_settings_and_the_new_key(booked):
    booked.recall.move_event(booked.event.id, MORNING + timedelta(hours=6))
    await booked.card(saying="Rescheduled:")

    first, second = (dict(request.json["bot_config"]) for request in booked.scheduled())
    tags = [config.pop("metadata") for config in (first, second)]
    assert first == second
    assert [tag["recall_schedule_revision"] for tag in tags] == ["1", "2"]
    assert booked.scheduled()[1].json["deduplication_key"].startswith("2026-03-02T18:00:00Z-")


async def test_the_card_changes_only_when_recall_shows_the_bot_at_the_new_start(booked):
    booked.recall.fail_next(503, path=SCHEDULE, times=None)
    booked.recall.move_event(booked.event.id, MORNING + timedelta(hours=6))
    await booked.until_recall(lambda: len(booked.scheduled()) == 2)
    assert "13:00" not in (await booked.card(saying="Weekly sync")).text
    booked.recall.clear_faults()

    await booked.passes(timedelta(seconds=10))

    moved = await booked.card(saying="Rescheduled:")
    assert "~<!date^" in str(moved.blocks)


async def test_a_move_that_recall_refuses_is_said_with_its_reason(booked):
    booked.recall.fail_next(400, path=SCHEDULE)

    booked.recall.move_event(booked.event.id, MORNING + timedelta(hours=6))

    told = await reply(booked, "The bot couldn't be rescheduled")
    assert "Mon, March 2, 2026 at 13:00" in told.text
    assert "Failed:" in (await booked.card(saying="Weekly sync")).text


async def test_a_meeting_moved_to_within_ten_minutes_gets_a_bot_as_soon_as_there_is_one(booked):
    booked.recall.ad_hoc_pool = 0
    booked.recall.move_event(booked.event.id, MORNING + timedelta(minutes=8))
    await booked.until_recall(lambda: len(booked.scheduled()) == 2)
    await booked.nothing_is_left_to_do()
    assert booked.scheduled()[1].status == 507
    await booked.nothing_is_left_to_do()
    booked.recall.ad_hoc_pool = 1

    await booked.passes(timedelta(seconds=31))

    assert "7:08" in (await booked.card(saying="Rescheduled:")).text
    assert booked.only_bot().join_at == MORNING + timedelta(minutes=8)


async def test_a_move_that_has_to_wait_for_a_bot_is_said_at_once(booked):
    booked.recall.ad_hoc_pool = 0
    booked.recall.move_event(booked.event.id, MORNING + timedelta(minutes=8))

    card = await booked.card(saying="7:08")
    assert "The meeting was moved, and the bot is being rescheduled." in card.text
    assert "moved from Mon, March 2, 2026 at 10:00" in card.text
    assert "Recall has no bot available right now." in card.text
    assert "The bot will join automatically." not in card.text
    assert replies(booked) == []


async def waits_in_vain(world):
    """Until the meeting that was moved to in eight minutes is over."""
    world.recall.ad_hoc_pool = 0
    world.recall.move_event(world.event.id, MORNING + timedelta(minutes=8))
    await world.card(saying="7:08")
    for _ in range(5):
        await world.passes(timedelta(minutes=8))
    await world.nothing_is_left_to_do()


async def test_a_bot_that_could_not_be_moved_in_time_is_taken_off(booked):
    await waits_in_vain(booked)

    card = await booked.card(saying="Canceled: No bot will join.")
    assert "The meeting was moved, and the bot couldn't be rescheduled." in card.text
    assert booked.recall.bots == []
    assert ["No bot will join." in each.text for each in replies(booked)] == [True]


async def test_a_bot_whose_move_was_refused_can_be_cancelled_and_does_not_outlast_the_meeting(booked):
    booked.recall.fail_next(400, path=SCHEDULE)
    booked.recall.move_event(booked.event.id, MORNING + timedelta(minutes=30))
    card = await booked.card(saying="Failed:")
    await reply(booked, "The bot couldn't be rescheduled")
    (offered,) = (block["elements"] for block in card.blocks if block["type"] == "actions")
    assert [each["action_id"] for each in offered] == [
        Action.EDIT_BOOKING,
        Action.CANCEL_BOT,
        Action.VETO_RECORDING,
    ]

    await booked.passes(timedelta(hours=1, minutes=1))

    await booked.card(saying="Canceled: No bot will join.")
    assert booked.recall.bots == []
    assert len(replies(booked)) == 1


async def test_a_bot_whose_move_was_refused_is_cancelled_by_its_button(booked):
    booked.recall.fail_next(400, path=SCHEDULE)
    booked.recall.move_event(booked.event.id, MORNING + timedelta(hours=6))

    await booked.maya.clicks(Action.CANCEL_BOT, await booked.card(saying="Failed:"))

    await booked.card(saying="Canceled: No bot will join. <@U0MAYA> canceled it")
    assert booked.recall.bots == []


async def test_a_meeting_that_moves_on_while_its_move_is_booked_is_told_once_and_from_where_it_was(booked):
    booked.recall.fail_next(503, path=SCHEDULE)
    booked.recall.move_event(booked.event.id, MORNING + timedelta(hours=6))
    await booked.until_recall(lambda: len(booked.scheduled()) == 2)
    await booked.nothing_is_left_to_do()
    booked.recall.drop_next_delivery()
    booked.recall.move_event(booked.event.id, MORNING + timedelta(hours=8))

    await booked.passes(timedelta(seconds=10))

    card = await booked.card(saying="Rescheduled:")
    assert "moved from Mon, March 2, 2026 at 10:00" in card.text
    await reply(booked, "was moved to Mon, March 2, 2026 at 15:00")
    assert len(replies(booked)) == 1
    assert booked.only_bot().join_at == MORNING + timedelta(hours=8)


async def test_a_meeting_moved_to_where_it_is_running_already_gets_its_bot_at_once(booked):
    booked.recall.move_event(booked.event.id, MORNING - timedelta(minutes=10))

    await reply(booked, "was moved to Mon, March 2, 2026 at 06:50")

    assert len(booked.scheduled()) == 2


async def test_a_meeting_moved_into_the_past_has_no_bot_and_says_why(booked):
    booked.recall.move_event(booked.event.id, MORNING - timedelta(hours=3))

    card = await booked.card(saying="Canceled")

    assert "The meeting was moved to a time in the past." in card.text
    assert booked.recall.bots == []
    await reply(booked, "No bot will join. The meeting was moved to a time in the past.")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("move", "was moved to Mon, March 2, 2026 at 13:00"),
        ("new link", "has a new link"),
        ("delete", "The meeting was deleted from the calendar."),
        ("cancel", "The meeting was deleted from the calendar."),
    ],
)
async def test_while_the_bot_is_in_the_call_a_change_is_told_and_the_bot_stays(booked, change, told):
    booked.recall.live_normally(booked.only_bot().id, until="in_call_recording")
    await booked.card(saying="Recording:")
    {
        "move": lambda event_id: booked.recall.move_event(event_id, MORNING + timedelta(hours=6)),
        "new link": lambda event_id: booked.recall.change_link(event_id, ZOOM),
        "delete": booked.recall.delete_event,
        "cancel": booked.recall.cancel_event,
    }[change](booked.event.id)

    message = await reply(booked, told)

    assert "The bot is already in the meeting and stays until it ends or you ask it to leave." in message.text
    assert len(booked.scheduled()) == 1
    assert "Recording:" in (await booked.card(saying="Weekly sync")).text
    await booked.maya.clicks(Action.CANCEL_BOT, message)
    await booked.until_recall(lambda: booked.recall.requests_to("POST", "/api/v1/bot/*/leave_call/"))


def complete_readings(world):
    return [each for each in world.recall.requests_to("GET", EVENTS) if "start_time__lte" in each.query]


async def test_a_move_beyond_recalls_window_outlives_the_daily_reading(booked):
    booked.recall.move_event(booked.event.id, MORNING + timedelta(days=27))
    await booked.card(saying="Rescheduled:")
    booked.recall.move_event(booked.event.id, MORNING + timedelta(days=40))
    await booked.until(lambda: len([m for m in replies(booked) if "was moved" in m.text]) == 2)

    await booked.until_by_the_clock(lambda: len(complete_readings(booked)) == 2, every=timedelta(hours=13))
    booked.clock.advance(timedelta(minutes=2))
    await booked.until_recall(lambda: booked.recall.requests[-1].path.startswith("/api/v2/calendar"))
    await booked.nothing_is_left_to_do()
    await booked.until_by_the_clock(lambda: len(complete_readings(booked)) == 3, every=timedelta(hours=13))
    await booked.nothing_is_left_to_do()

    assert "Rescheduled:" in (await booked.card(saying="Weekly sync")).text


@pytest.mark.parametrize(
    ("lose", "why"),
    [
        (lambda recall, event: recall.delete_event(event.id), "The meeting was deleted from the calendar."),
        (lambda recall, event: recall.cancel_event(event.id), "The meeting was deleted from the calendar."),
        (
            lambda recall, event: recall.change_link(event.id, None),
            "The meeting no longer has a link that a bot can use.",
        ),
    ],
)
async def test_a_meeting_that_no_bot_can_come_to_says_why(booked, lose, why):
    lose(booked.recall, booked.event)

    assert why in (await booked.card(saying="Canceled")).text
    assert why in (await reply(booked, "No bot will join.")).text
    assert booked.recall.bots == []


async def test_a_meeting_that_was_moved_days_into_the_past_says_so(booked):
    booked.recall.move_event(booked.event.id, MORNING - timedelta(days=3))

    assert "The meeting was moved to a time in the past." in (await booked.card(saying="Canceled")).text
    assert booked.recall.bots == []


async def test_a_disconnected_calendar_says_so(booked):
    booked.recall.disconnect_calendar(booked.calendar.id)

    card = await booked.card(saying="Canceled")

    assert "disconnected" in card.text


async def test_a_calendar_that_is_connected_anew_loses_no_bot(booked):
    booked.recall.begin_reconnection(booked.calendar.id)
    booked.recall.rename_event(booked.event.id, "Weekly sync, renamed")

    await booked.card(saying="renamed")
    await booked.nothing_is_left_to_do()

    booked.only_bot()
    assert len(booked.slack.messages(SALES)) == 1
    assert booked.maya.direct_messages == []


async def test_the_owner_of_a_disconnected_calendar_hears_of_it_once(booked):
    booked.recall.disconnect_calendar(booked.calendar.id)
    await booked.card(saying="Canceled")
    booked.clock.advance(timedelta(minutes=5, seconds=1))
    await booked.until(lambda: booked.maya.direct_messages)

    (message,) = booked.maya.direct_messages
    assert "disconnected from Recall.ai" in message.text


@pytest.mark.parametrize("method", ["users.lookupByEmail", "chat.postMessage"])
async def test_an_owner_whom_a_busy_slack_kept_from_hearing_of_it_hears_of_it_a_little_later(booked, method):
    booked.slack.fail_next(method, error="internal_error", times=1)

    booked.recall.disconnect_calendar(booked.calendar.id)
    await booked.card(saying="Canceled")
    await booked.until_by_the_clock(lambda: booked.maya.direct_messages, every=timedelta(seconds=61))

    assert len(booked.maya.direct_messages) == 1


async def test_a_renamed_meeting_only_changes_its_card(booked):
    booked.recall.rename_event(booked.event.id, "Weekly sync, renamed")

    await booked.card(saying="renamed")

    assert len(booked.scheduled()) == 1


async def test_without_webhooks_the_slow_clock_finds_the_same(world):
    await world.books()
    world.recall.move_event(world.recall.events[0].id, MORNING + timedelta(hours=6))

    world.clock.advance(timedelta(minutes=5, seconds=1))

    await world.card(saying="Rescheduled")
    assert world.only_bot().join_at == MORNING + timedelta(hours=6)
