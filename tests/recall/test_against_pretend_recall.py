"""Run the client against the pretend Recall, from a synced calendar to a finished recording."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.errors import AnsweredError, NoAnswer
from bot.core.meetings.meeting import Attendee
from bot.recall.webhooks import BotNews, read_webhook
from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.workspace import Guest
from bot.sandbox.serving import serving

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
START = NOW + timedelta(hours=6)
MEET = "https://meet.google.com/abc-defg-hij"
ZOOM = "https://zoom.us/j/81234567890?pwd=AbC.1"
CONFIG = {"bot_name": "Notetaker", "metadata": {"recall_schedule_booking": "k1"}}


@pytest.fixture
async def pretend():
    pretend = PretendRecall(MovableClock(NOW, ticking=False), api_key="made-up-key")
    yield pretend
    await pretend.aclose()


@pytest.fixture
async def client(pretend, client_of):
    async with serving(pretend.asgi) as url:
        yield client_of(url)


@pytest.fixture
def event(pretend):
    calendar = pretend.add_calendar("dana@example.com")
    return pretend.add_event(calendar.id, start=START, meeting_url=MEET, title="Weekly sync")


async def refusal(call) -> AnsweredError:
    with pytest.raises(AnsweredError) as caught:
        await call
    return caught.value


@pytest.mark.parametrize("platform", ["google_calendar", "microsoft_outlook"])
async def test_a_synced_event_is_a_meeting_no_matter_who_keeps_the_calendar(pretend, client, platform):
    calendar = pretend.add_calendar("dana@example.com", platform=platform)
    pretend.add_event(
        calendar.id,
        start=START,
        meeting_url=MEET,
        title="Weekly sync",
        private=True,
        series="series1",
        time_zone="Europe/Berlin",
        organizer=Guest("lee@example.com", "Lee"),
        attendees=[Guest("Dana@Example.com", "Dana", "declined")],
    )

    [[event]] = [page async for page in client.iter_event_pages(start_time__gte=NOW)]
    meeting = event.read_meeting("dana@example.com")

    assert (meeting.title, meeting.start_time, meeting.meeting_url) == ("Weekly sync", START, MEET)
    assert (meeting.series_key, meeting.original_start, meeting.is_private) == ("series1", START, True)
    assert set(meeting.attendees) == {
        Attendee("dana@example.com", "Dana", has_declined=True),
        Attendee("lee@example.com", "Lee", is_organizer=True),
    }
    assert meeting.link_keys == ("meet:abc-defg-hij",)


@pytest.mark.parametrize("gone", ["cancel_event", "delete_event"])
async def test_an_event_that_was_called_off_is_gone(pretend, client, event, gone):
    getattr(pretend, gone)(event.id)

    assert (await client.get_event(event.id)).read_meeting().is_gone


async def test_a_long_list_is_read_to_its_end(pretend, client):
    calendar = pretend.add_calendar("dana@example.com")
    for minute in range(230):
        pretend.add_event(calendar.id, start=START + timedelta(minutes=minute))

    pages = [page async for page in client.iter_event_pages()]

    assert [len(page) for page in pages] == [100, 100, 30]
    assert len({event.id for page in pages for event in page}) == 230


async def test_a_calendar_is_told_by_its_owner(pretend, client):
    pretend.add_calendar("Dana@Example.com", oauth_email="d@example.test")

    [calendar] = await client.list_calendars()

    assert (calendar.emails, calendar.status) == (("dana@example.com", "d@example.test"), "connected")


async def test_a_bot_is_scheduled_seen_on_the_event_and_taken_off_again(client, event):
    scheduled = (await client.schedule_bot(event.id, "key", CONFIG, "k1.1.1")).read_meeting()
    bot = await client.get_bot(scheduled.bots[0].bot_id)
    await client.unschedule_bot(event.id)

    assert (scheduled.bots[0].deduplication_key, scheduled.bots[0].start_time) == ("key", START)
    assert (bot.metadata, bot.join_at, bot.bot_name) == (CONFIG["metadata"], START, "Notetaker")
    assert (await client.get_event(event.id)).bots == ()


async def test_an_answer_that_was_lost_is_had_again_with_the_same_key(pretend, client, event):
    pretend.hang_up_next(when="after", method="POST")
    with pytest.raises(NoAnswer):
        await client.schedule_bot(event.id, "key", CONFIG, "k1.1.1")

    again = await client.schedule_bot(event.id, "key", CONFIG, "k1.1.1")

    assert [bot.bot_id for bot in again.bots] == [bot.id for bot in pretend.bots]
    assert len(pretend.bots) == 1


async def test_a_bot_for_a_bare_link_is_created_found_changed_and_deleted(client):
    config = CONFIG | {"meeting_url": ZOOM, "join_at": START.isoformat()}
    bot = await client.create_bot(config, "k1.1.1")
    found = await client.list_bots(metadata={"recall_schedule_booking": "k1"}, meeting_url=ZOOM)
    missed = await client.list_bots(metadata={"recall_schedule_booking": "k2"})
    changed = await client.update_bot(bot.id, {"bot_name": "Ann"}, "k1.2.1")
    await client.delete_bot(bot.id)

    assert bot.meeting_url["meeting_id"] == "81234567890"
    assert ([one.id for one in found], missed, changed.bot_name) == ([bot.id], [], "Ann")
    assert (await refusal(client.get_bot(bot.id))).status == 404


async def test_a_bot_in_a_call_is_not_deleted_but_told_to_leave(pretend, client, event):
    bot_id = (await client.schedule_bot(event.id, "key", CONFIG, "k1.1.1")).bots[0].bot_id
    pretend.live_normally(bot_id, until="in_call_recording")

    refused = await refusal(client.delete_bot(bot_id))
    await client.leave_call(bot_id)

    assert (refused.status, refused.code, refused.permanent) == (405, "cannot_delete_bot", True)
    assert (await refusal(client.leave_call(bot_id))).code == "cannot_command_completed_bot"


async def test_a_finished_bot_shows_its_course_and_its_recording(pretend, client, event):
    bot_id = (await client.schedule_bot(event.id, "key", CONFIG, "k1.1.1")).bots[0].bot_id
    pretend.live_normally(bot_id)

    bot = await client.get_bot(bot_id)

    assert bot.latest_status.code == "done"
    assert bot.recordings[0].media_shortcuts.video_mixed.download_url.startswith("http://127.0.0.1")


async def test_a_webhook_of_a_bot_is_read_as_it_was_sent(pretend, client, event):
    pretend.webhooks_to("http://127.0.0.1:1/recall/webhooks")
    bot_id = (await client.schedule_bot(event.id, "key", CONFIG, "k1.1.1")).bots[0].bot_id
    change = pretend.walk_bot(bot_id, "fatal", "meeting_not_found").status_changes[-1]

    assert read_webhook(pretend.sent[-1].body) == BotNews(
        bot_id=bot_id, code="fatal", sub_code="meeting_not_found", at=change.at, metadata=CONFIG["metadata"]
    )


async def test_a_wrong_key_is_told_apart(pretend, client_of):
    async with serving(pretend.asgi) as url:
        refused = await refusal(client_of(url, "another-key").list_calendars())

    assert (refused.status, refused.code) == (401, "authentication_failed")
    assert "region" in refused.detail


async def test_an_event_that_has_ended_is_refused_in_recalls_own_words(pretend, client):
    calendar = pretend.add_calendar("dana@example.com")
    past = pretend.add_event(calendar.id, start=NOW - timedelta(hours=2), meeting_url=MEET)

    refused = await refusal(client.schedule_bot(past.id, "key", CONFIG, "k1.1.1"))

    assert (refused.status, refused.code) == (400, "invalid_request_data")
    assert "Cannot schedule bot as calendar event has ended." in refused.detail


async def test_an_empty_pool_is_worth_another_try_later(pretend, client):
    pretend.ad_hoc_pool = 0

    refused = await refusal(client.create_bot(CONFIG | {"meeting_url": ZOOM}, "k1.1.1"))

    assert (refused.status, refused.permanent) == (507, False)


async def test_settings_that_recall_refuses_are_named(client, event):
    bad = {"bot_name": "x" * 101, "automatic_leave": {"waiting_room_timeout": 1}}

    refused = await refusal(client.schedule_bot(event.id, "key", bad, "k1.1.1"))

    assert refused.status == 400
    assert "bot_name: " in refused.detail
    assert "automatic_leave.waiting_room_timeout: " in refused.detail
