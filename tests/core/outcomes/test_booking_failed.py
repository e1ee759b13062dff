import pytest

from bot.core.booking.model import Failure, Intent
from bot.core.outcomes.booking_failed import Undertaking, explain_failure, undertaking
from bot.core.outcomes.model import OutcomeButton
from tests.core.reading import reads_well
from tests.examples import a_booked_booking, a_booking, with_intent


def failed(code: str = "", status: int | None = None, detail: str = "", *, permanent: bool = True) -> Failure:
    return Failure(code=code or f"http_{status}", status=status, detail=detail, permanent=permanent)


@pytest.mark.parametrize(
    ("failure", "button", "words"),
    [
        (failed("no_answer"), OutcomeButton.TRY_AGAIN, "responding"),
        (failed("not_confirmed"), OutcomeButton.TRY_AGAIN, "shows no bot"),
        (failed("gave_up", 507), OutcomeButton.TRY_AGAIN, "had no bot available"),
        (failed("gave_up", 503), OutcomeButton.TRY_AGAIN, "error 503"),
        (failed("gave_up"), OutcomeButton.TRY_AGAIN, "we stopped trying"),
        (failed("invalid_settings"), OutcomeButton.EDIT, "don't work for this meeting"),
        (failed("bot_is_live"), OutcomeButton.NONE, "can't be changed"),
        (failed("update_bot_failed", 400), OutcomeButton.NONE, "too close to the start"),
        (failed("cannot_delete_bot", 405), OutcomeButton.NONE, "already joining"),
        (failed("cannot_command_completed_bot", 400), OutcomeButton.NONE, "already left"),
        (failed("cannot_command_unstarted_bot", 400), OutcomeButton.TRY_AGAIN, "hasn't joined"),
        (failed("teams_blacklisted_tenant", 400), OutcomeButton.NONE, "blocks bots"),
        (
            failed("invalid_request_data", 400, "Cannot schedule bot as calendar event has ended."),
            OutcomeButton.NONE,
            "already over",
        ),
        (
            failed(status=400, detail="meeting_url: Not a link."),
            OutcomeButton.NONE,
            "didn't accept the meeting link",
        ),
        (failed(status=400, detail="bot_name: No."), OutcomeButton.EDIT, "didn't accept these settings"),
        (failed(status=404), OutcomeButton.NONE, "no longer on a connected calendar"),
        (failed(status=405), OutcomeButton.NONE, "already joining"),
        (failed(status=409), OutcomeButton.TRY_AGAIN, "changed at the same time"),
        (failed(status=429), OutcomeButton.TRY_AGAIN, "too many requests"),
        (failed(status=500), OutcomeButton.TRY_AGAIN, "having trouble"),
        (failed("adhoc_pool_depleted", 507), OutcomeButton.TRY_AGAIN, "no bot available"),
        (failed(status=507), OutcomeButton.TRY_AGAIN, "no bot available"),
        (
            failed("a_new_code", 418),
            OutcomeButton.TRY_AGAIN,
            "(418). Error code: a_new_code",
        ),
    ],
)
def test_a_failure_says_its_cause_and_what_to_do(failure: Failure, button: OutcomeButton, words: str) -> None:
    outcome = explain_failure(failure)

    assert words in outcome.sentence
    assert outcome.button is button
    assert outcome.operator_sentence == ""
    assert outcome.next_step
    assert reads_well(outcome)


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504])
def test_trouble_on_the_way_is_said_alike(status: int) -> None:
    assert explain_failure(failed(status=status)).sentence == "Recall is having trouble right now."


@pytest.mark.parametrize(
    ("failure", "quoted"),
    [
        (failed(status=400, detail="meeting_url: Not a link."), "meeting_url: Not a link."),
        (failed("invalid_request_data", 400, "bot_name: No."), "bot_name: No."),
        (failed("invalid_settings", None, "chat: no chat there"), "chat: no chat there"),
        (failed("a_new_code", 418, "I am a teapot."), "I am a teapot."),
        (failed("gave_up", 503, "http_503"), ""),
    ],
)
def test_recalls_own_words_are_kept_apart_from_ours(failure: Failure, quoted: str) -> None:
    outcome = explain_failure(failure)

    assert outcome.quoted == quoted
    assert failure.detail == "" or failure.detail not in outcome.sentence


@pytest.mark.parametrize("failure", [failed("no_answer", permanent=False), failed(status=507, permanent=False)])
def test_what_is_still_tried_asks_nothing_of_anyone(failure: Failure) -> None:
    outcome = explain_failure(failure)

    assert "we'll keep trying" in outcome.next_step
    assert outcome.button is OutcomeButton.NONE


@pytest.mark.parametrize(
    ("failure", "mend"),
    [
        (failed("authentication_failed", 401), "RECALL_API_KEY and RECALL_REGION"),
        (failed(status=402), "credit"),
        (failed("request_blocked", 403), "firewall"),
    ],
)
def test_operators_get_the_cause_and_the_channel_does_not(failure: Failure, mend: str) -> None:
    outcome = explain_failure(failure)

    assert mend in outcome.operator_sentence
    assert mend not in outcome.sentence + outcome.next_step
    assert outcome.sentence == "The bot couldn't be scheduled; we've notified your admins."
    assert reads_well(outcome)


def test_no_one_is_said_to_know_where_no_operator_is_named() -> None:
    outcome = explain_failure(failed(status=402), has_operators=False)

    assert outcome.sentence == "The bot couldn't be scheduled; please tell your admin."


@pytest.mark.parametrize("status", range(400, 600))
def test_operators_are_told_of_just_those_failures_that_say_so(status: int) -> None:
    assert bool(explain_failure(failed(status=status)).operator_sentence) == (status in {401, 402, 403})


@pytest.mark.parametrize(
    ("failure", "doing", "words"),
    [
        (failed(status=402), Undertaking.CHANGE, "couldn't be changed"),
        (failed(status=402), Undertaking.CANCELLATION, "couldn't be canceled"),
        (failed(status=500), Undertaking.CHANGE, "The bot stays scheduled as before."),
        (failed(status=500), Undertaking.CANCELLATION, "The bot may still join"),
    ],
)
def test_what_was_being_done_decides_what_is_left(failure: Failure, doing: Undertaking, words: str) -> None:
    outcome = explain_failure(failure, doing)

    assert words in f"{outcome.sentence} {outcome.next_step}"


@pytest.mark.parametrize("failure", [failed(status=404), failed("bot_is_live"), failed(status=500, permanent=False)])
def test_a_bot_is_not_said_to_stay_booked_where_that_is_not_known(failure: Failure) -> None:
    assert "The bot stays scheduled as before." not in explain_failure(failure, Undertaking.CHANGE).next_step


def test_an_undertaking_follows_from_the_booking() -> None:
    cancelled = with_intent(a_booked_booking(), Intent.STAY_AWAY)

    assert undertaking(a_booking()) is Undertaking.BOOKING
    assert undertaking(a_booked_booking()) is Undertaking.CHANGE
    assert undertaking(cancelled) is Undertaking.CANCELLATION
