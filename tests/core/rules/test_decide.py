"""Check each row of the table of decisions, and which of two wins."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Attempt, Destination, Failure, Intent, Veto
from bot.core.booking.origin import Origin, Source
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import BotId, UserId
from bot.core.meetings.meeting import Attendee, EventBot, Invitation, Reply
from bot.core.rules.candidate import Candidate
from bot.core.rules.decide import decide
from bot.core.rules.limits import BookedPlace, DailyCounts
from bot.core.rules.model import LeftOut, Manner, Match, WorkingHours
from bot.core.rules.reasons import Reason
from bot.core.rules.verdicts import explain_to
from tests.examples import GENERAL, JONAS, MAYA, NOW, SOON, TEAM, a_bare_link, a_booked_booking, a_booked_meeting
from tests.rules import (
    ADDRESSES,
    CALENDARS,
    GUEST,
    a_candidate,
    a_row,
    a_rule,
    a_rulebook,
    a_series,
    an_owner,
    configured,
    decided,
)

NOOR = UserId("U0NOOR")
EXTERNAL = a_rule(MAYA, Match.EXTERNAL)
COLLEAGUE = Attendee(ADDRESSES[JONAS])
BENEATH = Attendee("x@mail.customer.test")
FAR_BENEATH = Attendee("x@eu.mail.customer.test")
HOST = Attendee(ADDRESSES[MAYA], is_organizer=True)
OURS = {"meeting": a_booked_meeting(event_id=f"event-{MAYA}")}
BY_RULE = Origin(source=Source.RULE, by=MAYA, reason="all")


def invited(**facts: Any) -> Invitation:
    return Invitation(**{"reply": Reply.ACCEPTED, "is_host": True, **facts})


def by_hand(**facts: Any):
    return a_booked_booking(**{**OURS, **facts})


def by_rule(**facts: Any):
    return by_hand(origin=BY_RULE, **facts)


def cancelled(booking, reason="person"):
    return replace(booking, wish=replace(booking.wish, intent=Intent.STAY_AWAY, revision=2, reason=reason))


IMPOSSIBLE = [
    ({"is_gone": True}, Reason.GONE),
    ({"start_time": NOW - timedelta(hours=2)}, Reason.OVER),
    ({"is_all_day": True}, Reason.ALL_DAY),
    ({"meeting_url": None}, Reason.NO_LINK),
    ({"calendar_id": "calendar-of-nobody"}, Reason.DISCONNECTED),
    ({"invitation": None}, Reason.NOT_READ),
    ({"start_time": NOW + timedelta(minutes=9)}, Reason.TOO_LATE),
    ({"start_time": NOW - timedelta(minutes=9)}, Reason.TOO_LATE),
    ({"start_time": NOW + timedelta(minutes=10)}, Reason.ALL),
]


@pytest.mark.parametrize(("facts", "reason"), IMPOSSIBLE, ids=lambda each: str(each))
def test_what_no_bot_can_attend_is_not_recorded(facts, reason):
    assert decided(a_row(**facts)).reason is reason


FILTERS = [
    ({"invitation": invited(reply=Reply.DECLINED)}, {}, Reason.DECLINED),
    ({"is_private": True}, {}, Reason.PRIVATE),
    ({"invitation": invited(is_block=True)}, {}, Reason.NOT_A_MEETING),
    ({"invitation": invited(is_shown_free=True)}, {}, Reason.SHOWN_FREE),
    ({"attendees": (HOST,)}, {}, Reason.NO_ONE_ELSE),
    ({"attendees": (HOST, replace(GUEST, is_room=True))}, {}, Reason.NO_ONE_ELSE),
    ({"attendees": (HOST, replace(GUEST, has_declined=True))}, {}, Reason.NO_ONE_ELSE),
    ({"end_time": SOON + timedelta(hours=5)}, {}, Reason.TOO_LONG),
    ({"end_time": SOON + timedelta(hours=4)}, {}, Reason.ALL),
    ({"end_time": SOON + timedelta(hours=5)}, {"longest": None}, Reason.ALL),
    ({}, {"working_hours": WorkingHours(begin=10 * 60, end=10 * 60 + 30)}, Reason.ALL),  # 15:00 UTC is 10 in New York
    ({}, {"working_hours": WorkingHours(begin=11 * 60, end=17 * 60)}, Reason.OUTSIDE_HOURS),
    ({}, {"working_hours": WorkingHours(days=frozenset({1}))}, Reason.OUTSIDE_HOURS),
    ({"title": "Interviews with José"}, {"never_words": ("interview",)}, Reason.NEVER_WORD),
    ({"title": "Interviews with José"}, {"never_words": ("JOSE",)}, Reason.NEVER_WORD),
    ({"title": "Café 1:1"}, {"never_words": ("1:1",)}, Reason.NEVER_WORD),
    ({"title": "Preinterview"}, {"never_words": ("interview",)}, Reason.ALL),
    ({"title": "Throughput"}, {"never_words": ("HR",)}, Reason.ALL),
    ({"title": "Hrvatska"}, {"never_words": ("HR",)}, Reason.ALL),
    ({"title": None}, {"never_words": ("HR", " ")}, Reason.ALL),
    ({"title": "前端面试安排"}, {"never_words": ("面试",)}, Reason.NEVER_WORD),
    ({"title": "採用面接の件"}, {"never_words": ("面接",)}, Reason.NEVER_WORD),
    ({"title": "1:1 🔒"}, {"never_words": ("🔒",)}, Reason.NEVER_WORD),
    ({"title": "⚠️ Incident"}, {"never_words": ("⚠",)}, Reason.NEVER_WORD),
    ({"title": "[***] Talk"}, {"never_words": ("***",)}, Reason.NEVER_WORD),
    ({"title": "Talk"}, {"never_words": ("🔒", "***")}, Reason.ALL),
    ({}, {"never_people": ("Dana@Customer.test",)}, Reason.NEVER_PERSON),
    ({}, {"never_domains": ("@customer.test",)}, Reason.NEVER_DOMAIN),
    ({"attendees": (HOST, BENEATH)}, {"never_domains": ("customer.test",)}, Reason.NEVER_DOMAIN),
    ({"attendees": (HOST, FAR_BENEATH)}, {"never_domains": ("mail.customer.test",)}, Reason.NEVER_DOMAIN),
    ({"attendees": (HOST, Attendee("x@bücher.test"))}, {"never_domains": ("xn--bcher-kva.test",)}, Reason.NEVER_DOMAIN),
    ({"attendees": (HOST, Attendee("x@xn--bcher-kva.test"))}, {"never_domains": ("bücher.test",)}, Reason.NEVER_DOMAIN),
    ({}, {"never_domains": ("other.test", "tomer.test", "eu.customer.test")}, Reason.ALL),
    ({"attendees": (HOST, COLLEAGUE)}, {"matches": frozenset({Match.EXTERNAL})}, Reason.NO_MATCH),
]  # fmt: skip


@pytest.mark.parametrize(("meeting", "rule", "reason"), FILTERS, ids=lambda each: str(each))
def test_a_rule_leaves_out_what_its_filters_say(meeting, rule, reason):
    assert decided(a_row(**meeting), book=a_rulebook(a_rule(**rule))).reason is reason


ONLY_ANSWERED = [
    (Reply.ACCEPTED, True, Reason.ACCEPTED),
    (Reply.TENTATIVE, True, Reason.NOT_ACCEPTED),
    (Reply.NONE, True, Reason.NOT_ACCEPTED),
    (None, True, Reason.NOT_ACCEPTED),
    (Reply.NONE, False, Reason.NO_MATCH),
    (Reply.DECLINED, False, Reason.DECLINED),
]


@pytest.mark.parametrize(("reply", "only_accepted", "reason"), ONLY_ANSWERED)
def test_what_someone_else_hosts_has_to_be_accepted(reply, only_accepted, reason):
    book = a_rulebook(a_rule(JONAS, Match.ACCEPTED, only_accepted=only_accepted))

    assert decided(a_row(JONAS, invitation=Invitation(reply=reply)), book=book).reason is reason


@pytest.mark.parametrize("told", [{"has_declined": True}, {"has_accepted": True}])
def test_a_reply_counts_that_stands_in_the_list_of_guests(told):
    row = a_row(JONAS, attendees=(HOST, replace(COLLEAGUE, **told)), invitation=Invitation())
    reason = Reason.DECLINED if "has_declined" in told else Reason.ACCEPTED

    assert decided(row, book=a_rulebook(a_rule(JONAS, Match.ACCEPTED))).reason is reason


def test_a_guest_whose_fellows_are_hidden_may_not_know_who_comes():
    row = a_row(JONAS, attendees=(HOST, COLLEAGUE), invitation=Invitation(reply=Reply.ACCEPTED, hides_guests=True))

    assert decided(row, book=a_rulebook(a_rule(JONAS))).reason is Reason.GUESTS_HIDDEN


OUTSIDE = [
    ("dana@customer.test", True),
    ("dana@gmail.com", True),
    ("jonas@example.com", False),
    ("jonas@mail.example.com", False),
    ("kim@sister.test", False),
    ("kim@example.co.uk", True),
    ("maya.private@gmail.com", False),
]


@pytest.mark.parametrize(("address", "is_outside"), OUTSIDE)
def test_who_is_from_outside(address, is_outside):
    addresses = frozenset({*ADDRESSES.values(), "maya.private@gmail.com"})
    book = a_rulebook(EXTERNAL, configuration=configured(domains=["sister.test"]), calendar_addresses=addresses)
    row = a_row(attendees=(HOST, Attendee(address)))

    assert decided(row, book=book).records is is_outside


def test_a_veto_wins_over_everything():
    vetoed = replace(by_rule(), veto=Veto(by=JONAS, at=NOW))
    decision = decided(book=a_rulebook(a_rule(), series=(a_series(),)), bookings=(vetoed,))

    assert (decision.reason, decision.owner) == (Reason.VETOED, JONAS)


def test_what_a_person_scheduled_is_theirs_whatever_the_rules_say():
    decision = decided(a_row(is_private=True), bookings=(by_hand(booked_by=JONAS),))

    assert (decision.reason, decision.owner) == (Reason.BY_HAND, JONAS)


def test_what_a_person_cancelled_is_not_booked_again():
    assert decided(bookings=(cancelled(by_rule()),)).reason is Reason.LEFT_OUT
    assert decided(bookings=(cancelled(by_hand()),)).reason is Reason.LEFT_OUT


@pytest.mark.parametrize("reason", ["event_deleted", "rule_over", "link_removed"])
def test_what_no_person_cancelled_may_be_booked_again(reason):
    assert decided(bookings=(cancelled(by_rule(), reason),)).reason is Reason.ALL


def test_a_person_who_schedules_it_again_takes_back_anothers_no():
    again = by_hand(id="b2", booked_by=JONAS, wish=replace(by_hand().wish, at=NOW + timedelta(minutes=1)))

    assert decided(bookings=(cancelled(by_hand()), again)).reason is Reason.BY_HAND


def test_an_occurrence_that_was_left_out_is_not_recorded():
    [key] = a_candidate().rival_keys.veto_keys
    left_out = LeftOut(team_id=TEAM, occurrence=key, event_id="e", by=JONAS, at=NOW, ends_at=SOON)
    book = a_rulebook(a_rule(), series=(a_series(),), left_out={key: left_out})

    assert (decided(book=book).reason, decided(book=book).owner) == (Reason.LEFT_OUT, JONAS)
    assert decided(book=book, bookings=(by_hand(),)).reason is Reason.BY_HAND


def test_a_bot_for_the_same_link_at_the_same_time_is_enough():
    link = a_booked_booking(meeting=a_bare_link(link_key=a_row().link_keys[0]))

    assert decided(bookings=(link,)).reason is Reason.SAME_CALL


def test_the_bot_of_another_app_is_enough():
    row = a_row(bots=(EventBot(BotId("other"), SOON, "key", "link"),))

    assert decided(row).reason is Reason.OTHER_APP


def test_a_bot_that_was_in_the_call_or_failed_is_not_sent_again():
    failed = by_rule(bot=BotState(), attempt=Attempt(failure=Failure(code="x", permanent=True)))
    over = by_rule(bot=replace(by_rule().bot, status="done"))

    assert decided(bookings=(failed,)).reason is Reason.TRIED
    assert decided(bookings=(over,)).reason is Reason.TRIED
    moved = a_row(start_time=SOON + timedelta(hours=3))
    assert decided(moved, bookings=(failed,)).reason is Reason.ALL


PAUSES = [
    ({"is_team_paused": True}, Reason.TEAM_PAUSED),
    ({"paused": frozenset({MAYA})}, Reason.PAUSED),
    ({"paused": frozenset({JONAS})}, Reason.ALL),
]


@pytest.mark.parametrize(("facts", "reason"), PAUSES)
def test_a_pause_stops_rules(facts, reason):
    assert decided(book=a_rulebook(a_rule(), **facts)).reason is reason
    by_person = decided(book=a_rulebook(a_rule(), **facts), bookings=(by_hand(),))
    assert by_person.reason is Reason.BY_HAND


NEVER = [{"words": ["weekly"]}, {"people": ["dana@customer.test"]}, {"domains": ["customer.test"]}]


@pytest.mark.parametrize("never", NEVER)
def test_what_admins_rule_out_no_rule_and_no_series_records(never):
    book = a_rulebook(a_rule(), series=(a_series(),), configuration=configured(never=never))

    assert decided(a_row(series_key="series-1"), book=book).reason is Reason.TEAM_NEVER


IN_SERIES = {"series_key": "series-1"}


def test_a_series_wins_over_rules_and_their_filters():
    row = a_row(**IN_SERIES, is_private=True, attendees=(HOST,))
    decision = decided(row, book=a_rulebook(a_rule(), series=(a_series(),)))

    assert (decision.reason, decision.series_id) == (Reason.SERIES, a_series().id)


def test_anyones_no_to_a_series_counts_for_more_than_anothers_yes():
    rows = (a_row(**IN_SERIES), a_row(JONAS, **IN_SERIES))
    series = (a_series(), a_series(JONAS, records=False))

    decision = decided(*rows, book=a_rulebook(a_rule(), series=series))

    assert (decision.reason, decision.owner) == (Reason.SERIES_OFF, JONAS)


def test_who_declined_one_occurrence_does_not_have_it_recorded():
    row = a_row(JONAS, **IN_SERIES, invitation=Invitation(reply=Reply.DECLINED))

    assert decided(row, book=a_rulebook(series=(a_series(JONAS),))).reason is Reason.SERIES_DECLINED


def test_a_series_that_cannot_count_leaves_the_word_to_rules():
    rows = (a_row(**IN_SERIES), a_row(JONAS, **IN_SERIES, invitation=Invitation(reply=Reply.DECLINED)))
    book = a_rulebook(a_rule(), series=(a_series(JONAS),))

    assert decided(*rows, book=book).reason is Reason.ALL
    assert decided(*rows, book=replace(book, paused=frozenset({JONAS}))).reason is Reason.ALL


def test_a_series_is_known_again_in_another_calendar_of_the_same_person():
    owner = an_owner(MAYA, calendar_ids=frozenset({"new-calendar"}))
    book = a_rulebook(series=(a_series(),), owners={MAYA: owner}, connected=frozenset({"new-calendar"}))

    assert decided(a_row(**IN_SERIES, calendar_id="new-calendar"), book=book).reason is Reason.SERIES
    assert decided(a_row(series_key="series-2", calendar_id="new-calendar"), book=book).reason is Reason.NO_RULE


def test_a_series_in_a_colleagues_calendar_may_be_chosen_too():
    book = a_rulebook(series=(a_series(JONAS, calendar_id=CALENDARS[MAYA]),))
    invited_too = a_row(**IN_SERIES, attendees=(HOST, COLLEAGUE))
    decision = decided(invited_too, book=book)

    assert (decision.reason, decision.owner, decision.meeting.calendar_id) == (Reason.SERIES, JONAS, CALENDARS[MAYA])


def test_who_is_not_invited_any_more_has_no_series_there():
    book = a_rulebook(series=(a_series(JONAS, calendar_id=CALENDARS[MAYA]),))

    assert decided(a_row(**IN_SERIES, attendees=(HOST, GUEST)), book=book).reason is Reason.NO_RULE


def test_the_teams_default_is_for_those_who_chose_nothing():
    default = configured(default=["external"])

    assert decided(book=a_rulebook(configuration=default)).reason is Reason.TEAM_DEFAULT
    assert decided(book=a_rulebook(a_rule(is_on=False), configuration=default)).reason is Reason.NO_RULE
    owners = {MAYA: an_owner(MAYA, connected_at=None)}
    assert decided(book=a_rulebook(configuration=default, owners=owners)).reason is Reason.NO_RULE


def test_new_people_start_with_nothing():
    assert decided(book=a_rulebook()).reason is Reason.NO_RULE


ROWS = (a_row(MAYA), a_row(JONAS), a_row(NOOR))


def test_of_several_the_host_decides_and_the_others_are_named():
    decision = decided(*ROWS, book=a_rulebook(a_rule(NOOR), a_rule(JONAS), a_rule(MAYA)))

    assert (decision.owner, decision.also_for) == (MAYA, (JONAS, NOOR))
    assert decision.meeting.calendar_id == CALENDARS[MAYA]


def test_without_the_host_who_connected_a_calendar_first_decides():
    assert decided(*ROWS, book=a_rulebook(a_rule(NOOR), a_rule(JONAS))).owner == JONAS


def test_one_persons_filter_is_not_anothers():
    book = a_rulebook(a_rule(JONAS, never_words=("weekly",)), a_rule(NOOR))

    assert decided(*ROWS, book=book).owner == NOOR


def test_what_no_one_records_is_explained_by_ones_own_rule_first():
    book = a_rulebook(a_rule(MAYA, never_people=(GUEST.email,)), a_rule(JONAS, longest=timedelta(minutes=5)))
    candidate = a_candidate(a_row(MAYA), a_row(JONAS), book=book)
    decision = decide(candidate, NOW)

    assert explain_to(MAYA, decision, candidate).reason is Reason.NEVER_PERSON
    assert explain_to(JONAS, decision, candidate).reason is Reason.TOO_LONG
    assert explain_to(NOOR, decision, candidate) == decision


def test_one_meeting_in_two_calendars_of_one_person_is_judged_by_the_better_row():
    owner = an_owner(MAYA, calendar_ids=frozenset({CALENDARS[MAYA], "second"}))
    rows = (a_row(is_private=True), a_row(event_id="event-2", calendar_id="second"))
    book = a_rulebook(a_rule(), owners={MAYA: owner}, connected=frozenset({CALENDARS[MAYA], "second"}))

    decision = decided(*rows, book=book)

    assert (decision.reason, decision.meeting.event_id, decision.also_for) == (Reason.ALL, "event-2", ())


def a_day(count: int, user: UserId = MAYA) -> list[Candidate]:
    starts = [SOON + timedelta(minutes=30 * each) for each in range(count)]
    return [
        a_candidate(a_row(user, event_id=f"e{each}", ical_uid=f"u{each}", start_time=start, link_keys=(f"k{each}",)))
        for each, start in enumerate(starts)
    ]


LIMITS = [
    ({"max_meetings_per_person_per_day": 2}, Reason.PERSON_LIMIT),
    ({"max_meetings_per_team_per_day": 2}, Reason.TEAM_LIMIT),
]


@pytest.mark.parametrize(("limits", "reason"), LIMITS)
def test_the_earliest_meetings_of_a_day_are_recorded_up_to_the_limit(limits, reason):
    book = a_rulebook(a_rule(), configuration=configured(**limits))
    candidates = [replace(each, rulebook=book) for each in a_day(4)]
    counts = DailyCounts(book)

    reasons = [counts.apply(decide(each, NOW), each).reason for each in candidates]

    assert reasons == [Reason.ALL, Reason.ALL, reason, reason]
    assert DailyCounts(book, [(MAYA, SOON)] * 2).apply(decide(candidates[0], NOW), candidates[0]).reason is reason


@pytest.mark.parametrize(("limits", "reason"), LIMITS)
def test_where_only_some_meetings_of_a_day_are_looked_at_what_else_is_booked_before_them_counts(limits, reason):
    book = a_rulebook(a_rule(), configuration=configured(**limits))
    candidates = [replace(each, rulebook=book) for each in a_day(2)]
    first, second = (each.copies[0] for each in candidates)
    booked = [
        BookedPlace(first.start_time - timedelta(hours=1), MAYA, "elsewhere"),
        BookedPlace(first.start_time, MAYA, first.event_id),
        BookedPlace(second.start_time + timedelta(hours=1), MAYA, "later"),
    ]
    counts = DailyCounts(book, booked=booked)

    assert [counts.apply(decide(each, NOW), each).reason for each in candidates] == [Reason.ALL, reason]


def test_what_people_schedule_counts_and_is_never_refused():
    book = a_rulebook(a_rule(), configuration=configured(max_meetings_per_person_per_day=1))
    candidates = [replace(each, rulebook=book) for each in a_day(3)]
    hand = by_hand(meeting=a_booked_meeting(event_id="e1", ical_uid="u1", link_key="k1"))
    candidates[1] = replace(candidates[1], bookings=(hand,))
    counts = DailyCounts(book)

    reasons = [counts.apply(decide(each, NOW), each).reason for each in candidates]

    assert reasons == [Reason.ALL, Reason.BY_HAND, Reason.PERSON_LIMIT]


WITH_NOTICE = Configuration.model_validate({"policy": {"required_notice": "This call is recorded."}})
IN_SALES = Configuration.model_validate({"policy": {"channels": [GENERAL]}})
THERE = Manner(destination=Destination(channel_id=GENERAL))


@pytest.mark.parametrize(
    ("configuration", "manner", "platform", "reason"),
    [
        (WITH_NOTICE, Manner(), "zoom", Reason.ALL),
        (WITH_NOTICE, Manner(), "webex", Reason.NOT_ALLOWED),  # a bot cannot write in its chat
        (IN_SALES, Manner(), "zoom", Reason.NOT_ALLOWED),
        (IN_SALES, THERE, "zoom", Reason.ALL),
    ],
)
def test_what_the_policy_forbids_to_people_it_forbids_to_rules(configuration, manner, platform, reason):
    book = a_rulebook(a_rule(manner=manner), configuration=configuration)

    assert decided(a_row(platform=platform), book=book).reason is reason
    assert decided(a_row(platform=platform), book=book, bookings=(by_hand(),)).reason is Reason.BY_HAND


def test_once_the_budget_is_spent_rules_book_no_more_and_keep_what_they_have():
    book = a_rulebook(a_rule(), is_budget_spent=True)

    assert decided(book=book).reason is Reason.BUDGET
    assert decided(book=book, bookings=(by_rule(),)).reason is Reason.ALL


def test_a_day_is_the_persons_own():
    book = a_rulebook(a_rule(), configuration=configured(max_meetings_per_person_per_day=1))
    evening = [SOON.replace(day=3, hour=3), SOON.replace(day=3, hour=6)]  # 22:00 on the 2nd, 1:00 on the 3rd
    candidates = [a_candidate(a_row(start_time=start), book=book) for start in evening]
    counts = DailyCounts(book)

    assert [counts.apply(decide(each, NOW), each).reason for each in candidates] == [Reason.ALL, Reason.ALL]


def test_the_policys_limit_for_a_person_holds_for_rules_unless_they_have_their_own():
    policy = Configuration.model_validate({"policy": {"max_bots_per_person_per_day": 1}})
    counts = DailyCounts(a_rulebook(a_rule(), configuration=policy), [(MAYA, SOON)])

    assert counts.apply(decided(), a_candidate()).reason is Reason.PERSON_LIMIT
