"""What the form shows and what the submission answers is one assessment, so that the two never differ."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks.form.existing_bot import BookedByUs, BookedUnseen, ExistingBot
from bot.blocks.form.show_verdict import read_proposal, show_verdict
from bot.blocks.form.state import FormKind, ScheduleForm
from bot.blocks.form.submission import Submission
from bot.blocks.names import Field
from bot.core.access.apply_request import decide
from bot.core.access.assess import Present, Situation, assess
from bot.core.access.permissions import Role
from bot.core.access.requests import Request
from bot.core.access.target import Target, meeting_target
from bot.core.access.verdicts import (
    AlreadySo,
    Book,
    CalledOff,
    Decision,
    LimitExceeded,
    Locked,
    MeetingGone,
    NeedsAgreement,
    NeedsTakeover,
    Replace,
    TakenByOthers,
    TiesUnknown,
    Vetoed,
    Written,
)
from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Attempt, Booking, Failure
from bot.core.booking.same_meeting import linked_meeting
from bot.core.bot_config.policy import Policy
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BookingId, BotId
from bot.core.lifecycle.transitions import apply_cancellation, apply_release
from bot.core.lifecycle.vetoes import apply_veto
from bot.core.meetings.meeting import EventBot
from tests.blocks.forms import a_form, a_link_form, accepted, shown
from tests.blocks.in_slack import elements
from tests.examples import (
    GENERAL,
    JONAS,
    MAYA,
    MEET,
    MEET_KEY,
    NOW,
    SOON,
    a_bare_link,
    a_booked_booking,
    a_booked_meeting,
    a_booking,
    a_meeting,
    a_person,
)

LATER = SOON + timedelta(hours=5)
OTHER = BotSettings(bot_name="Scribe")
THEIR_BOT = EventBot(BotId("theirs"), SOON, "key", MEET)
BOOKED = a_booked_booking()
LIVE = BotState(bot_id=BotId("b"), applied_revision=1, status="in_call_recording")
GIVEN_UP = Attempt(failure=Failure(code="x", permanent=True))


def with_state(booking: Booking, state: str) -> Booking:
    match state:
        case "live":
            return replace(booking, bot=LIVE)
        case "failed":
            return replace(booking, attempt=GIVEN_UP)
        case "cancelled by Jonas" | "cancelled by Maya":
            by = JONAS if state.endswith("Jonas") else MAYA
            return apply_cancellation(booking, by=by, now=NOW, reason="person")
        case "vetoed":
            return apply_release(apply_veto(booking, by=JONAS, now=NOW), booking.wish.revision + 1)
        case "vetoed and leaving":
            return apply_veto(booking, by=JONAS, now=NOW, event=a_meeting())
        case _:
            return booking


STATES = ["booked", "live", "failed", "cancelled by Jonas", "cancelled by Maya", "vetoed", "vetoed and leaving"]
MEETINGS = [a_booked_meeting(), a_booked_meeting(event_id="copy"), a_bare_link(), a_bare_link(start_time=LATER)]


@st.composite
def some_bookings(draw: st.DrawFn) -> tuple[Booking, ...]:
    made = []
    for name in draw(st.sampled_from([[], ["b1"], ["b1", "b2"]])):
        booking = a_booked_booking(
            id=BookingId(name),
            meeting=draw(st.sampled_from(MEETINGS)),
            booked_by=draw(st.sampled_from([MAYA, JONAS])),
            wish=replace(BOOKED.wish, settings=draw(st.sampled_from([BotSettings(), OTHER]))),
        )
        made.append(with_state(booking, draw(st.sampled_from(STATES))))
    return tuple(made)


@st.composite
def some_forms(draw: st.DrawFn) -> ScheduleForm:
    facts: dict[str, Any] = {
        "settings": draw(st.sampled_from([BotSettings(), OTHER])),
        "edits": draw(st.sampled_from([None, (BookingId("b1"), 1), (BookingId("b1"), 2)])),
    }
    if draw(st.booleans()):
        return a_form(**facts)
    return a_link_form(join_at=draw(st.sampled_from([SOON, LATER])), **facts)


def target_of(form: ScheduleForm, *, is_taken: bool) -> Target:
    event = a_meeting(bots=(THEIR_BOT,) if is_taken else ())
    if form.context.kind is FormKind.CALENDAR:
        return meeting_target(event)
    meeting = linked_meeting(MEET, MEET_KEY, "google_meet", form.join_at, NOW)
    return Target(meeting, (event,) if is_taken else (), (MEET_KEY,))


ROLES = st.frozensets(st.sampled_from([Role.ORGANISER, Role.ATTENDEE, Role.SAME_CALL, Role.CALL_ORGANISER]))


@st.composite
def some_situations(draw: st.DrawFn, form: ScheduleForm) -> Situation:
    return Situation(
        person=draw(st.sampled_from([a_person(), a_person(user_id=JONAS), a_person(user_id="U0STRANGER", emails=())])),
        policy=Policy(max_bots_per_person_per_day=draw(st.sampled_from([None, 1]))),
        target=target_of(form, is_taken=draw(st.booleans())),
        now=NOW,
        ties={BookingId("b1"): draw(ROLES), BookingId("b2"): draw(ROLES)},
    )


@st.composite
def some_facts(draw: st.DrawFn) -> tuple[ScheduleForm, Situation, Present]:
    form = draw(some_forms())
    present = Present(draw(some_bookings()), booked=draw(st.sampled_from([None, 0, 1])))
    return form, draw(some_situations(form)), present


def what_is_shown(form: ScheduleForm, situation: Situation, present: Present) -> ExistingBot | None:
    """No one's bots are counted for that."""
    verdict = assess(read_proposal(form), situation, Present(present.bookings))
    assert not isinstance(verdict, TiesUnknown)
    return show_verdict(verdict, situation, is_edit=form.is_edit)


def what_is_answered(asked: Submission, situation: Situation, present: Present) -> Decision:
    request = Request(
        view_id="V1",
        settings=asked.settings,
        destination=asked.destination,
        join_at=asked.join_at,
        agreed_to=asked.agreed_to,
        edits=asked.edits,
    )
    template = a_booking(id=BookingId("new"), meeting=situation.target.meeting)
    return decide(request, template, situation, present)


def answers_to(existing: ExistingBot | None) -> type | tuple[type, ...]:
    """Of a form that is submitted without a tick, as it was shown before that was so."""
    match existing:
        case None:
            return (Written, LimitExceeded)
        case BookedByUs() if existing.booking.bot.is_live:
            return Locked
        case BookedByUs(is_already_so=True):
            return AlreadySo
        case BookedByUs(digest=None):
            return Written
        case BookedByUs():
            return NeedsAgreement
        case BookedUnseen():
            return TakenByOthers
        case _:
            return type(existing)


@settings(max_examples=60)
@given(some_facts())
def test_the_submission_answers_what_the_form_shows(facts: tuple[ScheduleForm, Situation, Present]) -> None:
    form, situation, present = facts
    existing = what_is_shown(form, situation, present)

    assert isinstance(what_is_answered(accepted(shown(form)), situation, present), answers_to(existing))


@settings(max_examples=60)
@given(some_facts())
def test_ticking_what_the_form_asks_for_has_it_done(facts: tuple[ScheduleForm, Situation, Present]) -> None:
    form, situation, present = facts
    existing = what_is_shown(form, situation, present)
    view = shown(form, existing=existing)
    digest = getattr(existing, "digest", None)

    assert (Field.REPLACE in elements(view)) is (digest is not None and "submit" in view)
    if Field.REPLACE not in elements(view):
        return
    answer = what_is_answered(accepted(view, {Field.REPLACE: [digest]}), situation, present)

    if isinstance(existing, CalledOff):  # there may be more to agree to, or nothing to be had
        assert isinstance(answer, Written | LimitExceeded | NeedsTakeover | TakenByOthers)
    else:
        assert isinstance(answer, Written | LimitExceeded)


def a_situation(*roles: Role) -> Situation:
    target = meeting_target(a_meeting())
    stranger = a_person(user_id="U0STRANGER", emails=())
    return Situation(person=stranger, policy=Policy(), target=target, now=NOW, ties={BOOKED.id: frozenset(roles)})


@pytest.mark.parametrize(
    ("verdict", "roles", "is_edit", "expected"),
    [
        (Book(), [], False, None),
        (LimitExceeded(1, 1), [], False, None),
        (MeetingGone("ended"), [], False, None),
        (Replace(BOOKED), [], True, BookedByUs(BOOKED)),
        (Replace(BOOKED), [Role.ATTENDEE], True, BookedByUs(BOOKED, can_veto=True)),
        (AlreadySo(BOOKED), [], False, BookedByUs(BOOKED, is_already_so=True)),
        (Locked(BOOKED), [], False, BookedByUs(BOOKED)),
        (NeedsAgreement(BOOKED, "d"), [Role.ATTENDEE], False, BookedByUs(BOOKED, "d", can_edit=True, can_veto=True)),
        (NeedsAgreement(BOOKED, None, gets_passcode=True), [], False, BookedByUs(BOOKED, gets_passcode=True)),
        (TakenByOthers(), [], False, BookedUnseen()),
        (TakenByOthers(BOOKED), [], False, BookedUnseen()),
        (TakenByOthers(BOOKED), [Role.SAME_CALL], False, BookedUnseen(BOOKED)),
        (NeedsTakeover("d"), [], False, NeedsTakeover("d")),
        (CalledOff(JONAS, "d"), [], True, CalledOff(JONAS, "d")),
        (Vetoed(JONAS), [], False, Vetoed(JONAS)),
    ],
)
def test_what_the_form_shows_of_each_verdict(verdict: Any, roles: list[Role], is_edit: bool, expected: Any) -> None:
    assert show_verdict(verdict, a_situation(*roles), is_edit=is_edit) == expected


def test_what_cannot_be_read_yet_is_no_settings_and_what_is_ticked_counts_when_it_is_submitted() -> None:
    form = a_form(settings=OTHER, edits=(BookingId("b1"), 3))
    ticked = ScheduleForm(form.context, form.answers.model_copy(update={"bot_name": "", "replace": "digest"}))

    assert read_proposal(form).settings == OTHER
    assert read_proposal(form).edits == (BookingId("b1"), 3)
    assert read_proposal(ticked).settings is None
    assert read_proposal(ticked).agreed_to is None
    assert read_proposal(a_link_form(join_at=SOON)).join_at == SOON
    assert read_proposal(form).destination.channel_id == GENERAL
