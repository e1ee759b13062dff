"""Every reply in a card's thread: whole, plain, and safe whatever people call their meetings and bots."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.card.thread_reply import build_reply
from bot.blocks.kit.block_kit import Json, MessageContent
from bot.blocks.names import Action
from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.bot_status import Milestone
from bot.core.booking.model import Attempt, Booking, ChangeInCall, Failure, Intent, Wish
from bot.core.booking.recording_files import FileState
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BotId
from tests.blocks.in_slack import assert_message, mrkdwn_texts, words
from tests.blocks.outside_text import CONTROL_SEQUENCE, OURS, OUTSIDE_TEXT
from tests.examples import JONAS, MAYA, NOW, SOON, a_booked_booking, a_booked_meeting

DASHBOARD = "https://us-west-2.recall.test/dashboard/explorer/bot/"
WAS = SOON - timedelta(hours=2)
RECORDING_BUTTONS = [Action.SHOW_RECORDING, Action.SHOW_TRANSCRIPT, Action.DELETE_RECORDING]


def with_bot(status: str | None = None, sub_code: str | None = None, **facts: Any) -> Booking:
    bot = BotState(bot_id=BotId("bot-1"), applied_revision=1, status=status, sub_code=sub_code, **facts)
    return a_booked_booking(bot=bot)


def with_settings(booking: Booking, **settings: Any) -> Booking:
    return replace(booking, wish=replace(booking.wish, settings=BotSettings(**settings)))


def changed_in_call(reason: str, **facts: Any) -> Booking:
    booking = with_bot("in_call_recording")
    return replace(booking, meeting=replace(booking.meeting, change_in_call=ChangeInCall(reason, **facts)))


def reply(booking: Booking, milestone: Milestone, **facts: Any) -> MessageContent:
    content = build_reply(booking, milestone, dashboard_url=DASHBOARD, **facts)
    assert_message(content.blocks)
    return content


def offered(content: MessageContent) -> list[str]:
    rows: list[list[Json]] = [block["elements"] for block in content.blocks if block["type"] == "actions"]
    return [element["action_id"] for row in rows for element in row]


MOVED = a_booked_booking(meeting=a_booked_meeting(moved_from=WAS))
NOT_APPLIED = replace(MOVED, wish=replace(MOVED.wish, revision=2))
REFUSED = replace(
    NOT_APPLIED,
    attempt=Attempt(failure=Failure(code="invalid_request_data", status=400, detail="No {room}", permanent=True)),
)
CALLED_OFF = Wish(
    intent=Intent.STAY_AWAY, revision=2, settings=BotSettings(), by=MAYA, at=NOW, reason="calendar_disconnected"
)
MADE_WAY = replace(CALLED_OFF, reason="made_way")


@pytest.mark.parametrize(
    ("booking", "milestone", "says"),
    [
        (MOVED, Milestone.MOVED, "was moved to Mon, March 2, 2026 at 15:00 (UTC). The bot will join then."),
        (a_booked_booking(), Milestone.MOVED, "has a new link. The bot will use it."),
        (REFUSED, Milestone.NOT_MOVED, "15:00 (UTC). The bot couldn't be rescheduled. Recall didn't accept"),
        (REFUSED, Milestone.NOT_MOVED, "Recall says: No {room}"),
        (replace(a_booked_booking(), wish=CALLED_OFF), Milestone.CALLED_OFF, "No bot will join. The calendar"),
        (
            replace(a_booked_booking(), wish=MADE_WAY),
            Milestone.CALLED_OFF,
            "The meeting was changed, and another bot is already "
            "scheduled for its link around that time. Only that one will "
            "join.",
        ),
        (
            changed_in_call("moved", start_time=NOW),
            Milestone.CHANGED_IN_CALL,
            "12:00 (UTC). The bot is already in the meeting",
        ),
        (changed_in_call("new_link"), Milestone.CHANGED_IN_CALL, "has a new link. The bot is already in the meeting"),
        (
            changed_in_call("event_deleted"),
            Milestone.CHANGED_IN_CALL,
            "deleted from the calendar. The bot is already in",
        ),
        (with_bot("in_waiting_room", status_at=NOW), Milestone.LOBBY, "(since Mon, March 2, 2026 at 12:00 (UTC))"),
        (with_bot("in_call_recording"), Milestone.RECORDING, "The bot started recording."),
        (with_bot("fatal", "meeting_not_found"), Milestone.FAILED, "We couldn't find a meeting with this link."),
        (with_bot("fatal", "bot_errored", has_recorded=True), Milestone.FAILED, "What it recorded is kept."),
        (with_bot("fatal", "brand_new_code"), Milestone.FAILED, "brand_new_code"),
        (
            with_bot("done", has_recorded=True),
            Milestone.DONE,
            f"<{DASHBOARD}bot-1|View in Recall.ai> (login",
        ),
        (with_bot("done", has_recorded=True, recorded_seconds=2520), Milestone.DONE, "Recording ready · 42 min. <"),
        (with_bot("done", has_recorded=True), Milestone.DONE, "Kept for your account's default period."),
        (with_bot("done", "timeout_exceeded_noone_joined"), Milestone.DONE, "the meeting stayed empty"),
        (with_settings(with_bot("done"), retention="none"), Milestone.DONE, "Nothing was kept"),
        (with_settings(with_bot("done", has_recorded=True), retention=48), Milestone.DONE, "Kept for 2 days."),
        (with_settings(with_bot("fatal", has_recorded=True), retention="none"), Milestone.FAILED, "Nothing was kept"),
        (with_bot("done", media=Media.DELETING), Milestone.DONE, "is being deleted"),
        (with_bot("done", media=Media.FAILED), Milestone.LOST, "Recall couldn't create the recording"),
        (with_bot("fatal", media=Media.FAILED, has_recorded=True), Milestone.FAILED, "couldn't create the recording"),
        (with_bot("done"), Milestone.DELETED, "The recording and its transcript were deleted."),
        (
            with_bot("done"),
            Milestone.NOT_DELETED,
            "Recall.ai couldn't delete the recording. Try again, or delete it in the Recall.ai dashboard.",
        ),
    ],
)
def test_a_reply_says_what_happened_and_what_to_do(booking: Booking, milestone: Milestone, says: str) -> None:
    assert says in reply(booking, milestone).text


@pytest.mark.parametrize(
    ("booking", "milestone", "offers"),
    [
        (with_bot("in_waiting_room"), Milestone.LOBBY, [Action.CANCEL_BOT]),
        (changed_in_call("event_deleted"), Milestone.CHANGED_IN_CALL, [Action.CANCEL_BOT]),
        (with_bot("done", has_recorded=True), Milestone.DONE, RECORDING_BUTTONS),
        (with_bot("done"), Milestone.DONE, RECORDING_BUTTONS),
        (with_bot("done", transcript=FileState.NONE), Milestone.DONE, [RECORDING_BUTTONS[0], RECORDING_BUTTONS[2]]),
        (with_bot("done", "timeout_exceeded_waiting_room"), Milestone.DONE, []),
        (with_settings(with_bot("done", has_recorded=True), retention="none"), Milestone.DONE, []),
        (with_bot("fatal", "bot_errored", has_recorded=True), Milestone.FAILED, RECORDING_BUTTONS),
        (with_bot("fatal", "meeting_not_found"), Milestone.FAILED, []),
        (with_settings(with_bot("fatal", has_recorded=True), retention="none"), Milestone.FAILED, []),
        (with_bot("fatal", media=Media.FAILED, has_recorded=True), Milestone.FAILED, []),
        (with_bot("done"), Milestone.DELETED, []),
        (with_bot("done", media=Media.FAILED), Milestone.LOST, []),
        (with_bot("in_call_recording"), Milestone.RECORDING, []),
    ],
)
def test_a_reply_offers_what_can_be_done(booking: Booking, milestone: Milestone, offers: list[str]) -> None:
    assert offered(reply(booking, milestone)) == offers


def test_in_the_lobby_those_are_called_who_can_let_it_in() -> None:
    waiting = with_bot("in_waiting_room")

    assert reply(waiting, Milestone.LOBBY).text.startswith("<@U0MAYA>, the bot is waiting")
    assert reply(waiting, Milestone.LOBBY, organizer=JONAS).text.startswith("<@U0MAYA> and <@U0JONAS>, the bot")
    assert reply(waiting, Milestone.LOBBY, organizer=MAYA).text.count("<@U0MAYA>") == 1


def test_anyone_who_sees_the_blocks_sees_times_in_their_own_zone() -> None:
    assert f"<!date^{int(SOON.timestamp())}^" in words(reply(MOVED, Milestone.MOVED).blocks)


@pytest.mark.parametrize("milestone", Milestone)
@given(
    outside=OUTSIDE_TEXT,
    name=st.one_of(st.sampled_from(["{}", "{0.x}", "<!channel>"]), st.text(min_size=1, max_size=100)),
)
def test_no_text_from_outside_breaks_or_controls_a_reply(milestone: Milestone, outside: str, name: str) -> None:
    failure = Failure(code=outside, status=400, detail=outside, permanent=True)
    bot = BotState(bot_id=BotId("bot-1"), applied_revision=1, status="fatal", sub_code=outside, has_recorded=True)
    wish = Wish(intent=Intent.ATTEND, revision=2, settings=BotSettings(bot_name=name), by=MAYA, at=NOW, reason=outside)
    meeting = a_booked_meeting(title=outside, moved_from=WAS, change_in_call=ChangeInCall(outside))
    booking = a_booked_booking(meeting=meeting, wish=wish, bot=bot, attempt=Attempt(failure=failure))

    content = reply(booking, milestone)

    ours = content.text.replace(f"<{DASHBOARD}bot-1|View in Recall.ai>", "")
    assert not CONTROL_SEQUENCE.search(OURS.sub("", ours))
    assert all(text["verbatim"] is True for text in mrkdwn_texts(content.blocks))
    assert len(content.text) < 4000
