"""The card follows the bot: told by webhooks, found by looking."""

from datetime import timedelta

import pytest

from bot.blocks.names import Action
from tests.journeys.furniture import MORNING, OTHER_MEET, SALES, WEBHOOK_SECRET
from tests.journeys.threads import replies, reply
from tests.journeys.world import SCHEDULE


async def test_webhooks_move_the_card_through_the_bots_life(world):
    world.recall.webhooks_to(f"{world.url}/recall/webhooks", WEBHOOK_SECRET)
    await world.books()

    world.recall.live_normally(world.only_bot().id, until="in_call_recording")
    await world.card(saying="Recording")
    world.recall.live_normally(world.only_bot().id)

    await world.card(saying="Recording ready")


async def test_without_webhooks_looking_finds_the_same(world):
    await world.books()
    world.clock.advance(timedelta(hours=3, minutes=1))

    world.recall.live_normally(world.only_bot().id)
    world.clock.advance(timedelta(minutes=1))

    await world.card(saying="Recording ready")


async def test_without_webhooks_a_bot_that_fails_before_its_time_is_noticed_from_ten_minutes_before(world):
    await world.books()
    world.clock.advance(timedelta(hours=3, minutes=-11))
    await world.nothing_is_left_to_do()
    world.recall.walk_bot(world.only_bot().id, "fatal", "meeting_not_found", in_order=False)

    world.clock.advance(timedelta(minutes=2))

    card = await world.card(saying="Failed")
    assert "What it recorded is kept." not in card.text


async def test_a_bot_that_is_gone_before_its_time_is_not_yet_lost(world):
    await world.books()
    world.clock.advance(timedelta(hours=3, minutes=-11))
    await world.nothing_is_left_to_do()
    before = len(world.recall.requests_to("GET", "/api/v1/bot/*/"))
    world.recall.fail_next(404, path="/api/v1/bot/*/", times=1)

    world.clock.advance(timedelta(minutes=2))
    await world.until(lambda: len(world.recall.requests_to("GET", "/api/v1/bot/*/")) > before)

    await world.nothing_is_left_to_do()
    await world.card(saying="Scheduled")


async def passes_by_minutes_until(world, saying):
    await world.until_by_the_clock(lambda: saying in world.slack.messages(SALES)[0].text, every=timedelta(minutes=1))


async def test_without_webhooks_a_bot_that_was_made_to_leave_still_shows_what_it_recorded(world):
    await world.books()
    bot_id = world.only_bot().id
    world.clock.advance(timedelta(hours=3, minutes=1))
    world.recall.live_normally(bot_id, until="in_call_recording")
    await passes_by_minutes_until(world, "Recording:")

    await world.maya.clicks(Action.CANCEL_BOT, world.slack.messages(SALES)[0])
    await world.card(saying="Canceling:")
    await world.until_recall(lambda: world.recall.requests_to("POST", "/api/v1/bot/*/leave_call/"))
    await world.nothing_is_left_to_do()
    world.recall.live_normally(bot_id)

    await passes_by_minutes_until(world, "Recording ready")
    assert "<@U0MAYA> asked it to leave" in world.slack.messages(SALES)[0].text
    await reply(world, "dashboard")


async def test_without_webhooks_a_bot_that_had_joined_unnoticed_shows_what_it_recorded_after_a_cancellation(world):
    card = await world.books()
    bot_id = world.only_bot().id
    bot_path = f"/api/v1/bot/{bot_id}/"
    world.recall.fail_next(403, times=None, method="GET", path=bot_path)
    await world.passes(timedelta(hours=3))
    await world.until_recall(lambda: world.recall.requests_to("GET", bot_path))
    await world.nothing_is_left_to_do()
    world.recall.live_normally(bot_id, until="in_call_recording")

    await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.until_recall(lambda: world.recall.requests_to("POST", "/api/v1/bot/*/leave_call/"))
    await world.nothing_is_left_to_do()
    world.recall.clear_faults()
    world.recall.live_normally(bot_id)

    await passes_by_minutes_until(world, "Recording ready")
    await reply(world, "dashboard")


async def test_without_webhooks_a_bot_that_was_left_at_the_old_time_is_followed_from_then(world):
    await world.books()
    world.recall.fail_next(400, path=SCHEDULE)
    world.recall.move_event(world.recall.events[0].id, MORNING + timedelta(hours=6))
    world.clock.advance(timedelta(minutes=5, seconds=1))
    await world.card(saying="Failed")
    await world.passes(timedelta(hours=3))

    world.recall.live_normally(world.only_bot().id)

    await passes_by_minutes_until(world, "Recording ready")


async def test_a_bot_that_someone_has_deleted_at_recall_is_said_and_not_asked_about_again(world):
    await world.books()
    bot_id = world.only_bot().id
    world.recall.fail_next(404, times=None, method="GET", path=f"/api/v1/bot/{bot_id}/")

    world.clock.advance(timedelta(hours=3, minutes=1))
    assert "The bot was deleted in Recall." in (await world.card(saying="Failed")).text

    asked = len(world.recall.requests_to("GET", f"/api/v1/bot/{bot_id}/"))
    await world.passes(timedelta(minutes=5))
    await world.nothing_is_left_to_do()
    assert len(world.recall.requests_to("GET", f"/api/v1/bot/{bot_id}/")) == asked


async def test_once_the_invitation_has_the_right_link_edit_books_with_that(world):
    world.hears_recall()
    await world.books()
    await world.passes(timedelta(hours=3, minutes=1))
    event, bot = world.recall.events[0], world.only_bot()
    world.recall.walk_bot(bot.id, "joining_call")
    world.recall.walk_bot(bot.id, "fatal", "meeting_not_found")
    card = await world.card(saying="edit and try again")

    world.recall.change_link(event.id, OTHER_MEET)
    await world.until_mirrored(event.id, lambda meeting: meeting.meeting_url == OTHER_MEET)
    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)
    await world.maya.submits()

    await world.until_recall(lambda: len(world.scheduled()) == 2)
    assert world.scheduled()[1].json["deduplication_key"].endswith(OTHER_MEET)


def two_meetings(world):
    world.meeting("Early")
    world.meeting("Late", start=MORNING + timedelta(hours=3, minutes=5), meeting_url=OTHER_MEET)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda recall, path: recall.fail_next(200, times=None, method="GET", path=path, body={"id": None}),
        lambda recall, path: recall.fail_next(503, times=None, method="GET", path=path),
        lambda recall, path: recall.hang_up_next(times=None, method="GET", path=path),
    ],
    ids=["unreadable", "error", "silence"],
)
async def test_a_bot_that_cannot_be_read_hides_no_other(a_sqlite_world, spoil):
    world = await a_sqlite_world(prepare=two_meetings)
    early, late = world.recall.events
    await world.books("Early")
    await world.books("Late")
    (bot,), (unreadable,) = world.recall.bots_of(early.id), world.recall.bots_of(late.id)

    spoil(world.recall, f"/api/v1/bot/{unreadable.id}/")
    await world.passes(timedelta(hours=3, minutes=6))
    world.recall.live_normally(bot.id)

    def is_told():
        return any("Early" in card.text and "Recording ready" in card.text for card in world.slack.messages(SALES))

    await world.until_by_the_clock(is_told, every=timedelta(minutes=1, seconds=1))


async def test_a_lost_bot_is_said_with_its_reason(world):
    world.recall.webhooks_to(f"{world.url}/recall/webhooks", WEBHOOK_SECRET)
    await world.books()

    bot = world.only_bot()
    world.recall.walk_bot(bot.id, "joining_call")
    world.recall.walk_bot(bot.id, "fatal", "meeting_not_found")

    card = await world.card(saying="Failed")
    assert "meeting_not_found" not in card.text


async def test_a_meeting_whose_bot_was_lost_is_booked_again_without_waiting_and_looking(world):
    world.recall.webhooks_to(f"{world.url}/recall/webhooks", WEBHOOK_SECRET)
    await world.books()
    world.recall.walk_bot(world.only_bot().id, "fatal", "meeting_not_found")
    await world.card(saying="Failed")

    looks = len(world.recall.requests_to("GET", "/api/v2/calendar-events/*/"))

    await world.books()

    assert len(world.recall.requests_to("GET", "/api/v2/calendar-events/*/")) == looks
    assert len(world.scheduled()) == 2
    assert [bot.status for bot in world.recall.bots] == ["fatal", "ready"]


@pytest.mark.parametrize(
    ("walk", "label"),
    [
        (["joining_call"], "Joining:"),
        (["joining_call", "in_waiting_room"], "Waiting in the lobby:"),
        (["joining_call", "in_call_not_recording"], "Joined:"),
        (["joining_call", "in_call_not_recording", "in_call_recording"], "Recording:"),
        (["joining_call", "in_call_not_recording", "in_call_recording", "in_call_not_recording"], "Recording paused:"),
        (["joining_call", "in_call_not_recording", "in_call_recording", "call_ended"], "Meeting ended:"),
    ],
)
async def test_the_card_says_where_the_bot_is(world, walk, label):
    world.hears_recall()
    await world.books()

    for code in walk:
        world.recall.walk_bot(world.only_bot().id, code)

    await world.card(saying=label)


async def test_a_recording_that_goes_on_after_a_pause_is_announced_once(world):
    world.hears_recall()
    await world.books()
    bot_id = world.only_bot().id
    world.recall.live_normally(bot_id, until="in_call_recording")
    await reply(world, "started recording")

    world.recall.walk_bot(bot_id, "in_call_not_recording")
    assert "recording is paused" in (await world.card(saying="Recording paused:")).text
    world.recall.walk_bot(bot_id, "in_call_recording")

    await world.card(saying="Recording:")
    assert len(replies(world)) == 1


async def test_operators_hear_once_why_a_bot_broke_down_if_only_they_can_mend_it(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"operators": ["U0OLGA"]}})
    world.hears_recall()
    await world.books()
    bot_id = world.only_bot().id
    for code in ("joining_call", "in_call_not_recording"):
        world.recall.walk_bot(bot_id, code)

    world.recall.walk_bot(bot_id, "recording_permission_denied", "zoom_sdk_key_blocked_by_host_admin")
    await world.until(lambda: world.olga.direct_messages)
    world.recall.walk_bot(bot_id, "fatal", "zoom_sdk_key_blocked_by_host_admin")
    await world.card(saying="Failed:")
    await world.nothing_is_left_to_do()

    (message,) = world.olga.direct_messages
    assert "The host's Zoom admin blocks the bot's app: ask them to approve it in the Zoom Marketplace." in message.text
    assert not any("marketplace" in each.text for each in world.slack.messages(SALES))


async def test_an_unknown_reason_is_said_with_its_code(world):
    world.hears_recall()
    await world.books()

    world.recall.walk_bot(world.only_bot().id, "joining_call")
    world.recall.walk_bot(world.only_bot().id, "fatal", "brand_new_code")

    assert "brand_new_code" in (await reply(world, "brand_new_code")).text
    assert "brand_new_code" in (await world.card(saying="Failed:")).text


@pytest.mark.parametrize("sub_code", ["bot_kicked_from_waiting_room", "timeout_exceeded_waiting_room"])
async def test_a_bot_that_was_not_let_in_is_said_to_be_just_that(world, sub_code):
    world.hears_recall()
    await world.books()
    bot_id = world.only_bot().id
    world.recall.walk_bot(bot_id, "joining_call")
    world.recall.walk_bot(bot_id, "in_waiting_room")

    world.recall.walk_bot(bot_id, "call_ended", sub_code)
    await world.card(saying="Not let in:")
    world.recall.walk_bot(bot_id, "done")
    await reply(world, "let it in")

    assert "Not let in:" in world.slack.messages(SALES)[0].text
