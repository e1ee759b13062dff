"""The audit trail keeps what was sent, without passcodes, tokens and credentials."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.audit_redaction import redact_addresses, redact_config, redact_link

CODE = "oPeN.SeSaMe7"
CONFIG = {
    "bot_name": "Notetaker",
    "meeting_url": f"https://bob:{CODE}@acme.zoom.us:8443/j/81234567890?pwd={CODE}#{CODE}",
    "metadata": {"recall_schedule_booking": "b1", "recall_schedule_revision": "2"},
    "chat": {"on_bot_join": {"send_to": "everyone", "message": f"Notes: https://wiki.test/{CODE}"}},
    "recording_config": {
        "retention": {"type": "timed", "hours": 24},
        "realtime_endpoints": [
            {"type": "webhook", "url": f"https://hooks.test/in/{CODE}?t={CODE}", "headers": {"X-Key": CODE}},
            {"type": "websocket", "url": f"wss://user:{CODE}@sockets.test/{CODE}"},
        ],
        "transcript": {"provider": {"deepgram_streaming": {"api_key": CODE, "language": "de"}}},
    },
    "zoom": {"join_token_url": f"https://zak.test/{CODE}", "zak_url": f"https://zak.test/{CODE}"},
    "automatic_video_output": {"in_call_recording": {"kind": "jpeg", "b64_data": CODE}},
    "output_media": {"camera": {"kind": "webpage", "config": {"url": f"https://page.test/?key={CODE}"}}},
    "something_new": {"Authorization": f"Bearer {CODE}", "client_secret": [CODE], "cookies": {"a": CODE}},
}


def test_no_secret_of_a_whole_configuration_is_left() -> None:
    assert CODE not in json.dumps(redact_config(CONFIG))


def test_what_was_sent_can_still_be_told() -> None:
    kept = redact_config(CONFIG)

    assert kept["meeting_url"] == "https://acme.zoom.us:8443/j/81234567890"
    assert kept["metadata"] == CONFIG["metadata"]
    assert kept["recording_config"]["retention"] == {"type": "timed", "hours": 24}
    assert kept["recording_config"]["realtime_endpoints"][0]["url"] == "https://hooks.test/[removed]"
    assert kept["chat"]["on_bot_join"]["message"] == "Notes: https://wiki.test/[removed]"
    assert kept["automatic_video_output"]["in_call_recording"] == {"kind": "jpeg", "b64_data": "[removed]"}


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://meet.google.com/abc-defg-hij", "https://meet.google.com/abc-defg-hij"),
        (f"https://teams.live.com/meet/9312345?p={CODE}", "https://teams.live.com/meet/9312345"),
        ("https://[half", "[removed]"),
        ("no link at all", "[removed]"),
    ],
)
def test_a_meetings_link_keeps_its_path(link: str, kept: str) -> None:
    assert redact_link(link) == kept


def test_an_address_that_is_only_an_origin_stays_as_it_is() -> None:
    assert (
        redact_addresses("see https://recall.ai/ or https://recall.ai") == "see https://recall.ai or https://recall.ai"
    )


IN_ADDRESSES = st.characters(exclude_categories=["Z", "C"], exclude_characters="<>\"'")


@given(st.text(), st.text(IN_ADDRESSES, min_size=1).filter(lambda secret: secret.strip("/")))
def test_nothing_of_an_address_is_left_beside_its_origin(before: str, secret: str) -> None:
    kept = redact_addresses(f"{before} https://host.test/{secret}")

    assert kept.endswith("https://host.test/[removed]")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON))
def test_whatever_a_preset_holds_something_can_be_written_down(config: dict[str, object]) -> None:
    assert set(redact_config(config)) == set(config)
