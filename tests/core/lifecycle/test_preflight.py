"""The preflight check shortly before the start finds a bot that is missing or at another time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.booking.same_meeting import booked_meeting
from bot.core.errors import NoAnswer
from bot.core.identifiers import BotId
from bot.core.lifecycle.calendar_changes import CalendarView
from bot.core.lifecycle.next_step import next_step
from bot.core.lifecycle.preflight import apply_bot_preflight, apply_preflight
from bot.core.lifecycle.steps import ShowCard
from bot.core.lifecycle.transitions import BookingAnswer, apply_answer, apply_cancellation, with_retry_soon
from bot.core.meetings.meeting import EventBot
from tests.examples import MAYA, MEET, NOW, SOON, a_bare_link, a_booked_booking, a_meeting

KEY = "key of the bot"
BOT = EventBot(BotId("bot-1"), SOON, KEY, MEET)


@pytest.fixture
def booking():
    return a_booked_booking(meeting=booked_meeting(a_meeting()))


def checked_as(booking, event, *, is_connected=True, revision=1):
    return apply_preflight(booking, revision, CalendarView(event, is_connected), KEY, NOW)


def test_a_bot_that_is_there_is_noted(booking):
    assert checked_as(booking, a_meeting(bots=(BOT,))).bot.checked_for == SOON


def test_a_bot_that_is_not_there_is_booked_once_more(booking):
    again = checked_as(booking, a_meeting())

    assert again.wish.revision == 2
    assert again.wish.intent == booking.wish.intent


def test_a_meeting_that_has_moved_is_followed(booking):
    later = a_meeting(start_time=SOON + timedelta(hours=1), bots=(BOT,))

    assert checked_as(booking, later).wish.revision == 2


def test_a_bot_that_is_not_where_the_meeting_is_is_booked_once_more_and_then_left_at_that(booking):
    elsewhere = replace(BOT, start_time=SOON + timedelta(hours=2))
    unsure = replace(booking, bot=replace(booking.bot, starts_at=SOON + timedelta(hours=2)))

    again = checked_as(unsure, a_meeting(bots=(elsewhere,)))
    answered = apply_answer(again, 2, BookingAnswer(BotId("bot-1"), SOON + timedelta(hours=2), {}, KEY, NOW))

    assert again.wish.revision == 2
    assert next_step(answered, NOW, timedelta(hours=1)) == ShowCard()


def test_a_bot_that_is_where_the_meeting_is_after_all_is_news(booking):
    unsure = replace(booking, bot=replace(booking.bot, starts_at=SOON + timedelta(hours=2)))

    found = checked_as(unsure, a_meeting(bots=(BOT,)))

    assert (found.bot.starts_at, found.wish.revision) == (SOON, 1)
    assert found.said.version > unsure.said.version


@pytest.mark.parametrize(("is_connected", "why"), [(True, "event_deleted"), (False, "calendar_disconnected")])
def test_an_event_that_is_gone_is_called_off(booking, is_connected, why):
    assert checked_as(booking, None, is_connected=is_connected).wish.reason == why


def test_the_bot_of_a_bare_link_is_noted_or_booked_once_more():
    link = a_booked_booking(meeting=a_bare_link())

    assert apply_bot_preflight(link, 1, NOW, is_there=True).bot.checked_for == SOON
    again = apply_bot_preflight(link, 1, NOW, is_there=False)
    assert (again.wish.revision, again.bot.bot_id) == (2, None)
    assert apply_bot_preflight(link, 2, NOW, is_there=False) == link


@pytest.mark.parametrize("event", [None, a_meeting(), a_meeting(bots=(BOT,))])
def test_what_was_wished_meanwhile_is_not_held_up(booking, event):
    cancelled = apply_cancellation(booking, by=MAYA, now=NOW, reason="person")

    assert checked_as(cancelled, event) == cancelled
    assert with_retry_soon(cancelled, 1, NOW, NoAnswer("took too long")) == cancelled


def test_what_cannot_be_read_is_read_again(booking):
    assert with_retry_soon(booking, 1, NOW, NoAnswer("took too long")).attempt.next_at > NOW
