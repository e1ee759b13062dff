"""Decode Slack's requests, and reject what is not one."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.entrypoints.slack_requests import FORM, decode


def test_a_command_is_its_fields_even_with_the_word_payload_in_them():
    fields = {"command": "/recall-schedule", "text": "payload review", "channel_name": "payload"}

    assert decode(urlencode(fields).encode(), FORM) == fields


def test_an_empty_text_stays_a_field():
    assert decode(b"command=%2Frecall-schedule&text=", FORM) == {"command": "/recall-schedule", "text": ""}


def test_an_interaction_is_what_its_payload_says():
    interaction = {"type": "view_submission", "view": {"id": "V1"}}

    assert decode(urlencode({"payload": json.dumps(interaction)}).encode(), FORM) == interaction


def test_an_event_is_its_json():
    assert decode(b'{"type": "event_callback"}', "application/json") == {"type": "event_callback"}


def test_half_a_character_in_what_someone_typed_spoils_nothing_else():
    typed = r'{"type": "view_submission", "typed": "caf\u00e9 \ud83d\ude00 \ud800"}'

    assert decode(urlencode({"payload": typed}).encode(), FORM) == {
        "type": "view_submission",
        "typed": "café 😀 \ufffd",
    }


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (urlencode({"text": "a\0b"}), FORM),
        (urlencode({"payload": r'{"text": "a\u0000b"}'}), FORM),
        (r'{"text": "a\u0000b"}', "application/json"),
    ],
)
def test_what_postgres_cannot_hold_is_replaced_and_seen(body, content_type):
    assert decode(body.encode(), content_type) == {"text": "a\ufffdb"}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"payload=%7Bnot-json", FORM),
        (b"payload=[1]", FORM),
        (b"\xff\xfe", FORM),
        (b"not json", "application/json"),
        (b"[]", "application/json"),
        (b"[" * 200_000, "application/json"),
        (b"", ""),
    ],
)
def test_what_slack_never_sends_is_nothing(body, content_type):
    assert decode(body, content_type) is None


@given(body=st.binary(), content_type=st.sampled_from([FORM, "application/json", ""]))
def test_no_body_is_an_exception(body, content_type):
    assert isinstance(decode(body, content_type), dict | None)
