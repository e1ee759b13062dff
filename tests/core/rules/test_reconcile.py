"""Check by random histories what reconciling must never do, whatever people and calendars do in between."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.booking.model import Booking, Destination, Intent
from bot.core.booking.origin import BY_HAND, Origin, Source
from bot.core.booking.same_meeting import booked_meeting
from bot.core.bot_config.settings import BotSettings, Media
from bot.core.identifiers import BookingId, ChannelId, UserId
from bot.core.lifecycle.transitions import apply_cancellation, apply_edit
from bot.core.lifecycle.vetoes import apply_veto, occurrence_key
from bot.core.meetings.meeting import Invitation, Meeting, Reply
from bot.core.outcomes.cancel_reasons import RULE_OVER
from bot.core.rules.candidate import Candidate
from bot.core.rules.decide import decide
from bot.core.rules.model import LeftOut, Manner, Match, PersonalRule, SeriesChoice
from bot.core.rules.reasons import Reason
from bot.core.rules.rulebook import Rulebook
from tests.examples import CARD, GENERAL, JONAS, MAYA, NOW, SOON, TEAM, a_booked_booking
from tests.rules import ADDRESSES, CALENDARS, GUEST, Shelf, a_row, a_rule, a_rulebook, a_series

NOOR = UserId("U0NOOR")
PEOPLE = list(ADDRESSES)
T = TypeVar("T")

EXAMPLES = 250  # of each property


class World:
    """What people and calendars may be like, from one number: Hypothesis would draw for longer than is decided."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def meetings(self) -> list[tuple[Meeting, ...]]:
        return [self._rows(number) for number in range(3)]

    def book(self) -> Rulebook:
        series = {choice.id: choice for choice in self._some(self._series, most=2)}
        return a_rulebook(
            *self._some(self._rule, most=3),
            series=tuple(series.values()),
            paused=frozenset(self._random.sample(PEOPLE, k=self._seldom(3))),
            is_team_paused=bool(self._seldom(10)),
        )

    def deeds(self) -> list[tuple[str, int]]:
        """What a person does to the booking of some meeting, if there is one."""
        return self._some(lambda: (self._random.choice(["cancel", "edit", "veto"]), self._random.randrange(6)), most=3)

    def _rows(self, number: int) -> tuple[Meeting, ...]:
        start = SOON + timedelta(days=self._random.randrange(3), minutes=30 * number)
        same = {"ical_uid": f"uid-{number}", "start_time": start, "link_keys": (f"meet:{number}",)}
        series_key = self._random.choice([None, "series-1"])
        owners = self._random.sample(PEOPLE, k=self._random.randint(1, 3))
        return tuple(
            a_row(
                owner,
                event_id=f"event-{number}-{owner}",
                invitation=Invitation(reply=self._random.choice(list(Reply)), is_host=owner == MAYA),
                is_private=bool(self._seldom(8)),
                is_gone=bool(self._seldom(8)),
                series_key=series_key,
                **same,
            )
            for owner in owners
        )

    def _rule(self) -> PersonalRule:
        matches = self._random.sample(list(Match), k=self._random.randint(1, 2))
        user, is_on = self._random.choice(PEOPLE), not self._seldom(4)
        return a_rule(user, *matches, is_on=is_on, only_accepted=bool(self._seldom(2)))

    def _series(self) -> SeriesChoice:
        return a_series(self._random.choice(PEOPLE), records=not self._seldom(3))

    def _seldom(self, one_in: int) -> int:
        return int(self._random.randrange(one_in) == 0)

    def _some(self, make: Callable[[], T], most: int) -> list[T]:
        return [make() for _ in range(self._random.randint(0, most))]


WORLDS = st.integers(0, 2**63).map(World)


def do(shelf: Shelf, deed: str, place: int) -> None:
    live = shelf.live()
    if not live:
        return
    booking = live[place % len(live)]
    if deed == "cancel":
        shelf.put(apply_cancellation(booking, by=NOOR, now=NOW, reason="person"))
    elif deed == "veto":
        shelf.put(apply_veto(booking, by=NOOR, now=NOW))
    else:
        other = BotSettings(media=Media.AUDIO_ONLY)
        shelf.put(
            apply_edit(
                booking,
                settings=other,
                preset=None,
                destination=booking.destination,
                meeting=booking.meeting,
                by=NOOR,
                now=NOW,
            )
        )


def wanted(shelf: Shelf) -> set[tuple[object, ...]]:
    return {(each.booked_by, each.meeting.ical_uid, each.wish.settings, each.origin) for each in shelf.live()}


@settings(max_examples=EXAMPLES)
@given(WORLDS)
def test_never_two_bots_and_never_against_a_no(world):
    meetings, before, deeds, after = world.meetings(), world.book(), world.deeds(), world.book()
    shelf = Shelf()
    shelf.run(before, *meetings)
    shelf.settle()
    for deed in deeds:
        do(shelf, *deed)
    refused = {each.meeting.ical_uid for each in shelf.bookings.values() if each.veto or each.wish.reason == "person"}

    shelf.run(after, *meetings)

    live = [each.meeting.ical_uid for each in shelf.live()]
    assert len(live) == len(set(live))
    assert not refused & set(live)


@settings(max_examples=EXAMPLES)
@given(WORLDS)
def test_what_people_booked_or_edited_no_rule_touches(world):
    meetings, before, deeds, after = world.meetings(), world.book(), world.deeds(), world.book()
    shelf = Shelf()
    shelf.run(before, *meetings)
    for deed in deeds:
        do(shelf, *deed)
    theirs = [
        each for each in shelf.bookings.values() if not each.origin.is_automatic and each.wish.intent is Intent.ATTEND
    ]

    shelf.run(after, *meetings)

    assert [shelf.bookings[each.id] for each in theirs] == theirs


@settings(max_examples=EXAMPLES)
@given(WORLDS)
def test_reconciling_again_changes_nothing(world):
    shelf, meetings = Shelf(), world.meetings()
    for book in (world.book(), world.book()):
        shelf.run(book, *meetings)
        assert shelf.run(book, *meetings) == 0
        shelf.settle()
        assert shelf.run(book, *meetings) == 0


@settings(max_examples=EXAMPLES)
@given(WORLDS)
@pytest.mark.parametrize("is_carried_out", [True, False])
def test_off_and_on_again_ends_where_it_began(is_carried_out, world):
    shelf, meetings, book = Shelf(), world.meetings(), world.book()
    shelf.run(book, *meetings)
    began = wanted(shelf)
    for each in (world.book(), book):
        if is_carried_out:
            shelf.settle()
        shelf.run(each, *meetings)

    assert wanted(shelf) == began


@settings(max_examples=EXAMPLES)
@given(WORLDS)
def test_all_off_takes_back_all_that_rules_made(world):
    shelf, meetings = Shelf(), world.meetings()
    shelf.run(world.book(), *meetings)
    shelf.run(a_rulebook(), *meetings)

    usable = {rows[0].ical_uid for rows in meetings if any(not row.is_gone for row in rows)}
    assert not {each.meeting.ical_uid for each in shelf.live()} & usable


@settings(max_examples=EXAMPLES)
@given(WORLDS)
def test_an_incomplete_read_takes_nothing_back(world):
    shelf, meetings, changed, book = Shelf(), world.meetings(), world.meetings(), world.book()
    shelf.run(book, *meetings)
    before = {each.meeting.ical_uid for each in shelf.live()}

    shelf.run(book, *changed, is_complete=False)

    decided_by_people = {Reason.SERIES_OFF, Reason.PAUSED, Reason.SERIES_PAUSED, Reason.NO_RULE}
    reasons = {rows[0].ical_uid: decide(Candidate(rows, (), book), NOW).reason for rows in changed}
    lost = before - {each.meeting.ical_uid for each in shelf.live()}
    assert {reasons[uid] for uid in lost} <= decided_by_people


@settings(max_examples=EXAMPLES)
@given(WORLDS)
def test_the_order_of_meetings_rows_and_rules_does_not_matter(world):
    meetings, book, results = world.meetings(), world.book(), []
    for order in permutations(meetings):
        shelf = Shelf()
        turned = replace(
            book,
            rules=dict(reversed(book.rules.items())),
            series=book.series[::-1],
            owners=dict(reversed(book.owners.items())),
        )
        shelf.run(turned if order != meetings else book, *(rows[::-1] if order != meetings else rows for rows in order))
        results.append(wanted(shelf))

    assert all(each == results[0] for each in results)


ROWS = (a_row(MAYA), a_row(JONAS))
BOTH = a_rulebook(a_rule(MAYA), a_rule(JONAS))


def test_a_booking_says_why_it_is_there():
    shelf = Shelf()
    shelf.run(BOTH, ROWS)

    [booking] = shelf.live()
    assert booking.booked_by == MAYA
    assert booking.origin == Origin(source=Source.RULE, by=MAYA, reason="all", also_for=(JONAS,), is_quiet=True)
    assert booking.destination == Destination(channel_id=ChannelId(MAYA))


@pytest.mark.parametrize(
    ("after", "stays"),
    [
        ([a_rule(MAYA)], True),
        ([a_rule(MAYA), a_rule(NOOR)], True),
        ([a_rule(MAYA, is_on=False)], False),
        ([], False),
    ],
)
def test_a_calendar_that_is_disconnected_takes_no_bot_along_though_a_colleague_is_invited(after, stays):
    shelf = Shelf()
    shelf.run(a_rulebook(a_rule(MAYA)), ROWS)
    colleague_connected = frozenset({CALENDARS[JONAS]})
    shelf.run(a_rulebook(*after, connected=colleague_connected), ROWS)

    assert bool(shelf.live()) == stays


def test_a_colleague_whose_rule_asks_too_takes_over_from_a_disconnected_calendar():
    shelf = Shelf()
    shelf.run(BOTH, ROWS)
    shelf.run(replace(BOTH, connected=frozenset({CALENDARS[JONAS]})), ROWS)

    assert [each.booked_by for each in shelf.live()] == [JONAS]


def test_when_its_person_turns_the_rule_off_another_who_asked_too_takes_over():
    shelf = Shelf()
    shelf.run(BOTH, ROWS)
    shelf.settle()
    shelf.run(a_rulebook(a_rule(JONAS)), ROWS)

    [booking] = shelf.live()
    assert (booking.booked_by, booking.meeting.calendar_id) == (JONAS, "calendar-jonas")
    [old] = [each for each in shelf.bookings.values() if each.id != booking.id]
    assert (old.wish.reason, old.replaced_by) == (RULE_OVER, booking.id)


def test_off_and_on_again_uses_the_same_card():
    shelf = Shelf()
    shelf.run(BOTH, ROWS)
    shelf.settle()
    shelf.run(a_rulebook(), ROWS)
    shelf.settle()
    shelf.run(BOTH, ROWS)

    assert [each.id for each in shelf.bookings.values()] == ["b1"]
    assert [each.id for each in shelf.live()] == ["b1"]


def test_other_settings_of_a_rule_reach_what_it_has_booked():
    audio = Manner(settings=BotSettings(media=Media.AUDIO_ONLY), destination=Destination(channel_id=GENERAL))
    shelf = Shelf()
    shelf.run(a_rulebook(a_rule()), ROWS)
    shelf.run(a_rulebook(a_rule(manner=audio)), ROWS)

    [booking] = shelf.live()
    assert (booking.wish.settings.media, booking.wish.revision) == (Media.AUDIO_ONLY, 2)
    assert booking.destination.channel_id == GENERAL
    assert booking.origin.source is Source.RULE


def test_a_card_that_was_posted_stays_where_it_is():
    elsewhere = Manner(destination=Destination(channel_id=GENERAL))
    shelf = Shelf()
    shelf.run(a_rulebook(a_rule()), ROWS)
    [booking] = shelf.live()
    shelf.put(replace(booking, said=replace(booking.said, card=CARD)))
    shelf.run(a_rulebook(a_rule(manner=elsewhere)), ROWS)

    assert shelf.live()[0].destination.channel_id == MAYA


def test_a_card_that_was_posted_says_why_it_is_there_by_now():
    shelf = Shelf()
    shelf.run(a_rulebook(a_rule()), ROWS)
    [booking] = shelf.live()
    shelf.put(replace(booking, said=replace(booking.said, card=CARD)))

    assert shelf.run(BOTH, ROWS) == 1
    assert shelf.live()[0].origin.also_for == (JONAS,)
    assert shelf.live()[0].said.version == booking.said.version + 1
    assert shelf.run(BOTH, ROWS) == 0


def test_what_is_in_the_call_stays_there():
    shelf = Shelf()
    shelf.run(BOTH, ROWS)
    shelf.settle()
    [booking] = shelf.live()
    shelf.put(replace(booking, bot=replace(booking.bot, status="in_call_recording")))

    assert shelf.run(a_rulebook(), ROWS) == 0


@pytest.mark.parametrize(("by", "leaves"), [(MAYA, True), (JONAS, False)])
def test_it_leaves_the_call_only_for_no_matter_who_it_is_there_for(by, leaves):
    """Others have *I don't want to be recorded*, which shows their name."""
    shelf = Shelf()
    shelf.run(BOTH, ROWS)
    shelf.settle()
    [booking] = shelf.live()
    shelf.put(replace(booking, bot=replace(booking.bot, status="in_call_recording")))
    key = occurrence_key(booking.meeting)
    left_out = LeftOut(team_id=TEAM, occurrence=key, event_id="e", by=by, at=NOW, ends_at=SOON)
    book = replace(BOTH, left_out={key: left_out})

    assert shelf.run(book, ROWS) == leaves
    assert (shelf.bookings[booking.id].wish.intent is Intent.STAY_AWAY) == leaves
    assert shelf.run(book, ROWS) == 0


@pytest.mark.parametrize("deed", ["cancel", "edit"])
def test_what_a_person_does_makes_it_theirs(deed):
    shelf = Shelf()
    shelf.run(BOTH, ROWS)
    do(shelf, deed, 0)

    [booking] = shelf.bookings.values()
    assert booking.origin.source is BY_HAND.source
    assert shelf.run(BOTH, ROWS) == 0
    assert shelf.run(a_rulebook(), ROWS) == 0


def test_a_meeting_that_overlaps_another_with_the_same_link_has_one_bot():
    later = (a_row(MAYA, event_id="event-2", ical_uid="other", start_time=SOON + timedelta(minutes=10)),)
    shelf = Shelf()
    shelf.run(a_rulebook(a_rule()), (a_row(MAYA),), later)

    assert [each.meeting.event_id for each in shelf.live()] == [f"event-{MAYA}"]


def test_a_guest_who_leaves_takes_the_bot_along_and_a_person_who_booked_does_not():
    external = a_rulebook(a_rule(MAYA, Match.EXTERNAL))
    shelf = Shelf()
    shelf.run(external, (a_row(),))
    without = (a_row(attendees=tuple(each for each in a_row(JONAS).attendees if each != GUEST)),)
    shelf.run(external, without)
    assert shelf.live() == []

    hand = Shelf()
    hand.put(a_booked_booking(id=BookingId("mine"), meeting=shelf.bookings[BookingId("b1")].meeting))
    assert hand.run(external, without) == 0


def test_an_occurrence_that_a_form_gave_to_a_series_stays_where_it_was_booked():
    rows = (a_row(series_key="series-1"),)
    shelf = Shelf()
    shelf.put(
        a_booked_booking(
            booked_by=JONAS,
            meeting=booked_meeting(rows[0]),
            origin=Origin(source=Source.SERIES, by=MAYA, reason="series"),
        )
    )
    shelf.run(a_rulebook(series=(a_series(MAYA),)), rows)

    [booking] = shelf.bookings.values()
    assert (booking.booked_by, booking.wish.revision, booking.origin.is_quiet) == (JONAS, 1, False)
    assert booking.origin.series_id == a_series(MAYA).id


def test_a_booking_of_an_older_version_is_a_persons():
    old: Booking = a_booked_booking()

    assert not old.origin.is_automatic
