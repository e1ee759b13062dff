"""Who may do what, in every state: each entry is written down here, and an entry that is missing fails the test."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from bot.core.access.permissions import (
    Deed,
    Refusal,
    Role,
    State,
    Why,
    invitation_roles,
    judge,
    roles_of,
    state_of,
    why_not,
)
from bot.core.booking.bot_state import BotState
from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import Veto
from bot.core.booking.recording_files import FileState
from bot.core.booking.redaction import apply_redaction
from bot.core.bot_config.policy import Policy
from bot.core.identifiers import BotId, CalendarEventId, CalendarId, TeamId, UserId
from bot.core.lifecycle.transitions import apply_cancellation
from bot.core.lifecycle.vetoes import apply_veto
from bot.core.meetings.meeting import Attendee
from tests.examples import (
    JONAS,
    MAYA,
    NOW,
    SOON,
    a_bare_link,
    a_booked_booking,
    a_booking,
    a_failed_booking,
    a_meeting,
    a_person,
)


def table(text):
    """`row column -> cell` of a table as it is written below."""
    head, *rows = [line.split() for line in text.strip().splitlines()]
    cells = {(row, column): cell for row, *line in rows for column, cell in zip(head, line, strict=True)}
    assert len(cells) == len(head) * len(rows), "a row or a column stands there twice"
    return cells


# What ties a person to the booking, if it is nothing else; `-` is a private refusal.
WHO = table("""
                  booker organiser attendee same_call call_organiser vetoer operator onlooker colleague outsider
see               yes    yes       yes      -         -              -      yes      yes      -         -
edit              yes    yes       yes      -         -              -      yes      yes      -         -
cancel            yes    yes       -        -         -              -      yes      -        -         -
try_again         yes    yes       -        -         -              -      yes      -        -         -
veto              -      yes       yes      yes       -              -      -        -        -         -
allow_again       -      yes       -        -         yes            yes    -        -        -         -
see_recording     yes    yes       yes      -         -              -      yes      -        -         -
transcribe        yes    yes       -        -         -              -      yes      -        -         -
summarize         yes    yes       -        -         -              -      yes      -        -         -
share_summary     yes    yes       -        -         -              -      yes      -        -         -
delete_recording  yes    yes       -        -         -              -      yes      -        -         -
""")

# What those who may do it are told; `yes` is done.
WHEN = table("""
            see edit    cancel     try_again       veto  allow_again  see_recording  delete_recording
pending     yes yes     yes        nothing_failed  yes   not_vetoed   yes            nothing_recorded
booked      yes yes     yes        nothing_failed  yes   not_vetoed   yes            nothing_recorded
moved       yes yes     yes        nothing_failed  yes   not_vetoed   yes            nothing_recorded
joining     yes locked  yes        nothing_failed  yes   not_vetoed   yes            locked
lobby       yes locked  yes        nothing_failed  yes   not_vetoed   yes            locked
in_call     yes locked  yes        nothing_failed  yes   not_vetoed   yes            locked
recording   yes locked  yes        nothing_failed  yes   not_vetoed   yes            locked
paused      yes locked  yes        nothing_failed  yes   not_vetoed   yes            locked
ended       yes over    over       over            over  not_vetoed   yes            yes
done        yes over    over       over            over  not_vetoed   yes            yes
failed      yes yes     yes        nothing_failed  yes   not_vetoed   yes            yes
cancelling  yes yes     cancelled  cancelled       yes   not_vetoed   yes            yes
cancelled   yes yes     cancelled  cancelled       yes   not_vetoed   yes            yes
replaced    yes yes     replaced   replaced        replaced not_vetoed yes           yes
""")
# What is made of a recording afterwards, in whichever state the booking is.
WHEN |= {(shown.value, "transcribe"): "nothing_to_transcribe" for shown in ShownStatus}
WHEN |= {(shown.value, deed): "yes" for shown in ShownStatus for deed in ("summarize", "share_summary")}
# The same once someone has objected: whatever would bring the bot back, or stop it again, is answered with that.
WHEN_VETOED = {
    (shown, deed): {
        Deed.EDIT: "vetoed",
        Deed.CANCEL: "vetoed",
        Deed.TRY_AGAIN: "vetoed",
        Deed.VETO: "vetoed",
        Deed.ALLOW_AGAIN: "yes",
    }.get(Deed(deed), told)
    for (shown, deed), told in WHEN.items()
}
# What is otherwise in special circumstances, whatever the rest.
WHERE_IT_HAS_FAILED = {("try_again", "nothing_failed"): "yes", ("try_again", "over"): "yes"}
WHERE_THE_MEETING_IS_PAST = {
    ("edit", "yes"): "over",
    ("try_again", "yes"): "over",
    ("try_again", "nothing_failed"): "over",
    ("veto", "yes"): "over",
    ("allow_again", "yes"): "over",
}
WHERE_LITTLE_IS_LEFT_OF_IT = {"edit", "cancel", "try_again", "veto", "allow_again"}
WHERE_LITTLE_IS_LEFT_OF_IT |= {"transcribe", "summarize", "share_summary"}
WHERE_THE_BOT_IS_STILL_BEING_TAKEN_OFF = {("allow_again", "yes"): "leaving"}

FLAGS = (False, True)
STATES = [
    State(shown=shown, is_vetoed=vetoed, is_past=past, has_failed=failed, is_leaving=leaving, is_redacted=reduced)
    for shown, vetoed, past, failed, leaving, reduced in product(ShownStatus, FLAGS, FLAGS, FLAGS, FLAGS, FLAGS)
]


def expected(deed, role, state):
    if role is Role.OUTSIDER:
        return "gone"
    if WHO[deed, role] != "yes":
        return "not_yours"
    if state.is_redacted and deed in WHERE_LITTLE_IS_LEFT_OF_IT:
        return "gone"
    told = (WHEN_VETOED if state.is_vetoed else WHEN)[state.shown, deed]
    if state.has_failed and state.shown is ShownStatus.CANCELLING and deed is Deed.TRY_AGAIN:
        return "yes"  # to keep the bot away is tried again, no matter who wished it
    circumstances = [
        (state.has_failed, WHERE_IT_HAS_FAILED),
        (state.is_past, WHERE_THE_MEETING_IS_PAST),
        (state.is_leaving, WHERE_THE_BOT_IS_STILL_BEING_TAKEN_OFF),
    ]
    for applies, otherwise in circumstances:
        told = otherwise.get((deed, told), told) if applies else told
    return told


def test_a_recording_without_a_transcript_can_be_transcribed():
    booker = frozenset({Role.BOOKER})
    booking = a_booked_booking()
    recorded = BotState(bot_id=BotId("bot-1"), status="done", recorded_seconds=60, transcript=FileState.NONE)

    assert why_not(Deed.TRANSCRIBE, booker, state_of(replace(booking, bot=recorded), NOW)) is None
    assert why_not(Deed.TRANSCRIBE, booker, state_of(booking, NOW)) is Why.NOTHING_TO_TRANSCRIBE
    redacted = apply_redaction(replace(booking, bot=recorded))
    assert why_not(Deed.TRANSCRIBE, booker, state_of(redacted, NOW)) is Why.GONE


def test_the_tables_are_whole():
    assert set(WHO) == set(product(Deed, Role))
    assert set(WHEN) == set(WHEN_VETOED) == set(product(ShownStatus, Deed))
    assert set(WHEN.values()) <= {"yes", *Why}
    assert set(WHO.values()) == {"yes", "-"}


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_in_each_state_what_the_tables_say(role, deed):
    wrong = [
        (state, told, expected(deed, role, state))
        for state in STATES
        if (told := why_not(deed, frozenset({role}), state) or "yes") != expected(deed, role, state)
    ]

    assert wrong == []


@pytest.mark.parametrize("deed", Deed)
def test_several_ties_allow_what_any_of_them_allows(deed):
    booked = State(shown=ShownStatus.BOOKED)
    for one, other in product(Role, Role):
        roles = frozenset({one, other})
        if Role.OUTSIDER in roles:
            assert why_not(deed, roles, booked) is Why.GONE
        else:
            is_theirs = "yes" in {WHO[deed, one], WHO[deed, other]}
            assert (why_not(deed, roles, booked) is not Why.NOT_YOURS) == is_theirs


JONAS_SELF = a_person(user_id=JONAS, emails=("jonas@example.com", "j@example.org"))
OWN = CalendarId("calendar-jonas")
HOUR = timedelta(hours=1)


def ties(event=None, linked=(), own=(), booking=None):
    return invitation_roles(JONAS_SELF, booking or a_booked_booking(), event, linked, own)


def test_the_organiser_and_the_attendees_are_those_of_the_event_as_it_is_now():
    held_by_jonas = (Attendee("j@example.org", is_organizer=True), Attendee("maya@example.com"))

    assert ties(a_meeting()) == {Role.ATTENDEE}
    assert ties(a_meeting(attendees=held_by_jonas)) == {Role.ORGANISER, Role.ATTENDEE}
    assert ties(a_meeting(attendees=(Attendee("maya@example.com", is_organizer=True),))) == frozenset()
    assert ties(None) == frozenset()


def test_whose_calendar_it_is_in_is_invited():
    listed_nowhere = a_meeting(attendees=(), calendar_id=OWN)

    assert ties(listed_nowhere, own=[OWN]) == {Role.ATTENDEE}


def test_a_copy_makes_no_one_the_organiser():
    copy = a_meeting(
        event_id=CalendarEventId("copy"), attendees=(Attendee("jonas@example.com", is_organizer=True),), calendar_id=OWN
    )

    assert ties(a_meeting(attendees=()), linked=[copy], own=[OWN]) == {Role.ATTENDEE}


def test_a_copy_that_is_gone_makes_no_one_invited():
    gone = a_meeting(event_id=CalendarEventId("copy"), calendar_id=OWN, is_gone=True)

    assert ties(a_meeting(attendees=()), linked=[gone], own=[OWN]) == frozenset()


def test_who_holds_the_event_that_a_bare_link_was_vetoed_for_is_its_organiser_only_for_that():
    held_by_jonas = a_meeting(attendees=(Attendee("j@example.org", is_organizer=True),), start_time=SOON + 5 * HOUR)

    found = invitation_roles(JONAS_SELF, a_booking(meeting=a_bare_link()), None, (), (), held_by_jonas)

    assert found == {Role.CALL_ORGANISER}


def test_another_event_with_the_same_link_counts_only_at_the_same_time():
    other = {"event_id": CalendarEventId("other"), "ical_uid": "other@example.com"}
    at_that_time = a_meeting(**other)
    later = a_meeting(**other, start_time=SOON + timedelta(hours=1))

    assert ties(a_meeting(attendees=()), linked=[at_that_time]) == {Role.SAME_CALL}
    assert ties(a_meeting(attendees=()), linked=[later, replace(at_that_time, is_gone=True)]) == frozenset()
    assert ties(linked=[at_that_time], booking=a_booking(meeting=a_bare_link())) == {Role.SAME_CALL}


def test_another_form_of_the_events_link_leads_into_the_same_call():
    by_number = a_booking(meeting=a_bare_link(link_key="zoom:81234567890"))
    event = a_meeting(link_keys=("zoom-my:zoom.us:jane", "zoom:81234567890"))

    assert ties(linked=[event], booking=by_number) == {Role.SAME_CALL}


def test_all_ties_count_and_another_workspace_has_none():
    booking = replace(a_booked_booking(), veto=Veto(by=MAYA, at=NOW))
    policy = Policy(operators={"U0MAYA"}, everyone_sees_everything=True)

    everything = roles_of(a_person(), booking, frozenset({Role.ORGANISER}), policy)

    assert everything == {
        Role.BOOKER, Role.ORGANISER, Role.VETOER, Role.OPERATOR, Role.ONLOOKER, Role.COLLEAGUE,
    }  # fmt: skip
    assert roles_of(JONAS_SELF, booking, frozenset(), Policy()) == {Role.COLLEAGUE}
    stranger = a_person(team_id=TeamId("T0OTHER"))
    assert roles_of(stranger, booking, frozenset({Role.ORGANISER}), policy) == {Role.OUTSIDER}


def test_a_refusal_names_whom_to_ask_but_tells_another_workspace_nothing():
    by_olga = apply_veto(a_booked_booking(), by=UserId("U0OLGA"), now=NOW)

    refused = judge(Deed.ALLOW_AGAIN, by_olga, frozenset({Role.COLLEAGUE}), NOW)

    assert refused == Refusal(Deed.ALLOW_AGAIN, Why.NOT_YOURS, booked_by=MAYA, stopped_by=UserId("U0OLGA"))
    assert judge(Deed.SEE, by_olga, frozenset({Role.OUTSIDER}), NOW) == Refusal(Deed.SEE, Why.GONE)


def with_bot(status, **facts):
    return a_booked_booking(bot=BotState(bot_id=BotId("b"), applied_revision=1, status=status, **facts))


def test_the_state_is_read_from_the_booking_and_the_clock():
    later = NOW + timedelta(days=1)
    cancelled = apply_cancellation(a_booked_booking(), by=MAYA, now=NOW, reason="person")

    assert state_of(a_booked_booking(), NOW) == State(shown=ShownStatus.BOOKED)
    assert state_of(a_booked_booking(), later) == State(shown=ShownStatus.BOOKED, is_past=True)
    assert state_of(apply_redaction(with_bot("done")), NOW) == State(shown=ShownStatus.DONE, is_redacted=True)
    assert state_of(with_bot("in_call_recording"), later) == State(shown=ShownStatus.RECORDING)
    assert state_of(a_failed_booking(), NOW) == State(shown=ShownStatus.FAILED, has_failed=True)
    assert state_of(cancelled, NOW) == State(shown=ShownStatus.CANCELLING, is_leaving=True)
    assert state_of(apply_veto(with_bot("done"), by=JONAS, now=NOW), NOW) == State(
        shown=ShownStatus.DONE, is_vetoed=True
    )


@pytest.mark.parametrize(
    ("status", "sub_code", "has_failed"),
    [
        ("fatal", "meeting_locked", True),
        ("fatal", "meeting_not_found", True),
        ("call_ended", "timeout_exceeded_waiting_room", True),
        ("done", "bot_kicked_from_waiting_room", True),
        ("call_ended", "call_ended_by_host", False),
        ("done", None, False),
        ("in_call_recording", None, False),
    ],
)
def test_a_bot_that_came_in_vain_can_be_sent_again(status, sub_code, has_failed):
    assert state_of(with_bot(status, sub_code=sub_code), NOW).has_failed is has_failed
