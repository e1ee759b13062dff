"""What a step of a workflow asks for, as Slack sends it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.names import StepInput
from bot.blocks.workflow_step import NO_LINK, NO_PERSON, NO_TIME, USER_CONTEXT, build_outputs, read_step
from bot.core.access.workflow_step import StepInputs
from tests.examples import MEET, SOON, a_booked_booking

PERSON = {"name": "person", "type": USER_CONTEXT}
WHO = {"id": "U0MAYA", "secret": "s"}


def an_event(*, parameters=(PERSON,), **inputs):
    return {"function": {"input_parameters": list(parameters)}, "inputs": {"link": MEET, "person": WHO, **inputs}}


def test_all_that_is_given_is_read():
    step = read_step(an_event(starts_at=1772463600, preset=" Sales calls ", channel="C0SALES"))

    assert step == StepInputs(
        user_id="U0MAYA",
        link=MEET,
        starts_at=datetime(2026, 3, 2, 15, 0, tzinfo=UTC),
        preset="Sales calls",
        channel_id="C0SALES",
    )


@pytest.mark.parametrize("empty", ["", None])
def test_what_is_left_out_is_left_open(empty):
    assert read_step(an_event(starts_at=empty, preset=empty, channel=empty)) == StepInputs(user_id="U0MAYA", link=MEET)


@pytest.mark.parametrize("channel", ["D0JONAS", "U0JONAS", "general", ["C0SALES"]])
def test_a_card_goes_to_no_one_elses_direct_messages(channel):
    assert read_step(an_event(channel=channel)) == StepInputs(user_id="U0MAYA", link=MEET)


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (an_event(person="U0MAYA"), NO_PERSON),
        (an_event(person={"id": "maya"}), NO_PERSON),
        (an_event(person=None), NO_PERSON),
        (an_event(parameters=[]), NO_PERSON),
        (an_event(parameters=[{"name": "person", "type": "slack#/types/user_id"}]), NO_PERSON),
        (an_event(parameters=[{"name": "person", "type": "object"}]), NO_PERSON),
        (an_event(parameters=[PERSON, {"name": "person", "type": "string"}]), NO_PERSON),
        (an_event(link=""), NO_LINK),
        (an_event(link=None), NO_LINK),
        (an_event(link="x" * 3001), NO_LINK),
        (an_event(starts_at="tomorrow"), NO_TIME),
        (an_event(starts_at=-1), NO_TIME),
        (an_event(starts_at=True), NO_TIME),
        (an_event(starts_at=10**12), NO_TIME),
    ],
)
def test_what_cannot_be_used_is_said_in_words(event, sentence):
    assert read_step(event) == sentence


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*StepInput, "id"]), inner, max_size=4),
    max_leaves=8,
)


@given(anything, anything)
def test_no_payload_breaks_it(inputs, parameters):
    read = read_step({"inputs": inputs, "function": {"input_parameters": parameters}})

    assert isinstance(read, str | StepInputs)


def test_what_is_answered_holds_no_title_and_no_link_into_the_meeting():
    outputs = build_outputs(a_booked_booking(), "Scheduled", "https://example.slack.test/archives/C0GENERAL/p1")

    assert outputs == {
        "booking": "b1",
        "status": "Scheduled",
        "joins_at": int(SOON.timestamp()),
        "card": "https://example.slack.test/archives/C0GENERAL/p1",
    }
    assert "card" not in build_outputs(a_booked_booking(), "Scheduled", None)
